"""A small town with an agenda, and events in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.agenda import actions
from standing.rooms.agenda.models import Revision
from standing.rooms.agenda.rules.events import Content
from standing.rooms.agenda.rules.times import Every, Repeat, Series
from tests.make.pack import pack_files, write_pack

ZONE = ZoneInfo("America/Los_Angeles")
AGENDA = """\
topics:
  - {id: clinic, label: Legal help}
  - {id: talk, label: Know your rights}
districts:
  - {id: north, label: North side}
days_ahead: 60
checked_days: 30
"""


def local(text: str) -> datetime:
    """Return a local time such as "2026-07-11 09:00" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load_town(folder: Path, *, at: datetime, agenda: str = AGENDA) -> None:
    """Put the town's pack in force; an empty agenda leaves the file out."""
    files = pack_files(agenda=agenda) if agenda else pack_files()
    packs.load(directory=write_pack(folder / "1", files), by=SYSTEM, at=at)


def weekly(
    starts: str = "2026-07-14 18:00",
    until: str = "2026-08-31",
    *,
    minutes: int = 90,
    weekdays: tuple[int, ...] | None = None,
    interval: int = 1,
    skipped: tuple[str, ...] = (),
) -> Series:
    """Return a series that takes place every week."""
    first = datetime.fromisoformat(starts)
    return Series(
        starts=first,
        minutes=minutes,
        repeat=Repeat(
            every=Every.WEEK,
            interval=interval,
            weekdays=(first.weekday(),) if weekdays is None else weekdays,
            until=date.fromisoformat(until),
        ),
        skipped=tuple(datetime.fromisoformat(one) for one in skipped),
    )


def once(starts: str = "2026-07-14 18:00", *, minutes: int = 90) -> Series:
    """Return a series that takes place once."""
    return Series(starts=datetime.fromisoformat(starts), minutes=minutes)


def content(**changed: Any) -> Content:
    """Return what an event says."""
    said: Mapping[str, Any] = {
        "title": "Legal clinic", "about": "Talk with a lawyer.\n\nBring your letters.", "topic": "clinic",
        "series": once(), "place": "Sample Library", "address": "1 Sample Street", "district": "north",
        "languages": ("en",), "organiser": "Sample Legal Aid", "phone": "213-555-0111",
        "checked_on": date(2026, 7, 1),
    }  # fmt: skip
    return Content(**{**said, **changed})


def write(*, by: User, at: datetime, event: UUID | None = None, **changed: Any) -> UUID:
    """Write an event that waits for approval."""
    return actions.write_event(content=content(**changed), event=event, by=by, at=at)


def approve(event: UUID, *, by: User, at: datetime) -> None:
    """Approve the newest revision of an event."""
    newest = Revision.objects.filter(event_id=event).order_by("-number").first()
    assert newest is not None
    actions.approve_event(event=event, seen_sha256=newest.sha256, is_neutral=True, by=by, at=at)


def public(*, editor: User, coordinator: User, at: datetime, event: UUID | None = None, **changed: Any) -> UUID:
    """Write and approve an event."""
    made = write(by=editor, at=at, event=event, **changed)
    approve(made, by=coordinator, at=at)
    return made
