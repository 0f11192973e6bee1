"""What a record may say, and the one way its bytes are written. Needs no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from standing.kernel.canonical import Json, canonical

ANONYMOUS = "anonymous"
LONGEST = 200
_VERB = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_LAST_PLACE_ON_EARTH = timedelta(hours=12)  # no place is further behind UTC than this


class NotARecord(ValueError):
    """A mistake in the program: this may not stand in the book of deeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record as it is sealed. An anonymous one is written with its day only."""

    id: UUID
    verb: str
    subject: str
    actor: str
    at: datetime
    facts: Mapping[str, Json]

    @property
    def is_anonymous(self) -> bool:
        """Tell whether the record keeps the day only."""
        return self.actor == ANONYMOUS

    def canonical(self) -> bytes:
        """Return the bytes that are hashed into the log and stand in an export."""
        moment = self.at.astimezone(UTC)
        said: dict[str, Json] = {
            "id": str(self.id),
            "verb": self.verb,
            "subject": self.subject,
            "actor": self.actor,
            "facts": dict(self.facts),
        }
        if self.is_anonymous:
            said["day"] = moment.date().isoformat()
        else:
            said["at"] = moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return canonical(said)


def check_words(*, verb: str, subject: str, actor: str) -> None:
    """
    Let the words of a record through.

    :raises NotARecord: if one is missing, too long, broken over lines, or the verb is not written like ``room.verb``
    """
    if len(verb) > 100 or not _VERB.fullmatch(verb):
        raise NotARecord(f"A verb is written like room.verb, not {verb!r}")
    for name, text in (("subject", subject), ("actor", actor)):
        if not text:
            raise NotARecord(f"A record needs a {name}")
        _check_text(text, where=name)


def check_moment(at: datetime) -> None:
    """
    Let a moment through.

    :raises NotARecord: if nobody knows in which time zone it is
    """
    if at.utcoffset() is None:
        raise NotARecord("A record needs a moment with a time zone")


def check_facts(facts: Mapping[str, Json]) -> None:
    """
    Let identifiers, hashes, numbers and short codes through.

    :raises NotARecord: if a text is longer than 200 characters or has line breaks, or a value has no single spelling
    """
    try:
        canonical(facts)
    except (TypeError, UnicodeEncodeError) as error:
        raise NotARecord(f"These facts have no single spelling: {error}") from None
    _check_value(cast("Json", facts), where="facts")


def midnight(day: date) -> datetime:
    """Return the moment under which an anonymous record of this day is kept."""
    return datetime.combine(day, time(), tzinfo=UTC)


def days_over_before(at: datetime) -> date:
    """Return the first day that is not yet over everywhere on earth."""
    return (at.astimezone(UTC) - _LAST_PLACE_ON_EARTH).date()


def _check_value(value: Json, *, where: str) -> None:
    if isinstance(value, str):
        _check_text(value, where=where)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _check_text(key, where=where)
            _check_value(item, where=f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for item in value:
            _check_value(item, where=where)


def _check_text(text: str, *, where: str) -> None:
    if len(text) > LONGEST:
        raise NotARecord(f"{where}: a record holds codes of at most {LONGEST} characters, never free text")
    if any(not (char.isprintable() or char == " ") for char in text):
        raise NotARecord(f"{where}: a record holds no line breaks or control characters")
