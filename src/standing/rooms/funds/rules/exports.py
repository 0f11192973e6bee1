"""The books for other programs: text that beancount reads, lines for spreadsheets, values for JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from standing.rooms.funds.rules.amounts import plain
from standing.rooms.funds.rules.chart import AccountKey, Code, Source
from standing.rooms.funds.rules.legs import EntryFact

_ROOTS: Mapping[Code, str] = {
    Code.BANK: "Assets:Bank",
    Code.RESERVE: "Assets:Reserve",
    Code.LOADED: "Assets:Cards-Loaded",
    Code.FREE: "Liabilities:Funds",
    Code.ALLOCATED: "Liabilities:Allocated",
    Code.PAYABLE: "Liabilities:Payable",
    Code.ON_CARDS: "Liabilities:On-Cards",
    Code.COSTS: "Liabilities:Costs-Borne",
    Code.FEES: "Expenses:Fees",
    Code.LOSSES: "Expenses:Losses",
}
_SOURCES = {Source.CITY: "City", Source.DONOR: "Donors"}
_SIMPLE = re.compile(r"[a-z0-9][a-z0-9-]*")
Donors = Mapping[UUID, int]
"""The number of each donor; exports never carry a name."""


def beancount(
    *, entries: Iterable[EntryFact], balances: Mapping[AccountKey, int], donors: Donors, day: date, is_sample: bool
) -> Iterator[str]:
    """
    Yield the books as beancount text, the oldest entry first: accounts, entries, and a balance check of each account.

    ``balances`` are those of the end of ``day``; beancount checks a balance at the beginning of the day after.
    """
    listed = sorted(entries, key=lambda entry: (entry.day, entry.number))
    yield "; Cash aid: the ledger. Nobody who was helped stands in it.\n"
    if is_sample:
        yield "; SAMPLE: these records are invented.\n"
    yield f'option "title" "{"Sample: " if is_sample else ""}cash aid"\noption "operating_currency" "USD"\n\n'
    opened: dict[AccountKey, date] = {}
    for entry in listed:
        for leg in entry.legs:
            opened.setdefault(leg.account, entry.day)
    for key, first in sorted(opened.items(), key=lambda pair: (pair[1], account_name(pair[0], donors))):
        yield f"{first.isoformat()} open {account_name(key, donors)} USD\n"
    for entry in listed:
        yield from _transaction(entry, donors=donors, is_sample=is_sample)
    yield "\n"
    check = date.fromordinal(day.toordinal() + 1).isoformat()
    for key in sorted(balances, key=lambda key: account_name(key, donors)):
        if key in opened:
            yield f"{check} balance {account_name(key, donors)}  {plain(balances[key])} USD\n"


def _transaction(entry: EntryFact, *, donors: Donors, is_sample: bool) -> Iterator[str]:
    yield f'\n{entry.day.isoformat()} * "{entry.kind.value}" ""\n'
    yield f"  number: {entry.number}\n"
    for name, said in (("reference", entry.reference), ("round", entry.round)):
        if said:
            yield f"  {name}: {_quoted(said)}\n"
    if entry.reverses is not None:
        yield f"  reverses: {entry.reverses}\n"
    if is_sample:
        yield '  sample: "yes"\n'
    for leg in entry.legs:
        yield f"  {account_name(leg.account, donors)}  {plain(leg.cents)} USD\n"


def account_name(key: AccountKey, donors: Donors) -> str:
    """Return an account as beancount spells it: parts of letters, digits and dashes."""
    parts = [_ROOTS[key.code], _SOURCES[key.source]]
    parts += [_part(code) for code in (key.fund, key.round, key.organisation) if code]
    if key.code is Code.PAYABLE:
        parts.append(f"D-{donors.get(key.donor, 0):04d}" if key.donor is not None else "City")
    return ":".join(parts)


def trial_lines(
    *, balances: Iterable[tuple[AccountKey, int]], donors: Donors, is_sample: bool
) -> Iterator[tuple[str, ...]]:
    """Yield the trial balance as lines: a head, each account, and the two sums, which are equal."""
    mark = ("yes",) if is_sample else ()
    yield (
        "account",
        "source",
        "fund",
        "round",
        "organisation",
        "donor",
        "debit",
        "credit",
        *(("sample",) if mark else ()),
    )
    debit = credit = 0
    for key, cents in balances:
        debit += max(cents, 0)
        credit += max(-cents, 0)
        donor = f"D-{donors.get(key.donor, 0):04d}" if key.donor is not None else ""
        yield (
            str(key.code.value), key.source.value, key.fund, key.round, key.organisation, donor,
            plain(max(cents, 0)), plain(max(-cents, 0)), *mark,
        )  # fmt: skip
    yield ("sum", "", "", "", "", "", plain(debit), plain(credit), *mark)


def entry_lines(*, entries: Iterable[EntryFact], donors: Donors, is_sample: bool) -> Iterator[tuple[str, ...]]:
    """Yield entries as lines, one for each leg."""
    mark = ("yes",) if is_sample else ()
    yield (
        "entry", "day", "kind", "source", "reference", "round", "reverses", "account", "fund", "organisation", "donor",
        "amount", *(("sample",) if mark else ()),
    )  # fmt: skip
    for entry in entries:
        for leg in entry.legs:
            key = leg.account
            yield (
                str(entry.number), entry.day.isoformat(), entry.kind.value, entry.source.value, entry.reference,
                entry.round, str(entry.reverses or ""), str(key.code.value), key.fund, key.organisation,
                f"D-{donors.get(key.donor, 0):04d}" if key.donor is not None else "", plain(leg.cents), *mark,
            )  # fmt: skip


def _part(code: str) -> str:
    """
    Return one part of an account's name, which begins with a capital or a digit and has letters, digits and dashes.

    Small letters, digits and dashes stay as they are but for the first; any other code is written by its bytes, so
    that two codes never become one.
    """
    if _SIMPLE.fullmatch(code):
        return code[0].upper() + code[1:]
    return f"0X-{code.encode().hex()}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
