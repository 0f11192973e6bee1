"""The agenda's part of a pack: topics, districts, how far lists reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = "agenda.yaml"
PAGE = "agenda:page"
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=140)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Topic(_Shape):
    """What an event is about."""

    id: Id
    label: Line = Field(description="The topic, in plain words.")


class District(_Shape):
    """A part of the city."""

    id: Id
    label: Line = Field(description="What people call it.")


class AgendaFile(_Shape):
    """agenda.yaml: what public events are about, and how far lists reach."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    districts: tuple[District, ...] = Field(default=(), description="Parts of the city; none: events have no district.")
    days_ahead: int = Field(default=84, ge=7, le=366, description="How many days ahead lists reach.")
    checked_days: int = Field(
        default=30, ge=1, le=366, description="After these days without a check an event says that it was not checked."
    )


def faults(file: AgendaFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find names that stand twice."""
    for part, items in (("topics", file.topics), ("districts", file.districts)):
        for name, times in Counter(item.id for item in items).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."


def topic_key(topic: str) -> str:
    """Return the key of a topic's label."""
    return f"agenda:topic:{topic}"


def district_key(district: str) -> str:
    """Return the key of a district's label."""
    return f"agenda:district:{district}"
