"""The departments' part of a pack, and a department as others see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kind = Literal["elected", "charter", "public-works", "own-board", "state-law-body"]
Standing = Literal["bound", "invited"]
Confidence = Literal["P", "N", "M", "S", "L", "I", "?"]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)]

FILE = "departments.yaml"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class FormerName(_Shape):
    """A name that an office had before."""

    name: Words = Field(description="The former name.")
    until: dt.date = Field(description="The last day it was called so.")


class DepartmentTerms(_Shape):
    """One department, bureau or office."""

    id: Code = Field(description="A short name that never changes, also when the office is renamed.")
    name: Words = Field(description="The name as it stands on its door.")
    abbreviation: Words = Field(description="The short form the City uses.")
    kind: Kind = Field(description="elected, charter, public-works, own-board or state-law-body.")
    head_title: Words = Field(description="What the head is called, such as General Manager.")
    standing: Standing = Field(description="bound by orders to departments, or invited to follow them.")
    reason: Words | None = Field(default=None, description="Why it is only invited; owed then.")
    confidence: Confidence = Field(description="How far the entry was verified.")
    sources: tuple[Words, ...] = Field(min_length=1, description="Where it is written.")
    from_date: dt.date | None = Field(default=None, description="The first day it existed, if in the time that counts.")
    until_date: dt.date | None = Field(default=None, description="The last day it existed.")
    successor: Code | None = Field(default=None, description="The id of the office that took its duties over.")
    formerly: tuple[FormerName, ...] = Field(default=(), description="Names it had before.")

    @model_validator(mode="after")
    def _is_whole(self) -> DepartmentTerms:
        if self.standing == "invited" and not self.reason:
            raise ValueError("an invited office needs a reason: say why it is not bound")
        if self.from_date and self.until_date and self.until_date < self.from_date:
            raise ValueError("until_date lies before from_date")
        return self


class DepartmentsFile(_Shape):
    """departments.yaml: the offices of the city."""

    departments: tuple[DepartmentTerms, ...] = Field(min_length=1, description="The offices.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFact:
    """A department as the pack in force at a moment describes it."""

    id: str
    name: str
    abbreviation: str
    kind: str
    standing: str
    reason: str
    head_title: str
    from_date: dt.date | None = None
    until_date: dt.date | None = None
    successor: str = ""
    formerly: tuple[str, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Test whether orders to departments bind it."""
        return self.standing == "bound"

    def exists_on(self, day: dt.date) -> bool:
        """Test whether the office existed on that day."""
        return (self.from_date is None or self.from_date <= day) and (self.until_date is None or day <= self.until_date)


def fact(terms: DepartmentTerms) -> DepartmentFact:
    """Return what others may know of a department of the pack."""
    return DepartmentFact(
        id=terms.id,
        name=terms.name,
        abbreviation=terms.abbreviation,
        kind=terms.kind,
        standing=terms.standing,
        reason=terms.reason or "",
        head_title=terms.head_title,
        from_date=terms.from_date,
        until_date=terms.until_date,
        successor=terms.successor or "",
        formerly=tuple(name.name for name in terms.formerly),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in the file that does not fit together, and where."""

    path: tuple[str | int, ...]
    sentence: str


def gaps(file: DepartmentsFile) -> Iterator[Gap]:
    """Yield ids and abbreviations that stand twice, and successors that lead nowhere or round in a circle."""
    places: dict[str, int] = {}
    short: dict[str, int] = {}
    for place, one in enumerate(file.departments):
        if one.id in places:
            yield Gap(("departments", place, "id"), f"{one.id} stands twice: keep one.")
        if one.abbreviation in short:
            yield Gap(("departments", place, "abbreviation"), f"{one.abbreviation} stands twice: tell them apart.")
        places.setdefault(one.id, place)
        short.setdefault(one.abbreviation, place)
    following = MappingProxyType({one.id: one.successor for one in file.departments})
    for place, one in enumerate(file.departments):
        if one.successor is None:
            continue
        path = ("departments", place, "successor")
        if one.successor not in places:
            yield Gap(path, f"No department has the id {one.successor}.")
        elif one.until_date is None:
            yield Gap(path, "A department with a successor has a last day: give until_date.")
        elif _goes_round(one.id, following):
            yield Gap(path, "The successors go round in a circle.")


def _goes_round(start: str, following: Mapping[str, str | None]) -> bool:
    seen = {start}
    here = following.get(start)
    while here is not None and here not in seen:
        seen.add(here)
        here = following.get(here)
    return here is not None
