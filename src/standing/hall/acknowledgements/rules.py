"""What is true about texts and acknowledgements without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from standing.kernel.refusals import NotNow, Refused

SUBJECT = re.compile(r"[a-z][a-z-]*(:[a-z0-9][a-z0-9.-]*)+")


class Kind(StrEnum):
    """Who can take note of a text."""

    PERSON = "person"
    FIRM = "firm"
    ACCOUNT = "account"


class How(StrEnum):
    """By which way it came."""

    PAGE = "page"
    LINK = "link"
    KIOSK = "kiosk"
    PAPER = "paper"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person of the roster, a firm, or an account, by its id."""

    kind: Kind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The person who spoke for a firm; ``authority`` is their own statement that they may."""

    name: str
    title: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFact:
    """Words exactly as they were shown."""

    sha256: str
    subject: str
    edition: int
    language: str
    title: str
    body: str
    is_material: bool
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementFact:
    """Somebody took note of one text on one day."""

    id: UUID
    text: TextFact
    who: Who
    on: date
    how: How
    signer: Signer | None
    sheet_sha256: str
    recorded_at: datetime


def check_subject(subject: str) -> str:
    """Let the name of a text through, such as ``training:at-the-counter``. :raises ValueError: if it is none"""
    if not SUBJECT.fullmatch(subject):
        raise ValueError(f"Not the subject of a text: {subject}")
    return subject


def check_day(*, on: date, kept: date, today: date) -> None:
    """Let a day through on which the text was there. :raises NotNow: if it was not, or the day has not come"""
    if on > today:
        raise NotNow("This day has not come yet. Say on which day it was read.")
    if on < kept:
        raise NotNow("On that day this text was not there yet. Look at the day, or at the edition on the sheet.")


def check_signer(signer: Signer | None, *, kind: Kind) -> Signer | None:
    """
    Return who spoke for a firm, on single lines.

    :raises Refused: if a firm has none, or a word is missing or too long
    """
    if kind is not Kind.FIRM:
        return None
    if signer is None:
        raise Refused("Say who signs for the firm.")
    said = {"name": _line(signer.name), "title": _line(signer.title), "authority": _line(signer.authority)}
    if not all(said.values()):
        raise Refused("Give your name, your title, and say that you may sign for the firm.")
    if max(len(said["name"]), len(said["title"])) > 120 or len(said["authority"]) > 300:
        raise Refused("Name and title have at most 120 letters each.")
    return Signer(**said)


def last_material(editions: Iterable[tuple[int, bool]]) -> int:
    """Return the edition from which on an acknowledgement still counts: the last material one, or the first."""
    found = sorted(editions)
    material = [number for number, is_material in found if is_material]
    return material[-1] if material else (found[0][0] if found else 0)


def _line(text: str) -> str:
    return " ".join(text.split())
