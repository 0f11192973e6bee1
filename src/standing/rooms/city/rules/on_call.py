"""Who answers for a department at a moment: first within office hours, then outside them, then further up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from standing.kernel.calendars import Calendar
from standing.rooms.city.rules import hours as hours_rules
from standing.rooms.city.rules.appointments import AppointmentFact, Rank


class Place(StrEnum):
    """As what somebody is called."""

    PRIMARY = "primary"
    BACKUP = "backup"
    HEAD = "head"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody further up who can be reached."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallStep:
    """One person to call, and why they stand in this place."""

    place: Place
    name: str
    title: str
    email: str
    phone: str
    in_hours: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallFact:
    """Whom to call for a department at a moment, in order; the first one is on call."""

    department: str
    at: datetime
    chain: tuple[OnCallStep, ...]

    @property
    def now(self) -> OnCallStep | None:
        """Return who is on call; nobody only where a City has no coordinator."""
        return self.chain[0] if self.chain else None


def chain(
    *,
    appointments: Sequence[AppointmentFact],
    head_title: str,
    heads: Sequence[Contact],
    coordinators: Sequence[Contact],
    local: datetime,
    calendar: Calendar | None,
) -> tuple[OnCallStep, ...]:
    """
    Return everybody who can be called, in order.

    Liaisons within their office hours come first, the primary before the backup; then the same two
    outside them; then the head of the department; then the coordinator of the City.
    """
    ranked = sorted(appointments, key=lambda one: list(Rank).index(one.rank))
    within = [(one, hours_rules.at(one.hours, local=local, calendar=calendar)) for one in ranked]
    steps = [*_liaisons_within(within), *_liaisons_outside(within, local, calendar)]
    steps.extend(
        _further(Place.HEAD, head, head_title, "No liaison answers: the head of the department.") for head in heads
    )
    steps.extend(
        _further(Place.COORDINATOR, coordinator, "", "Nobody of the department answers.")
        for coordinator in coordinators
    )
    return tuple(steps)


_Within = Sequence[tuple[AppointmentFact, hours_rules.OfficeHours | None]]


def _liaisons_within(within: _Within) -> Iterator[OnCallStep]:
    for one, hours in within:
        if hours is not None:
            said = f"{hours.day_name} {hours_rules.clock(hours.opens)} to {hours_rules.clock(hours.closes)}"
            yield _liaison(one, in_hours=True, reason=f"In office hours ({said}).")


def _liaisons_outside(within: _Within, local: datetime, calendar: Calendar | None) -> Iterator[OnCallStep]:
    holiday = calendar.holiday_on(local.date()) if calendar is not None else None
    for one, hours in within:
        if hours is None:
            reason = "Outside office hours."
            if holiday is not None:
                reason = f"Outside office hours: {holiday.name}."
            elif not one.hours:
                reason = "No office hours are recorded."
            yield _liaison(one, in_hours=False, reason=reason)


def _liaison(one: AppointmentFact, *, in_hours: bool, reason: str) -> OnCallStep:
    return OnCallStep(
        place=Place(one.rank.value),
        name=one.name,
        title=one.title,
        email=one.office_email,
        phone=one.office_phone,
        in_hours=in_hours,
        reason=reason,
    )


def _further(place: Place, who: Contact, title: str, reason: str) -> OnCallStep:
    return OnCallStep(place=place, name=who.name, title=title, email=who.email, phone="", in_hours=False, reason=reason)
