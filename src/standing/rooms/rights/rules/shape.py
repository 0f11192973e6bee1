"""The shape of articles and of telephone numbers in a pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

LONGEST_SHORT = 300
RESERVED = frozenset({"numbers", "print", "new", "withdrawn"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A telephone number in a text is written by its name, such as {phone_311}."""

_MARKUP = re.compile(r"<[A-Za-z!/]|&(?:[a-z]+|#\d+);|\]\(|^#{1,6}\s|\*\*", re.MULTILINE)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
BlockId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
NumberId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Confidence = Literal["P", "N", "M", "S", "L", "I", "?"]


class Audience(StrEnum):
    """Whom an article speaks to."""

    FAMILIES = "families"
    WORKERS = "workers"
    EMPLOYERS = "employers"


class Topic(StrEnum):
    """Where somebody is, or what they need."""

    HOME = "home"
    WORK = "work"
    STREET = "street"
    CAR = "car"
    DETAINED = "detained"
    PLAN = "plan"
    MONEY = "money"
    CITY = "city"
    HELP = "help"


class BlockKind(StrEnum):
    """What a block of an article is."""

    HEADING = "heading"
    TEXT = "text"
    POINT = "point"
    STEP = "step"
    SAY = "say"
    WARN = "warn"
    NOTE = "note"


class PaperKind(StrEnum):
    """What an article is printed as, beside its page."""

    WALLET_CARD = "wallet-card"
    POSTER = "poster"
    FAMILY_PLAN = "family-plan"
    NONE = "none"


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class BlockTerms(Shape):
    """One block: a heading, a paragraph, a point, a step, words to say, a warning, a note."""

    id: BlockId = Field(description="A short name that never changes: translations are kept under it.")
    kind: BlockKind = Field(description="heading, text, point, step, say (words to say aloud), warn or note.")
    text: Words = Field(description="Plain words, no markup. A telephone number is written {phone_311}.")


class LawTerms(Shape):
    """A law that an article rests on."""

    says: Words = Field(description="What the law says, in plain words.")
    where: Words = Field(description="Where it is written.")
    confidence: Confidence = Field(
        description="P primary source read, N press, M mirror, S report, L general knowledge, I inferred, ? unknown."
    )


class ArticleTerms(Shape):
    """One article in plain words."""

    id: Slug = Field(description="The name in its address; it never changes.")
    order: int = Field(ge=0, le=999, description="Its place among the articles of its topic; 1 stands first.")
    audience: Audience = Field(default=Audience.FAMILIES, description="families, workers or employers.")
    topic: Topic = Field(description="home, work, street, car, detained, plan, money, city or help.")
    critical: bool = Field(default=False, description="true when a language is on offer only once this is said in it.")
    offline: bool = Field(default=False, description="true when a phone keeps the page for times without a network.")
    owner: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)] = Field(
        description="The id of the department that answers for it."
    )
    review_days: int = Field(
        default=180,
        ge=1,
        le=1500,
        description="After so many days it is to be checked; after twice as many it is taken down.",
    )
    title: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="What it is about, in a few words.")
    summary: Annotated[str, Field(min_length=1, max_length=400)] = Field(description="One or two sentences for lists.")
    short: Annotated[str, Field(min_length=1, max_length=LONGEST_SHORT)] = Field(
        description="The whole of it for a text message or a voice, at most 300 characters."
    )
    blocks: tuple[BlockTerms, ...] = Field(min_length=1, max_length=80, description="The text, block by block.")
    laws: tuple[LawTerms, ...] = Field(default=(), max_length=20, description="The laws it rests on.")
    see: tuple[Slug, ...] = Field(default=(), max_length=8, description="Other articles to read.")
    paper: PaperKind = Field(
        default=PaperKind.NONE,
        description="wallet-card, poster, family-plan or none: what it is printed as. On a family plan a step "
        "becomes a box to tick and a point a line to write on.",
    )

    @field_validator("id")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value in RESERVED:
            raise ValueError(f"{value} is the name of another page: choose another")
        return value

    @model_validator(mode="after")
    def _is_plain(self) -> ArticleTerms:
        ids = [block.id for block in self.blocks]
        if twice := sorted({one for one in ids if ids.count(one) > 1} | ({"title", "summary", "short"} & set(ids))):
            raise ValueError(f"a block needs a name of its own: {', '.join(twice)}")
        for text in self.texts():
            check_plain(text)
        return self

    def texts(self) -> Iterator[str]:
        """Yield everything that is translated."""
        yield self.title
        yield self.summary
        yield self.short
        for block in self.blocks:
            yield block.text


class ArticleFile(Shape):
    """rights/….yaml: one article."""

    article: ArticleTerms = Field(description="The article.")


class NumberTerms(Shape):
    """A telephone number that people are sent to."""

    id: NumberId = Field(description="The name that texts call it by: {phone_311}.")
    number: Annotated[str, Field(pattern=r"^\+?[0-9(][0-9 ().-]{1,24}$")] = Field(
        description="The number as people write it: 311 or 213-555-0123."
    )
    label: Annotated[str, Field(min_length=1, max_length=120)] = Field(description="Who answers.")
    hours: Annotated[str, Field(max_length=300)] = Field(default="", description="When somebody answers.")
    languages: tuple[LanguageCode, ...] = Field(default=(), description="The languages spoken there, as codes.")
    note: Annotated[str, Field(max_length=600)] = Field(default="", description="What else should be known.")
    source: Words = Field(description="Where the number is written.")
    confidence: Confidence = Field(description="How far it was verified.")

    @model_validator(mode="after")
    def _is_plain(self) -> NumberTerms:
        for text in (self.label, self.hours, self.note):
            check_plain(text)
            if PLACEHOLDER.search(text):
                raise ValueError("a number's own words name no other number")
        return self


class NumbersFile(Shape):
    """numbers.yaml: the telephone numbers that texts and pages use."""

    numbers: tuple[NumberTerms, ...] = Field(default=(), max_length=60, description="The numbers, in order.")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the numbers that a text calls for."""
    return tuple(PLACEHOLDER.findall(text))


def check_plain(text: str) -> None:
    """
    Test that a text is plain words.

    :raises ValueError: if it holds markup
    """
    if found := _MARKUP.search(text):
        raise ValueError(f"write plain words; this looks like markup: {found.group(0)!r}")
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise ValueError("a brace stands alone: a number is written {phone_311}")
