"""The staff page, the lists for robots and readers, and the jobs."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.publish import api as publish
from standing.hall.publish import queue, sources, tasks
from standing.hall.publish.models import Run
from standing.kernel.access import Role
from tests.make import accounts
from tests.make.publish import AT, ONE_WAVE

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def put(**wishes):
    return publish.publish(at=wishes.pop("at", AT), by=audit.SYSTEM, **{"wave_seconds": ONE_WAVE, **wishes})


def staff(role=Role.COORDINATOR):
    return accounts.client_of(accounts.person(role=role))


def test_the_staff_page_shows_what_the_public_sees_and_what_was_not_taken(room, disk):
    room.say("/made-up/", "Page")
    room.say("/made-up/bad/", "Bad", cookie=True)
    put()

    page = staff().get("/staff/publishing/").content.decode()

    assert "1 page was not taken" in page
    assert "It sets a cookie." in page
    assert publish.current().manifest_sha256 in page


def test_before_the_first_release_the_staff_page_says_so(room, disk):
    assert "Nothing is published yet" in staff().get("/staff/publishing/").content.decode()
    assert "There is nothing to go back to" in staff().get("/staff/publishing/back/").content.decode()


def test_how_far_a_run_is_stands_in_the_database(room, disk):
    Run.objects.create(started_at=AT, by="system", total=40, done=13)

    page = staff().get("/staff/publishing/").content.decode()

    assert "Pages are going out" in page
    assert "13 of 40" in page


def test_progress_is_written_while_pages_are_made(room, disk, monkeypatch):
    monkeypatch.setattr("standing.hall.publish.actions._PROGRESS_SECONDS", 0)
    seen = []
    for number in range(4):
        room.say(f"/made-up/{number}/", "Page")
    answer = type(room).answer
    monkeypatch.setattr(
        type(room),
        "answer",
        lambda self, request: seen.append(Run.objects.values_list("done", "total").get()) or answer(self, request),
    )

    put()

    assert [done for done, _ in seen] == [1, 2, 3, 4]  # the feed of the language came first
    assert {total for _, total in seen} == {22}
    assert Run.objects.get().done == 22


def test_publish_now_asks_the_worker_once(room, disk):
    client = staff()

    first = client.post("/staff/publishing/now/", {"everything": "on"}, follow=True)
    second = client.post("/staff/publishing/now/", {}, follow=True)

    assert "Publishing begins." in first.content.decode()
    assert "It was asked for already." in second.content.decode()
    job = ProcrastinateJob.objects.get(task_name=queue.BY_HAND)
    assert job.args["everything"] is True


def test_the_job_by_hand_names_the_person(room, disk):
    person = accounts.person(role=Role.ADMINISTRATOR)
    room.say("/made-up/", "Page")

    tasks.publish_by_hand(by=str(person.pk), everything=False)

    assert publish.current().by == str(person.pk)


@pytest.mark.parametrize("job", [tasks.publish_soon, lambda: tasks.publish_now_and_then(0)])
def test_the_jobs_publish(room, disk, job):
    room.say("/made-up/", "Page")
    job()
    assert publish.current().by == "system"


def test_taking_back_asks_first_and_refuses_what_was_not_on_the_screen(room, disk):
    client = staff()
    room.say("/made-up/", "First")
    put()
    room.say("/made-up/", "Second")
    put(at=AT + timedelta(minutes=1))

    assert client.post("/staff/publishing/back/", {"seen": 2}).status_code == 422
    late = client.post("/staff/publishing/back/", {"seen": 1, "sure": "on"})
    assert late.status_code == 422
    assert "Another release came out" in late.content.decode()
    assert disk.current() == 2
    done = client.post("/staff/publishing/back/", {"seen": 2, "sure": "on"}, follow=True)
    assert "The public sees release 1 again." in done.content.decode()
    assert disk.current() == 1


def test_an_editor_sees_and_does_not_do(room, disk):
    client = staff(Role.EDITOR)
    room.say("/made-up/", "First")
    put()

    page = client.get("/staff/publishing/").content.decode()

    assert "What the public sees" in page
    assert "/staff/publishing/now/" not in page
    assert client.post("/staff/publishing/now/").status_code == 404
    assert client.post("/staff/publishing/back/", {"seen": 1, "sure": "on"}).status_code == 404


def test_many_changes_ask_for_one_job_after_the_commit(db, django_capture_on_commit_callbacks):
    forget_jobs()
    with django_capture_on_commit_callbacks(execute=True) as asked:
        publish.soon()
        publish.soon()
        assert waiting() == 0
    assert (len(asked), waiting()) == (1, 1)

    with django_capture_on_commit_callbacks(execute=True):
        publish.soon()
    assert waiting() == 1


def test_a_change_that_is_undone_asks_for_nothing(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as asked:
        with pytest.raises(ZeroDivisionError):
            _change_and_fail()
        assert asked == []
        with transaction.atomic():
            publish.soon()
    assert waiting() == 1


def test_a_question_inside_a_savepoint_that_is_undone_does_not_stand_for_others(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            _change_and_fail()
        publish.soon()
    assert waiting() == 1


def _change_and_fail():
    with transaction.atomic():
        publish.soon()
        raise ZeroDivisionError


def forget_jobs():
    """Begin without jobs: a test that really commits may have left one behind."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [queue.SOON])


def waiting():
    return ProcrastinateJob.objects.filter(task_name=queue.SOON).count()


def test_robots_stay_out_of_a_sample_and_of_staff_pages(room, disk, client):
    assert "Disallow: /staff/\n" in client.get("/robots.txt").content.decode()
    installation.create(is_sample=True, at=AT)
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


def test_the_sitemap_lists_offered_languages_with_each_other(room, disk, client):
    room.say("/made-up/", "Rights", changed=date(2025, 7, 20))
    room.say("/es/made-up/", "Derechos")
    room.say("/fa/made-up/", "حقوق")
    room.say("/made-up/feed.ics", "BEGIN", media_type="text/calendar")
    sources.set_offered(lambda _at: ("es",))
    try:
        tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    finally:
        sources._offered.clear()

    base = "http://127.0.0.1:8000"
    urls = {each.find(f"{MAP}loc").text: each for each in tree}
    assert set(urls) == {f"{base}/made-up/", f"{base}/es/made-up/"}
    assert urls[f"{base}/made-up/"].find(f"{MAP}lastmod").text == "2025-07-20"
    assert {(link.get("hreflang"), link.get("href")) for link in urls[f"{base}/es/made-up/"].iter(LINK)} == {
        ("en", f"{base}/made-up/"),
        ("x-default", f"{base}/made-up/"),
        ("es", f"{base}/es/made-up/"),
    }


def test_the_feed_says_what_changed_last_in_each_language(room, disk, client):
    room.say("/es/made-up/1/", "Uno & dos", changed=date(2025, 7, 20), group="rights")
    room.say("/es/made-up/2/", "Tres", changed=date(2025, 7, 30))
    room.say("/made-up/", "English", changed=date(2025, 7, 31))

    feed = ElementTree.fromstring(client.get("/es/changes.atom").content)

    assert [each.find(f"{ATOM}title").text for each in feed.iter(f"{ATOM}entry")] == ["Tres", "Uno & dos"]
    assert feed.find(f"{ATOM}updated").text == "2025-07-30T00:00:00Z"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"


def test_what_a_phone_saves_stands_in_a_list_with_a_version(room, disk, client):
    room.say("/es/made-up/", "Esencial", essential=True)
    room.say("/es/made-up/2/", "Otra")

    first = client.get("/es/offline.json").json()
    room.say("/es/made-up/", "Esencial, corregido", essential=True)
    second = client.get("/es/offline.json").json()

    assert first["pages"] == second["pages"] == ["/es/offline/", "/es/made-up/"]
    assert first["language"] == "es"
    assert first["version"] != second["version"]
    assert client.get("/es/offline.json").json() == second


def test_the_page_without_network_names_what_is_saved(room, disk, client):
    room.say("/es/made-up/", "Esencial", essential=True)
    room.say("/es/made-up/card.pdf", "%PDF", essential=True, media_type="application/pdf")

    page = client.get("/es/offline/").content.decode()

    assert '<a href="/es/made-up/">Esencial</a>' in page
    assert "card.pdf" not in page


def test_the_worker_is_small_and_so_is_what_registers_it(client):
    worker = client.get("/sw.js")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(worker.content) <= 2048
    assert Path(finders.find("web/offline.js")).stat().st_size <= 1024


def test_texts_without_approval_are_in_no_list(room, disk, client):
    installation.create(is_sample=False, at=AT)
    room.say("/made-up/draft/", "Draft", approved=False, changed=date(2025, 7, 20), essential=True)

    for path in ("/sitemap.xml", "/changes.atom", "/offline.json", "/offline/"):
        assert b"draft" not in client.get(path).content
    put()
    assert "/made-up/draft/" not in json.loads((disk.of(1) / "tree" / "offline.json").read_text())["pages"]


def test_errors_have_a_page_of_their_own_status(client, db):
    assert client.get("/es/not-found/").status_code == 404
    assert client.get("/es/unavailable/").status_code == 503
    assert not re.search(r"Set-Cookie", str(client.get("/unavailable/").headers))
