"""What another pack would do to the duties people owe today, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from standing.kernel.deadlines import said
from standing.rooms.obligations.rules.book import Book
from standing.rooms.obligations.rules.facts import Status
from standing.rooms.obligations.rules.status import Light

Lights = Mapping[tuple[str, str], Light]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """One thing that would be different for somebody."""

    subject: str
    sentence: str
    before: str = ""
    after: str = ""


def changes(*, old: Book | None, new: Book, before: Lights, after: Lights) -> Iterator[DutyChange]:
    """Yield which duties appear, vanish, fall due on another day, or change their light."""
    known = {} if old is None else old.duties
    for id_ in sorted(set(known) | set(new.duties)):
        was = {dept: light for (duty, dept), light in before.items() if duty == id_}
        will = {dept: light for (duty, dept), light in after.items() if duty == id_}
        if id_ not in known:
            yield DutyChange(
                subject=id_,
                sentence=f"“{new.duties[id_].written.title}” is new: {_many(len(will))} it. {_due(will)}",
                after=new.duties[id_].written.title,
            )
        elif id_ not in new.duties:
            yield DutyChange(
                subject=id_,
                sentence=(
                    f"“{known[id_].written.title}” goes: {_many(len(was))} it no longer. Its evidence stays on record."
                ),
                before=known[id_].written.title,
            )
        else:
            yield from _same_duty(id_, new.duties[id_].written.title, was, will)


def _same_duty(id_: str, title: str, was: Mapping[str, Light], will: Mapping[str, Light]) -> Iterator[DutyChange]:
    for department in sorted(set(will) - set(was)):
        yield DutyChange(subject=id_, sentence=f"{department} would owe “{title}”.", after=department)
    for department in sorted(set(was) - set(will)):
        yield DutyChange(subject=id_, sentence=f"{department} would no longer owe “{title}”.", before=department)
    both = sorted(set(was) & set(will))
    days = Counter((_day(was[one]), _day(will[one])) for one in both if _day(was[one]) != _day(will[one]))
    for (before, after), number in sorted(days.items()):
        yield DutyChange(
            subject=id_,
            sentence=f"“{title}” would be due {after} instead of {before} for {_departments(number)}.",
            before=before,
            after=after,
        )
    lights = Counter((was[one].status, will[one].status) for one in both if was[one].status is not will[one].status)
    for (old_status, new_status), number in sorted(lights.items()):
        yield DutyChange(
            subject=id_,
            sentence=f"“{title}” would be {new_status.value} instead of {old_status.value} for {_departments(number)}.",
            before=old_status.value,
            after=new_status.value,
        )


def _day(light: Light) -> str:
    base = light.owed[0].due_date if light.owed else None
    return "on a day not known" if base is None else f"on {said(base)}"


def _due(lights: Mapping[str, Light]) -> str:
    days = sorted({_day(light) for light in lights.values() if light.status is not Status.NOT_APPLICABLE})
    return f"It is due {', '.join(days)}." if days else "Nothing is due now."


def _many(number: int) -> str:
    return "1 department owes" if number == 1 else f"{number} departments owe"


def _departments(number: int) -> str:
    return "1 department" if number == 1 else f"{number} departments"
