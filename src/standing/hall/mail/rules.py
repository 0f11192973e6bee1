"""What is true about letters without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import Refused

SAMPLE_MARK = "[sample] "
LONGEST_SUBJECT = 200
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 15, 60, 240, 720, 1440))
"""How long after each try the next one comes, if that try did not succeed or was never heard of again."""

KEPT = timedelta(days=2 * 366)
"""How long a letter can be read: two years (Gov. Code 34090), the longest that two years can be."""
SECRET_KEPT = timedelta(days=3)
"""How long a secret waits to be sent. By then the link in it has expired."""


class NotALetter(Refused):
    """It cannot be sent as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter that is to be posted; ``is_secret`` as in ``post``."""

    key: str
    to: Sequence[str]
    subject: str
    body: str
    about: str
    is_secret: bool = False


class State(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"


def check_letter(*, key: str, to: Sequence[str], subject: str) -> None:
    """
    Let a letter through that can be sent.

    :raises NotALetter: if there is nobody to write to, or something that is one line has a line break
    """
    if not to:
        raise NotALetter("There is nobody to write to.")
    if isinstance(to, str) or any("@" not in address for address in to):
        raise NotALetter("An address has a name, an @ and a place.")
    if not subject.strip() or not key:
        raise NotALetter("A letter needs a key and a subject.")
    if len(key) > 200:
        raise NotALetter("The key of a letter has at most 200 characters.")
    if any(not char.isprintable() for text in (key, subject, *to) for char in text):
        raise NotALetter("An address and a subject are one line each.")


def subject_line(subject: str, *, sample: bool) -> str:
    """Return the subject as it is sent: marked in a sample, and cut with an ellipsis when it is too long."""
    marked = SAMPLE_MARK + subject if sample and not subject.startswith(SAMPLE_MARK) else subject
    return marked if len(marked) <= LONGEST_SUBJECT else marked[: LONGEST_SUBJECT - 1] + "…"


def name_of(key: str) -> str:
    """Return the name a letter carries outside: the same for each try, and telling nothing."""
    return sha256_hex(key.encode())[:32]


def message_id(name: str, *, sender: str) -> str:
    """Return the Message-ID, by which receivers know a letter that reaches them twice."""
    host = sender.rpartition("@")[2].strip("> ")
    return f"<{name}@{host}>"


def next_try(*, tries: int, at: datetime) -> datetime | None:
    """Return when a letter is tried again that was tried so often, or None when a person must look at it."""
    return at + DELAYS[tries - 1] if 1 <= tries <= len(DELAYS) else None


def trouble_of(error: BaseException) -> str:
    """Return a code for what went wrong: the kind of mistake and the provider's number, never its words."""
    refused = getattr(error, "recipients", None)
    answers = refused.values() if isinstance(refused, dict) else ()
    number = getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or next(iter(answers), (None,))[0]
    return f"{type(error).__name__}{f' {number}' if isinstance(number, int) else ''}"[:80]


def state_of(*, sent_at: datetime | None, bounced_at: datetime | None, next_try_at: datetime | None) -> State:
    """Return what became of a letter."""
    if bounced_at is not None:
        return State.BOUNCED
    if sent_at is not None:
        return State.SENT
    return State.FAILED if next_try_at is None else State.WAITING
