"""The desk as the pack describes it: agencies, kinds of data, forms, lanes, reasons, how long records are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from standing.rooms.disclosure.rules.lanes import Lane, Openness
from standing.rooms.disclosure.rules.papers import Kind
from standing.rooms.disclosure.rules.requests import Outcome

FILE = "disclosure.yaml"
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Confidence = Annotated[
    Literal["P", "N", "M", "S", "L", "I", "?"], Field(description="How sure the authors of the pack are.")
]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Named(_Shape):
    """Something with a name, such as an agency."""

    id: Id
    name: Line


class Category(_Shape):
    """One kind of data that can be asked for."""

    id: Id
    name: Line
    openness: Openness = Field(description="public, restricted, or status (8 USC 1373).")
    note: str = Field(default="", max_length=300)


class Paper(_Shape):
    """A form with a number on it."""

    id: Id
    name: Line = Field(description="The number as it stands on the form: AO 88B.")
    kind: Kind = Field(description="What a paper on this form is, if its marks agree.")
    source: str = Field(default="", max_length=300)
    confidence: Confidence = "L"


class AnswerIn(_Shape):
    """How many days there are to answer when no date stands on the paper."""

    days: int = Field(ge=0, le=366)
    count: Literal["working", "calendar"]


class LaneTerms(_Shape):
    """What happens in a lane."""

    id: Lane
    name: Line
    first: Line = Field(description="What is done first, in a sentence.")
    answer: AnswerIn | None = Field(default=None, description="Left out: only a date on the paper counts.")
    source: str = Field(default="", max_length=300)
    confidence: Confidence = "L"


class Reason(_Shape):
    """A reason counsel can give."""

    id: Id
    words: Line
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class KeepFor(_Shape):
    """How long the words of an answered request are kept; its codes and hashes stay."""

    days: int = Field(ge=731, le=36600)
    authority: Line
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is deleted by itself until counsel has approved it."
    )
    note: str = Field(default="", max_length=600)


class DisclosureFile(_Shape):
    """disclosure.yaml: the desk for every request for City data by a federal authority."""

    counsel_approval: Literal["approved", "needed"]
    agencies: tuple[Named, ...] = Field(min_length=1)
    categories: tuple[Category, ...] = Field(min_length=1)
    papers: tuple[Paper, ...] = Field(min_length=1)
    lanes: tuple[LaneTerms, ...] = Field(min_length=1)
    reasons: tuple[Reason, ...] = Field(min_length=1)
    calendar: Id = Field(default="city", description="The calendar that counts working days.")
    keep: KeepFor

    def paper_kind(self, form: str) -> Kind | None:
        """Return what a paper with this number is; None if it is not listed."""
        return next((one.kind for one in self.papers if one.id == form), None)

    def openness(self, category: str) -> Openness | None:
        """Return what a category of data is; None if it is not listed."""
        return next((one.openness for one in self.categories if one.id == category), None)

    def terms(self, lane: Lane) -> LaneTerms | None:
        """Return what happens in a lane; None if the pack does not say."""
        return next((one for one in self.lanes if one.id is lane), None)

    def reason(self, id: str) -> Reason | None:
        """Return a reason; None if there is none."""
        return next((one for one in self.reasons if one.id == id), None)


def faults(file: DisclosureFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find names that stand twice, and lanes that the file is silent about."""
    named = {
        "agencies": [one.id for one in file.agencies],
        "categories": [one.id for one in file.categories],
        "papers": [one.id for one in file.papers],
        "lanes": [str(one.id) for one in file.lanes],
        "reasons": [one.id for one in file.reasons],
    }
    for part, names in named.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."
    for lane in Lane:
        if file.terms(lane) is None:
            yield ("lanes",), f"Say what happens in the lane {lane}."
    for outcome in Outcome:
        if not any(outcome in reason.outcomes for reason in file.reasons):
            yield ("reasons",), f"Counsel needs a reason for the outcome {outcome}."
