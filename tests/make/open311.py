"""Builders for the doors of 311: a town with doors, articles, help, and offices with keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.test import Client

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.open311 import actions
from tests.make import accounts, contact, outreach, rights, services
from tests.make import obligations as law

FILE: Mapping[str, object] = {
    "contact": "Town Clerk, clerk@town.example",
    "key_service": "Ask the Town Clerk.",
    "topics": [
        {
            "code": "rights",
            "name": "Rights information",
            "description": "We send a leaflet & call back.",
            "group": "Information",
            "keywords": ["rights", "leaflet"],
            "type": "batch",
            "topic": "rights",
        },
        {
            "code": "message",
            "name": "Message to the office",
            "description": "It is never listed.",
            "group": "Help",
            "type": "blackbox",
            "topic": "help",
        },
        {
            "code": "activity",
            "name": "Activity on town property",
            "description": "For town places only.",
            "type": "blackbox",
            "not_yet": "This door does not take alerts yet, and nothing was kept. Call 311.",
            "asks_place": True,
        },
    ],
    "places": [{"id": "town-hall", "name": "Town Hall"}],
    "limits": {"requests_a_minute": 4, "keep_days": 400},
    "language_hint": "Let the caller say the language.",
    "menu": [{"key": 1, "says": "For your rights, press 1.", "topic": "home"}],
}
DESK = contact.DESK.replace("messages_a_minute: 5", "messages_a_minute: 500")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The people around the doors."""

    administrator: User
    agent: User
    auditor: User
    team: rights.Team


def load_town(folder: Path, *, doors: Mapping[str, object] | None = FILE, at: dt.datetime = law.SIGNED) -> None:
    """Put a town's pack in force: a desk, doors, kinds of help, and duties that ask for what is born here."""
    write_town(folder, doors=doors)
    proposed = packs.propose(directory=folder, by=SYSTEM, at=at)
    packs.apply(proposal=proposed.id, seen_sha256=proposed.sha256, by=SYSTEM, at=at)


def write_town(folder: Path, *, doors: Mapping[str, object] | None = FILE) -> None:
    """Write the town's pack."""
    folder.mkdir(parents=True, exist_ok=True)
    law.write_pack(
        folder,
        law.instrument(
            law.duty("T.311", evidence={"all": ["kyr-311-published"]}, departments=("fire",)),
            law.duty("T.help", evidence={"all": ["service-list"]}),
            law.duty("T.tell", evidence={"all": ["outreach-log"]}),
        ),
        kinds=(*law.KINDS, law.kind("outreach-log"), law.kind("kyr-311-published"), law.kind("service-list")),
    )
    outreach.write(folder, "languages.yaml", {"languages": list(outreach.LANGUAGES)})
    outreach.write(folder, "numbers.yaml", {"numbers": list(rights.NUMBERS)})
    (folder / "contact.yaml").write_text(DESK, encoding="utf-8")
    (folder / "services.yaml").write_text(services.TERMS.partition("areas:")[0], encoding="utf-8")
    if doors is not None:
        outreach.write(folder, "open311.yaml", doors)


def house() -> House:
    """Make the people."""
    return House(
        administrator=accounts.person(role=Role.ADMINISTRATOR),
        agent=accounts.person(role=Role.AGENT),
        auditor=accounts.person(role=Role.AUDITOR),
        team=rights.team(),
    )


def key(people: House, *, owner: str = "Sample call centre", at: dt.datetime) -> str:
    """Give out a key."""
    return actions.issue_key(owner=owner, office_email="desk@calls.example", by=people.administrator, at=at)


def help_service(people: House, *, at: dt.datetime, name: str = "Oak Street Pantry") -> UUID:
    """Enter a service that was checked."""
    return services.service(name, by=people.team.second, at=at)


def hand_in(key: str, *, f: str = "json", **fields: str):  # type: ignore[no-untyped-def]
    """Hand something in, as the program of an office does."""
    return Client().post(f"/open311/v2/requests.{f}", {"api_key": key, **fields})
