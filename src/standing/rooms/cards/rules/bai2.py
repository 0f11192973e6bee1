"""
BAI2 statements (BAI Cash Management Balance Reporting Specifications, version 2), read and written.

Records: 01 file, 02 group, 03 account, 16 booking, 88 continuation, 49 account total, 98 group total, 99 file total.
Own reader: the package at hand stops at the first mistake and checks no totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from standing.rooms.cards.rules.bank import BankLine, Statement, check_adds_up
from standing.rooms.cards.rules.lines import Found, short, text_of

_OPENING, _CLOSING = "010", "015"
_CREDITS, _DEBITS = range(100, 400), range(400, 700)
_CREDIT_CODE, _DEBIT_CODE = "195", "495"
_PARENT = {"02": "01", "03": "02", "16": "03", "49": "03", "98": "02", "99": "01"}
_WIDTH = {"01": 7, "02": 5, "03": 3, "16": 3, "49": 3, "98": 4, "99": 4}


@dataclass(slots=True)
class _Record:
    line: int
    code: str
    cells: list[str]
    rows: int = 1
    text: str = ""


@dataclass(slots=True)
class _Account:
    number: str
    currency: str
    records: int = 0
    total: int = 0
    opening: int | None = None
    closing: int | None = None
    lines: list[BankLine] = field(default_factory=list)


def read(content: bytes) -> tuple[Statement, ...]:  # noqa: C901, PLR0912, PLR0915 - one case a record
    """
    Read every account of a file; totals and counts of records are checked.

    :raises WrongFile: with every mistake and its line
    """
    found = Found()
    records = _records(text_of(content, encodings=("utf-8", "latin-1")), found)
    found.stop()
    statements: list[Statement] = []
    open_now: list[str] = []
    day: date | None = None
    group_currency = "USD"
    account: _Account | None = None
    accounts = groups = group_records = 0
    group_total = file_total = 0
    file_records = sum(one.rows for one in records)
    for one in records:
        if _PARENT.get(one.code, "") != (open_now[-1] if open_now else ""):
            found.note(one.line, f"A record {one.code} cannot stand here.")
            break
        cells = one.cells
        group_records += one.rows
        match one.code:
            case "01":
                open_now.append("01")
            case "02":
                open_now.append("02")
                day = _day(cells[4], one.line, found)
                group_currency = (cells[6] if len(cells) > 6 else "") or "USD"
                accounts, group_total, group_records = 0, 0, one.rows
                groups += 1
            case "03":
                open_now.append("03")
                account = _account(one, group_currency, found)
                accounts += 1
            case "16":
                assert account is not None
                account.records += one.rows
                _booking(one, account, found)
            case "49":
                open_now.pop()
                assert account is not None
                account.records += one.rows
                _check_total(one, account.total, account.records, found)
                group_total += account.total
                statement = _closed(account, day, one.line, found)
                if statement is not None:
                    statements.append(statement)
            case "98":
                open_now.pop()
                if found.cents(one.line, cells[2], what="number of accounts") != accounts:
                    found.note(one.line, f"The group has {accounts} accounts, not {cells[2]}.")
                _check_total(one, group_total, group_records, found, at=3)
                file_total += group_total
            case _:
                open_now.pop()
                if found.cents(one.line, cells[2], what="number of groups") != groups:
                    found.note(one.line, f"The file has {groups} groups, not {cells[2]}.")
                _check_total(one, file_total, file_records, found, at=3)
    if not found.mistakes and (open_now or not records):
        found.note(records[-1].line if records else 0, "The file ends too early: its totals are missing.")
    found.stop()
    return tuple(statements)


def _records(text: str, found: Found) -> list[_Record]:
    records: list[_Record] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        code, _, rest = line.partition(",")
        if code == "88":
            if not records:
                found.note(number, "A continuation continues nothing.")
                continue
            before = records[-1]
            before.rows += 1
            if before.code == "16":
                before.text = f"{before.text} {rest.removesuffix('/')}".strip()
            else:
                before.cells += rest.removesuffix("/").split(",")
            continue
        if code not in _WIDTH:
            found.note(number, f"{short(code)} is no kind of record.")
            continue
        cells = line.removesuffix("/").split(",")
        if len(cells) < _WIDTH[code]:
            found.note(number, f"A record {code} needs {_WIDTH[code]} fields; there are {len(cells)}.")
            continue
        if code != "16" and not line.endswith("/"):
            found.note(number, "The record does not end with a slash.")
        records.append(_Record(line=number, code=code, cells=cells))
    return records


def _account(one: _Record, currency: str, found: Found) -> _Account:
    account = _Account(number=one.cells[1], currency=one.cells[2] or currency, records=one.rows)
    if not account.number:
        found.note(one.line, "The account has no number.")
    rest = one.cells[3:]
    while rest and rest != [""]:
        code, amount, *more = [*rest, "", ""]
        rest = more[2:-2] if len(more) > 4 else []
        if not code:
            continue
        if not amount:
            continue
        cents = found.cents(one.line, amount, what="balance")
        account.total += cents
        if code == _OPENING:
            account.opening = cents
        elif code == _CLOSING:
            account.closing = cents
    return account


def _booking(one: _Record, account: _Account, found: Found) -> None:
    code, amount, *rest = one.cells[1:]
    cents = found.cents(one.line, amount)
    if cents < 0:
        found.note(one.line, "The amount of a booking has no sign; its code says which way it goes.")
    account.total += cents
    number = int(code) if code.isascii() and code.isdigit() else 0
    if number in _CREDITS:
        signed = cents
    elif number in _DEBITS:
        signed = -cents
    else:
        found.note(one.line, f"The code {short(code)} is neither a credit nor a debit.")
        return
    kind, *details = [*rest, ""] if rest else [""]
    details = _past_funds(kind, details, one, found)
    bank, ours, *words = [*details, "", ""]
    text = " ".join(part for part in [",".join(words).strip(",/ "), one.text] if part)
    account.lines.append(BankLine(reference=(ours or bank).strip(), cents=signed, code=code, text=text[:140]))


def _past_funds(kind: str, details: list[str], one: _Record, found: Found) -> list[str]:
    """Skip what says when the money is available: it changes no booking."""
    match kind:
        case "" | "Z" | "0" | "1" | "2":
            return details
        case "V":
            return details[2:]
        case "S":
            return details[3:]
        case "D":
            count = found.cents(one.line, details[0] if details else "", what="number of days")
            return details[1 + 2 * count :]
        case _:
            found.note(one.line, f"The kind of funds {short(kind)} is not known.")
            return []


def _closed(account: _Account, day: date | None, line: int, found: Found) -> Statement | None:
    for code, balance in ((_OPENING, account.opening), (_CLOSING, account.closing)):
        if balance is None:
            found.note(line, f"The balance {code} of account {account.number} is missing.")
    if day is None or account.opening is None or account.closing is None:
        return None
    statement = Statement(
        account=account.number,
        day=day,
        currency=account.currency,
        opening_cents=account.opening,
        closing_cents=account.closing,
        lines=tuple(account.lines),
    )
    check_adds_up(statement, line=line, found=found)
    return statement


def _check_total(one: _Record, total: int, records: int, found: Found, *, at: int = 2) -> None:
    if found.cents(one.line, one.cells[1], what="total") != total:
        found.note(one.line, f"The total must be {total}, not {one.cells[1]}.")
    if found.cents(one.line, one.cells[at], what="number of records") != records:
        found.note(one.line, f"There are {records} records, not {one.cells[at]}.")


def _day(said: str, line: int, found: Found) -> date | None:
    try:
        return datetime.strptime(said, "%y%m%d").date()  # noqa: DTZ007 (a bank's day has no zone)
    except ValueError:
        found.note(line, f"{short(said)} is not a day such as 260212.")
        return None


def write(statements: Iterable[Statement], *, sender: str, receiver: str, made: datetime) -> bytes:
    """Return a file with one group a day. The simulator's bank and the tests write with it."""
    out: list[str] = [f"01,{sender},{receiver},{made:%y%m%d},{made:%H%M},1,,,2/"]
    groups, file_total = 0, 0
    days: dict[date, list[Statement]] = {}
    for one in statements:
        days.setdefault(one.day, []).append(one)
    for day, group in sorted(days.items()):
        start, group_total = len(out), 0
        out.append(f"02,{receiver},{sender},1,{day:%y%m%d},,USD,2/")
        for one in group:
            first = len(out)
            out.append(
                f"03,{one.account},{one.currency},{_OPENING},{one.opening_cents},,,{_CLOSING},{one.closing_cents},,/"
            )
            out += _written(one.lines)
            total = one.opening_cents + one.closing_cents + sum(abs(line.cents) for line in one.lines)
            out.append(f"49,{total},{len(out) - first + 1}/")
            group_total += total
        out.append(f"98,{group_total},{len(group)},{len(out) - start + 1}/")
        groups, file_total = groups + 1, file_total + group_total
    out.append(f"99,{file_total},{groups},{len(out) + 1}/")
    return ("\r\n".join(out) + "\r\n").encode()


def _written(lines: Sequence[BankLine]) -> list[str]:
    return [
        f"16,{line.code or (_CREDIT_CODE if line.cents >= 0 else _DEBIT_CODE)},{abs(line.cents)},Z,,"
        f"{line.reference},{line.text}"
        for line in lines
    ]
