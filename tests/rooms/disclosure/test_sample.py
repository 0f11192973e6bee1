"""The invented history of the desk obeys every rule, shows every state that matters, and is the same each time."""

from __future__ import annotations

from random import Random

from standing.hall.accounts.api import Role
from standing.kernel import particulars
from standing.rooms.disclosure import queries
from standing.rooms.disclosure.models import Partner, Release, Request
from standing.rooms.disclosure.rules.requests import State
from standing.sample import disclosure as sample
from tests.make import accounts
from tests.make import disclosure as make


def test_the_sample_has_requests_that_left_that_were_refused_and_that_wait(counsel, records):
    first, until = make.local("2026-01-02 08:00"), make.local("2026-04-20 12:00")
    coordinator = accounts.person(role=Role.COORDINATOR)
    sample.write(
        counsel=counsel, records=records, coordinator=coordinator, first=first, until=until, random=Random("disclosure")
    )
    states = queries.state_numbers(by=counsel)
    assert Request.objects.count() >= 15
    assert Partner.objects.count() == len(sample.PARTNERS)
    assert states[State.REFUSED] > 0
    assert Release.objects.count() == states[State.RELEASED] + states[State.PARTLY]
    assert not Request.objects.filter(recorded_at__gt=until).exists()


def test_its_words_name_nobody():
    for _, _, _, _, _, finding in sample.PARTNERS:
        assert particulars.point(finding) == frozenset()


def test_without_a_desk_nothing_is_written(tmp_path, db):
    make.load_town(tmp_path, at=make.local("2026-01-01 09:00"), desk="")
    by = accounts.person(role=Role.ATTORNEY)
    at = make.local("2026-04-01 09:00")
    sample.write(counsel=by, records=by, coordinator=by, first=at, until=at, random=Random("x"))
    assert not Request.objects.exists()
