"""A small town with a directory of help, and services that are found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.kernel.canonical import Json
from standing.rooms.services.actions import checks, editing
from standing.rooms.services.actions.editing import Details
from standing.rooms.services.models import Found, Organization, Phone, Schedule, Service, ServiceAtLocation
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.rules.terms import Field, How, Outcome
from standing.rooms.services.rules.values import fingerprint
from tests.make.pack import pack_files, write_pack

ZONE = ZoneInfo("America/Los_Angeles")
TERMS = """\
kinds:
  - id: legal-help
    name: Legal help
    about: Lawyers and clinics.
    words: {en: [lawyer, attorney, immigration clinic], es: [ayuda legal, abogado, licenciado]}
    days: 30
  - id: food
    name: Food
    about: Pantries and meals.
    words: {en: [pantry, groceries], es: [comida, despensa, comida gratis]}
  - id: hotline
    name: Hotlines
    about: Numbers to call day and night.
    days: 30
same_words:
  - [kids, children, niños]
essentials: [hotline, legal-help]
areas:
  - {zip: "00001", district: north, latitude: 34.15, longitude: -118.25}
  - {zip: "00002", district: south}
"""
LANGUAGES = """\
languages:
  - {code: en, own_name: English, english_name: English, tier: 1, live: true}
  - {code: es, own_name: Español, english_name: Spanish, tier: 1}
  - {code: fa, own_name: فارسی, english_name: Persian, direction: rtl, tier: 2}
"""


def _square(id: str, south: float) -> dict[str, object]:
    west, east, north = -118.3, -118.2, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"id": id, "name": id.capitalize()},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


DISTRICTS = json.dumps(
    {"type": "FeatureCollection", "source": "made up", "features": [_square("north", 34.1), _square("south", 34.0)]}
)
NORTH, SOUTH = (-118.25, 34.15), (-118.25, 34.05)


def local(text: str) -> datetime:
    """Return a local time such as "2025-07-11 09:00" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load_town(
    folder: Path, *, at: datetime, terms: str = TERMS, districts: str = DISTRICTS, version: str = "1"
) -> None:
    """Put the town's pack in force, or a later version of it."""
    files = pack_files(services=terms, languages=LANGUAGES)
    files["pack.yaml"] = files["pack.yaml"].replace(b'version: "1"', f'version: "{version}"'.encode())
    if districts:
        files["districts.geojson"] = districts.encode()
    loaded = packs.load(directory=write_pack(folder / version, files), by=SYSTEM, at=at)
    if loaded.applied is None:
        packs.apply(
            proposal=loaded.proposal.id, seen_sha256=loaded.proposal.sha256, by=SYSTEM, at=at, reason="A change."
        )


def weekly(days: str, opens: str, closes: str, **more: Json) -> dict[str, Json]:
    """Return a rule of hours as a value."""
    return {
        "place": "",
        "freq": "WEEKLY",
        "byday": days,
        "opens_at": opens,
        "closes_at": closes,
        "zone": "America/Los_Angeles",
        **more,
    }


def hours(*rules: Mapping[str, Json], by_appointment: bool = False, closed_on_holidays: bool | None = True) -> Json:
    """Return the value of the field hours."""
    return {"rules": list(rules), "by_appointment": by_appointment, "closed_on_holidays": closed_on_holidays}


def address(street: str = "1 Oak Street", *, zip: str = "00001", point: tuple[float, float] | None = NORTH) -> Json:
    """Return the value of the field address."""
    lines = {"address_1": street, "city": "Alder Falls", "state_province": "CA", "postal_code": zip, "country": "US"}
    return {
        "places": [
            {
                "place": "",
                "name": "",
                "type": "physical",
                "url": "",
                "longitude": f"{point[0]:.6f}" if point else "",
                "latitude": f"{point[1]:.6f}" if point else "",
                "addresses": [{**lines, "address_type": "physical"}],
            }
        ]
    }


def values(name: str, **changed: Json) -> dict[Field, Json]:
    """Return a good value for every field; ``hours=`` and the like put another in its place."""
    good: dict[Field, Json] = {
        Field.NAME: {"name": name, "alternate_name": ""},
        Field.ADDRESS: address(),
        Field.PHONE: {"phones": [{"number": "213-555-0123", "extension": None, "type": "voice", "description": ""}]},
        Field.HOURS: hours(weekly("MO,TU,WE,TH,FR", "09:00", "17:00")),
        Field.LANGUAGES: {"languages": [{"code": "es", "name": "Spanish", "note": ""}]},
        Field.ELIGIBILITY: {"text": "Everybody is welcome.", "minimum_age": None, "maximum_age": None},
        Field.COST: {"is_free": True, "text": "", "options": []},
    }
    return good | {Field(field): value for field, value in changed.items()}


def organization(*, by: User, at: datetime, name: str = "Sample Helpers", department: str = "") -> UUID:
    """Enter an organisation, or return the one of that name."""
    held = Organization.objects.filter(name=name).first()
    return held.pk if held else editing.add_organization(name=name, department=department, by=by, at=at)


def service(
    name: str = "Oak Street Pantry",
    *,
    by: User,
    at: datetime,
    kinds: Sequence[str] = ("food",),
    how: How | None = How.PHONE,
    of: str = "Sample Helpers",
    department: str = "",
    description: str = "Bags of food for families.",
    details: Mapping[str, object] | None = None,
    **changed: Json,
) -> UUID:
    """Enter a service; with ``how=None`` nothing of it has been checked."""
    made = Details(
        description=description, categories=tuple(kinds), department=department, **cast("dict[str, Any]", details or {})
    )
    return editing.add_service(
        organization=organization(by=by, at=at, name=of, department=department),
        values=values(name, **changed),
        details=made,
        how=how,
        by=by,
        at=at,
    )


def copies(service: UUID, *, number: int) -> None:
    """Put copies of a service beside it, straight into the tables that search reads."""
    whole = Service.objects.get(pk=service)
    made = Service.objects.bulk_create(_like(whole) for _ in range(number))
    for model in (ServiceAtLocation, Phone, Schedule, Found):
        rows = list(cast("Any", model).objects.filter(service=service))
        model.objects.bulk_create(_like(row, service_id=one.pk) for one in made for row in rows)


def _like(row: Any, **changed: object) -> Any:
    same = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**same | {"id": row._meta.pk.get_default()} | changed)


def seen(service: UUID, field: Field) -> str:
    """Return the hash of a value as it is shown now."""
    return fingerprint(value_queries.values(ids=[service])[service][field])


def check_all(service: UUID, *, by: User, at: datetime, how: How = How.PHONE, but: Sequence[Field] = ()) -> None:
    """Find every field the same."""
    for field in Field:
        if field not in but:
            checks.check_field(
                service=service,
                field=field,
                outcome=Outcome.SAME,
                how=how,
                seen_sha256=seen(service, field),
                by=by,
                at=at,
            )


def row(service: UUID) -> Service:
    """Return the row of a service as it stands now."""
    return Service.objects.select_related("organization").get(pk=service)
