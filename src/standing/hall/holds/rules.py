"""Which subjects a hold covers. Needs no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from standing.kernel import privacy
from standing.kernel.refusals import Refused

EVERYTHING = "*"
LONGEST_SUBJECT, LONGEST_REASON, LONGEST_ORDER = 160, 500, 200
_SUBJECT = re.compile(r"\*|[a-z][a-z0-9-]*(?::[A-Za-z0-9._-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFact:
    """A legal hold: what it covers, why, and whether it is still on."""

    id: UUID
    subject: str
    reason: str
    order: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_reason: str

    @property
    def is_on(self) -> bool:
        """Test whether it still stops deletion."""
        return self.lifted_at is None


def covering(subject: str) -> tuple[str, ...]:
    """Return every subject that covers this one, the widest first, itself last."""
    if subject == EVERYTHING:
        return (EVERYTHING,)
    parts = subject.split(":")
    return (EVERYTHING, *(":".join(parts[:length]) for length in range(1, len(parts) + 1)))


def check_subject(subject: str) -> str:
    """Return a subject that is a path of names. :raises Refused: if it is none"""
    subject = subject.strip()
    if len(subject) > LONGEST_SUBJECT or not _SUBJECT.fullmatch(subject):
        raise Refused("Name what is held as the system names it, such as disclosure:request:2026-0014.")
    return subject


def check_words(words: str, *, longest: int, ask: str) -> str:
    """Return words that are there, short, and tell nothing that may not be kept. :raises Refused: otherwise"""
    words = " ".join(words.split())
    if not words:
        raise Refused(ask)
    if len(words) > longest:
        raise Refused(f"This is too long. Use at most {longest} letters.")
    if told := privacy.sentence(privacy.screen(words)):
        raise Refused(told)
    return words
