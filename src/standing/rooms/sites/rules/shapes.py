"""The register's part of a pack: kinds of sites, districts, sign texts, and how lists name their columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = "sites.yaml"

Words = Annotated[str, Field(min_length=1, max_length=2000)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
Column = Literal[
    "id", "name", "department", "kind", "address", "zip", "district", "parcel", "latitude", "longitude",
    "responsible", "responsible_title", "office_email", "office_phone", "areas", "public_areas",
    "non_public_areas", "perimeter_areas", "gates", "use", "use_because", "plan",
]  # fmt: skip


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SiteKindTerms(_Shape):
    """One kind of site."""

    id: Code = Field(description="A short name that never changes: library.")
    name: Words = Field(description="What it is called: Library.")
    words: tuple[Words, ...] = Field(default=(), description="What lists call it too.")


class SiteDistrictTerms(_Shape):
    """A district of the council."""

    id: Code = Field(description="A short name such as 4.")
    name: Words = Field(description="What it is called: Council District 4.")


class SignTerms(_Shape):
    """A sign that may hang at a site."""

    id: Code = Field(description="A short name that never changes.")
    name: Words = Field(description="What staff call it.")
    text: dict[str, Words] = Field(default_factory=dict, description="Its words, by language.")
    counsel_approval: Literal["needed", "approved"] = Field(description="Whether counsel approved the words.")
    source: Words = Field(description="Where the words come from.")
    confidence: Literal["P", "N", "M", "S", "L", "I", "?"] = Field(description="How far that was verified.")
    approved_on: dt.date | None = Field(default=None, description="The day counsel approved them.")


class SitesFile(_Shape):
    """sites.yaml: what the register of City property knows of this city."""

    kinds: tuple[SiteKindTerms, ...] = Field(min_length=1, description="Kinds of sites, in the order of the menu.")
    districts: tuple[SiteDistrictTerms, ...] = Field(default=(), description="The districts of the council.")
    signs: tuple[SignTerms, ...] = Field(default=(), description="Signs that may hang at a site.")
    columns: dict[Column, tuple[Words, ...]] = Field(
        default_factory=dict, description="How the city's lists name their columns, by what they mean."
    )
    keep_list_days: int = Field(
        default=7, ge=1, le=31, description="Days after which a list that nobody took in is forgotten with its rows."
    )
    map_missing_because: str = Field(
        default="", max_length=500, description="Why the pack names no file of districts; the page says it."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the pack in force says, ready to use. ``departments`` maps code to name and abbreviation."""

    kinds: Mapping[str, str]
    kind_words: Mapping[str, str]
    districts: Mapping[str, str]
    signs: Mapping[str, SignTerms]
    columns: Mapping[str, tuple[str, ...]]
    keep_list_days: int = 7
    map_missing_because: str = ""


NOTHING = Terms(kinds={}, kind_words={}, districts={}, signs={}, columns={})


def terms_of(file: SitesFile) -> Terms:
    """Return what one pack says about sites."""
    spoken = {word.casefold(): kind.id for kind in file.kinds for word in (kind.id, kind.name, *kind.words)}
    return Terms(
        kinds={kind.id: kind.name for kind in file.kinds},
        kind_words=spoken,
        districts={district.id: district.name for district in file.districts},
        signs={sign.id: sign for sign in file.signs},
        columns={str(column): words for column, words in file.columns.items()},
        keep_list_days=file.keep_list_days,
        map_missing_because=file.map_missing_because,
    )


def faults(file: SitesFile) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together, with its place."""
    for name, ids in (
        ("kinds", [one.id for one in file.kinds]),
        ("districts", [one.id for one in file.districts]),
        ("signs", [one.id for one in file.signs]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield name, f"The id {twice} stands here twice. Give each its own."
    owners: dict[str, str] = {}
    for kind in file.kinds:
        for word in {one.casefold() for one in (kind.id, kind.name, *kind.words)}:
            if owners.setdefault(word, kind.id) != kind.id:
                yield "kinds", f"The word {word} stands for two kinds, {owners[word]} and {kind.id}. Choose one."
    for sign in file.signs:
        if sign.counsel_approval == "approved" and sign.approved_on is None:
            yield "signs", f"The sign {sign.id} is approved, but the day is missing."
