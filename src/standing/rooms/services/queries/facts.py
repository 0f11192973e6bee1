"""A service as pages show it, in a language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from standing.hall.translations.api import Said
from standing.kernel.places import Point
from standing.rooms.services.rules.freshness import Age, Freshness
from standing.rooms.services.rules.hours import Hours, Openness
from standing.rooms.services.rules.terms import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFact:
    """A number to call."""

    number: str
    extension: int | None = None
    description: str = ""
    languages: tuple[str, ...] = ()

    @property
    def dialled(self) -> str:
        """Return the number as a link dials it."""
        digits = "".join(letter for letter in self.number if letter.isdigit() or letter == "+")
        return f"{digits},{self.extension}" if self.extension is not None else digits


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """Hours that are the same on some days of the week."""

    days: tuple[int, ...]
    opens: time | None
    closes: time | None
    closes_next_day: bool = False
    turns: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    every: int = 1
    is_monthly: bool = False
    first: date | None = None
    last: date | None = None
    notes: tuple[Said, ...] = ()

    @property
    def is_round_the_clock(self) -> bool:
        """Test whether it never closes on these days."""
        return self.opens is not None and self.opens == self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenFact:
    """A language that is spoken there."""

    code: str
    own_name: str
    english_name: str
    note: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFact:
    """Where help is given."""

    id: UUID
    name: str
    kind: str
    url: str = ""
    lines: tuple[str, ...] = ()
    zip: str = ""
    district: str = ""
    district_name: str = ""
    point: Point | None = None
    transportation: str = ""
    access: tuple[str, ...] = ()
    hours: tuple[HoursLine, ...] = ()

    @property
    def is_virtual(self) -> bool:
        """Test whether nobody can go there."""
        return self.kind == "virtual"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindName:
    """A kind of help by its name, and the language of that name."""

    id: str
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFact:
    """A service as a list of results shows it."""

    id: UUID
    name: Said
    organization: str
    description: Said | None
    alert: Said | None
    is_free: bool | None
    by_appointment: bool
    kinds: tuple[KindName, ...]
    phones: tuple[PhoneFact, ...]
    places: tuple[PlaceFact, ...]
    freshness: Freshness
    age: Age
    openness: Openness | None = None
    kilometres: float | None = None

    @property
    def is_old(self) -> bool:
        """Test whether it has not been checked for longer than its limit."""
        return self.age is not Age.FRESH

    @property
    def phone(self) -> PhoneFact | None:
        """Return the first number to call."""
        return self.phones[0] if self.phones else None

    @property
    def place(self) -> PlaceFact | None:
        """Return the first place one can go to."""
        return next((place for place in self.places if not place.is_virtual), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFact(CardFact):
    """A service with everything a page says about it."""

    alternate_name: str
    organization_id: UUID
    organization_website: str
    department: str
    status: str
    eligibility: Said | None
    cost: Said | None
    applying: Said | None
    interpreting: Said | None
    alert_until: date | None
    closed_on_holidays: bool | None
    minimum_age: int | None
    maximum_age: int | None
    closed_on: date | None
    reopens_on: date | None
    url: str
    email: str
    hours: tuple[HoursLine, ...]
    rules: tuple[Hours, ...]
    languages: tuple[SpokenFact, ...]
    documents: tuple[str, ...]
    areas: tuple[str, ...]
    limit_days: int
    is_published: bool
    is_sample: bool
    changed_at: datetime
    checked: dict[Field, date | None] = field(default_factory=dict)

    @property
    def said(self) -> tuple[Said, ...]:
        """Return every text of it that can be translated."""
        whole = (self.name, self.description, self.eligibility, self.cost, self.applying, self.interpreting, self.alert)
        return tuple(one for one in whole if one is not None)
