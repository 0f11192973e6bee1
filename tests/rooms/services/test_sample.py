"""The invented directory is written through the actions, quickly, and is believable in any city."""

from random import Random
from time import perf_counter

import pytest

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.services.models import Service
from standing.rooms.services.queries import cards, listed, pack, work
from standing.rooms.services.rules.terms import Status
from standing.sample import directory
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-11-20 10:00")


@pytest.fixture(scope="module")
def written(ground, tmp_path_factory):
    """Write the directory once for all tests of this file, and return how long that took."""
    make.load_town(tmp_path_factory.mktemp("town"), at=make.local("2025-07-01 09:00"))
    installation.create(is_sample=True, at=AT)
    people = {role: accounts.person(role=role) for role in (Role.EDITOR, Role.AGENT, Role.TRANSLATOR)}
    begun = perf_counter()
    directory.write(
        editor=people[Role.EDITOR],
        agent=people[Role.AGENT],
        translator=people[Role.TRANSLATOR],
        liaisons={"parks": accounts.person(role=Role.LIAISON, department="parks")},
        until=AT,
        random=Random("directory"),
    )
    return perf_counter() - begun


def test_it_has_places_that_are_fresh_old_gone_and_closed(written):
    editor = accounts.person(role=Role.EDITOR)
    today = pack.today(at=AT)
    ages = {row.age for row in work.work_rows(list(work.to_check(by=editor, at=AT)), at=AT)}

    assert {age.value for age in ages} == {"fresh", "old", "expired"}
    assert (
        set(Service.objects.values_list("status", flat=True)) == {Status.ACTIVE, Status.DEFUNCT}
        or Service.objects.filter(status=Status.TEMPORARILY_CLOSED).exists()
    )
    assert Service.objects.filter(is_sample=False).count() == 0
    assert all(row.shown_until >= today for row in listed.published(at=AT))


def test_the_city_s_own_services_are_those_of_its_departments(written):
    assert set(Service.objects.exclude(department="").values_list("department", flat=True)) == {"parks"}
    assert [fact.department for fact in work.attestations(at=AT)] == ["parks"]


def test_spanish_stands_there_and_is_marked_as_unread(written):
    fact = next(one for one in cards.all_published(language="es", at=AT) if one.name.text == "Clínica legal sin cita")
    assert fact.name.is_unreviewed
    assert not fact.name.is_fallback
    assert fact.eligibility.is_fallback


def test_it_is_quick(written):
    assert written < 30  # three seconds on a machine that is not shared
