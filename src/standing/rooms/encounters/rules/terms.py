"""What a pack says about reports of activity: who is rung when, how long reports are kept, since when months count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = "encounters.yaml"
Line = Annotated[str, Field(min_length=1, max_length=200)]
Who = Literal["on-call", "next", "head", "coordinator"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StepTerms(_Shape):
    """One step of the chain."""

    who: Who = Field(description="on-call: the liaison on call; next: who comes after; head; coordinator of the City.")
    minutes: int = Field(ge=0, le=240, description="So many minutes after the alert, if nobody has answered.")


class OfficeTerms(_Shape):
    """An office that is told of every confirmed alert, whoever answers."""

    label: Line = Field(description="What it is called: Mayor's Office.")
    email: str = Field(default="", max_length=254, description="Its mailbox that somebody always reads.")
    phone: str = Field(default="", max_length=40, description="Its telephone for messages.")
    is_sample: bool = Field(default=False, description="true: mailbox and telephone are invented.")


class KeepFor(_Shape):
    """How long a report is kept."""

    days: int = Field(ge=731, le=36600, description="Days after what was seen; then everything written is deleted.")
    authority: Line = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is deleted before counsel approved it."
    )
    note: str = Field(default="", max_length=1000)


class PhotoTerms(_Shape):
    """Whether photographs are taken in at all."""

    allowed: bool = Field(default=True, description="false: no photograph can be added to a report.")
    counsel_approval: Literal["approved", "needed"] = Field(default="needed")


class EncountersFile(_Shape):
    """encounters.yaml: reports of enforcement activity on City property."""

    steps: tuple[StepTerms, ...] = Field(min_length=1, description="Who is rung, one after the other.")
    told: tuple[OfficeTerms, ...] = Field(default=(), description="Offices that are told of every confirmed alert.")
    again_minutes: int = Field(default=10, ge=1, le=240, description="After the last step it begins anew.")
    rounds: int = Field(default=3, ge=1, le=20, description="So many times in all.")
    report_hours: int = Field(default=12, ge=1, le=168, description="Hours within which the full report is written.")
    attest_from: dt.date | None = Field(
        default=None, description="The first month that departments attest; left out: none is asked for."
    )
    photos: PhotoTerms = PhotoTerms()
    keep: KeepFor
    counsel_approval: Literal["approved", "needed"] = Field(description="Of the whole file.")
    source: Line = Field(description="Where the steps come from.")
    confidence: Literal["P", "N", "M", "S", "L", "I", "?"] = Field(description="How far that was verified.")


DEFAULT = EncountersFile(
    steps=(
        StepTerms(who="on-call", minutes=0),
        StepTerms(who="next", minutes=3),
        StepTerms(who="head", minutes=6),
        StepTerms(who="coordinator", minutes=9),
    ),
    keep=KeepFor(days=36600, authority="The pack says nothing yet.", counsel_approval="needed"),
    counsel_approval="needed",
    source="The pack says nothing yet.",
    confidence="?",
)
"""For a city whose pack has no such file: everybody in the chain is rung, and nothing is ever deleted by itself."""


def faults(file: EncountersFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find what does not fit together: nobody at once, too late, or an office that nobody can reach."""
    if min(step.minutes for step in file.steps) > 0:
        yield ("steps",), "Somebody is rung at once: one step has 0 minutes."
    for place, office in enumerate(file.told):
        if not office.email and not office.phone:
            yield ("told", place), f"{office.label} has neither a mailbox nor a telephone."
    if file.attest_from is not None and file.attest_from.day != 1:
        yield ("attest_from",), "The first day of a month is meant."
