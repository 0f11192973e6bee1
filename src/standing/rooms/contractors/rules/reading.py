"""What a row of a list says: a contract of a firm at one site, with all that is wrong with it at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from standing.kernel import privacy, words
from standing.kernel.lists import spelling
from standing.kernel.lists.tables import Row

_MAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+$")
_CONTRACT = re.compile(r"^[A-Z0-9][A-Z0-9.-]{0,39}$")
_FIRM = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,23}$")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %B %Y", "%B %d, %Y")
MOST_HEADS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a list is read against. Words are folded; a word that fits two sites fits none."""

    departments: Mapping[str, str]
    languages: Mapping[str, str]
    sites: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSaid:
    """A row as it was understood. ``problems`` holds column, sentence, value."""

    line: int
    firm: str = ""
    firm_name: str = ""
    languages: tuple[str, ...] = ()
    emails: tuple[tuple[str, str], ...] = ()
    contract: str = ""
    title: str = ""
    department: str = ""
    manager_office: str = ""
    manager_email: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    site: str = ""
    site_said: str = ""
    heads: int = 0
    problems: tuple[tuple[str, str, str], ...] = field(default=())


def number_of(name: str) -> str:
    """Return the number of a firm that has none: made from its name, so that the same firm gets the same again."""
    return f"F-{hashlib.sha256(' '.join(words.tokens(name)).encode()).hexdigest()[:12].upper()}"


def read(rows: Iterable[Row], *, columns: Mapping[str, int], ground: Ground) -> Iterator[RowSaid]:
    """Yield each row as it is understood."""
    for line, cells in rows:
        yield _row(line, cells, columns=columns, ground=ground)


def check_together(rows: Sequence[RowSaid]) -> list[RowSaid]:
    """
    Return the rows with what is wrong only when they are seen together.

    A contract has one firm, department and time; a firm has one name.
    """
    firms: dict[str, str] = {}
    contracts: dict[str, tuple[int, tuple[object, ...]]] = {}
    found = []
    for row in rows:
        problems = list(row.problems)
        if row.firm and not problems:
            if words.fold(firms.setdefault(row.firm, row.firm_name)) != words.fold(row.firm_name):
                problems.append(("firm", f"Another row gives this number to {firms[row.firm]}.", row.firm_name))
            terms = (row.firm, row.department, row.begins_on, row.ends_on)
            line, first = contracts.setdefault(row.contract, (row.line, terms))
            if first != terms:
                problems.append(
                    ("contract", f"Row {line} says another firm, department or time for this contract.", row.contract)
                )
        found.append(row if len(problems) == len(row.problems) else _with(row, tuple(problems)))
    return found


def _with(row: RowSaid, problems: tuple[tuple[str, str, str], ...]) -> RowSaid:
    kept = {name: getattr(row, name) for name in RowSaid.__dataclass_fields__}
    return RowSaid(**(kept | {"problems": problems}))


def _row(line: int, cells: Sequence[str], *, columns: Mapping[str, int], ground: Ground) -> RowSaid:
    def cell(name: str) -> str:
        place = columns.get(name)
        return _line(cells[place]) if place is not None and place < len(cells) else ""

    wrong: list[tuple[str, str, str]] = [
        (name, said, "")
        for name in ("firm", "title", "site", "manager_office", "office")
        if (said := _tells_of_a_person(cell(name)))
    ]
    firm_name = cell("firm")[:200]
    vrn = cell("vrn").upper().replace(" ", "")
    if not firm_name:
        wrong.append(("firm", "The name of the firm is missing.", ""))
    if vrn and not _FIRM.match(vrn):
        wrong.append(("vrn", "A vendor number has letters, numbers and dashes, 24 at most.", vrn))
    contract = cell("contract").upper().replace(" ", "").replace("/", "-")
    if not _CONTRACT.match(contract):
        wrong.append(("contract", "A contract needs a number of letters, numbers, dots and dashes.", contract))
    department = ground.departments.get(cell("department").casefold(), "")
    if not department:
        wrong.append(("department", "No department of the City is called so.", cell("department")))
    begins, ends = (_day(name, cell(name), wrong) for name in ("begins", "ends"))
    if begins and ends and ends < begins:
        wrong.append(("ends", "The contract ends before it begins.", cell("ends")))
    site_said = cell("site")[:200]
    return RowSaid(
        line=line,
        firm=vrn or (number_of(firm_name) if firm_name else ""),
        firm_name=firm_name,
        languages=_languages(cell("languages"), ground, wrong),
        emails=_emails(cell("email"), cell("email_2"), cell("office"), wrong),
        contract=contract,
        title=cell("title")[:200],
        department=department,
        manager_office=cell("manager_office")[:120],
        manager_email=_mail("manager_email", cell("manager_email"), wrong),
        begins_on=begins,
        ends_on=ends,
        site=ground.sites.get(site_said.casefold(), ""),
        site_said=site_said,
        heads=_heads(cell("heads"), wrong),
        problems=tuple(wrong),
    )


@lru_cache(maxsize=65_536)
def _line(cell: str) -> str:
    return spelling.line(spelling.plain(cell))


@lru_cache(maxsize=65_536)
def _tells_of_a_person(cell: str) -> str:
    return privacy.sentence(privacy.screen(cell)) if len(cell) > 3 else ""


@lru_cache(maxsize=4_096)
def _parsed(cell: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(cell[:10] if form == "%Y-%m-%d" else cell, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


def _day(name: str, cell: str, wrong: list[tuple[str, str, str]]) -> date | None:
    found = _parsed(cell) if cell else None
    if found is None:
        wrong.append((name, "Give a day such as 2026-07-25.", cell))
    return found


def _mail(name: str, cell: str, wrong: list[tuple[str, str, str]]) -> str:
    if cell and (not _MAIL.match(cell) or len(cell) > 254):
        wrong.append((name, "This is no e-mail address.", cell))
        return ""
    return cell.lower()


def _emails(first: str, second: str, office: str, wrong: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    found = [_mail("email", one.strip(), wrong) for one in re.split(r"[;,]", first) if one.strip()]
    found += [_mail("email_2", one.strip(), wrong) for one in re.split(r"[;,]", second) if one.strip()]
    return tuple((one, office[:120]) for one in dict.fromkeys(found) if one)[:5]


def _languages(cell: str, ground: Ground, wrong: list[tuple[str, str, str]]) -> tuple[str, ...]:
    found = []
    for word in (one.strip().casefold() for one in re.split(r"[;,/]", cell)):
        if not word:
            continue
        if word in ground.languages:
            found.append(ground.languages[word])
        else:
            wrong.append(("languages", "The pack has no such language.", word))
    return tuple(dict.fromkeys(found))


def _heads(cell: str, wrong: list[tuple[str, str, str]]) -> int:
    plain = cell.replace(",", "")
    if not plain:
        return 0
    if not plain.isdecimal() or int(plain) > MOST_HEADS:
        wrong.append(("heads", f"Give a number of people from 0 to {MOST_HEADS:,}.", cell))
        return 0
    return int(plain)
