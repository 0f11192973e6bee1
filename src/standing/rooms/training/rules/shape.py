"""The shape of a course in a pack: its text, its questions, when it expires, and its words in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FILES = "courses/*.yaml"
_MARKUP = re.compile(r"<[A-Za-z!/]|&(?:[a-z]+|#\d+);|\]\(|^#{1,6}\s|\*\*|[{}]", re.MULTILINE)

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Clause = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./:_-]*$", max_length=64)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", max_length=20)]


def _plain(value: str) -> str:
    if found := _MARKUP.search(value):
        raise ValueError(f"write plain words; this looks like markup: {found.group(0)!r}")
    return value


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Image(Shape):
    """A drawing beside a part."""

    drawing: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40, description="The name of one of the room's drawings."
    )
    description: str = Field(
        min_length=10, max_length=300, description="What it shows, for people who do not see it. Never empty."
    )


class Video(Shape):
    """A video elsewhere, as a link; whoever does not watch it reads the same words."""

    address: str = Field(pattern=r"^https://[^\s]+$", max_length=300, description="Where it is.")
    minutes: int = Field(ge=1, le=60, description="How long it runs.")
    transcript: str = Field(min_length=20, max_length=20_000, description="All that is said and shown in it.")


class Part(Shape):
    """One piece of the text."""

    id: Slug
    title: str = Field(min_length=1, max_length=120, description="What it is about.")
    text: str = Field(
        min_length=1, max_length=4000, description="Plain paragraphs; a line that begins with - is a point."
    )
    clauses: tuple[Clause, ...] = Field(default=(), description="The clauses of instruments that say so.")
    image: Image | None = Field(default=None, description="A drawing with its description.")
    video: Video | None = Field(default=None, description="A link with a transcript.")


class Choice(Shape):
    """One answer that can be chosen."""

    id: Slug
    text: str = Field(min_length=1, max_length=300, description="What it says.")
    right: bool = Field(default=False, description="Whether it is right.")


class Question(Shape):
    """What is asked at the end."""

    id: Slug
    text: str = Field(min_length=1, max_length=400, description="What is asked.")
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=6, description="What can be chosen.")
    explanation: str = Field(min_length=1, max_length=600, description="Why; shown after a try.")

    @property
    def right(self) -> frozenset[str]:
        """Return the right choices."""
        return frozenset(one.id for one in self.choices if one.right)


class Expires(Shape):
    """When a completion holds no longer: so many months after the day, or on a day of each year. Or never."""

    months: int | None = Field(default=None, ge=1, le=99, description="So many months after the day.")
    each_year: str | None = Field(
        default=None, pattern=r"^[01][0-9]-[0-3][0-9]$", description="On this month and day of each year."
    )

    @model_validator(mode="after")
    def _one(self) -> Expires:
        if (self.months is None) == (self.each_year is None):
            raise ValueError("say either months or each_year")
        if self.each_year is not None:
            month, day = map(int, self.each_year.split("-"))
            try:
                date(2023, month, day)  # no leap year, so that the day comes every year
            except ValueError:
                raise ValueError("this day does not come every year") from None
        return self


class CourseTerms(Shape):
    """A course, in the first language, with the words for others."""

    id: Slug
    edition: int = Field(ge=1, description="The number of these words. Other words need the next number.")
    material: bool = Field(description="Whether who took the edition before takes this one anew.")
    changed: str = Field(min_length=1, max_length=300, description="What is new, for counsel and for learners.")
    approval: Literal["needed"] = Field(
        default="needed", description="Counsel approves in the system, never in a pack."
    )
    title: str = Field(min_length=1, max_length=120, description="What it is called.")
    lead: str = Field(min_length=1, max_length=400, description="For whom it is, and what one learns.")
    minutes: int = Field(ge=1, le=120, description="How long it takes, about.")
    pass_percent: int = Field(ge=1, le=100, description="How many of a hundred answers must be right.")
    attempts: int = Field(ge=1, le=10, description="Tries before one reads it again.")
    expires: Literal["never"] | Expires = Field(description="never, or months, or each_year.")
    parts: tuple[Part, ...] = Field(min_length=1, max_length=20, description="The text.")
    questions: tuple[Question, ...] = Field(min_length=4, max_length=8, description="What is asked at the end.")
    words: Mapping[Language, Mapping[str, str]] = Field(
        default_factory=dict, description="The same in other languages, each text under its key; a language is whole."
    )

    @field_validator("title", "lead", "changed")
    @classmethod
    def _no_markup(cls, value: str) -> str:
        return _plain(value)

    @property
    def expires_rule(self) -> str:
        """Return how long a completion holds, on one line: ``never``, ``months:12``, ``each-year:07-01``."""
        if isinstance(self.expires, str):
            return self.expires
        if self.expires.months is not None:
            return f"months:{self.expires.months}"
        return f"each-year:{self.expires.each_year}"


class CourseFile(Shape):
    """One file of a pack with one course."""

    course: CourseTerms


def worded(course: CourseTerms) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """Return every text that people read with its key and its place in the file."""
    yield "title", ("title",), course.title
    yield "lead", ("lead",), course.lead
    for place, part in enumerate(course.parts):
        at: tuple[str | int, ...] = ("parts", place)
        yield f"part:{part.id}:title", (*at, "title"), part.title
        yield f"part:{part.id}:text", (*at, "text"), part.text
        if part.image is not None:
            yield f"part:{part.id}:image", (*at, "image", "description"), part.image.description
        if part.video is not None:
            yield f"part:{part.id}:video", (*at, "video", "transcript"), part.video.transcript
    for place, question in enumerate(course.questions):
        at = ("questions", place)
        yield f"question:{question.id}:text", (*at, "text"), question.text
        yield f"question:{question.id}:why", (*at, "explanation"), question.explanation
        for nth, choice in enumerate(question.choices):
            yield f"question:{question.id}:{choice.id}", (*at, "choices", nth, "text"), choice.text
