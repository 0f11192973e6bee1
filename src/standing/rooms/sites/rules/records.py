"""What is kept of a site, which gaps it has, and how two states of it differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from standing.kernel.canonical import canonical, sha256_hex

ID = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,15}$")
MOST_PARTS = 60
"""How many areas, gates or signs one site may have."""


class Access(StrEnum):
    """Who may be in an area."""

    PUBLIC = "public"
    NON_PUBLIC = "non-public"
    PERIMETER = "perimeter"


class Locked(StrEnum):
    """Whether a gate or door is kept locked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """Whether federal agents used a site for enforcement work, or could."""

    USED = "used"
    COULD = "could"
    NO = "no"
    UNJUDGED = "unjudged"


LISTED = frozenset({Use.USED, Use.COULD})
"""These belong on the list that a department files."""


class Gap(StrEnum):
    """What is not known of a site yet, and ought to be."""

    NO_KIND = "no-kind"
    NO_ADDRESS = "no-address"
    NO_AREAS = "no-areas"
    NO_RESPONSIBLE = "no-responsible"
    GATES_UNKNOWN = "gates-unknown"
    NOT_JUDGED = "not-judged"
    NO_PLAN = "no-plan"


class Why(StrEnum):
    """How a state of a site came about."""

    ADDED = "added"
    CHANGED = "changed"
    JUDGED = "judged"
    IMPORTED = "imported"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of a site; its id is never given to another."""

    id: str
    name: str
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate or door, and why it cannot be kept locked."""

    name: str
    locked: Locked = Locked.UNKNOWN
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign: which of the pack's texts, in which language, where, and since which day."""

    text: str
    language: str = ""
    place: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    """Everything that is kept of a site. The responsible person is an office contact."""

    name: str = ""
    department: str = ""
    kind: str = ""
    address: str = ""
    zip: str = ""
    district: str = ""
    parcel: str = ""
    latitude: float | None = None
    longitude: float | None = None
    responsible: str = ""
    responsible_title: str = ""
    office_email: str = ""
    office_phone: str = ""
    areas: tuple[Area, ...] = ()
    gates: tuple[Gate, ...] = ()
    has_no_gates: bool = False
    signs: tuple[Sign, ...] = ()
    use: Use = Use.UNJUDGED
    use_because: str = ""
    plan: str = ""
    plan_file: str = ""
    plan_file_name: str = ""
    is_listed: bool = True

    @property
    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude, if both are known."""
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)

    @property
    def could_be_used(self) -> bool | None:
        """Tell whether it was or could be used; None while nobody judged it."""
        return None if self.use is Use.UNJUDGED else self.use in LISTED


FIELDS = tuple(field.name for field in fields(SiteRecord))
PARTS = ("areas", "gates", "signs")
FREE_TEXT = ("name", "use_because", "plan", "responsible", "responsible_title")


def to_json(record: SiteRecord) -> dict[str, Any]:
    """Return the record as it is kept in the history."""
    return {
        name: [_part_json(part) for part in getattr(record, name)] if name in PARTS else _plain(getattr(record, name))
        for name in FIELDS
    }


def from_json(kept: Mapping[str, Any]) -> SiteRecord:
    """Return the record that was kept; what an older one does not name stays empty."""
    values = {name: kept[name] for name in FIELDS if name in kept}
    values["areas"] = tuple(Area(id=a["id"], name=a["name"], access=Access(a["access"])) for a in kept.get("areas", ()))
    values["gates"] = tuple(
        Gate(name=g["name"], locked=Locked(g["locked"]), why=g.get("why", "")) for g in kept.get("gates", ())
    )
    values["signs"] = tuple(Sign(**s) for s in kept.get("signs", ()))
    values["use"] = Use(kept.get("use", Use.UNJUDGED))
    return SiteRecord(**values)


def to_words(record: SiteRecord) -> dict[str, str]:
    """Return each field as a line of words, to compare two states; the words of the pack stay codes."""
    return {name: _words(getattr(record, name)) for name in FIELDS}


def fingerprint(record: SiteRecord) -> str:
    """Return the hash of a record."""
    return sha256_hex(canonical(_without_fractions(to_json(record))))


def _without_fractions(value: dict[str, Any]) -> dict[str, Any]:
    """Return the record with its point as text: canonical JSON knows whole numbers only."""
    return value | {name: "" if value[name] is None else f"{value[name]:.6f}" for name in ("latitude", "longitude")}


def gaps_of(record: SiteRecord) -> tuple[Gap, ...]:
    """Return what is missing, in the order in which it is best mended; nothing for a site that was given up."""
    if not record.is_listed:
        return ()
    missing = {
        Gap.NO_KIND: not record.kind,
        Gap.NO_ADDRESS: not record.address,
        Gap.NO_AREAS: not record.areas,
        Gap.NO_RESPONSIBLE: not record.responsible,
        Gap.GATES_UNKNOWN: not gates_are_known(record),
        Gap.NOT_JUDGED: record.use is Use.UNJUDGED,
        Gap.NO_PLAN: record.use in LISTED and not (record.plan or record.plan_file),
    }
    return tuple(gap for gap in Gap if missing[gap])


def gates_are_known(record: SiteRecord) -> bool:
    """Test whether each gate is said to be locked, or why it is not, or that there are none."""
    if not record.gates:
        return record.has_no_gates
    return all(gate.locked is Locked.YES or (gate.locked is Locked.NO and gate.why) for gate in record.gates)


def changed_fields(before: SiteRecord, after: SiteRecord) -> tuple[str, ...]:
    """Return the fields in which two records differ."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def next_area(areas: Iterable[str]) -> int:
    """Return the number after the highest that any of these ids has: A1, A2, A3."""
    numbers = [int(key[1:]) for key in areas if key[:1] == "A" and key[1:].isdigit()]
    return max(numbers, default=0) + 1


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, StrEnum) else value


def _part_json(part: Area | Gate | Sign) -> dict[str, str]:
    return {field.name: str(getattr(part, field.name)) for field in fields(part)}


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "; ".join(_part_words(part) for part in value)
        case float():
            return f"{value:.6f}"
        case _:
            return str(value)


def _part_words(part: Area | Gate | Sign) -> str:
    match part:
        case Area():
            return f"{part.name} ({part.access})"
        case Gate():
            why = f": {part.why}" if part.why else ""
            return f"{part.name} (locked: {part.locked}{why})"
        case Sign():
            return " ".join(one for one in (part.text, part.language, part.place, part.since) if one)
