"""
camt.053 statements (ISO 20022), the parts that this room needs, read with their lines.

Own reader over defusedxml: the package at hand is too young. Entities and documents from elsewhere are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from standing.rooms.cards.rules.bank import BankLine, Statement, check_adds_up
from standing.rooms.cards.rules.lines import Found, Mistake, WrongFile, short, text_of

_SPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2}\}")
_ENTRY_SIGN = {"CRDT": 1, "DBIT": -1}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(content: bytes) -> tuple[Statement, ...]:
    """Read every statement of a document. :raises WrongFile: with every mistake and its line"""
    root, lines = _parsed(content)
    found = Found()
    if _tag(root) != "Document" or not _SPACE.match(root.tag):
        raise WrongFile([Mistake(1, "This is not a camt.053 document.")])
    statements = []
    for node in _all(root, "BkToCstmrStmt", "Stmt"):
        statement = _statement(node, lines, found)
        if statement is not None:
            statements.append(statement)
    if not statements and not found.mistakes:
        found.note(0, "The document has no statement.")
    found.stop()
    return tuple(statements)


def _statement(node: Element, lines: dict[Element, int], found: Found) -> Statement | None:
    line = lines.get(node, 0)
    account = _text(node, "Acct", "Id", "Othr", "Id") or _text(node, "Acct", "Id", "IBAN")
    if not account:
        found.note(line, "The account has no number.")
    balances: dict[str, tuple[int, str, str]] = {}
    for one in _all(node, "Bal"):
        code = _text(one, "Tp", "CdOrPrtry", "Cd")
        if code in balances:
            found.note(lines.get(one, 0), f"The balance {code} stands twice.")
        cents, currency = _amount(one, lines, found)
        balances[code] = (cents, currency, _text(one, "Dt", "Dt"))
    opening = next((balances[code] for code in _OPENING if code in balances), None)
    closing = next((balances[code] for code in _CLOSING if code in balances), None)
    if opening is None or closing is None:
        found.note(line, "The opening or the closing balance is missing.")
        return None
    currency = closing[1]
    try:
        day = date.fromisoformat(closing[2][:10])
    except ValueError:
        found.note(line, f"{short(closing[2])} is not a day such as 2026-02-12.")
        return None
    booked = []
    for entry in _all(node, "Ntry"):
        status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
        if status not in {"BOOK", ""}:
            continue
        cents, spoken = _amount(entry, lines, found)
        if spoken != currency:
            found.note(lines.get(entry, 0), f"The currency {short(spoken)} is not the account's.")
        booked.append(
            BankLine(
                reference=_reference(entry),
                cents=cents,
                code=_text(entry, "BkTxCd", "Prtry", "Cd"),
                text=_text(entry, "AddtlNtryInf")[:140],
            )
        )
    statement = Statement(
        account=account,
        day=day,
        currency=currency,
        opening_cents=opening[0],
        closing_cents=closing[0],
        lines=tuple(booked),
    )
    check_adds_up(statement, line=line, found=found)
    return statement


def _reference(entry: Element) -> str:
    """Return our own reference if the bank passes it on, otherwise the bank's."""
    ours = _text(entry, "NtryDtls", "TxDtls", "Refs", "EndToEndId")
    if ours and ours != "NOTPROVIDED":
        return ours
    return _text(entry, "NtryRef") or _text(entry, "AcctSvcrRef")


def _amount(node: Element, lines: dict[Element, int], found: Found) -> tuple[int, str]:
    line = lines.get(node, 0)
    amount = next(_all(node, "Amt"), None)
    said = (amount.text or "").strip() if amount is not None else ""
    sign = _ENTRY_SIGN.get(_text(node, "CdtDbtInd"))
    if sign is None:
        found.note(line, "It is not said whether this is a credit or a debit.")
    try:
        cents = Decimal(said) * 100
    except InvalidOperation:
        found.note(line, f"{short(said)} is not an amount.")
        return 0, ""
    if not cents.is_finite() or cents != cents.to_integral_value() or cents < 0 or cents >= 10**16:
        found.note(line, f"{short(said)} is not an amount in whole cents.")
        return 0, ""
    return int(cents) * (sign or 1), amount.get("Ccy", "") if amount is not None else ""


def _parsed(content: bytes) -> tuple[Element, dict[Element, int]]:
    text_of(content, encodings=("utf-8", "latin-1"))
    lines: dict[Element, int] = {}
    parser: Any = DefusedXMLParser(target=TreeBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    build = parser._start  # noqa: SLF001 (the library passes the element on, the parser knows the line)

    def start(tag: str, attributes: Any) -> Element:
        element: Element = build(tag, attributes)
        lines[element] = parser.parser.CurrentLineNumber
        return element

    parser.parser.StartElementHandler = start
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ParseError, ExpatError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise WrongFile([Mistake(line, "This is not well-formed XML.")]) from None
    except DefusedXmlException:
        line = int(parser.parser.CurrentLineNumber)
        raise WrongFile([Mistake(line, "The document declares things of its own; that is not taken.")]) from None
    return root, lines


def _tag(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _all(node: Element, *path: str) -> Iterator[Element]:
    if not path:
        yield node
        return
    for child in node:
        if _tag(child) == path[0]:
            yield from _all(child, *path[1:])


def _text(node: Element, *path: str) -> str:
    return next(((one.text or "").strip() for one in _all(node, *path)), "")
