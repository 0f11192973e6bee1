"""The full report: its sections and fields, what each takes, and what the shared part never holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from standing.kernel.refusals import Refused
from standing.rooms.encounters.rules import alerts

Answers = Mapping[str, Mapping[str, str]]
"""Answers by section and field, all as text: a day is 2026-07-13, a moment 2026-07-13T09:30."""
LONGEST_LINE, LONGEST_TEXT, HIGHEST = 200, 3000, 1_000_000
_NUMBER = re.compile(r"\d{1,7}")
_IDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_MOST_IDS = 60


class Takes(StrEnum):
    """What a field takes."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    IDS = "ids"
    """Numbers of things, such as exports of a camera; one on each line."""


class ReportState(StrEnum):
    """Whether work on a report goes on."""

    OPEN = "open"
    CLOSED = "closed"


YES_NO = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the report."""

    id: str
    takes: Takes = Takes.LINE
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report that is written and saved by itself."""

    id: str
    number: int
    fields: tuple[Field, ...]


def _choice(id_: str, *choices: str, required: bool = False) -> Field:
    return Field(id=id_, takes=Takes.CHOICE, choices=choices or YES_NO, is_required=required)


def _line(id_: str) -> Field:
    return Field(id=id_)


def _text(id_: str, *, required: bool = False) -> Field:
    return Field(id=id_, takes=Takes.TEXT, is_required=required)


def _number(id_: str, *, required: bool = False) -> Field:
    return Field(id=id_, takes=Takes.NUMBER, is_required=required)


def _moment(id_: str, *, required: bool = False) -> Field:
    return Field(id=id_, takes=Takes.MOMENT, is_required=required)


SECTIONS: tuple[Section, ...] = (
    Section(id="ids", number=1, fields=(_line("reference"),)),
    Section(
        id="place",
        number=2,
        fields=(
            _choice("area", *(one.value for one in alerts.Area), required=True),
            _line("spot"),
            _choice("holder", "owner", "lessee", "unknown", required=True),
        ),
    ),
    Section(
        id="time",
        number=3,
        fields=(
            _moment("started", required=True),
            _moment("ended"),
            _moment("liaison-told", required=True),
            _moment("mayor-told"),
            _moment("attorney-told"),
        ),
    ),
    Section(
        id="officers",
        number=4,
        fields=(
            _number("count", required=True),
            _line("agency-stated"),
            _line("agency-seen"),
            _choice("identified", "yes", "some", "refused", "not-asked", "unknown", required=True),
            _choice("covered", "all", "some", "none", "unknown", required=True),
            _choice("clothing", "uniform", "plain", "mixed", "unknown"),
            _number("vehicles"),
        ),
    ),
    Section(
        id="request",
        number=5,
        fields=(
            _text("asked"),
            _text("words"),
            _choice("purpose", "civil", "criminal", "unstated", required=True),
            _choice("person-sought", required=True),
        ),
    ),
    Section(
        id="paper",
        number=6,
        fields=(
            _choice(
                "type",
                "none",
                "judicial-warrant",
                "administrative-warrant",
                "detainer",
                "administrative-subpoena",
                "court-process",
                "i-9-notice",
                "other",
                "unknown",
                required=True,
            ),
            _line("issuer"),
            _choice("signer", "judge", "immigration-judge", "officer", "clerk", "none", "unknown"),
            Field(id="date", takes=Takes.DAY),
            _text("scope"),
        ),
    ),
    Section(id="emergency", number=7, fields=(_choice("claimed", required=True), _text("words"))),
    Section(
        id="response",
        number=8,
        fields=(
            _line("path"),
            _choice("consent", required=True),
            _line("consent-by"),
            _text("consulted"),
            _text("direction"),
            _choice("access", "none", "part", "full", "without-leave", "not-asked", required=True),
        ),
    ),
    Section(
        id="events",
        number=9,
        fields=(
            _number("detained", required=True),
            _choice("worker-detained", required=True),
            _choice("minors", required=True),
            _choice("force", required=True),
            _choice("injuries", required=True),
            _moment("medical-at"),
            _moment("emergency-at"),
            _text("damage"),
        ),
    ),
    Section(
        id="service",
        number=10,
        fields=(
            _choice("stopped"),
            _choice("closed"),
            _number("turned-away"),
            _number("staff-hours"),
            _number("cost"),
        ),
    ),
    Section(
        id="evidence",
        number=11,
        fields=(Field(id="cameras", takes=Takes.IDS), Field(id="body-video", takes=Takes.IDS)),
    ),
    Section(
        id="after",
        number=12,
        fields=(
            _choice("ordinance"),
            _choice("law"),
            _text("referral"),
            _text("correction"),
            _text("lesson"),
        ),
    ),
)
BY_ID: Mapping[str, Section] = MappingProxyType({section.id: section for section in SECTIONS})

RESTRICTED: Mapping[str, int] = MappingProxyType(
    {"officers": 2000, "supervisor": 200, "supervisor-phone": 60, "plates": 600, "witnesses": 1000}
)
"""Fields of the sealed part, and how long each may be: names, badges, plates, and staff who saw it."""


def section(id: str) -> Section:
    """Return a section. :raises Refused: if there is none"""
    found = BY_ID.get(id)
    if found is None:
        raise Refused("There is no such part of the report.")
    return found


def clean(*, section: Section, answers: Mapping[str, str]) -> dict[str, str]:
    """
    Return the answers of a section that may be kept, tidied; empty ones are left out.

    :raises Refused: if a field is unknown, an answer is none of its kind, or words name or describe somebody
    """
    known = {field.id: field for field in section.fields}
    if strangers := sorted(set(answers) - set(known)):
        raise Refused(f"There is no such field: {', '.join(strangers)}.")
    cleaned = {id_: _clean(known[id_], said) for id_, said in answers.items()}
    words = [cleaned[one.id] for one in section.fields if one.takes in {Takes.LINE, Takes.TEXT} and one.id in cleaned]
    alerts.check_words(*words)
    return {id_: said for id_, said in cleaned.items() if said}


def clean_restricted(said: Mapping[str, str]) -> dict[str, str]:
    """Return what goes into the sealed part. :raises Refused: if a field is unknown, too long, or nothing is said"""
    if strangers := sorted(set(said) - set(RESTRICTED)):
        raise Refused(f"There is no such field: {', '.join(strangers)}.")
    cleaned = {id_: alerts.tidy_block(text, longest=RESTRICTED[id_]) for id_, text in said.items()}
    cleaned = {id_: text for id_, text in cleaned.items() if text}
    if not cleaned:
        raise Refused("There is nothing to seal yet. Write at least one name, badge or plate.")
    return cleaned


def missing(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield section and field of everything that must be answered and is not."""
    for part in SECTIONS:
        said = answers.get(part.id, {})
        for field in part.fields:
            if field.is_required and not said.get(field.id):
                yield part.id, field.id


def cameras(answers: Answers) -> tuple[str, ...]:
    """Return the numbers of camera exports that the report names."""
    return tuple(answers.get("evidence", {}).get("cameras", "").split())


def _clean(field: Field, said: str) -> str:
    match field.takes:
        case Takes.TEXT:
            return alerts.tidy_block(said, longest=LONGEST_TEXT)
        case Takes.IDS:
            return _ids(said)
        case _:
            line = alerts.tidy(said, longest=LONGEST_LINE)
    if not line:
        return ""
    match field.takes:
        case Takes.CHOICE if line not in field.choices:
            raise Refused("Choose one of the answers.")
        case Takes.NUMBER if not (line.isascii() and _NUMBER.fullmatch(line)):
            raise Refused("Give a whole number such as 3.")
        case Takes.DAY:
            return _parsed(line, date.fromisoformat, "Give a day such as 2026-07-13.")
        case Takes.MOMENT:
            return _parsed(line[:16], lambda text: datetime.fromisoformat(text).replace(tzinfo=None),
                           "Give a day and a time such as 2026-07-13 09:30.")  # fmt: skip
        case _:
            return line


def _parsed(line: str, read: object, sentence: str) -> str:
    assert callable(read)
    try:
        value = read(line)
    except ValueError:
        raise Refused(sentence) from None
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value.isoformat())


def _ids(said: str) -> str:
    parts = said.replace(",", " ").split()
    if len(parts) > _MOST_IDS or any(not _IDS.fullmatch(part) for part in parts):
        raise Refused("Write each number on its own line: letters, digits and dashes only.")
    return "\n".join(dict.fromkeys(parts))
