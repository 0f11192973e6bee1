"""Who is on call, for every hour of a week, against a second way of finding it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from standing.hall.accounts.api import Role, User
from standing.kernel.calendars import Calendar, OnDates
from standing.kernel.refusals import NotFound
from standing.rooms.city import api
from standing.rooms.city.rules import on_call
from standing.rooms.city.rules.appointments import AppointmentFact, Rank
from standing.rooms.city.rules.hours import OfficeHours, Week
from standing.rooms.city.rules.on_call import Contact
from tests.make import accounts
from tests.make import city as make

MONDAY = datetime(2025, 8, 4, tzinfo=make.ZONE)
HEAD = Contact(name="Sample Head", email="head@parks.example")
COORDINATOR = Contact(name="Sample Coordinator", email="coordinator@town.example")
EARLY: Week = tuple(OfficeHours(weekday=day, opens=time(6), closes=time(14)) for day in range(5))
LATE: Week = tuple(OfficeHours(weekday=day, opens=time(12), closes=time(20)) for day in (1, 2, 3, 4, 5))
HOLIDAY = Calendar(id="city", holidays=(OnDates(name="Founders' Day", dates=(date(2025, 8, 8),)),))


def liaison(rank: Rank, week: Week) -> AppointmentFact:
    return AppointmentFact(
        id=UUID(int=1),
        department="parks",
        rank=rank,
        person=UUID(int=2),
        name=rank.value,
        acting=False,
        title="Officer",
        office_email=f"{rank}@parks.example",
        office_phone="213-555-0100",
        hours=week,
        from_at=MONDAY,
        until_at=None,
        known_at=MONDAY,
        letter_sha256="",
    )


BOTH = (liaison(Rank.BACKUP, LATE), liaison(Rank.PRIMARY, EARLY))


def is_in(week: Week, moment: datetime) -> bool:
    """Find it another way: is the hour in the set of hours of that week?"""
    if moment.date() == date(2025, 8, 8):
        return False
    open_hours = {(hours.weekday, hour) for hours in week for hour in range(hours.opens.hour, hours.closes.hour)}
    return (moment.weekday(), moment.hour) in open_hours


@pytest.mark.parametrize("held", [BOTH, BOTH[:1], BOTH[1:], ()], ids=["both", "backup", "primary", "nobody"])
@pytest.mark.parametrize("heads", [(HEAD,), ()], ids=["head", "no head"])
def test_every_hour_of_a_week_has_somebody_on_call(
    held: tuple[AppointmentFact, ...], heads: tuple[Contact, ...]
) -> None:
    weeks = {"primary": EARLY, "backup": LATE}
    ranks = [rank for rank in ("primary", "backup") if rank in {fact.rank for fact in held}]
    seen = set()
    for hour in range(7 * 24):
        moment = MONDAY + timedelta(hours=hour)
        inside = [rank for rank in ranks if is_in(weeks[rank], moment)]
        outside = [rank for rank in ranks if rank not in inside]
        expected = [*inside, *outside, *(["head"] if heads else []), "coordinator"]

        chain = on_call.chain(
            appointments=held,
            head_title="Director",
            heads=heads,
            coordinators=(COORDINATOR,),
            local=moment,
            calendar=HOLIDAY,
        )

        assert [step.place.value for step in chain] == expected, moment
        assert [step.in_hours for step in chain] == [step.place.value in inside for step in chain]
        assert all(step.reason and step.email for step in chain)
        seen.add(chain[0].place.value)
    assert seen == set(ranks or [expected[0]])


def test_each_step_says_why() -> None:
    def reasons(moment: datetime, held: tuple[AppointmentFact, ...] = BOTH) -> list[str]:
        chain = on_call.chain(
            appointments=held,
            head_title="Director",
            heads=(HEAD,),
            coordinators=(COORDINATOR,),
            local=moment,
            calendar=HOLIDAY,
        )
        return [step.reason for step in chain]

    further = ["No liaison answers: the head of the department.", "Nobody of the department answers."]
    assert reasons(MONDAY + timedelta(hours=9)) == [
        "In office hours (Monday 6:00 a.m. to 2:00 p.m.).",
        "Outside office hours.",
        *further,
    ]
    assert reasons(datetime(2025, 8, 8, 9, tzinfo=make.ZONE)) == [
        "Outside office hours: Founders' Day.",
        "Outside office hours: Founders' Day.",
        *further,
    ]
    assert reasons(MONDAY, (liaison(Rank.PRIMARY, ()),)) == ["No office hours are recorded.", *further]


def test_the_chain_from_the_database(head: User, coordinator: User) -> None:
    at = make.local("2025-07-14 09:00")
    accounts.person(role=Role.HEAD, department="fire", name="Another Head")
    make.appoint(by=head, at=at)
    make.appoint(by=head, at=at, rank=Rank.BACKUP, name="Sample Backup", email="backup@parks.example", hours=LATE)

    morning = api.on_call(department="parks", at=make.local("2025-07-15 09:00"))
    evening = api.on_call(department="parks", at=make.local("2025-07-15 19:00"))
    before = api.on_call(department="parks", at=make.local("2025-07-14 08:00"))

    assert [step.name for step in morning.chain] == [
        "Sample Liaison",
        "Sample Backup",
        "Sample Head",
        "Sample Coordinator",
    ]
    assert [step.name for step in evening.chain][:2] == ["Sample Backup", "Sample Liaison"]
    assert [step.name for step in before.chain] == ["Sample Head", "Sample Coordinator"]
    assert morning.now == morning.chain[0]
    assert morning.chain[2].title == "Director"


def test_nobody_is_on_call_only_where_there_is_no_coordinator(town: None) -> None:
    at = make.local("2025-07-15 09:00")

    assert api.on_call(department="parks", at=at).now is None
    accounts.person(role=Role.COORDINATOR, name="Sample Coordinator")
    now = api.on_call(department="parks", at=at).now
    assert now is not None
    assert now.name == "Sample Coordinator"
    with pytest.raises(NotFound):
        api.on_call(department="zoo", at=at)
