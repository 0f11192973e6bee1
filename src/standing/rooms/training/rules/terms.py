"""What a pack says about who takes courses: the mark of coverage, days of grace, reminders, and which courses count."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from standing.rooms.training.rules.shape import Slug

FILE = "training.yaml"


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ReminderTerms(Shape):
    """When people are reminded."""

    days: tuple[Annotated[int, Field(ge=-60, le=60)], ...] = Field(
        min_length=1, max_length=10, description="Days before the due day; 0 is the day, -1 the day after it."
    )
    weekly_after: bool = Field(description="Whether it goes on each week after the last of these days.")
    link_days: int = Field(ge=7, le=120, description="How many days the personal link in a letter can be used.")

    @field_validator("days")
    @classmethod
    def _once_each(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(value)) != len(value):
            raise ValueError("name each day once")
        return tuple(sorted(value, reverse=True))


class TrainingFile(Shape):
    """The section ``training``."""

    mark_percent: int = Field(
        ge=1, le=100, description="The share of a department's people from which its duty is met."
    )
    grace_days: int = Field(ge=0, le=365, description="Days after a material edition is out until earlier ones end.")
    refresh_days: int = Field(ge=1, le=92, description="Days after which a count that is evidence is taken anew.")
    counts: tuple[Slug, ...] = Field(
        min_length=1, max_length=40, description="The courses that count for duties that ask for training."
    )
    reminders: ReminderTerms = Field(description="When people are reminded.")
    counsel_approval: Literal["needed"] = Field(description="Every number here is a proposal.")
    note: str = Field(min_length=1, max_length=600, description="Where the numbers come from.")


NOTHING = TrainingFile(
    mark_percent=100,
    grace_days=0,
    refresh_days=30,
    counts=("none",),
    reminders=ReminderTerms(days=(7, 3, 1, 0), weekly_after=True, link_days=30),
    counsel_approval="needed",
    note="The pack says nothing about who takes courses.",
)
