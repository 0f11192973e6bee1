"""Appointments and ends: who may, what is recorded, and the same answer for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.accounts import api as accounts_api
from standing.hall.accounts.api import Role, User
from standing.hall.audit.models import Record
from standing.hall.files.api import NotWhatItSays
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.city import actions, api, queries
from standing.rooms.city.actions import LetterFile
from standing.rooms.city.models import Appointment, AppointmentEnd, Department, Tenure
from standing.rooms.city.rules.appointments import AppointmentFact, EndReason, Rank
from tests.make import accounts
from tests.make import city as make

AT = make.local("2025-07-14 09:00")
DAY = timedelta(days=1)


def held(at: datetime, known: datetime | None = None) -> list[str]:
    return [fact.name for fact in api.appointments(at=at, known=at if known is None else known)]


# Departments


def test_the_pack_names_the_departments(town: None) -> None:
    facts = api.departments(known=AT)

    assert [(fact.id, fact.name, fact.standing, fact.reason) for fact in facts] == [
        ("council", "Council", "invited", "It is elected."),
        ("fire", "Fire", "bound", ""),
        ("parks", "Parks", "bound", ""),
    ]
    assert api.department(id="fire", known=AT) == facts[1]
    assert api.names(known=AT) == (("council", "Council"), ("fire", "Fire"), ("parks", "Parks"))
    assert list(Department.objects.order_by("pk").values_list("pk", flat=True)) == ["council", "fire", "parks"]
    assert Record.objects.filter(verb="city.name_department").count() == 3
    with pytest.raises(NotFound):
        api.department(id="zoo", known=AT)


def test_before_the_first_pack_there_is_no_department(town: None) -> None:
    assert api.departments(known=make.local("2025-06-30 12:00")) == ()


def test_a_renamed_department_keeps_its_old_name_in_the_past(town: None, tmp_path: Path) -> None:
    renamed = make.DEPARTMENTS.replace("name: Fire,", "name: Fire and Rescue,")
    make.load_town(tmp_path, at=AT, departments=renamed, version="2")

    assert api.department(id="fire", known=AT - DAY).name == "Fire"
    assert api.department(id="fire", known=AT).name == "Fire and Rescue"
    assert Department.objects.count() == 3


# Appointing


def test_an_appointment_gives_the_role_an_account_and_a_record(head: User) -> None:
    fact = make.appoint(by=head, at=AT)

    assert api.appointments(at=AT, known=AT) == (fact,)
    assert (fact.department, fact.rank, fact.name, fact.until_at) == ("parks", Rank.PRIMARY, "Sample Liaison", None)
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("liaison@parks.example",)
    assert [who.id for who in accounts_api.people_with(role=Role.LIAISON, department="parks")] == [fact.person]
    record = Record.objects.get(verb="city.appoint_liaison")
    assert (record.subject, record.actor) == (str(fact.id), str(head.pk))
    assert record.facts == {
        "department": "parks",
        "rank": "primary",
        "person": str(fact.person),
        "from": AT.isoformat(),
        "until": None,
        "letter": "",
    }


@pytest.mark.parametrize(
    ("role", "department", "may"),
    [
        (Role.HEAD, "parks", True),
        (Role.COORDINATOR, "", True),
        (Role.ADMINISTRATOR, "", True),
        (Role.HEAD, "fire", False),
        (Role.LIAISON, "parks", False),
        (Role.BACKUP, "parks", False),
        (Role.AUTHOR, "parks", False),
        (Role.REVIEWER, "", False),
        (Role.ATTORNEY, "", False),
        (Role.AUDITOR, "", False),
        (None, "", False),
    ],
)
def test_who_appoints_and_who_ends(town: None, role: Role | None, department: str, may: bool) -> None:
    administrator = accounts.administrator()
    fact = make.appoint(by=administrator, at=AT)
    somebody = accounts.person(role=role, department=department)
    later = AT + DAY

    if may:
        assert make.end(fact, by=somebody, at=later).until_at == later
        assert make.appoint(by=somebody, at=later + DAY, email="new@parks.example").until_at is None
    else:
        with pytest.raises(NotAllowed):
            make.end(fact, by=somebody, at=later)
        with pytest.raises(NotAllowed):
            make.appoint(by=somebody, at=later, email="new@parks.example")
        assert AppointmentEnd.objects.count() == 0
        assert Appointment.objects.count() == 1
        assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("liaison@parks.example",) + (
            (somebody.email,) if role is Role.LIAISON else ()
        )


def test_a_successor_takes_over_without_a_gap(head: User) -> None:
    make.appoint(by=head, at=AT, name="First", email="first@parks.example")
    moment = AT + 30 * DAY

    make.appoint(by=head, at=moment, name="Second", email="second@parks.example")

    assert held(moment - timedelta(microseconds=1), moment) == ["First"]
    assert held(moment) == ["Second"]
    assert AppointmentEnd.objects.get().reason == EndReason.SUCCEEDED
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("second@parks.example",)


def test_primary_and_backup_stand_beside_each_other(head: User) -> None:
    make.appoint(by=head, at=AT)
    make.appoint(by=head, at=AT, rank=Rank.BACKUP, name="Backup", email="backup@parks.example")

    assert held(AT) == ["Sample Liaison", "Backup"]


def test_a_time_that_reaches_into_a_later_appointment_is_refused(head: User) -> None:
    make.appoint(by=head, at=AT, from_at=AT + 10 * DAY, name="Later", email="later@parks.example")

    with pytest.raises(NotNow):
        make.appoint(by=head, at=AT, name="Acting", email="acting@parks.example")
    make.appoint(by=head, at=AT, until_at=AT + 10 * DAY, name="Acting", email="acting@parks.example", acting=True)

    assert [held(AT + days * DAY, AT) for days in (0, 9, 10)] == [["Acting"], ["Acting"], ["Later"]]


def test_an_appointment_needs_a_department_and_an_order_of_time(head: User) -> None:
    with pytest.raises(NotFound):
        make.appoint(by=head, at=AT, department="zoo")
    with pytest.raises(NotNow):
        make.appoint(by=head, at=AT, until_at=AT - DAY)
    assert Appointment.objects.count() == 0


def test_the_signed_letter_is_kept_by_its_hash(head: User) -> None:
    with pytest.raises(NotWhatItSays):
        make.appoint(by=head, at=AT, letter=LetterFile(name="letter.pdf", content=b"no pdf"))
    assert Appointment.objects.count() == 0

    fact = make.appoint(by=head, at=AT, letter=LetterFile(name="letter.txt", content=b"Signed.\n"))
    assert len(fact.letter_sha256) == 64


# Ending


def test_an_end_leaves_a_vacancy_that_is_shown(head: User) -> None:
    fact = make.appoint(by=head, at=AT)
    end_at = AT + 3 * DAY
    make.end(fact, by=head, at=end_at)

    def vacant(at: datetime) -> list[tuple[str, str, datetime | None]]:
        return [(one.department.id, one.rank.value, one.since) for one in api.vacancies(at=at)]

    fire = [("fire", "primary", None), ("fire", "backup", None)]
    assert vacant(end_at - DAY) == [*fire, ("parks", "backup", None)]
    assert vacant(end_at) == [*fire, ("parks", "primary", end_at), ("parks", "backup", None)]
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ()


def test_a_coordinator_gives_the_role_with_the_appointment_and_takes_it_with_the_end(coordinator: User) -> None:
    fact = make.appoint(by=coordinator, at=AT)
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("liaison@parks.example",)

    make.end(fact, by=coordinator, at=AT + DAY)

    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ()


def test_a_role_goes_when_an_end_that_lay_ahead_has_come(head: User) -> None:
    fact = make.appoint(by=head, at=AT)
    make.end(fact, by=head, at=AT, until_at=AT + 5 * DAY)

    assert actions.settle_roles(at=AT + 4 * DAY) == 0
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("liaison@parks.example",)
    assert actions.settle_roles(at=AT + 5 * DAY) == 1
    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ()
    assert actions.settle_roles(at=AT + 5 * DAY) == 0


def test_whoever_is_appointed_anew_keeps_the_role(head: User) -> None:
    make.appoint(by=head, at=AT)
    make.appoint(by=head, at=AT + DAY)

    assert accounts_api.addresses_with(role=Role.LIAISON, department="parks") == ("liaison@parks.example",)
    assert held(AT + DAY) == ["Sample Liaison"]


def test_an_end_cannot_lie_before_the_start_or_in_a_successors_time(head: User) -> None:
    first = make.appoint(by=head, at=AT, name="First", email="first@parks.example")
    make.appoint(by=head, at=AT + 10 * DAY, name="Second", email="second@parks.example")

    with pytest.raises(NotNow):
        make.end(first, by=head, at=AT + 11 * DAY, until_at=AT - DAY)
    with pytest.raises(NotNow):
        make.end(first, by=head, at=AT + 11 * DAY, until_at=AT + 11 * DAY)
    make.end(first, by=head, at=AT + 11 * DAY, until_at=AT + 9 * DAY, reason=EndReason.CORRECTION)

    assert held(AT + 9 * DAY, AT + 10 * DAY) == ["First"]
    assert held(AT + 9 * DAY, AT + 11 * DAY) == []


def test_a_mistake_can_be_made_as_if_it_never_held(head: User) -> None:
    fact = make.appoint(by=head, at=AT)
    make.end(fact, by=head, at=AT + DAY, until_at=AT, reason=EndReason.CORRECTION)
    make.appoint(by=head, at=AT + DAY, from_at=AT, name="Right one", email="right@parks.example")

    assert held(AT, AT) == ["Sample Liaison"]
    assert held(AT, AT + DAY) == ["Right one"]
    lines = queries.history(department="parks", known=AT + DAY)
    assert [(line.appointment.name, line.appointment.is_void) for line in lines] == [
        ("Right one", False),
        ("Sample Liaison", True),
    ]


# What held at T as known by K

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "end"]),
        st.sampled_from(list(Rank)),
        st.integers(-3, 3),  # when it is true, in days from when it is recorded
        st.integers(0, 4),  # which appointment is ended
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_later_records_never_change_what_was_known(head: User, steps: list[tuple[str, Rank, int, int]]) -> None:
    with transaction.atomic():
        made: list[AppointmentFact] = []
        answers: dict[tuple[datetime, datetime], tuple[AppointmentFact, ...]] = {}
        for number, (what, rank, shift, which) in enumerate(steps):
            known = AT + 2 * number * DAY
            try:
                with transaction.atomic():
                    if what == "appoint":
                        made.append(
                            make.appoint(
                                by=head,
                                at=known,
                                from_at=known + shift * DAY,
                                rank=rank,
                                name=f"N{number}",
                                email=f"n{number % 3}@parks.example",
                            )
                        )
                    elif made:
                        make.end(made[which % len(made)], by=head, at=known, until_at=known + shift * DAY)
            except NotNow:
                pass
            for days in range(-4, 2 * len(steps) + 4, 2):
                moment = AT + days * DAY
                answers[moment, known] = api.appointments(at=moment, known=known)

        for (moment, known), answer in answers.items():
            assert api.appointments(at=moment, known=known) == answer
            assert len({(fact.department, fact.rank) for fact in answer}) == len(answer)
        last = AT + 2 * len(steps) * DAY
        _tenure_agrees(known=last, moments=[AT + days * DAY for days in range(-3, 2 * len(steps) + 4, 3)])
        transaction.set_rollback(True)


def _tenure_agrees(*, known: datetime, moments: list[datetime]) -> None:
    for moment in moments:
        by_facts = {fact.id for fact in api.appointments(at=moment, known=known)}
        assert by_facts == set(Tenure.objects.filter(during__contains=moment).values_list("pk", flat=True))


# Round the action


def row(head: User, **changes: object) -> Appointment:
    values: dict[str, object] = {
        "department_id": "parks",
        "rank": "primary",
        "person": head,
        "name": "Somebody",
        "title": "Officer",
        "office_email": "somebody@parks.example",
        "office_phone": "213-555-0100",
        "from_at": AT,
        "known_at": AT,
        "appointed_by": head,
        **changes,
    }
    return Appointment(**values)


def test_the_database_refuses_two_at_a_time(head: User) -> None:
    row(head).save()
    with pytest.raises(IntegrityError, match="tenure_is_held_by_one_at_a_time"), transaction.atomic():
        row(head, from_at=AT + DAY).save()

    row(head, rank="backup").save()
    row(head, department_id="fire").save()
    row(head, from_at=AT - DAY, until_at=AT).save()
    assert Tenure.objects.count() == 4


def test_the_database_refuses_an_end_that_reaches_into_the_next(head: User) -> None:
    first = row(head, until_at=AT + DAY)
    first.save()
    row(head, from_at=AT + DAY).save()

    with pytest.raises(IntegrityError, match="tenure_is_held_by_one_at_a_time"), transaction.atomic():
        AppointmentEnd.objects.create(
            appointment=first, until_at=AT + 2 * DAY, reason="moved", known_at=AT, ended_by=head
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        AppointmentEnd.objects.create(appointment=first, until_at=AT - DAY, reason="moved", known_at=AT, ended_by=head)
    AppointmentEnd.objects.create(appointment=first, until_at=AT, reason="moved", known_at=AT, ended_by=head)
    assert Tenure.objects.get(pk=first.pk).during.isempty


@pytest.mark.parametrize(
    "changes",
    [
        {"rank": "third"},
        {"until_at": AT - DAY},
        {"office_phone": ""},
        {"name": ""},
        {"letter_sha256": "abc"},
    ],
    ids=str,
)
def test_the_database_refuses_an_appointment_that_is_not_whole(head: User, changes: dict[str, object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        row(head, **changes).save()
    row(head).save()
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("table", ["city_department", "city_appointment", "city_appointmentend", "city_tenure"])
def test_nothing_is_changed_deleted_or_emptied(head: User, table: str) -> None:
    fact = make.appoint(by=head, at=AT)
    make.end(fact, by=head, at=AT + DAY)
    column = {"city_department": "first_seen_at", "city_appointment": "name", "city_appointmentend": "reason"}
    changed = column.get(table, "rank")

    for sql in (
        f"UPDATE {table} SET {changed} = {changed}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert AppointmentEnd.objects.count() == 1


def test_nobody_writes_a_tenure_by_hand(head: User) -> None:
    appointment = row(head)
    appointment.save()

    with pytest.raises(DatabaseError), transaction.atomic():
        Tenure.objects.create(appointment=appointment, department_id="parks", rank="backup", during=(AT, None))


@pytest.mark.parametrize("number", [1, 5])
def test_the_register_costs_the_same_however_many_are_appointed(
    number: int, head: User, django_assert_num_queries: object
) -> None:
    for place in range(number):
        make.appoint(by=head, at=AT + place * DAY, email=f"n{place}@parks.example")

    api.departments(known=AT)  # the pack is read once and remembered
    with django_assert_num_queries(3):  # type: ignore[operator]
        rows = queries.register(at=AT + number * DAY, known=AT + number * DAY)
    assert [item.department.id for item in rows] == ["council", "fire", "parks"]
