"""Funding the reserve, taking statements and reports in, comparing the three books, and closing the day."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import _moving
from standing.rooms.cards.models import Answered, ClosedDay, Comparison, DayFile, DayLine, Difference, Funding, Program
from standing.rooms.cards.queries import days
from standing.rooms.cards.rules import bai2, bankcsv, camt053, nacha, reconciling
from standing.rooms.cards.rules.bank import Format, Statement, guess
from standing.rooms.cards.rules.issuer import Issuer, ReserveMove, read_moves
from standing.rooms.cards.rules.nacha import Credit, Sender
from standing.rooms.cards.rules.reconciling import Reply, Side
from standing.rooms.funds import api as funds

__all__ = [
    "answer_difference",
    "close_day",
    "compare_day",
    "fetch_report",
    "fund_reserve",
    "pair_differences",
    "take_report",
    "take_statement",
]

_READERS = {Format.BAI2: bai2.read, Format.CSV: bankcsv.read, Format.CAMT053: camt053.read}
_REFERENCE = re.compile(r"[A-Z0-9-]{3,15}")


@transaction.atomic
def fund_reserve(
    *, program: str, reference: str, cents: int, settles_on: date, sender: Sender, by: User, at: datetime
) -> bytes:
    """
    This will write the file that tells the bank to pay into the reserve, and book it. Returns the NACHA file.

    The same reference with the same words gives the same file and books nothing again. ``settles_on`` is the day the
    money should arrive; the entry bears today, the City's time.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such program
    :raises NotNow: if something cannot be written in such a file, or the reference stands at another payment
    :raises NotEnough: if the bank account does not hold that much
    """
    permissions.check_books(by=by)
    row = _moving.program_of(program)
    if not _REFERENCE.fullmatch(reference):
        raise NotNow("A reference has 3 to 15 capital letters, digits and hyphens.")
    today = funds.local_day(at=at)
    if settles_on < today:
        raise NotNow("The money cannot arrive on a day that is over.")
    _moving.one_at_a_time("funding", reference)
    before = Funding.objects.filter(pk=reference).first()
    if before is not None:
        if (before.program_id, before.amount_cents, before.settles_on) == (program, cents, settles_on):
            return bytes(before.file)
        raise NotNow("This reference stands at another payment.")
    content = nacha.write(
        sender=sender,
        credits=[
            Credit(
                routing=row.reserve_routing,
                account=row.reserve_account,
                cents=cents,
                reference=reference,
                receiver=f"RESERVE {row.code}"[:22],
            )
        ],
        made=at.astimezone(days.zone(known=at)),
        settles=settles_on,
    )
    funds.fund_reserve(source=funds.Source(row.source), cents=cents, reference=reference, day=today, by=by, at=at)
    Funding.objects.create(
        reference=reference, program=row, amount_cents=cents, settles_on=settles_on, file=content, by=by, at=at
    )
    audit.record(
        verb="cards.fund_reserve",
        subject=reference,
        by=by,
        at=at,
        facts={"program": program, "cents": cents, "sha256": hashlib.sha256(content).hexdigest()},
    )
    return content


@transaction.atomic
def take_statement(*, content: bytes, by: User, at: datetime) -> tuple[tuple[str, date], ...]:
    """
    This will take a bank statement in (BAI2, CSV or camt.053), and return which programs and days it tells of.

    A file is taken whole or not at all. A later statement of a day counts instead of an earlier one.

    :raises NotAllowed: if the person is no treasurer
    :raises WrongFile: with every mistake of the file and its line
    :raises NotNow: if no account in it is a reserve of ours, the currency is another, or a day is closed
    """
    permissions.check_books(by=by)
    format = guess(content)  # noqa: A001 - the word of the column
    statements = _READERS[format](content)
    programs = {row.reserve_account: row for row in Program.objects.all()}
    ours = [one for one in statements if one.account in programs]
    if not ours:
        raise NotNow("No account in this file is the reserve of a program.")
    taken = []
    for one in ours:
        program = programs[one.account]
        if one.currency != program.currency:
            raise NotNow(f"The statement is in {one.currency}; the program has {program.currency}.")
        _take_statement(program, one, format, content, by=by, at=at)
        taken.append((program.code, one.day))
    return tuple(taken)


@transaction.atomic
def take_report(*, program: str, day: date, content: bytes, by: User, at: datetime) -> None:
    """
    This will take the issuer's report of a day in, when somebody brings it by hand.

    :raises NotAllowed: if the person is no treasurer
    :raises WrongFile: with every mistake of the file and its line
    :raises NotNow: if it tells of another day, or the day is closed
    """
    permissions.check_books(by=by)
    _keep_report(_moving.program_of(program), day, read_moves(content), by=by, at=at)


@transaction.atomic
def _keep_fetched(program: Program, day: date, moves: Sequence[ReserveMove], *, by: Actor, at: datetime) -> None:
    _keep_report(program, day, moves, by=by, at=at)


def fetch_report(*, program: str, day: date, issuer: Issuer, by: Actor, at: datetime) -> bool:
    """
    This will ask the issuer for its report of a day; returns whether it came.

    :raises NotReached: if nobody answers
    :raises NotNow: if it tells of another day, or the day is closed
    """
    row = _moving.program_of(program)
    moves = issuer.moves(program=program, day=day)
    if moves is None:
        return False
    _keep_fetched(row, day, moves, by=by, at=at)
    return True


@transaction.atomic
def compare_day(*, program: str, day: date, by: Actor, at: datetime) -> UUID:
    """
    This will hold ledger, issuer and bank of a day side by side, and name every difference, to the cent.

    If nothing changed since the last comparison, that one is returned.

    :raises NotFound: if there is no such program
    :raises NotNow: if the report or the statement is missing, the day is yet to come, or it is closed
    """
    row = _moving.program_of(program)
    _moving.one_at_a_time("day", f"{program} {day}")
    _check_open(row, day)
    if day > funds.local_day(at=at):
        raise NotNow("This day is yet to come.")
    issuer, bank = days.latest_file(program, Side.ISSUER, day), days.latest_file(program, Side.BANK, day)
    if issuer is None or bank is None:
        missing = "The issuer's report" if issuer is None else "The bank's statement"
        raise NotNow(f"{missing} of this day has not come.")
    ledger = days.ledger_moves(program=row, day=day)
    theirs, booked = days.moves_of(issuer), days.moves_of(bank)
    found = reconciling.compare(ledger=ledger, issuer=theirs, bank=booked)
    last = days.last_comparison(program, day)
    sums = tuple(sum(one.cents for one in book) for book in (ledger, theirs, booked))
    if last is not None and days.is_same(last, files=(issuer, bank), sums=sums, found=found):
        return last.pk
    made = Comparison.objects.create(
        program=row,
        day=day,
        number=last.number + 1 if last is not None else 1,
        issuer_file=issuer,
        bank_file=bank,
        ledger_cents=sums[0],
        issuer_cents=sums[1],
        bank_cents=sums[2],
        differences=len(found),
        by=_moving.staff(by),
        at=at,
    )
    Difference.objects.bulk_create(
        [
            Difference(
                comparison=made,
                reference=one.reference,
                side=one.side.value,
                ledger_cents=one.ledger_cents,
                other_cents=one.other_cents,
            )
            for one in found
        ],
        batch_size=1000,
    )
    audit.record(
        verb="cards.compare_day",
        subject=str(made.pk),
        by=by,
        at=at,
        facts={"program": program, "day": day.isoformat(), "differences": len(found)},
    )
    return made.pk


@transaction.atomic
def answer_difference(*, difference: int, entry: str, by: User, at: datetime) -> None:
    """
    This will answer a difference with the entry of the ledger that corrects it. The next comparison proves it.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such difference, or no entry with that reference
    :raises NotNow: if it is answered already
    """
    permissions.check_books(by=by)
    row = _open_difference(difference)
    if not entry or funds.entry_of(reference=entry) is None:
        raise NotFound("The ledger has no entry with that reference.")
    Answered.objects.create(difference=row, reply=Reply.CORRECTED.value, entry=entry, by=by, at=at)
    audit.record(
        verb="cards.answer_difference",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"reply": Reply.CORRECTED.value, "entry": entry[:80]},
    )


@transaction.atomic
def pair_differences(*, difference: int, by: User, at: datetime) -> int:
    """
    This will answer a difference with its counterpart on another day: the same book and reference, to the cent.

    Returns the counterpart.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such difference
    :raises NotNow: if it is answered already, or no other day has its counterpart
    """
    permissions.check_books(by=by)
    row = _open_difference(difference)
    other = days.counterpart(row)
    if other is None:
        raise NotNow("No other day's comparison has its counterpart to the cent. Compare the days around it first.")
    Answered.objects.create(difference=row, other=other, reply=Reply.OTHER_DAY.value, by=by, at=at)
    audit.record(
        verb="cards.answer_difference",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"reply": Reply.OTHER_DAY.value, "other": other.pk},
    )
    return int(other.pk)


@transaction.atomic
def close_day(*, program: str, day: date, by: User, at: datetime) -> bool:
    """
    This will close a program's day. When every program's day is closed, the ledger's books of it are closed too.

    Returns whether the ledger's day was closed. What the books say is compared again first; tolerance is nothing.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such program
    :raises NotNow: if the day is not over, is closed, a difference is open, or report or statement are missing
    """
    permissions.check_books(by=by)
    row = _moving.program_of(program)
    if day >= funds.local_day(at=at):
        raise NotNow("A day is closed when it is over.")
    _check_open(row, day)
    compared = Comparison.objects.get(pk=compare_day(program=program, day=day, by=by, at=at))
    if still := days.uncancelled(compared).count():
        raise NotNow(
            f"{still} {'difference is' if still == 1 else 'differences are'} still open. "
            "Answer each, compare again, then close."
        )
    _moving.one_at_a_time("close", day.isoformat())
    ClosedDay.objects.create(program=row, day=day, comparison=compared, by=by, at=at)
    audit.record(
        verb="cards.close_day", subject=f"{program}:{day}", by=by, at=at, facts={"comparison": str(compared.pk)}
    )
    if ClosedDay.objects.filter(day=day).count() < Program.objects.count():
        return False
    through = funds.closed_through()
    if through is not None and through >= day:
        return False
    funds.close_day(day=day, by=by, at=at)
    return True


def _take_statement(
    program: Program,
    one: Statement,
    format: Format,
    content: bytes,
    *,
    by: User,
    at: datetime,
) -> None:
    _check_open(program, one.day)
    file = _new_file(program, Side.BANK, one.day, format.value, content, by=by, at=at, statement=one)
    if file is None:
        return
    DayLine.objects.bulk_create(
        [
            DayLine(
                file=file,
                reference=line.reference[:140],
                settlement=line.reference[:60],
                cents=line.cents,
                kind=line.code[:10],
                text=line.text,
            )
            for line in one.lines
        ],
        batch_size=1000,
    )
    audit.record(
        verb="cards.take_statement",
        subject=str(file.pk),
        by=by,
        at=at,
        facts={"program": program.code, "day": one.day.isoformat(), "lines": len(one.lines), "sha256": file.sha256},
    )


def _keep_report(program: Program, day: date, moves: Sequence[ReserveMove], *, by: Actor, at: datetime) -> None:
    _check_open(program, day)
    if strangers := sorted({one.day for one in moves} - {day}):
        raise NotNow(f"The report tells of {strangers[0]} too, and not only of {day}.")
    said = "\n".join(
        f"{one.external_ref},{one.kind},{one.amount_cents},{one.settlement}"
        for one in sorted(moves, key=lambda one: (one.external_ref, one.kind, one.amount_cents))
    )
    file = _new_file(program, Side.ISSUER, day, "issuer", said.encode(), by=by, at=at)
    if file is None:
        return
    DayLine.objects.bulk_create(
        [
            DayLine(
                file=file,
                reference=one.external_ref[:140],
                settlement=one.settlement[:60],
                cents=one.amount_cents,
                kind=one.kind.value,
            )
            for one in moves
        ],
        batch_size=1000,
    )
    audit.record(
        verb="cards.take_report",
        subject=str(file.pk),
        by=by,
        at=at,
        facts={"program": program.code, "day": day.isoformat(), "lines": len(moves)},
    )


def _new_file(
    program: Program,
    side: Side,
    day: date,
    format: str,
    content: bytes,
    *,
    by: Actor,
    at: datetime,
    statement: Statement | None = None,
) -> DayFile | None:
    """Return the row of a file; None if this very file is the last one that was taken."""
    _moving.one_at_a_time("file", f"{program.code} {side} {day}")
    digest = hashlib.sha256(content).hexdigest()
    if DayFile.objects.filter(program=program, side=side, day=day, sha256=digest).exists():
        return None
    last = days.latest_file(program.code, side, day)
    return DayFile.objects.create(
        program=program,
        side=side.value,
        day=day,
        number=last.number + 1 if last is not None else 1,
        format=format,
        sha256=digest,
        opening_cents=statement.opening_cents if statement is not None else None,
        closing_cents=statement.closing_cents if statement is not None else None,
        by=_moving.staff(by),
        at=at,
    )


def _check_open(program: Program, day: date) -> None:
    if ClosedDay.objects.filter(program=program, day=day).exists():
        raise NotNow(f"{day} is closed for this program.")


def _open_difference(id: int) -> Difference:
    row = Difference.objects.select_for_update().select_related("comparison").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such difference.")
    if days.is_answered(row):
        raise NotNow("This difference is answered already.")
    return row
