"""The log as the pack describes it: whose it is, divisions, how ids are written, what is late."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FILE = "scenes.yaml"
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Pattern = Annotated[
    str, Field(max_length=100, description="A regular expression; a short run of digits and capital letters.")
]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Named(_Shape):
    """Something with a name, such as a division."""

    id: Id
    name: Line


class Written(_Shape):
    """How an id is written."""

    pattern: Pattern
    example: Line

    @field_validator("pattern")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"This is no regular expression: {error}") from None
        return value

    def fits(self, text: str) -> bool:
        """Test whether a text is written so."""
        return re.fullmatch(self.pattern, text) is not None


class KeepFor(_Shape):
    """How long the sealed names of federal supervisors are kept; the rest of a scene stays."""

    days: int = Field(ge=731, le=36600)
    authority: Line
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is deleted by itself until counsel has approved it."
    )


class ScenesFile(_Shape):
    """scenes.yaml: the police log of scenes of federal immigration enforcement."""

    counsel_approval: Literal["approved", "needed"]
    department: Id = Field(description="The department whose log it is.")
    divisions: tuple[Named, ...] = Field(min_length=1)
    video_id: Written
    report_number: Written
    video_hours: int = Field(ge=0, le=8760, description="Hours after a scene ended by which its videos are named.")
    first_report: date = Field(description="The first day of the first month that is reported.")
    report_to: Line = Field(description="Who is given the monthly report.")
    sample_size: int = Field(ge=1, le=1000, description="How many scenes the Inspector General draws at least.")
    corrections: tuple[Named, ...] = Field(min_length=1, description="Why an entry is corrected.")
    purposes: tuple[Named, ...] = Field(min_length=1, description="Why a sealed name is read.")
    findings: tuple[Named, ...] = Field(min_length=1, description="What a review can find wanting.")
    keep: KeepFor
    source: str = Field(default="", max_length=300)

    def has_division(self, id: str) -> bool:
        """Test whether a division is on the list."""
        return any(one.id == id for one in self.divisions)


def faults(file: ScenesFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find names that stand twice, and examples that do not fit their own pattern."""
    for part in ("divisions", "corrections", "purposes", "findings"):
        for name, times in Counter(one.id for one in getattr(file, part)).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."
    for part in ("video_id", "report_number"):
        written: Written = getattr(file, part)
        if not written.fits(written.example):
            yield (part, "example"), "The example does not fit the pattern."
    if file.first_report.day != 1:
        yield ("first_report",), "Give the first day of a month."
