"""A message: its states, how it is answered, what is taken in, and what others see of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from standing.kernel import privacy
from standing.kernel.refusals import NotNow, Refused

LONGEST_TEXT = 2000
LONGEST_ANSWER = 4000
_PHONE = re.compile(r"\+?[\d\s().-]{7,25}(?:\s*(?:ext\.?|x)\s*\d{1,6})?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>,;:\"]{1,100}@[^@\s<>,;:\"]{1,150}\.[^@\s<>,;:\".]{2,60}")


class State(StrEnum):
    """How far a message is."""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    REFERRED = "referred"
    CLOSED = "closed"


NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.NEW: frozenset({State.OPEN}),
        State.OPEN: frozenset({State.ANSWERED, State.REFERRED, State.CLOSED}),
        State.ANSWERED: frozenset({State.REFERRED, State.CLOSED}),
        State.REFERRED: frozenset({State.ANSWERED, State.CLOSED}),
        State.CLOSED: frozenset(),
    }
)
"""What may follow what. A message is read before anything is done with it; what is closed stays closed."""

WAITING = (State.NEW, State.OPEN)
"""The states in which somebody waits for the office."""


class AnswerBy(StrEnum):
    """How a person wants to be answered."""

    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"


class Channel(StrEnum):
    """Which way a message came."""

    WEB = "web"
    CALL = "311"


class SafeTime(StrEnum):
    """When it is safe to call."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


class AnswerKind(StrEnum):
    """What an answer is."""

    ANSWER = "answer"
    REFERRAL = "referral"


class Busy(Refused):
    """Too much comes in within this minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is in the box of a message."""

    text: str
    contact: str
    safe_time: SafeTime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFact:
    """One answer, opened."""

    kind: AnswerKind
    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFact:
    """What lies open of a message: nothing that was written."""

    id: UUID
    topic: str
    language: str
    channel: Channel
    answer_by: AnswerBy
    state: State
    day: date
    assigned_to: str
    is_forgotten: bool
    waits: int

    @property
    def is_waiting(self) -> bool:
        """Test whether somebody waits for the office."""
        return self.state in WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFact:
    """A message with its box open, for the person whose deed that was."""

    message: MessageFact
    content: Content
    answers: tuple[AnswerFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFact:
    """What somebody with a receipt code is told."""

    topic: str
    language: str
    answer_by: AnswerBy
    state: State
    day: date
    answers: tuple[AnswerFact, ...]


def check_next(*, current: State, wanted: State) -> None:
    """Let a step through that the table knows. :raises NotNow: with what stands in the way"""
    if wanted in NEXT[current]:
        return
    if current is State.NEW:
        raise NotNow("Read the message first.")
    if current is State.CLOSED:
        raise NotNow("This message is closed. Nothing more can be done with it.")
    raise NotNow(f"A message that is {current} cannot become {wanted}.")


def tidy_contact(*, answer_by: AnswerBy, contact: str) -> str:
    """
    Return the number or address for the answer, and nothing where none is needed.

    :raises Refused: if it cannot be called or written to
    """
    contact = contact.strip()
    if answer_by is AnswerBy.CODE:
        return ""
    if answer_by is AnswerBy.PHONE and not _PHONE.fullmatch(contact):
        raise Refused("Give a phone number we can call, such as 213-555-0142.")
    if answer_by is AnswerBy.EMAIL and (len(contact) > 254 or not _EMAIL.fullmatch(contact)):
        raise Refused("Give an e-mail address we can write to, such as name@mail.example.")
    return contact


def check_text(text: str, *, longest: int = LONGEST_TEXT) -> None:
    """Let a text through that is short enough and tells nothing that may not be kept. :raises Refused: otherwise"""
    if len(text) > longest:
        raise Refused(f"The text is too long. Use at most {longest} characters.")
    if told := privacy.sentence(privacy.screen(text)):
        raise Refused(told)
