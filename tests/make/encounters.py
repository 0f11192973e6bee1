"""A small town with sites, people on call, alerts and reports."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.city.rules.appointments import Rank
from standing.rooms.encounters import actions
from standing.rooms.encounters.models import Report
from standing.rooms.encounters.rules.alerts import AlertFact
from standing.rooms.encounters.rules.report import SECTIONS, Takes
from tests.make import accounts
from tests.make import city as city_make
from tests.make import sites as sites_make

ALDER_FORD = Path(__file__).resolve().parents[1] / "packs" / "alder-ford"
ZONE = ZoneInfo("America/Chicago")
SAME = {"sec-fetch-site": "same-origin"}
TOLD: Mapping[str, Any] = {
    "area": "non-public",
    "spot": "front desk",
    "is_ongoing": True,
    "kind": "access-request",
    "reporter": "desk clerk",
    "callback": "213-555-0123",
}


def local(text: str) -> datetime:
    """Return a local time such as "2026-07-13 09:30" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NOW = local("2026-07-13 09:30")
BEFORE = local("2026-01-05 09:00")


@dataclass(frozen=True, slots=True)
class Town:
    """The people, and the site they talk about."""

    site: str
    other_site: str
    liaison: User
    backup: User
    head: User
    coordinator: User
    counsel: User
    inspector: User
    auditor: User
    worker: User
    stranger: User
    manager: User


def load(folder: Path | None = None, **changed: str) -> None:
    """Put the town's pack in force; ``encounters="..."`` puts another text for that file, an empty one leaves it out."""
    if not changed:
        packs.load_first(directory=ALDER_FORD, by=SYSTEM, at=BEFORE)
        return
    assert folder is not None
    target = folder / "pack"
    for path in ALDER_FORD.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(ALDER_FORD)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    for name, text in changed.items():
        if text:
            (target / f"{name}.yaml").write_text(text)
        else:
            (target / f"{name}.yaml").unlink()
    packs.load_first(directory=target, by=SYSTEM, at=BEFORE)


def town() -> Town:
    """Make the people of the town and two sites."""
    manager = accounts.person(role=Role.PROPERTY, name="Sample Manager")
    administrator = accounts.administrator()
    found = Town(
        site=sites_make.site("S-1", by=manager, at=BEFORE, name="Mill Street Yard", department="streets"),
        other_site=sites_make.site("S-2", by=manager, at=BEFORE, name="Reading Room", department="library"),
        liaison=accounts.person(
            role=Role.LIAISON, department="streets", email="liaison@streets.example", name="Sample Liaison"
        ),
        backup=accounts.person(
            role=Role.BACKUP, department="streets", email="backup@streets.example", name="Sample Backup"
        ),
        head=accounts.person(role=Role.HEAD, department="streets", email="head@streets.example", name="Sample Head"),
        coordinator=accounts.person(role=Role.COORDINATOR, email="office@town.example", name="Sample Coordinator"),
        counsel=accounts.person(role=Role.ATTORNEY, name="Sample Counsel"),
        inspector=accounts.person(role=Role.INSPECTOR, name="Sample Inspector"),
        auditor=accounts.person(role=Role.AUDITOR, name="Sample Auditor"),
        worker=accounts.person(role=Role.AGENT, name="Sample Worker"),
        stranger=accounts.person(role=Role.LIAISON, department="library", name="Sample Stranger"),
        manager=manager,
    )
    for rank, email in ((Rank.PRIMARY, "liaison@streets.example"), (Rank.BACKUP, "backup@streets.example")):
        city_make.appoint(
            by=administrator, at=BEFORE, department="streets", rank=rank, email=email, name=f"Sample {rank}"
        )
    return found


def card(town: Town, *, at: datetime = NOW - timedelta(days=1)) -> str:
    """Make a card of the site and return its code."""
    return actions.make_code(site=town.site, by=town.manager, at=at)


def alert(
    town: Town, *, code: str = "", by: User | None = None, at: datetime = NOW, key: uuid.UUID | None = None, **said: Any
) -> AlertFact:
    """Raise an alert: with a card, or by the liaison."""
    sender: Any = SYSTEM if code else by or town.liaison
    return actions.raise_alert(
        **{
            "site": town.site,
            "channel": "card" if code else "staff",
            "seen_at": at - timedelta(minutes=4),
            **TOLD,
            **said,
            "code": code,
            "key": key or uuid.uuid4(),
            "by": sender,
            "at": at,
        }
    )


def report(town: Town, *, at: datetime = NOW, **said: Any) -> Report:
    """Raise a confirmed alert and return its report."""
    fact = alert(town, at=at, **said)
    return Report.objects.get(pk=fact.report)


WORDS = {Takes.LINE: "a word", Takes.TEXT: "They asked to come in.", Takes.NUMBER: "2", Takes.DAY: "2026-07-13",
         Takes.MOMENT: "2026-07-13T09:26", Takes.IDS: "cam-14-0713"}  # fmt: skip


def answers(section: str, **changed: str) -> dict[str, str]:
    """Return an answer to each field of a section."""
    part = next(one for one in SECTIONS if one.id == section)
    return {
        **{field.id: field.choices[0] if field.choices else WORDS[field.takes] for field in part.fields},
        **{name.replace("_", "-"): text for name, text in changed.items()},
    }


def write(row: Report, *, by: User, at: datetime, **texts: str) -> None:
    """Write every section of a report; ``request_words="..."`` puts other words."""
    for section in SECTIONS:
        said = answers(section.id)
        for name, text in texts.items():
            part, _, field = name.partition("_")
            if part == section.id:
                said[field.replace("_", "-")] = text
        actions.save_draft(report=row.pk, section=section.id, answers=said, by=by, at=at)


def submitted(town: Town, *, at: datetime = NOW) -> Report:
    """Return a report that was handed in."""
    row = report(town, at=at)
    later = at + timedelta(hours=2)
    write(row, by=town.liaison, at=later)
    actions.submit_report(report=row.pk, seen_version=0, by=town.liaison, at=later)
    row.refresh_from_db()
    return row


def posted(code: str, **changed: str) -> dict[str, str]:
    """Return the fields of the public alert as a browser sends them."""
    return {
        "code": code, "kind": "staging", "area": "perimeter", "spot": "north lot", "is_ongoing": "yes", "seen": "",
        "reporter": "gate guard", "callback": "213-555-0124", "path": "", "key": str(uuid.uuid4()), "phone_now": "",
        **changed,
    }  # fmt: skip


def send(client: Client, code: str, *, headers: Mapping[str, str] | None = None, **changed: str):  # type: ignore[no-untyped-def]
    """Send the public alert."""
    return client.post("/alert/send/", posted(code, **changed), headers=SAME if headers is None else headers)
