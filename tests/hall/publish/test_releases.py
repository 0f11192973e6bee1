"""Releases: one after another, back again, cut off in the middle, and read all the while."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import count

import pytest
from django.db import DatabaseError, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.models import Record
from standing.hall.publish import actions, queries, queue
from standing.hall.publish import api as publish
from standing.hall.publish.models import Release, Run
from standing.hall.publish.tree import Releases
from standing.kernel.access import Role
from standing.kernel.refusals import NotAllowed, NotNow
from tests.make import accounts
from tests.make.publish import AT, ONE_WAVE

_minutes = count()


def put(by=audit.SYSTEM, **wishes):
    return publish.publish(at=AT + timedelta(minutes=next(_minutes)), by=by, **{"wave_seconds": ONE_WAVE, **wishes})


def back(by=audit.SYSTEM):
    return publish.roll_back(by=by, at=AT + timedelta(minutes=next(_minutes)))


def text(disk, path="made-up/index.html"):
    return (disk.link / "tree" / path).read_text()


def test_back_leads_to_the_release_before_and_is_written_down(room, disk):
    room.say("/made-up/", "First")
    put()
    room.say("/made-up/", "Second")
    put()

    now = back()

    assert (now.number, disk.current(), publish.current().number) == (1, 1, 1)
    assert "First" in text(disk)
    row = Release.objects.get(number=2)
    assert (row.rolled_back_by, row.rolled_back_at is not None) == ("system", True)
    record = Record.objects.get(verb="publish.roll_back")
    assert (record.subject, record.facts) == ("release:2", {"releases": [2], "to": 1})


def test_there_is_nothing_before_the_first(room, disk):
    with pytest.raises(NotNow):
        back()
    room.say("/made-up/", "First")
    put()
    with pytest.raises(NotNow):
        back()
    assert disk.current() == 1


def test_what_was_taken_back_does_not_come_again_by_the_clock_but_everything_else_does(room, disk):
    room.say("/made-up/", "Good")
    room.say("/made-up/2/", "Other")
    put()
    room.say("/made-up/", "A mistake")
    put()
    back()

    assert put().release is None
    room.say("/made-up/2/", "Other, changed")
    report = put()

    assert (report.release, report.held) == (3, 1)
    assert "Good" in text(disk)
    assert "Other, changed" in text(disk, "made-up/2/index.html")
    assert put().held == 1

    room.say("/made-up/", "The mistake is mended")
    assert put().release == 4
    assert "mended" in text(disk)


def test_a_person_who_publishes_brings_it_again(room, disk):
    head = accounts.person(role=Role.COORDINATOR)
    room.say("/made-up/", "Good")
    put()
    room.say("/made-up/", "No mistake after all")
    put()
    back(by=head)
    put()

    report = put(by=head)

    assert report.held == 0
    assert "No mistake after all" in text(disk)
    assert Record.objects.filter(verb="publish.release").latest("at").actor == str(head.pk)


def test_a_new_shell_that_was_taken_back_does_not_come_by_the_clock(room, disk, settings):
    room.say("/made-up/", "Page")
    put()
    settings.STANDING = {**settings.STANDING, "origin": "http://localhost:8000"}
    room.kinds["/made-up/"]["raw"] = "<p>a broken shell</p>"
    put()
    assert "a broken shell" in text(disk)
    back()

    report = put()

    assert report.release is None
    assert report.held > 0
    assert "a broken shell" not in text(disk)


def test_a_run_of_many_waves_is_taken_back_as_one(room, disk):
    room.say("/made-up/", "First")
    put()
    for number in range(4):
        room.say(f"/made-up/{number}/", "Mistake")
    report = put(wave_seconds=0.0)
    assert report.release > 2

    assert back().number == 1
    assert not (disk.link / "tree" / "made-up" / "3").exists()


def test_the_last_runs_stay_on_the_disk_and_no_more(room, disk):
    for number in range(actions.KEPT_RUNS + 3):
        room.say("/made-up/", f"Version {number}")
        put()

    assert len(disk.numbers()) == actions.KEPT_RUNS
    for _ in range(actions.KEPT_RUNS - 1):
        back()
    assert "Version 3" in text(disk)
    with pytest.raises(NotNow):
        back()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_publish_and_take_back(room, disk, role):
    person = accounts.person(
        role=role, department="fire" if role.value in {"author", "head", "liaison", "backup"} else ""
    )
    room.say("/made-up/", "Page")
    if role in {Role.ADMINISTRATOR, Role.COORDINATOR}:
        assert put(by=person).release == 1
        return
    with pytest.raises(NotAllowed):
        put(by=person)
    with pytest.raises(NotAllowed):
        back(by=person)
    assert Release.objects.count() == 0


def test_two_publishers_do_not_meet(room, disk):
    room.say("/made-up/", "Page")
    with queue.only_one(disk.root, patience=0), pytest.raises(publish.IsPublishing):
        put(patience=0.2)
    assert put(patience=0.2).release == 1


def test_the_lock_of_the_database_counts_also_for_another_folder(room, disk, settings, tmp_path):
    with queue.only_one(tmp_path / "elsewhere", patience=0), pytest.raises(publish.IsPublishing):
        put(patience=0.2)


def test_a_fault_in_the_middle_leaves_the_public_pages_and_says_failed(room, disk, monkeypatch):
    room.say("/made-up/", "Good")
    put()
    room.say("/made-up/", "Better")

    def no_space(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("standing.hall.publish.tree.Making.write", no_space)
        with pytest.raises(OSError, match="space"):
            put()

    assert "Good" in text(disk)
    assert sorted(path.name for path in disk.folder.iterdir()) == ["000001"]
    put()
    assert "Better" in text(disk)


def test_the_disk_follows_the_database(room, disk):
    """What a kill leaves between any two steps."""
    room.say("/made-up/", "First")
    put()
    room.say("/made-up/", "Second")
    put()
    disk.switch(1)  # killed after the row, before the link
    (disk.folder / "000009").mkdir()  # killed before the row
    (disk.folder / ".making-x").mkdir()  # killed while writing
    Run.objects.create(started_at=AT, by="system", outcome="running")

    put()

    assert disk.current() == 2
    assert sorted(path.name for path in disk.folder.iterdir()) == ["000001", "000002"]
    assert Run.objects.filter(outcome="stopped").count() == 1
    assert "Second" in text(disk)


def test_a_lost_disk_is_written_anew(room, disk, var):
    room.say("/made-up/", "Page")
    put()
    disk.root.rename(var / "gone")
    assert publish.current() is None

    put()

    assert disk.current() == 2
    assert "Page" in text(disk)


def test_a_damaged_page_is_mended(room, disk):
    room.say("/made-up/", "Page")
    put()
    file = disk.of(1) / "tree" / "made-up" / "index.html.gz"
    file.write_bytes(b"")
    assert disk.damaged(1) == ["made-up/index.html.gz"]

    put()

    assert disk.damaged(disk.current()) == []


def test_a_disk_of_another_database_is_not_shown_for_long(room, disk):
    """A new database over an old folder: what lies there was never ours."""
    (disk.of(7) / "tree").mkdir(parents=True)
    (disk.of(7) / "release.json").write_text("{}")
    disk.switch(7)
    room.say("/made-up/", "Ours")

    put()

    assert "Ours" in text(disk)
    assert 7 not in disk.numbers()


@pytest.mark.django_db
def test_the_database_keeps_what_was_published(room, disk):
    room.say("/made-up/", "Page")
    put()
    for change in ({"manifest_sha256": "a" * 64}, {"pages": 0}, {"rolled_back_by": "me"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Release.objects.filter(number=1).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.all().delete()
    room.say("/made-up/", "Page two")
    put()
    back()
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(number=2).update(rolled_back_at=None, rolled_back_by="")


def test_a_reader_never_sees_half(room, disk):
    """Every page of a release carries its name; readers look at two pages through one opened release."""
    numbers = range(6)
    for number in numbers:
        room.say(f"/made-up/{number}/", "Edition 0")
    put()
    stop, torn, looked = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                tree = disk.link.resolve(strict=True) / "tree"
                pages = [(tree / "made-up" / str(number) / "index.html").read_text() for number in numbers]
            except FileNotFoundError:
                torn.append("a file was missing")
                continue
            editions = {page.partition("Edition ")[2].partition("<")[0] for page in pages}
            looked.append(editions)
            if len(editions) != 1:
                torn.append(editions)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for edition in range(1, 6):
        for number in numbers:
            room.say(f"/made-up/{number}/", f"Edition {edition}")
        put()
    stop.set()
    for reader in readers:
        reader.join()

    assert torn == []
    assert len({frozenset(each) for each in looked}) > 1


KILLED = """
import os, signal, sys
from pathlib import Path
from standing.hall.publish.tree import Releases
from standing.hall.publish.manifest import Manifest
from datetime import UTC, datetime
disk = Releases(Path(sys.argv[1]))
making = disk.begin(base=disk.read(1))
for number in range(1000):
    making.write(f"made-up/{number}/index.html", b"half", mtime=1)
    if number == 500:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_kill_9_in_the_middle_leaves_the_public_pages_and_the_next_run_goes_on(room, disk):
    room.say("/made-up/", "Good")
    put()
    before = text(disk)

    killed = subprocess.run([sys.executable, "-c", KILLED, str(disk.root)], env=os.environ, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert text(disk) == before
    assert len(list(disk.folder.glob(".making-*"))) == 1
    room.say("/made-up/", "Better")
    put()
    assert "Better" in text(disk)
    assert list(disk.folder.glob(".making-*")) == []


def test_a_link_is_never_missing_while_it_is_changed(tmp_path):
    disk = Releases(tmp_path)
    for number in (1, 2):
        (disk.of(number) / "tree").mkdir(parents=True)
    disk.switch(1)
    stop, seen = threading.Event(), set()

    def read():
        while not stop.is_set():
            seen.add(disk.current())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(300):
        disk.switch(2)
        disk.switch(1)
    stop.set()
    reader.join()

    assert seen <= {1, 2}


def test_the_current_release_is_told(room, disk):
    assert publish.current() is None
    room.say("/made-up/", "Page")
    room.say("/es/made-up/", "Página")
    put()

    now = publish.current()

    assert now.languages["es"] == 6
    assert "/es/made-up/" in now.changed
    assert now.manifest_sha256 == Record.objects.get(verb="publish.release").facts["manifest"]
    assert queries.latest_run().outcome == "done"
