"""What an event says: its words, where and for whom it is, and what may not stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from standing.kernel import privacy
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.agenda.rules.times import Series

LONGEST_ABOUT = 3000
_NEUTRAL = re.compile(
    r"\b(?:vot(?:e|ing)\s+(?:for|against|out)|campaign(?:s|ing)?|candidates?|endors(?:e|es|ing|ement)"
    r"|protest(?:s|ers?|ing)?|rall(?:y|ies)|demonstrations?|march(?:es|ing)?\s+(?:against|for|on)|boycotts?"
    r"|walk-?outs?|civil\s+disobedience|elect\s+[A-Z]\w+|down\s+with)\b",
    re.IGNORECASE,
)
_NO_SIDE = (
    "An event of the City is for everybody and takes no side. “{}” sounds like a campaign or a protest. "
    "Say it in another way, or leave it out."
)
_WATCHING = re.compile(
    r"\b(?:where\s+(?:ice|agents?|officers?)\s+(?:is|are)|(?:ice|agents?|officers?)\s+(?:sightings?|alerts?|locations?)"
    r"|warn\s+(?:others|neighbou?rs|people)\s+(?:of|about)\s+(?:ice|agents?|officers?))\b",
    re.IGNORECASE,
)


class Access(StrEnum):
    """What makes it possible to come."""

    WHEELCHAIR = "wheelchair"
    TRANSIT = "transit"
    PARKING = "parking"
    CHILDCARE = "childcare"
    ASL = "asl"
    CAPTIONS = "captions"


class Booking(StrEnum):
    """Whether one must call first."""

    WALK_IN = "walk-in"
    CALL = "call"


class Reason(StrEnum):
    """Why something does not take place; words for these exist in every language, so nothing waits for one."""

    HELPERS = "helpers"
    PLACE = "place"
    INTERPRETER = "interpreter"
    WEATHER = "weather"
    FULL = "full"
    OTHER = "other"


class Kind(StrEnum):
    """What became of one occurrence, or of the whole event."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    RESTORED = "restored"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Content(_Shape):
    """All that a revision of an event says."""

    title: Annotated[str, Field(min_length=1, max_length=140)]
    about: Annotated[str, Field(max_length=LONGEST_ABOUT)] = ""
    topic: str
    series: Series
    place: Annotated[str, Field(max_length=140)] = ""
    address: Annotated[str, Field(max_length=200)] = ""
    district: str = ""
    online: Annotated[str, Field(max_length=300, pattern=r"^(https://\S+)?$")] = ""
    booking: Booking = Booking.WALK_IN
    phone: Annotated[str, Field(max_length=40)] = ""
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = None
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    interpreters: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()
    is_free: bool = True
    cost: Annotated[str, Field(max_length=200)] = ""
    organiser: Annotated[str, Field(min_length=1, max_length=140)]
    checked_on: date

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return what it is about, cut at blank lines."""
        return tuple(part.strip() for part in re.split(r"\r?\n\s*\r?\n", self.about) if part.strip())

    @property
    def sha256(self) -> str:
        """Return the hash by which these words are approved."""
        return sha256_hex(canonical(self.model_dump(mode="json")))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFact:
    """Something that happened to an event after it was approved; ``occurrence`` is None for all of it."""

    kind: Kind
    occurrence: datetime | None
    reason: Reason
    to: datetime | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time that an event was planned for, and what became of it. Times are those of the wall clock."""

    planned: datetime
    starts: datetime
    is_cancelled: bool
    reason: Reason

    @property
    def is_moved(self) -> bool:
        """Test whether it takes place at another time than planned."""
        return self.starts != self.planned


def slots(*, series: Series, changes: tuple[ChangeFact, ...]) -> tuple[Slot, ...]:
    """Return every planned time with what became of it; of several changes of one time the last counts."""
    whole = [change for change in changes if change.occurrence is None]
    all_off = whole[-1] if whole and whole[-1].kind is Kind.CANCELLED else None
    last = {change.occurrence: change for change in changes if change.occurrence is not None}
    return tuple(_slot(start, last.get(start), all_off) for start in series.local_starts)


def _slot(planned: datetime, change: ChangeFact | None, all_off: ChangeFact | None) -> Slot:
    starts = change.to if change is not None and change.kind is Kind.MOVED and change.to is not None else planned
    off = all_off or (change if change is not None and change.kind is Kind.CANCELLED else None)
    return Slot(
        planned=planned,
        starts=starts,
        is_cancelled=off is not None,
        reason=(off or change).reason if (off or change) is not None else Reason.OTHER,  # type: ignore[union-attr]
    )


def faults(content: Content) -> Iterator[tuple[str, str]]:
    """Find what keeps an event from being shown: field and sentence, all at once."""
    for field in ("title", "about", "cost", "place", "organiser"):
        text = getattr(content, field)
        if found := _NEUTRAL.search(text):
            yield field, _NO_SIDE.format(found[0])
        if found := _WATCHING.search(text):
            yield field, f"The City does not tell where officers are. Take out “{found[0]}”."
        if told := privacy.sentence(privacy.screen(text)):
            yield field, told
    if not content.place and not content.online:
        yield "place", "Say where it takes place, or give the link."
    if content.booking is Booking.CALL and not content.phone:
        yield "phone", "Give the number to call for a seat."
    if not content.is_free and not content.cost:
        yield "cost", "Say what it costs."


def check(content: Content) -> None:
    """Let an event through that has no fault. :raises Refused: with every fault"""
    if found := [sentence for _field, sentence in faults(content)]:
        raise Refused(" ".join(found))


def check_same(*, seen: str, kept: str) -> None:
    """Test that somebody approves what they saw. :raises NotNow: if the words moved on"""
    if seen != kept:
        raise NotNow("The event has changed since you opened it. Read it again, then approve it.")


def page_key(event: UUID) -> str:
    """Return what an event's texts are called where translations are kept."""
    return f"agenda:{event}"


def texts(event: UUID, content: Content) -> Iterator[tuple[str, str]]:
    """Return the keys and words of an event that are translated."""
    yield f"{page_key(event)}:title", content.title
    for number, paragraph in enumerate(content.paragraphs, start=1):
        yield f"{page_key(event)}:about-{number}", paragraph
    if content.cost:
        yield f"{page_key(event)}:cost", content.cost
