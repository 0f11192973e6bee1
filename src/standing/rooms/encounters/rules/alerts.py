"""First alerts: their eight fields, their steps, and what to make of the clock of a telephone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from standing.kernel import likeness, privacy
from standing.kernel.refusals import Refused

LONGEST_SPOT, LONGEST_REPORTER, LONGEST_CALLBACK, LONGEST_REASON = 200, 80, 40, 600
MOST_NODES = 20
_NODE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}")
_LITTLE = timedelta(minutes=2)
_OLD = timedelta(hours=24)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Area(StrEnum):
    """Who may be in the place."""

    PUBLIC = "public"
    NON_PUBLIC = "non-public"
    PERIMETER = "perimeter"


class Kind(StrEnum):
    """What was seen."""

    SIGHTING = "sighting"
    STAGING = "staging"
    ACCESS_REQUEST = "access-request"
    RECORDS_REQUEST = "records-request"
    ARREST = "arrest"
    DOCUMENT_SERVED = "document-served"
    IMPERSONATION = "impersonation"


class Channel(StrEnum):
    """Which way an alert came."""

    STAFF = "staff"
    CARD = "card"
    CITY_311 = "311"
    GUIDE = "guide"


class AlertState(StrEnum):
    """How far an alert is; it follows from the decision about it, and is stored nowhere else."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class WrongCode(Refused):
    """The code of the site card is unknown or was taken back."""


class TooMany(Refused):
    """More alerts came with one code than anybody could have seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When something was seen, as far as clocks can be trusted; ``told_at`` is what the telephone said."""

    at: datetime
    told_at: datetime
    is_doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wrote into an alert; it lies in a sealed box."""

    spot: str
    reporter: str
    callback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFact:
    """A first alert, without what lies sealed."""

    id: UUID
    department: str
    site: str
    site_name: str
    area: Area
    kind: Kind
    channel: Channel
    state: AlertState
    is_ongoing: bool
    seen_at: datetime
    received_at: datetime
    is_clock_doubtful: bool
    path: tuple[str, ...]
    report: UUID | None

    @property
    def is_confirmed(self) -> bool:
        """Test whether everybody was told."""
        return self.state == AlertState.CONFIRMED


def settle(*, told_at: datetime, received_at: datetime, phone_now: datetime | None = None) -> Seen:
    """
    Return when something was seen, and whether the telephone's clock is to be doubted. Nothing is refused.

    Where the telephone says what time it thinks it is, the difference is taken out. Nothing is seen after it was
    told; what is told more than a day late is kept as it was told, and marked.
    """
    skew = received_at - phone_now if phone_now is not None else timedelta()
    is_off = abs(skew) > _LITTLE
    seen = told_at + skew if is_off else told_at
    if seen > received_at:
        return Seen(at=received_at, told_at=told_at, is_doubtful=is_off or seen > received_at + _LITTLE)
    return Seen(at=seen, told_at=told_at, is_doubtful=is_off or received_at - seen > _OLD)


def check_path(path: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of the guide that are written like steps, at most so many; others are dropped."""
    return tuple(node for node in (part.strip() for part in path) if _NODE.fullmatch(node))[:MOST_NODES]


def tidy(text: str, *, longest: int) -> str:
    """Return one line without signs that nobody sees, which could turn what is read. :raises Refused: if too long"""
    line = " ".join(_UNSEEN.sub("", text).split())
    if len(line) > longest:
        raise Refused(f"This is too long. Use at most {longest} letters.")
    return line


def tidy_block(text: str, *, longest: int) -> str:
    """Return text with its lines, without signs that nobody sees. :raises Refused: if too long"""
    lines = [" ".join(_UNSEEN.sub("", line).split()) for line in text.replace("\r\n", "\n").split("\n")]
    block = "\n".join(lines).strip()
    if len(block) > longest:
        raise Refused(f"This is too long. Use at most {longest} letters.")
    return block


def check_words(*texts: str) -> None:
    """Let words through that name and describe nobody. :raises Refused: with a kind sentence"""
    if told := likeness.sentence([finding for text in texts for finding in likeness.screen(text)]):
        raise Refused(told)


def told(*, spot: str, reporter: str, callback: str) -> Told:
    """
    Return what somebody wrote, tidied.

    :raises Refused: if it is too long, says what nobody may ask, or does not say who calls and where
    """
    found = Told(
        spot=tidy(spot, longest=LONGEST_SPOT),
        reporter=tidy(reporter, longest=LONGEST_REPORTER),
        callback=tidy(callback, longest=LONGEST_CALLBACK),
    )
    check_words(found.spot)
    if words := privacy.sentence(privacy.screen(f"{found.reporter}\n{found.callback}")):
        raise Refused(words)
    return found


def as_json(found: Told) -> Mapping[str, str]:
    """Return what is sealed."""
    return {"spot": found.spot, "reporter": found.reporter, "callback": found.callback}
