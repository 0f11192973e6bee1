"""A small town with departments, and people who are appointed in it."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.city import actions
from standing.rooms.city.actions import LetterFile
from standing.rooms.city.rules.appointments import AppointmentFact, EndReason, Rank
from standing.rooms.city.rules.hours import OfficeHours, Week
from tests.make.pack import pack_files, write_pack

ZONE = ZoneInfo("America/Los_Angeles")
DEPARTMENTS = """\
departments:
  - {id: parks, name: Parks, abbreviation: PRK, kind: charter, head_title: Director, standing: bound, confidence: P, sources: [made up]}
  - {id: fire, name: Fire, abbreviation: FIRE, kind: charter, head_title: Chief, standing: bound, confidence: P, sources: [made up]}
  - {id: council, name: Council, abbreviation: CNL, kind: elected, head_title: President, standing: invited, reason: It is elected., confidence: P, sources: [made up]}
"""
OFFICE_WEEK: Week = tuple(OfficeHours(weekday=day, opens=time(8), closes=time(17)) for day in range(5))


def local(text: str) -> datetime:
    """Return a local time such as "2025-07-11 09:00" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load_town(folder: Path, *, at: datetime, departments: str = DEPARTMENTS, version: str = "1") -> None:
    """Put the town's pack in force, or a later version of it."""
    files = pack_files(departments=departments)
    files["pack.yaml"] = files["pack.yaml"].replace(b'version: "1"', f'version: "{version}"'.encode())
    loaded = packs.load(directory=write_pack(folder / version, files), by=SYSTEM, at=at)
    if loaded.applied is None:
        packs.apply(
            proposal=loaded.proposal.id,
            seen_sha256=loaded.proposal.sha256,
            by=SYSTEM,
            at=at,
            reason="A change.",
        )


def appoint(
    *,
    by: User,
    at: datetime,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    department: str = "parks",
    rank: Rank = Rank.PRIMARY,
    name: str = "Sample Liaison",
    email: str = "liaison@parks.example",
    hours: Week = OFFICE_WEEK,
    acting: bool = False,
    letter: LetterFile | None = None,
) -> AppointmentFact:
    """Appoint a liaison."""
    return actions.appoint_liaison(
        department=department,
        rank=rank,
        name=name,
        title="Community officer",
        office_email=email,
        office_phone="213-555-0142",
        hours=hours,
        from_at=at if from_at is None else from_at,
        until_at=until_at,
        acting=acting,
        letter=letter,
        by=by,
        at=at,
    )


def end(
    fact: AppointmentFact,
    *,
    by: User,
    at: datetime,
    until_at: datetime | None = None,
    reason: EndReason = EndReason.MOVED,
) -> AppointmentFact:
    """End an appointment."""
    return actions.end_appointment(
        appointment=fact.id,
        department=fact.department,
        until_at=at if until_at is None else until_at,
        reason=reason,
        by=by,
        at=at,
    )
