"""
What an issuer is: a port that three adapters fill, and the files that travel.

Everything is known by ``external_ref``: the same reference sent again is loaded once by the issuer, and we
ask for it before we send it again.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from standing.rooms.cards.rules.lines import Found, Mistake, WrongFile, rows_of, short, text_of

OUT = ("external_ref", "proxy", "amount_cents", "currency", "program")
BLOCK = ("external_ref", "proxy", "program")
BACK = ("external_ref", "proxy", "amount_cents", "status", "code", "settlement")
MOVED = ("external_ref", "kind", "amount_cents", "settlement", "day")
MOST = 9_999
ASK = ("external_ref",)
_CONTROL = "CONTROL"


class Standing(StrEnum):
    """What the issuer says of a reference."""

    LOADED = "loaded"
    REFUSED = "refused"
    PENDING = "pending"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"


class MoveKind(StrEnum):
    """Why the reserve at the issuer moved."""

    FUNDED = "funded"
    LOADED = "loaded"
    RETURNED = "returned"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOrder:
    """One card to load, in whole cents."""

    external_ref: str
    proxy: str
    amount_cents: int
    currency: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Loads that are sent together. The same batch sent twice is the same batch."""

    id: str
    program: str
    orders: tuple[LoadOrder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the issuer says of one reference."""

    external_ref: str
    proxy: str
    amount_cents: int
    standing: Standing
    code: str = ""
    settlement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A card that the issuer blocked: what was left on it went back into the reserve."""

    external_ref: str
    proxy: str
    balance_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveMove:
    """One movement of the reserve as the issuer has it; cents are positive when the reserve grew."""

    external_ref: str
    kind: MoveKind
    amount_cents: int
    settlement: str
    day: date


class NotReached(Exception):
    """Nobody knows whether the issuer took it; ``trouble`` is a short code. Asking again does no harm."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble[:60]


class Issuer(Protocol):
    """The programme manager who makes, loads and blocks cards."""

    @property
    def name(self) -> str:
        """Return what it is called in records."""

    @property
    def patience(self) -> timedelta:
        """Return after how long without an answer it is asked."""

    def send(self, batch: Batch) -> None:
        """Hand loads over. :raises NotReached: if it is not sure that they arrived"""

    def collect(self) -> Sequence[Answer]:
        """Return answers that came by themselves, the same again until ``done``. :raises NotReached: WrongFile:"""

    def done(self) -> None:
        """Hear that what ``collect`` gave is kept."""

    def ask(self, refs: Sequence[str]) -> Sequence[Answer]:
        """Ask how references stand; one that is left out may be answered later. :raises NotReached: as ``send``"""

    def block(self, *, external_ref: str, proxy: str) -> Blocked | None:
        """Block a card and take back what is on it; None if the answer is still to come. :raises NotReached:"""

    def moves(self, *, program: str, day: date) -> Sequence[ReserveMove] | None:
        """Return the movements of the reserve on a day; None if the day's report has not come. :raises NotReached:"""


def write_batch(batch: Batch) -> bytes:
    """Return the file of a batch: a row a card, and a last row with count, sum and SHA-256 of all before it."""
    rows = [(one.external_ref, one.proxy, one.amount_cents, one.currency, one.program) for one in batch.orders]
    return _with_control(OUT, rows, sum(one.amount_cents for one in batch.orders), batch.program)


def read_batch(content: bytes) -> tuple[LoadOrder, ...]:
    """Read such a file. :raises WrongFile: with every mistake and its line"""
    rows, last = _without_control(content, OUT)
    found, orders, seen = Found(), [], set()
    for line, (ref, proxy, amount, currency, program) in rows:
        if ref in seen:
            found.note(line, f"The reference {short(ref)} stands twice.")
        seen.add(ref)
        cents = found.cents(line, amount)
        if cents <= 0:
            found.note(line, "An amount must be more than zero.")
        if program != last:
            found.note(line, f"The program is {short(program)}, the control row says {short(last)}.")
        orders.append(LoadOrder(external_ref=ref, proxy=proxy, amount_cents=cents, currency=currency, program=program))
    found.stop()
    return tuple(orders)


def write_answers(answers: Iterable[Answer], *, batch: str) -> bytes:
    """Return a result file with its control totals."""
    rows = [
        (one.external_ref, one.proxy, one.amount_cents, one.standing.value, one.code, one.settlement) for one in answers
    ]
    return _with_control(BACK, rows, sum(row[2] for row in rows), batch)


def read_answers(content: bytes) -> tuple[Answer, ...]:
    """Read a result file. :raises WrongFile: with every mistake and its line"""
    rows, _batch = _without_control(content, BACK)
    found, answers = Found(), []
    known = {one.value for one in Standing}
    for line, (ref, proxy, amount, status, code, settlement) in rows:
        cents = found.cents(line, amount)
        if status not in known:
            found.note(line, f"The status {short(status)} is not known.")
            continue
        if not ref:
            found.note(line, "The reference is missing.")
        answers.append(
            Answer(
                external_ref=ref,
                proxy=proxy,
                amount_cents=cents,
                standing=Standing(status),
                code=code[:40],
                settlement=settlement[:60],
            )
        )
    found.stop()
    return tuple(answers)


def write_moves(moves: Iterable[ReserveMove], *, program: str) -> bytes:
    """Return the issuer's report of a day, with its control totals."""
    rows = [(one.external_ref, one.kind.value, one.amount_cents, one.settlement, one.day) for one in moves]
    return _with_control(MOVED, rows, sum(row[2] for row in rows), program)


def read_moves(content: bytes) -> tuple[ReserveMove, ...]:
    """Read such a report. :raises WrongFile: with every mistake and its line"""
    rows, _program = _without_control(content, MOVED)
    found, moves = Found(), []
    for line, (ref, kind, amount, settlement, day) in rows:
        cents = found.cents(line, amount)
        if kind not in {one.value for one in MoveKind}:
            found.note(line, f"The kind {short(kind)} is not known.")
            continue
        try:
            when = date.fromisoformat(day)
        except ValueError:
            found.note(line, f"{short(day)} is not a day such as 2026-02-12.")
            continue
        moves.append(
            ReserveMove(external_ref=ref, kind=MoveKind(kind), amount_cents=cents, settlement=settlement, day=when)
        )
    found.stop()
    return tuple(moves)


def by_ref(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """Return the last answer to each reference; one that is final is not undone by a later guess."""
    kept: dict[str, Answer] = {}
    for one in answers:
        before = kept.get(one.external_ref)
        if before is None or before.standing not in {Standing.LOADED, Standing.REFUSED}:
            kept[one.external_ref] = one
    return kept


def _with_control(columns: Sequence[str], rows: Iterable[Sequence[object]], total: int, last: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    body = out.getvalue().encode()
    control = [_CONTROL, str(count), str(total), hashlib.sha256(body).hexdigest(), last]
    control += [""] * (len(columns) - len(control))
    return body + (",".join(control) + "\r\n").encode()


def _without_control(content: bytes, columns: Sequence[str]) -> tuple[list[tuple[int, list[str]]], str]:
    text_of(content)
    rows = rows_of(text_of(content), columns=columns)
    if not rows or rows[-1][1][0] != _CONTROL:
        raise WrongFile([Mistake(rows[-1][0] if rows else 0, "The last row must hold the control totals.")])
    line, (_word, count, total, digest, last, *_rest) = rows.pop()
    found = Found()
    said, summed = found.cents(line, count, what="count"), found.cents(line, total, what="sum")
    amount = columns.index("amount_cents")
    real = sum(found.cents(at, row[amount]) for at, row in rows)
    body = content[: content.rindex(_CONTROL.encode())]
    if said != len(rows):
        found.note(line, f"The control row counts {said} rows; there are {len(rows)}.")
    if summed != real:
        found.note(line, f"The control row says {summed} cents; the rows have {real}.")
    if digest != hashlib.sha256(body).hexdigest():
        found.note(line, "The SHA-256 in the control row is not that of the rows.")
    if any(row[0] == _CONTROL for _at, row in rows):
        found.note(line, "There are two control rows.")
    found.stop()
    return rows, last
