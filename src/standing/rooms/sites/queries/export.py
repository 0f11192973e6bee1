"""The register as lines of a list, in the columns in which it comes in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from standing.rooms.sites.models import Site
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.rules.records import Access, Gate, Locked, SiteRecord

COLUMNS = (
    "id", "name", "department", "kind", "address", "zip", "district", "parcel", "latitude", "longitude", "responsible",
    "title", "email", "phone", "public areas", "non-public areas", "perimeter areas", "gates", "signs",
    "used or could be used", "why", "plan", "what is missing", "changed",
)  # fmt: skip
_USE = {"used": "used", "could": "could be used", "no": "no", "unjudged": "not yet judged"}
_STATE = {Locked.YES: "locked", Locked.NO: "not locked", Locked.UNKNOWN: "not known"}


def lines(*, rows: Iterable[Site], at: datetime, is_sample: bool) -> Iterator[tuple[str, ...]]:
    """Yield the names of the columns, then a line for each site."""
    yield (*COLUMNS, *(("sample",) if is_sample else ()))
    departments = pack.departments(known=at)
    for row in rows:
        yield (*_line(row, departments.get(row.department, row.department)), *(("yes",) if is_sample else ()))


def _line(row: Site, department: str) -> tuple[str, ...]:
    record = facts.record_of(row)
    return (
        row.pk,
        record.name,
        department,
        record.kind,
        record.address,
        record.zip,
        record.district,
        record.parcel,
        _number(record.latitude),
        _number(record.longitude),
        record.responsible,
        record.responsible_title,
        record.office_email,
        record.office_phone,
        *(_areas(record, access) for access in Access),
        "none" if record.has_no_gates else "; ".join(_gate(gate) for gate in record.gates),
        "; ".join(" ".join(filter(None, (sign.text, sign.language, sign.place, sign.since))) for sign in record.signs),
        _USE[record.use],
        record.use_because,
        record.plan,
        "; ".join(row.gaps),
        row.changed_at.date().isoformat(),
    )


def _areas(record: SiteRecord, access: Access) -> str:
    return "; ".join(_one(area.name) for area in record.areas if area.access is access)


def _gate(gate: Gate) -> str:
    why = f" ({_one(gate.why)})" if gate.why else ""
    return f"{_one(gate.name).replace(':', ' ')}: {_STATE[gate.locked]}{why}"


def _one(text: str) -> str:
    """Return a name without the signs that part one from the next."""
    return text.replace(";", ",").replace("|", " ").replace("(", "[").replace(")", "]")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
