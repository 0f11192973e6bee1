"""Rights in 311, and confirmed lists of help, are evidence once; for whichever duty asks."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from standing.hall import clock
from standing.hall.pack import api as packs
from standing.rooms.obligations import api as obligations
from standing.rooms.open311 import actions, subscribers, tasks
from standing.rooms.open311.models import ApiKey, Request
from standing.rooms.open311.rules.asking import chosen_language
from standing.rooms.services.actions import attesting
from standing.rooms.services.queries import work
from tests.make import accounts, rights
from tests.make import open311 as make
from tests.make.open311 import House


def evidence(now, department="fire"):
    return obligations.evidence_of(department=department, known=now)


def test_a_new_edition_is_recorded_once(people: House, now):
    assert actions.record_published(at=now) == 0  # nothing is public yet
    rights.approved(people.team, at=now - dt.timedelta(hours=2))

    assert actions.record_published(at=now) == 1
    assert actions.record_published(at=now) == 0
    [one] = evidence(now)
    assert (one.obligation, one.kind) == ("T.311", "kyr-311-published")
    assert one.source.startswith("rights:edition:")
    assert one.title == "Rights in 311: 1 articles in en"
    assert evidence(now, "water") == ()
    pairs = {one.obligation: one.status for one in obligations.statuses(at=now).pairs if one.department == "fire"}
    assert pairs["T.311"] == "met"

    rights.approved(people.team, "at-work", at=now - dt.timedelta(hours=2))
    assert actions.record_published(at=now) == 1
    assert len(evidence(now)) == 2


def test_news_and_the_nightly_job_do_the_same(people: House, now):
    from standing.rooms.rights.api import ArticleApproved

    rights.approved(people.team, at=now - dt.timedelta(hours=2))
    subscribers.record_published(ArticleApproved(slug="at-the-door", version=1, sha256="ab" * 32, at=now))
    assert len(evidence(clock.now())) == 1  # what is heard of is recorded with the present time
    tasks.record_evidence(int(clock.now().timestamp()))
    assert len(evidence(clock.now())) == 1


def test_a_confirmed_list_is_evidence_of_that_department(people: House, now):
    from standing.hall.accounts.api import Role

    make.help_service(people, at=now - dt.timedelta(hours=2))
    liaison = accounts.person(role=Role.LIAISON, department="water")
    seen = work.list_of(department="water", at=now)
    attesting.attest_list(department="water", widened="Evening hours.", seen_sha256=seen.sha256, by=liaison, at=now)
    assert actions.record_service_lists(at=now) == 1
    assert actions.record_service_lists(at=now) == 0
    [one] = evidence(now, "water")
    assert (one.obligation, one.kind) == ("T.help", "service-list")
    assert evidence(now) == ()


def test_the_hourly_job_numbers_and_forgets(people: House, now):
    make.hand_in(make.key(people, at=now), service_code="rights")
    tasks.number_requests(int(now.timestamp()))
    assert Request.objects.get().number


def test_a_town_without_doors_has_no_work(db, tmp_path, now):
    make.load_town(tmp_path / "pack", doors=None)
    tasks.number_requests(int(now.timestamp()))


def test_the_database_keeps_what_was_said(people: House, now):
    make.hand_in(make.key(people, at=now), service_code="rights")
    actions.number_requests(at=now)
    for change in ({"number": "1"}, {"day": "2020-01-01"}, {"place": "elsewhere"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.update(**change)
    for change in ({"owner": "x"}, {"fingerprint": "ab" * 32}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ApiKey.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApiKey.objects.all().delete()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"topics": [{**make.FILE["topics"][0], "topic": "nobody"}]}, "nobody would get this"),
        ({"topics": [{**make.FILE["topics"][0], "not_yet": "Later."}]}, "never both"),
        ({"topics": [make.FILE["topics"][0], make.FILE["topics"][0]]}, "stands twice"),
        ({"places": []}, "none is listed"),
        ({"menu": [{"key": key, "says": "x", "topic": "home"} for key in range(1, 7)]}, "5"),
        ({"limits": {"days": 91}}, "90"),
    ],
)
def test_a_pack_with_mistakes_is_told_each(tmp_path, change, word):
    make.write_town(tmp_path / "again", doors={**make.FILE, **change})
    problems = packs.validate(tmp_path / "again").problems
    assert word in " ".join(str(one) for one in problems)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX", "es"),
        ("fa;q=0.5, es;q=0.9", "es"),
        ("de, fa;q=0.1", "fa"),
        ("zh-TW", "zh-hant"),
        ("zh", "zh-hans"),
        ("fil-PH, fil", "tl"),
        ("es;q=0, fa", "fa"),
        ("*", "en"),
        ("es;q=x,,;;", "en"),
    ],
)
def test_the_best_language_that_is_known_is_chosen(header, language):
    known = {"en", "es", "fa", "zh-hant", "zh-hans", "tl"}
    assert chosen_language(header=header, known=known, first="en") == language
