"""What a row of a list says: a contract of a firm at one site, with all that is wrong with it at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from standing.kernel import privacy, words
from standing.kernel.lists import spelling

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


@dataclass(slots=True, kw_only=True)
class RowSaid:
    """A row as it was understood. ``problems`` holds column, sentence, value."""

    line: int
    firm: str = ""
    firm_name: str = ""
    languages: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    office: str = ""
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
    problems: list[tuple[str, str, str]] = field(default_factory=list)


def number_of(name: str) -> str:
    """Return the number of a firm that has none: made from its name, so that the same firm gets the same again."""
    return f"F-{hashlib.sha256(' '.join(words.tokens(name)).encode()).hexdigest()[:12].upper()}"


class Reader:
    """Reads rows one by one. ``only`` is the department of rows that name none."""

    def __init__(self, ground: Ground, *, only: str = "") -> None:
        self.ground = ground
        self.only = only
        self._firms: dict[tuple[str, ...], _Firm] = {}

    def read(self, *, line: int, cells: Mapping[str, str]) -> RowSaid:
        """Return what the cells of a row say; ``cells`` has only columns that mean something."""
        ground, firm = self.ground, self._firm(cells)
        wrong = list(firm.problems)
        title, site_said, manager = (_cell(cells, name) for name in ("title", "site", "manager_office"))
        for name, said in (("title", title), ("site", site_said), ("manager_office", manager)):
            if found := _tells_of_a_person(said):
                wrong.append((name, found, ""))
        contract = _cell(cells, "contract").upper().replace(" ", "").replace("/", "-")
        if not _CONTRACT.match(contract):
            wrong.append(("contract", "A contract needs a number of letters, numbers, dots and dashes.", contract))
        spoken = _cell(cells, "department")
        department = ground.departments.get(spoken.casefold(), "") if spoken else self.only
        if not department:
            wrong.append(("department", "No department of the City is called so.", spoken))
        begins, ends = (_day(name, _cell(cells, name), wrong) for name in ("begins", "ends"))
        if begins and ends and ends < begins:
            wrong.append(("ends", "The contract ends before it begins.", _cell(cells, "ends")))
        site = ground.sites.get(site_said.casefold(), "")
        return RowSaid(
            line=line,
            firm=firm.number,
            firm_name=firm.name,
            languages=firm.languages,
            emails=firm.emails,
            office=firm.office,
            contract=contract,
            title=title[:200],
            department=department,
            manager_office=manager[:120],
            manager_email=_mail("manager_email", _cell(cells, "manager_email"), wrong),
            begins_on=begins,
            ends_on=ends,
            site=site,
            site_said="" if site else site_said[:200],
            heads=_heads(_cell(cells, "heads"), wrong),
            problems=wrong,
        )

    def _firm(self, cells: Mapping[str, str]) -> _Firm:
        """Return what a row says of the firm; a firm has many rows that say the same."""
        said = tuple(cells.get(name, "") for name in _OF_THE_FIRM)
        found = self._firms.get(said)
        if found is None:
            found = self._firms[said] = _firm([_line(cell) for cell in said], ground=self.ground)
        return found


def check_together(rows: Iterable[RowSaid]) -> None:
    """
    Note what is wrong only when rows are seen together.

    A contract has one firm, department and time; a firm has one name.
    """
    firms: dict[str, str] = {}
    contracts: dict[str, tuple[int, tuple[object, ...]]] = {}
    for row in rows:
        if row.problems or not row.firm:
            continue
        known = firms.setdefault(row.firm, row.firm_name)
        if known != row.firm_name and words.fold(known) != words.fold(row.firm_name):
            row.problems.append(("firm", f"Another row gives this number to {known}.", row.firm_name))
        terms = (row.firm, row.department, row.begins_on, row.ends_on)
        line, first = contracts.setdefault(row.contract, (row.line, terms))
        if first != terms:
            row.problems.append(
                ("contract", f"Row {line} says another firm, department or time for this contract.", row.contract)
            )


_OF_THE_FIRM = ("firm", "vrn", "languages", "email", "email_2", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Firm:
    number: str
    name: str
    languages: tuple[str, ...]
    emails: tuple[str, ...]
    office: str
    problems: tuple[tuple[str, str, str], ...]


def _firm(said: Sequence[str], *, ground: Ground) -> _Firm:
    name, vrn, languages, email, email_2, office = said
    wrong = [
        (column, told, "")
        for column, cell in (("firm", name), ("office", office))
        if (told := _tells_of_a_person(cell))
    ]
    number = vrn.upper().replace(" ", "")
    if not name:
        wrong.append(("firm", "The name of the firm is missing.", ""))
    if number and not _FIRM.match(number):
        wrong.append(("vrn", "A vendor number has letters, numbers and dashes, 24 at most.", number))
    return _Firm(
        number=number or (number_of(name[:200]) if name else ""),
        name=name[:200],
        languages=_languages(languages, ground, wrong),
        emails=_emails(email, email_2, wrong),
        office=office[:120],
        problems=tuple(wrong),
    )


def _cell(cells: Mapping[str, str], name: str) -> str:
    cell = cells.get(name)
    return _line(cell) if cell else ""


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


def _emails(first: str, second: str, wrong: list[tuple[str, str, str]]) -> tuple[str, ...]:
    found = [_mail("email", one.strip(), wrong) for one in re.split(r"[;,]", first) if one.strip()]
    found += [_mail("email_2", one.strip(), wrong) for one in re.split(r"[;,]", second) if one.strip()]
    return tuple(one for one in dict.fromkeys(found) if one)[:5]


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
