"""A small directory in the shapes of the standard, and ways to bring it in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.pack import registry
from standing.hall.pack.base import SECTIONS
from standing.rooms.services import pack as services_pack
from standing.rooms.services.actions import imports as actions
from standing.rooms.services.models import Import
from tests.make import accounts
from tests.make.pack import pack_files, write_pack

SPACE = UUID("00000000-0000-4000-8000-00000000cafe")
SERVICES_YAML = """\
kinds:
  - {id: legal-help, name: Legal help, about: Lawyers who help., days: 30}
  - {id: food, name: Food, about: Something to eat., days: 90}
areas:
  - {zip: "90012", latitude: 34.06, longitude: -118.24}
  - {zip: "90013", latitude: 34.04, longitude: -118.25}
  - {zip: "90099"}
"""


def id_of(*words: object) -> str:
    """Return the id that a made-up thing always has."""
    return str(uuid5(SPACE, "/".join(map(str, words))))


def load_city(folder: Path, *, at: datetime) -> None:
    """Put a pack with two kinds of help in force: the hall's own sections and this room's, whatever others there are."""
    before = registry._sections
    registry._sections = {section.name: section for section in (*SECTIONS, *services_pack.SECTIONS)}
    try:
        loaded = packs.load(directory=write_pack(folder / "pack", pack_files(services=SERVICES_YAML)), by=SYSTEM, at=at)
        assert loaded.applied is not None, loaded
        packs.in_force(known=at)  # read while the sections are these
    finally:
        registry._sections = before


def editor() -> User:
    """Make somebody who keeps the directory."""
    return accounts.person(role=Role.EDITOR)


def organization(name: str = "Sample Neighbors", **more: Any) -> dict[str, Any]:
    """Return an organisation."""
    return {
        "id": id_of("organization", name),
        "name": name,
        "description": f"{name} helps people.",
        "website": "https://neighbors.example/",
        "phones": [{"id": id_of("phone", name), "number": "213-555-0101", "type": "voice"}],
        **more,
    }


def location(name: str = "Sample House", *, code: str = "90012", **more: Any) -> dict[str, Any]:
    """Return a place with an address."""
    return {
        "id": id_of("location", name),
        "location_type": "physical",
        "name": name,
        "latitude": 34.061,
        "longitude": -118.241,
        "addresses": [
            {
                "id": id_of("address", name),
                "address_1": f"1 {name} Street",
                "city": "Los Angeles",
                "state_province": "CA",
                "postal_code": code,
                "country": "US",
                "address_type": "physical",
            }
        ],
        "accessibility": [{"id": id_of("accessibility", name), "description": "A ramp at the side door."}],
        **more,
    }


def service(
    name: str = "Legal clinic", *, of: str = "Sample Neighbors", at: str = "Sample House", **more: Any
) -> dict[str, Any]:
    """Return a service of an organisation at a place, by their names."""
    key = (name, of)
    return {
        "id": id_of("service", *key),
        "organization_id": id_of("organization", of),
        "name": name,
        "description": "Free help from a lawyer.",
        "status": "active",
        "eligibility_description": "For everybody. Nobody is asked about immigration status.",
        "fees_description": "Free.",
        "assured_date": "2025-07-14",
        "assurer_email": "directory@city.example",
        "phones": [
            {
                "id": id_of("phone", *key),
                "number": "+1 213 555 0123",
                "type": "voice",
                "languages": [{"id": id_of("phone-language", *key), "name": "Spanish", "code": "es"}],
            }
        ],
        "languages": [
            {"id": id_of("language", *key, "en"), "name": "English", "code": "en"},
            {"id": id_of("language", *key, "es"), "name": "Spanish", "code": "es", "note": "Call ahead."},
        ],
        "schedules": [
            {
                "id": id_of("schedule", *key),
                "freq": "WEEKLY",
                "byday": "MO,WE",
                "opens_at": "09:00",
                "closes_at": "17:00",
            }
        ],
        "cost_options": [{"id": id_of("cost", *key), "option": "Everybody", "amount": 0, "currency": "USD"}],
        "required_documents": [{"id": id_of("document", *key), "document": "Any letter you got from the court."}],
        "service_at_locations": [{"id": id_of("both", *key), "location_id": id_of("location", at)}],
        **more,
    }


def directory(**lists: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a whole directory; one service of one organisation at one place unless others are named."""
    whole: dict[str, Any] = {
        "hsds_version": "3.1",
        "organizations": [organization()],
        "locations": [location()],
        "services": [service()],
    }
    return whole | {name: list(found) for name, found in lists.items()}


def as_json(value: object) -> bytes:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


def as_zip(files: Mapping[str, str | bytes]) -> bytes:
    """Return files as one ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return out.getvalue()


def as_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV, with the columns of the first."""
    found = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def bring(
    content: bytes, *, by: User, at: datetime, name: str = "directory.json", trusts_dates: bool = False
) -> Import:
    """Bring a file and read it."""
    row = actions.bring_file(file_name=name, content=[content], trusts_dates=trusts_dates, by=by, at=at)
    return actions.read_file(import_id=row.pk, by=by, at=at)


def take_in(value: object, *, by: User, at: datetime, trusts_dates: bool = True) -> Import:
    """Bring a directory and apply it; what its source checked counts."""
    content = value if isinstance(value, bytes) else as_json(value)
    row = bring(content, by=by, at=at, trusts_dates=trusts_dates)
    return actions.apply_import(import_id=row.pk, by=by, at=at)
