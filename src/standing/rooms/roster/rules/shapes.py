"""The roster's part of a pack: sorts of work, shifts, columns of lists, and how long people who left are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = "roster.yaml"

Words = Annotated[str, Field(min_length=1, max_length=300)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
Column = Literal[
    "number", "name", "first_name", "last_name", "email", "department", "site", "work_type", "shift",
]  # fmt: skip
_FLOOR = 731


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class WorkTypeTerms(_Shape):
    """One sort of work."""

    id: Code = Field(description="A short name that never changes: counter.")
    name: Words = Field(description="What it is called: Counter.")
    words: tuple[Words, ...] = Field(default=(), description="What lists call it too.")


class ShiftTerms(_Shape):
    """One time of day at which people work."""

    id: Code = Field(description="A short name that never changes: night.")
    name: Words = Field(description="What it is called: Night.")
    words: tuple[Words, ...] = Field(default=(), description="What lists call it too.")


class KeepLeft(_Shape):
    """How long number, name and e-mail of somebody who left are kept."""

    days: int = Field(ge=_FLOOR, le=3660, description="Days after leaving; then number, name and e-mail are forgotten.")
    authority: Words = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is forgotten by itself until counsel has approved it."
    )
    note: str = Field(default="", max_length=1000)


class RosterFile(_Shape):
    """roster.yaml: what the roster of people knows of this city."""

    work_types: tuple[WorkTypeTerms, ...] = Field(min_length=1, description="Sorts of work, in the order of the menu.")
    shifts: tuple[ShiftTerms, ...] = Field(min_length=1, description="Shifts, in the order of the menu.")
    columns: dict[Column, tuple[Words, ...]] = Field(
        default_factory=dict, description="How the city's lists name their columns, by what they mean."
    )
    keep_left: KeepLeft = Field(description="How long people who left are kept.")
    keep_list_days: int = Field(
        default=7, ge=1, le=31, description="Days after which a list that nobody took in is forgotten with its rows."
    )
    ask_again_percent: int = Field(
        default=10, ge=1, le=100, description="A list with which more than this share leaves asks a second time."
    )
    note: str = Field(default="", max_length=1000, description="Where this comes from, and who approved it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the pack in force says, ready to use. Words are folded to lower case."""

    work_types: Mapping[str, str]
    work_type_words: Mapping[str, str]
    shifts: Mapping[str, str]
    shift_words: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    keep_days: int = _FLOOR
    keep_is_approved: bool = False
    keep_list_days: int = 7
    ask_again_percent: int = 10


NOTHING = Terms(work_types={}, work_type_words={}, shifts={}, shift_words={}, columns={})


def terms_of(file: RosterFile) -> Terms:
    """Return what one pack says about the roster."""
    return Terms(
        work_types={one.id: one.name for one in file.work_types},
        work_type_words=_spoken(file.work_types),
        shifts={one.id: one.name for one in file.shifts},
        shift_words=_spoken(file.shifts),
        columns={str(column): words for column, words in file.columns.items()},
        keep_days=file.keep_left.days,
        keep_is_approved=file.keep_left.counsel_approval == "approved",
        keep_list_days=file.keep_list_days,
        ask_again_percent=file.ask_again_percent,
    )


def faults(file: RosterFile) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together, with its place."""
    for place, things in (("work_types", file.work_types), ("shifts", file.shifts)):
        ids = [one.id for one in things]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield place, f"The id {twice} stands here twice. Give each its own."
        owners: dict[str, str] = {}
        for one in things:
            for word in {said.casefold() for said in (one.id, one.name, *one.words)}:
                if owners.setdefault(word, one.id) != one.id:
                    yield place, f"The word {word} stands for two of them, {owners[word]} and {one.id}. Choose one."


def _spoken(things: tuple[WorkTypeTerms, ...] | tuple[ShiftTerms, ...]) -> dict[str, str]:
    return {word.casefold(): one.id for one in things for word in (one.id, one.name, *one.words)}
