"""A statement as CSV: `account,day,currency,kind,reference,amount_cents,text`; kinds opening, booking, closing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from standing.rooms.cards.rules.bank import BankLine, Statement, check_adds_up
from standing.rooms.cards.rules.lines import Found, rows_of, short, text_of

COLUMNS = ("account", "day", "currency", "kind", "reference", "amount_cents", "text")


@dataclass(slots=True)
class _Open:
    currency: str
    opening: int | None = None
    closing: int | None = None
    lines: list[BankLine] = field(default_factory=list)
    line: int = 0


def read(content: bytes) -> tuple[Statement, ...]:  # noqa: C901 - one test a column
    """Read every account and day of a file. :raises WrongFile: with every mistake and its line"""
    found = Found()
    kept: dict[tuple[str, date], _Open] = {}
    for line, (account, said, currency, kind, reference, amount, text) in rows_of(text_of(content), columns=COLUMNS):
        try:
            day = date.fromisoformat(said)
        except ValueError:
            found.note(line, f"{short(said)} is not a day such as 2026-02-12.")
            continue
        if not account:
            found.note(line, "The account has no number.")
        cents = found.cents(line, amount)
        one = kept.setdefault((account, day), _Open(currency=currency))
        one.line = line
        if currency != one.currency:
            found.note(line, "An account has one currency.")
        if kind == "booking":
            one.lines.append(BankLine(reference=reference, cents=cents, text=text[:140]))
        elif kind in {"opening", "closing"}:
            if getattr(one, kind) is not None:
                found.note(line, f"The {kind} balance stands twice.")
            setattr(one, kind, cents)
        else:
            found.note(line, f"The kind {short(kind)} is not opening, booking or closing.")
    statements = []
    for (account, day), one in kept.items():
        if one.opening is None or one.closing is None:
            found.note(one.line, f"Account {account} on {day} has no opening or no closing balance.")
            continue
        statement = Statement(
            account=account,
            day=day,
            currency=one.currency,
            opening_cents=one.opening,
            closing_cents=one.closing,
            lines=tuple(one.lines),
        )
        check_adds_up(statement, line=one.line, found=found)
        statements.append(statement)
    if not kept and not found.mistakes:
        found.note(0, "The file has no bookings and no balances.")
    found.stop()
    return tuple(statements)


def write(statements: Iterable[Statement]) -> bytes:
    """Return such a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in statements:
        head = (one.account, one.day, one.currency)
        writer.writerow((*head, "opening", "", one.opening_cents, ""))
        for line in one.lines:
            writer.writerow((*head, "booking", line.reference, line.cents, line.text))
        writer.writerow((*head, "closing", "", one.closing_cents, ""))
    return out.getvalue().encode()
