"""The directory's part of a pack: kinds of help, words people search by, limits, districts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FILE = "services.yaml"
DISTRICTS_FILE = "districts.geojson"

Words = Annotated[str, Field(min_length=1, max_length=300)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Tongue = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]


def _number(value: object) -> object:
    """Return a number that came as text: the reader of packs leaves numbers with a point as they are."""
    try:
        return float(value) if isinstance(value, str | int) and not isinstance(value, bool) else value
    except ValueError:
        return value


Degrees = Annotated[float, BeforeValidator(_number)]
_SPACE = uuid.UUID("6f0b5c1e-3f5e-4e0b-9a3d-0c6a5b6d2f10")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class KindTerms(_Shape):
    """One kind of help."""

    id: Code = Field(description="A short name that never changes: legal-help.")
    name: Words = Field(description="What it is called in the first language; translators do the others.")
    about: Words = Field(description="What belongs to it, in one sentence of the first language.")
    words: dict[Tongue, tuple[Words, ...]] = Field(
        default_factory=dict, description="Words by which people look for it, by language."
    )
    days: int = Field(
        default=90, ge=1, le=366, description="After how many days without a check a service of this kind is old."
    )


class Area(_Shape):
    """A ZIP code, the district it is in for the most part, and its middle."""

    zip: Annotated[str, Field(pattern=r"^[0-9A-Za-z -]{3,10}$")] = Field(description="The ZIP code.")
    district: Code | None = Field(default=None, description="The district; left out: unknown.")
    latitude: Degrees | None = Field(default=None, ge=-90, le=90, description="The middle of it, WGS 84.")
    longitude: Degrees | None = Field(default=None, ge=-180, le=180, description="The middle of it, WGS 84.")

    @model_validator(mode="after")
    def _is_a_point(self) -> Area:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give latitude and longitude, or neither")
        return self


class DistrictTerms(_Shape):
    """A district people know, when the pack has no map of it."""

    id: Code = Field(description="A short name such as 4.")
    name: Words = Field(description="What it is called: District 4.")


class ServicesFile(_Shape):
    """services.yaml: kinds of help and the words people search by."""

    kinds: tuple[KindTerms, ...] = Field(min_length=1, description="The kinds of help, in the order of the page.")
    same_words: tuple[tuple[Words, ...], ...] = Field(
        default=(), description="Groups of words that mean the same to somebody who searches, in any language."
    )
    unchecked_days: int = Field(
        default=90, ge=1, le=366, description="The same limit for services without a kind that says another."
    )
    calendar: str = Field(default="city", description="The calendar of the holidays on which services close.")
    essentials: tuple[Code, ...] = Field(
        default=(), description="The kinds of help that a phone keeps for when there is no network."
    )
    districts: tuple[DistrictTerms, ...] = Field(
        default=(), description="The districts of the city, where there is no districts.geojson."
    )
    areas: tuple[Area, ...] = Field(default=(), description="The ZIP codes that are known.")
    map_missing_because: str = Field(
        default="", max_length=300, description="Why there is no map; staff read it. Left out where there is one."
    )


Ring = list[tuple[Degrees, Degrees]]


class _Polygon(_Shape):
    type: Literal["Polygon"] = Field(description="Polygon: one part.")
    coordinates: list[Ring] = Field(description="Rings of longitude and latitude, WGS 84; the outer one first.")

    @property
    def parts(self) -> list[list[Ring]]:
        """Return the parts, each with its outer ring first."""
        return [self.coordinates]


class _MultiPolygon(_Shape):
    type: Literal["MultiPolygon"] = Field(description="MultiPolygon: several parts.")
    coordinates: list[list[Ring]] = Field(description="The parts, each as in a Polygon.")

    @property
    def parts(self) -> list[list[Ring]]:
        """Return the parts, each with its outer ring first."""
        return self.coordinates


class _Properties(_Shape):
    id: Code = Field(description="A short name such as 4.")
    name: Words = Field(description="What it is called: District 4.")


class _Feature(_Shape):
    type: Literal["Feature"] = Field(description="Feature.")
    properties: _Properties = Field(description="Which district it is.")
    geometry: _Polygon | _MultiPolygon = Field(description="Its outline.", discriminator="type")


class DistrictsFile(_Shape):
    """districts.geojson: the outlines of the districts, drawn on the map of help."""

    type: Literal["FeatureCollection"] = Field(description="FeatureCollection.")
    source: str = Field(default="", description="Whose map it is, and by which terms it may be shown.")
    features: tuple[_Feature, ...] = Field(min_length=1, description="One district each.")


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in the file that does not fit together, and where."""

    path: tuple[str | int, ...]
    sentence: str


def gaps(file: ServicesFile, *, calendars: frozenset[str]) -> Iterator[Gap]:
    """Yield what stands twice or leads nowhere."""
    seen: set[str] = set()
    for place, kind in enumerate(file.kinds):
        if kind.id in seen:
            yield Gap(("kinds", place, "id"), f"{kind.id} stands twice: keep one.")
        seen.add(kind.id)
    for place, essential in enumerate(file.essentials):
        if essential not in seen:
            yield Gap(("essentials", place), f"No kind of help has the id {essential}.")
    zips: set[str] = set()
    for place, area in enumerate(file.areas):
        if area.zip in zips:
            yield Gap(("areas", place, "zip"), f"{area.zip} stands twice: keep one.")
        zips.add(area.zip)
    if calendars and file.calendar not in calendars:
        yield Gap(("calendar",), f"The pack has no calendar {file.calendar}.")


def taxonomy_id(pack: str) -> uuid.UUID:
    """Return the id of the list of kinds of that pack; the same for ever."""
    return uuid.uuid5(_SPACE, f"taxonomy:{pack}")


def term_id(pack: str, kind: str) -> uuid.UUID:
    """Return the id of one kind of that pack; the same for ever."""
    return uuid.uuid5(_SPACE, f"term:{pack}:{kind}")
