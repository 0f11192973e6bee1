"""The trustee's own cluster: no order outlives a night, and the sealed copy brings everything back but the night."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from standing.config import postgres
from standing.hall.sealed.people import BoxDamaged, new_pair, pair_of
from standing.hall.sealed.streams import SealedReader, SealedWriter

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = 40


class Trustee:
    """A folder, a cluster and the commands of one trustee."""

    def __init__(self, var: Path, **more: str) -> None:
        self.var, self.more = var, more

    def env(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("STANDING_") and key not in {"DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE"}
        }
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        told = {"STANDING_ROLE": "trustee", "STANDING_VAR": str(self.var), "PYTHONPATH": paths}
        return kept | told | {"DJANGO_SETTINGS_MODULE": "standing.config.settings"} | self.more

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "standing", *words]
        return subprocess.run(command, env=self.env(), cwd=ROOT, capture_output=True, text=True, check=False)

    def office(self, *words: str) -> object:
        command = [sys.executable, "-m", "tests.config.trustee_office", *words]
        said = subprocess.run(command, env=self.env(), cwd=ROOT, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout.splitlines()[-1])

    def wal(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((postgres.place(self.var).data / "pg_wal").glob("0*"))]

    def heap(self, table: str = "trustee_tag") -> bytes:
        with psycopg.connect(postgres.url(self.var), autocommit=True) as connection:
            (path,) = connection.execute("SELECT pg_relation_filepath(%s)", [table]).fetchone()
            connection.execute("CHECKPOINT")
        return (postgres.place(self.var).data / path).read_bytes()

    def ask(self, sql: str) -> object:
        with psycopg.connect(postgres.url(self.var), autocommit=True) as connection:
            return connection.execute(sql).fetchone()[0]


def order_in(data: bytes, tags: list[bytes]) -> list[bytes]:
    """Return the tags in the order in which they first stand in these bytes."""
    places = {tag: data.find(tag) for tag in tags}
    return sorted((tag for tag in tags if places[tag] >= 0), key=places.__getitem__)


def opened(file: Path, secret: Path) -> bytes:
    """Return what is in a sealed copy, as whoever holds its key reads it."""
    with file.open("rb") as sealed, SealedReader(sealed, pair=pair_of(base64.b64decode(secret.read_text()))) as reader:
        return reader.read()


def tells_only(found: list[bytes], tags: list[bytes]) -> bool:
    """Tell whether they lie in their own order: page by page, and each page is filled from its end."""
    places = [sorted(tags).index(tag) for tag in found]
    upright = [place for page in _falling(places) for place in reversed(page)]
    return upright == sorted(places) or places == sorted(places)


def _falling(places: list[int]) -> list[list[int]]:
    pages: list[list[int]] = []
    for place in places:
        if pages and pages[-1][-1] == place + 1:
            pages[-1].append(place)
        else:
            pages.append([place])
    return pages


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A day at the trustee, the night after it, and the copy restored elsewhere: told once, looked at by each test."""
    folder = tmp_path_factory.mktemp("trustee")
    away = folder / "away"
    away.mkdir()
    made = Trustee(folder / "var").run("trustee", "key", str(folder / "secret"))
    key = made.stdout.splitlines()[0].partition("=")[2]
    one = Trustee(folder / "var", STANDING_SHIP_TO=str(away), STANDING_SHIP_KEY=key)
    other = Trustee(folder / "other var")
    for each in (one, other):
        postgres.ensure_running(each.var, role="trustee")
    told: dict[str, object] = {"one": one, "other": other, "away": away, "secret": folder / "secret", "key": made}
    try:
        told["day"] = day = one.office("begin", str(FAMILIES))
        tags = [bytes.fromhex(tag) for tag in day["tags"]]
        told["tags"] = tags
        told["marks"] = [bytes.fromhex(mark) for mark in day["marks"]]
        told["wal before"], told["heap before"] = b"".join(one.wal()), one.heap()
        told["night"] = one.office("night")
        told["wal after"], told["heap after"] = b"".join(one.wal()), one.heap()
        told["applications after"] = one.heap("draw_application")
        told["copy"] = (away / "trustee.sealed").read_bytes()
        (folder / "copy before").write_bytes(told["copy"])
        told["restored"] = other.run("trustee", "restore", str(away / "trustee.sealed"), str(folder / "secret"))
        yield told
    finally:
        for each in (one, other):
            postgres.stop(each.var)


def test_the_cluster_keeps_no_order_by_its_settings(story):
    one = story["one"]
    for name, value in (("wal_level", "minimal"), ("archive_mode", "off"), ("track_commit_timestamp", "off"),
                        ("wal_recycle", "off"), ("max_wal_senders", "0"), ("log_statement", "none")):  # fmt: skip
        assert one.ask(f"SHOW {name}") == value


def test_by_day_the_disk_tells_the_order_and_after_the_night_it_does_not(story):
    tags = story["tags"]
    assert order_in(story["wal before"], tags) == tags  # or this proves nothing
    assert order_in(story["heap before"], tags) == tags[::-1]  # a page is filled from its end
    assert story["night"]["tags"] == FAMILIES
    assert story["night"]["recycled"] is True
    for place in ("wal after", "heap after"):
        found = order_in(story[place], tags)
        assert found in ([], sorted(tags), sorted(tags, reverse=True)), place
    assert set(order_in(story["heap after"], tags)) == set(tags)


def test_applications_lie_in_the_order_of_their_marks_after_the_night(story):
    marks = story["marks"]
    assert order_in(story["wal before"], marks) == marks  # or this proves nothing
    assert not tells_only(marks, marks)
    assert tells_only(order_in(story["wal after"], marks), marks)
    assert tells_only(order_in(story["applications after"], marks), marks)


def test_the_log_of_the_server_names_no_tag(story):
    log = postgres.place(story["one"].var).log.read_bytes()
    assert not [tag for tag in story["tags"] if tag in log or tag.hex().encode() in log]


def test_the_copy_is_sealed_and_stands_alone(story):
    assert [path.name for path in story["away"].iterdir()] == ["trustee.sealed"]
    assert (story["away"] / "trustee.sealed").stat().st_mode & 0o077 == 0
    assert not [tag for tag in story["tags"] if tag in story["copy"] or tag.hex().encode() in story["copy"]]
    assert not list((story["one"].var / "shipping").iterdir())
    assert story["secret"].stat().st_mode & 0o077 == 0
    again = story["one"].run("trustee", "key", str(story["secret"]))
    assert (again.returncode, "never overwritten" in again.stderr) == (1, True)


def test_a_restored_trustee_knows_whom_it_helped_and_goes_on(story):
    restored, other = story["restored"], story["other"]
    assert restored.returncode == 0, restored.stderr
    assert f"Restored: {FAMILIES} tags" in restored.stdout
    postgres.ensure_running(other.var, role="trustee")  # the command that restored it stopped it again
    desk = story["day"]["desks"][1]
    assert other.office("claim", desk, "Adult 7") == "already helped"
    assert other.office("claim", desk, "Adult 7", "Somebody new") == "already helped"
    assert other.office("claim", desk, "Somebody new") == f"helped; {FAMILIES + 1} tags"
    assert other.office("applications") == FAMILIES // 2
    assert other.ask("SELECT min(md5(mark)) IS NOT NULL FROM draw_application") is True
    assert not other.ask("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND tgname LIKE 'pgtrigger%'")
    kept, log = (Path(each.var / "keys" / "log.key").read_bytes() for each in (story["one"], other))
    assert kept == log


def test_what_is_not_empty_or_does_not_open_is_refused(story, tmp_path):
    file, other = story["away"] / "trustee.sealed", story["other"]
    full = other.run("trustee", "restore", str(file), str(story["secret"]))
    assert (full.returncode, "not empty" in full.stderr) == (1, True)
    city = Trustee(other.var, STANDING_ROLE="city").run("trustee", "ship")
    assert (city.returncode, "City's process" in city.stderr) == (1, True)
    assert other.run("trustee", "restore", "x").returncode == 2
    backup = other.run("backup", str(tmp_path / "backup"))
    assert (backup.returncode, "order" in backup.stderr) == (1, True)


def test_a_destroyed_key_is_in_no_copy_any_more(story):
    one = story["one"]
    box = bytes.fromhex(one.ask("SELECT encode(box, 'hex') FROM trustee_key WHERE purpose = 'share'"))
    data = postgres.place(one.var).data
    [apart] = (one.var / "apart").iterdir()
    secret = bytes.fromhex(apart.read_text().splitlines()[1])
    assert one.office("destroy")
    one.ask("SELECT 1")
    copy = opened((story["away"] / "trustee.sealed"), story["secret"])
    found = [path.read_bytes() for path in one.var.rglob("*") if path.is_file()] + [copy]
    gone = [box, secret, secret.hex().encode(), *story["marks"]]
    assert not [one for one in gone for content in found if one in content]
    before = opened(story["away"].parent / "copy before", story["secret"])
    assert secret.hex().encode() in before  # or this proves nothing
    assert data.is_dir()


def test_a_cluster_that_keeps_the_order_is_refused(tmp_path):
    var = tmp_path / "var"
    postgres.ensure_running(var)  # as the City's
    try:
        refused = Trustee(tmp_path / "own", DATABASE_URL=postgres.url(var)).run("work")
        assert refused.returncode == 1
        assert "does not start on this cluster" in refused.stderr
        assert "wal_level is replica, and must be minimal" in refused.stderr
    finally:
        postgres.stop(var)


@pytest.mark.parametrize("length", [0, 1, 65_536, 65_537, 200_000])
def test_a_sealed_stream_opens_whole_or_not_at_all(tmp_path, length):
    pair, stranger, path = new_pair(), new_pair(), tmp_path / "sealed"
    content = os.urandom(length)
    with path.open("xb") as file, SealedWriter(file, to=pair.public) as writer:
        for begin in range(0, length, 50_000):
            writer.write(content[begin : begin + 50_000])

    def opened(data, who=pair):
        path.write_bytes(data)
        with path.open("rb") as file, SealedReader(file, pair=who) as reader:
            return reader.read()

    whole = path.read_bytes()
    assert opened(whole) == content
    for bad in (whole[:-1], whole + b"x", whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:], b"", whole[:130]):
        with pytest.raises(BoxDamaged):
            opened(bad)
    with pytest.raises(BoxDamaged):
        opened(whole, stranger)


def test_a_real_trustee_is_set_up_and_brought_up_to_a_release_and_its_pages_have_their_words(tmp_path):
    trustee = Trustee(tmp_path / "trustee")
    try:
        done = trustee.run("install", "--administrator", "administrator@trustee.example")
        assert done.returncode == 0, done.stderr
        assert "may sign in" in done.stdout
        done = trustee.run("migrate")
        assert done.returncode == 0, done.stderr
        assert (ROOT / "locale" / "es" / "LC_MESSAGES" / "django.mo").is_file()
    finally:
        postgres.stop(trustee.var)
