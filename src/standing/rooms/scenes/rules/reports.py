"""The monthly report: made from entries, the same bytes whenever it is made from the same entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from standing.kernel.canonical import Json, canonical
from standing.kernel.counts import Shown, protected
from standing.kernel.deadlines import add_months
from standing.rooms.scenes.rules.scenes import Credentials, EntryFact, Identified, Medical, Origin, is_video_missing

RULES_VERSION = "scenes-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A scene as the report needs it: its name, its local day, its last entry and how many there are."""

    name: str
    day: date
    entry: EntryFact
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFact:
    """A report that was made: its bytes never change."""

    month: str
    number: int
    sha256: str
    body: bytes
    content: Mapping[str, Any]
    known_at: datetime
    made_by: str
    given_on: date | None
    given_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFact:
    """A month as everybody may see it."""

    month: str
    shown_from: date
    divisions: Shown


def first_of(month: str) -> date:
    """Return the first day of a month such as 2026-03. :raises ValueError: if it is none"""
    return date.fromisoformat(f"{month}-01")


def after(month: str) -> str:
    """Return the month after it."""
    return add_months(first_of(month), 1).isoformat()[:7]


def months(*, first: date, until: date) -> tuple[str, ...]:
    """Return the months that are over by a day, the first one first."""
    found, day = [], first.replace(day=1)
    while add_months(day, 1) <= until:
        found.append(day.isoformat()[:7])
        day = add_months(day, 1)
    return tuple(found)


def body(
    *, month: str, city: str, department: str, divisions: Sequence[str], lines: Sequence[Line], records: str
) -> bytes:
    """
    Return the report in its one spelling; a month without scenes is a report of zeros.

    ``records`` says whose records these are, "city" or "sample"; that never changes within one database.
    """
    rows = sorted(lines, key=lambda line: line.name)
    entries = [line.entry for line in rows]
    content: dict[str, Json] = {
        "report": "scenes",
        "records": records,
        "rules": RULES_VERSION,
        "month": month,
        "city": city,
        "department": department,
        "totals": {
            "scenes": len(entries),
            "calls": _count(entries, "origin", Origin.CALL),
            "own_observation": _count(entries, "origin", Origin.OWN),
            "supervisor_given": _count(entries, "identified", Identified.GIVEN),
            "supervisor_refused": _count(entries, "identified", Identified.REFUSED),
            "supervisor_not_there": _count(entries, "identified", Identified.NOT_THERE),
            "supervisor_not_asked": _count(entries, "identified", Identified.NOT_ASKED),
            "credentials_on_camera": _count(entries, "credentials", Credentials.ON_CAMERA),
            "credentials_refused": _count(entries, "credentials", Credentials.REFUSED),
            "scenes_with_video": sum(bool(entry.videos) for entry in entries),
            "scenes_without_kept_video": sum(is_video_missing(entry) for entry in entries),
            "videos": sum(len(entry.videos) for entry in entries),
            "medical_called": _count(entries, "medical", Medical.CALLED),
            "medical_not_called": _count(entries, "medical", Medical.NOT_CALLED),
            "misconduct_reports": sum(len(entry.reports) for entry in entries),
            "impersonation_doubts": sum(entry.is_doubtful for entry in entries),
            "corrected": sum(line.entries > 1 for line in rows),
        },
        "divisions": _by_division(entries, divisions),
        "scenes": [
            {
                "scene": line.name,
                "day": line.day.isoformat(),
                "division": line.entry.division,
                "origin": line.entry.origin.value,
                "supervisor": line.entry.identified.value,
                "credentials": line.entry.credentials.value,
                "videos": list(line.entry.videos),
                "kept": line.entry.is_kept,
                "medical": line.entry.medical.value,
                "reports": list(line.entry.reports),
                "doubt": line.entry.is_doubtful,
                "entries": line.entries,
            }
            for line in rows
        ],
    }
    return canonical(content)


def public(*, month: str, shown_from: date, divisions: Sequence[str], of: Sequence[str], least: int) -> MonthFact:
    """Return a month for everybody: the scenes by division, small numbers left out."""
    counted = Counter(of)
    known = [*divisions, *sorted(set(of) - set(divisions))]
    return MonthFact(
        month=month, shown_from=shown_from, divisions=protected({one: counted[one] for one in known}, least=least)
    )


def _count(entries: Sequence[EntryFact], name: str, value: object) -> int:
    return sum(getattr(entry, name) is value for entry in entries)


def _by_division(entries: Sequence[EntryFact], divisions: Sequence[str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for division in [*divisions, *sorted({entry.division for entry in entries} - set(divisions))]:
        here = [entry for entry in entries if entry.division == division]
        found[division] = {"calls": _count(here, "origin", Origin.CALL), "own": _count(here, "origin", Origin.OWN)}
    return found
