"""contractors.yaml: the notice to firms, the ladder of reminders, clauses, marks. All of it is a proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = "contractors.yaml"

Words = Annotated[str, Field(min_length=1, max_length=6000)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
To = Literal["firm", "second", "manager", "counsel"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class NoticeText(_Shape):
    """The notice in one language."""

    title: Words = Field(description="What it is called.")
    body: Words = Field(description="The words, in paragraphs. A firm attests to exactly these.")


class NoticeTerms(_Shape):
    """The notice that every firm gets."""

    edition: int = Field(ge=1, description="Its number. Changed words get the next one.")
    is_material: bool = Field(description="Whether it says something else, so that every firm is asked anew.")
    counsel_approval: Literal["needed", "approved"] = Field(description="Whether counsel approved the words.")
    approved_on: dt.date | None = Field(default=None, description="The day counsel approved them.")
    source: Words = Field(description="From what it was written.")
    confidence: Literal["P", "N", "M", "S", "L", "I", "?"] = Field(description="How far that was verified.")
    unknown: tuple[Words, ...] = Field(default=(), description="What is not known, and said to be so.")
    texts: dict[str, NoticeText] = Field(min_length=1, description="The words, by language.")


class RungTerms(_Shape):
    """One rung of the ladder, from the notice up."""

    id: Code = Field(description="A short name that never changes.")
    name: Words = Field(description="What staff call it.")
    to: tuple[To, ...] = Field(
        min_length=1,
        description="Who gets it: the firm, its second contact, the contract manager, the City Attorney's office.",
    )
    after_days: int = Field(default=0, ge=0, le=365, description="How many days after the rung before.")
    working_days: bool = Field(default=False, description="Whether only working days of the City count.")
    reason: dict[str, Words] = Field(min_length=1, description="Why it is sent, by language; the letter says it.")

    def said(self, language: str) -> str:
        """Return the reason in a language, else in the first one that is given."""
        return self.reason.get(language) or next(iter(self.reason.values()))


class ClauseTerms(_Shape):
    """A clause that each contract ought to have."""

    id: Code = Field(description="A short name that never changes.")
    name: Words = Field(description="What it is called.")
    about: Words = Field(description="What it says, in plain words.")
    source: Words = Field(description="Where that comes from.")
    confidence: Literal["P", "N", "M", "S", "L", "I", "?"] = Field(description="How far that was verified.")


class ContractorMarks(_Shape):
    """Numbers that counsel approves."""

    answered_percent: int = Field(
        ge=1, le=100, description="Which share of contracts must be answered or excepted before the duty has its proof."
    )
    link_days: int = Field(ge=1, le=400, description="How long the link of a letter opens.")
    exception_days: int = Field(ge=1, le=730, description="How long an exception lasts at most.")
    letters_a_minute: int = Field(ge=1, le=10_000, description="How many letters are written a minute at most.")


class KeepEnded(_Shape):
    """How long office contacts and signers of a firm are kept whose last contract ended."""

    days: int = Field(ge=731, le=3660, description="Days after the last contract ended; then they are forgotten.")
    authority: Words = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is forgotten by itself until counsel has approved it."
    )


class ContractorsFile(_Shape):
    """contractors.yaml: what firms are told, and what happens when they do not answer."""

    counsel_approval: Literal["needed", "approved"] = Field(description="Whether counsel approved ladder and marks.")
    notice: NoticeTerms = Field(description="The notice to firms.")
    ladder: tuple[RungTerms, ...] = Field(min_length=2, description="The rungs, the notice first.")
    clauses: tuple[ClauseTerms, ...] = Field(default=(), description="The clauses that contracts ought to have.")
    marks: ContractorMarks = Field(description="Numbers.")
    columns: dict[str, tuple[Words, ...]] = Field(
        default_factory=dict, description="How the city's lists name their columns, by what they mean."
    )
    keep_ended: KeepEnded = Field(description="How long contacts and signers are kept.")
    keep_list_days: int = Field(
        default=7, ge=1, le=31, description="Days after which a list that nobody took in is forgotten with its rows."
    )


def faults(file: ContractorsFile) -> Iterator[tuple[str, str]]:
    """Yield what does not fit together, with its place."""
    for name, ids in (
        ("ladder", [one.id for one in file.ladder]),
        ("clauses", [one.id for one in file.clauses]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield name, f"The id {twice} stands here twice. Give each its own."
    if file.ladder[0].after_days or file.ladder[0].to != ("firm",):
        yield "ladder", "The first rung is the notice: it goes to the firm, at once."
    for rung in file.ladder[1:]:
        if not rung.after_days:
            yield "ladder", f"The rung {rung.id} leaves no time to answer. Say after how many days it comes."
    if file.notice.counsel_approval == "approved" and file.notice.approved_on is None:
        yield "notice", "The notice is approved, but the day is missing."
