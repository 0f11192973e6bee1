"""A bank statement as this room understands it, whatever file it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from standing.rooms.cards.rules.lines import Found


class Format(StrEnum):
    """How a bank writes its statement."""

    BAI2 = "bai2"
    CSV = "csv"
    CAMT053 = "camt053"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One booking. Cents are positive when the balance grew."""

    reference: str
    cents: int
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A day of one account: what stood before, what was booked, what stood after, in whole cents."""

    account: str
    day: date
    currency: str
    opening_cents: int
    closing_cents: int
    lines: tuple[BankLine, ...]


def check_adds_up(statement: Statement, *, line: int, found: Found) -> None:
    """Note it if the bookings do not lead from the opening balance to the closing one."""
    moved = sum(one.cents for one in statement.lines)
    if statement.opening_cents + moved != statement.closing_cents:
        found.note(
            line,
            f"Account {statement.account}: {statement.opening_cents} and bookings of {moved} cents do not make "
            f"{statement.closing_cents}.",
        )


def guess(content: bytes) -> Format:
    """Return the format by how a file begins; CSV if nothing tells otherwise."""
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:200]
    if start.startswith(b"01,"):
        return Format.BAI2
    return Format.CAMT053 if start.startswith(b"<") else Format.CSV
