"""What a row of a list says about a person, and what is wrong with it. Cells are as somebody typed them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from rapidfuzz import fuzz, process

from standing.kernel import privacy, words
from standing.kernel.lists import spelling
from standing.rooms.roster.rules import names
from standing.rooms.roster.rules.shapes import Terms
from standing.rooms.roster.rules.steps import RowState

_ALIKE = 88
_SHOWN = 80
_EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """
    What rows are understood by.

    ``department_words`` maps each way to write a department, in lower case, to its code. ``site_numbers`` and
    ``site_keys`` find sites by number and by folded name; a name that fits two sites fits none. ``only`` is the
    one department that the list is of; empty for the whole City.
    """

    terms: Terms
    departments: Mapping[str, str]
    department_words: Mapping[str, str]
    site_numbers: Collection[str] = ()
    site_keys: Mapping[str, str] = field(default_factory=dict)
    only: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """A row as it was understood. ``new_id`` is the same for all rows of one number."""

    line: int
    number: str
    name: str
    key: str = ""
    sort_name: str = ""
    email: str = ""
    department: str = ""
    site: str = ""
    site_said: str = ""
    work_type: str = ""
    shift: str = ""
    state: RowState = RowState.GOOD
    new_id: UUID = field(default_factory=uuid4)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, column: str, sentence: str, value: str = "") -> None:
        """Note a mistake: the column, a sentence, and what stands there."""
        self.state = RowState.WRONG
        self.problems.append((column, sentence, value[:_SHOWN]))

    @property
    def post(self) -> tuple[str, str, str, str, str]:
        """Return what it says about the post."""
        return (self.department, self.site, self.site_said, self.work_type, self.shift)


class Reader:
    """Reads rows one by one. The same cell is looked up once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._seen: dict[tuple[str, str], tuple[str, str, str]] = {}

    def read(self, *, line: int, cells: Mapping[str, str]) -> Row:
        """Return what the cells of a row say; ``cells`` has only columns that mean something."""
        number = names.number_of(spelling.plain(cells.get("number", "")))
        name = self._name(cells)
        row = Row(line=line, number=number[:32], name=name[:200])
        if sentence := names.number_sentence(number):
            row.wrong("number", sentence, number)
        if sentence := names.name_sentence(name):
            row.wrong("name", sentence, name)
        row.sort_name, row.key = names.sort_of(row.name), names.key_of(row.name)
        if row.name and not row.key and row.state is RowState.GOOD:
            row.wrong("name", "The name has no letters.", name)
        self._put(row, cells)
        return row

    def _name(self, cells: Mapping[str, str]) -> str:
        if whole := cells.get("name", ""):
            return names.name_of(spelling.plain(whole))
        parts = (names.line(spelling.plain(cells.get(part, ""))) for part in ("first_name", "last_name"))
        return " ".join(part for part in parts if part)

    def _put(self, row: Row, cells: Mapping[str, str]) -> None:
        if said := cells.get("email", ""):
            row.email, note, _ = self._once("email", said, self._email)
            _note(row, note)
        row.department, note, mistake = self._once("department", cells.get("department", ""), self._department)
        _note(row, note)
        if mistake:
            row.wrong("department", mistake, cells.get("department", ""))
        if said := cells.get("site", ""):
            row.site_said, note, row.site = self._once("site", said, self.site)
            _note(row, note)
        if said := cells.get("work_type", ""):
            row.work_type, note, _ = self._once("work_type", said, self._work_type)
            _note(row, note)
        if said := cells.get("shift", ""):
            row.shift, note, _ = self._once("shift", said, self._shift)
            _note(row, note)

    def _once(self, what: str, cell: str, read: Callable[[str], tuple[str, str, str]]) -> tuple[str, str, str]:
        found = self._seen.get((what, cell))
        if found is None:
            found = self._seen[what, cell] = read(spelling.line(spelling.plain(cell)))
        return found

    def _email(self, said: str) -> tuple[str, str, str]:
        if not said or said.casefold() in {"-", "–", "none", "n/a", "na"}:
            return "", "", ""
        if not _EMAIL.match(said) or len(said) > 254:
            return "", f"“{said[:_SHOWN]}” is no e-mail address, so none is kept.", ""
        return said.casefold(), "", ""

    def _department(self, said: str) -> tuple[str, str, str]:
        """Return code, note and mistake."""
        ground = self.ground
        code, note = "", ""
        if not said:
            return (ground.only, "", "") if ground.only else ("", "", "The department is missing.")
        spoken = ground.department_words
        code = spoken.get(said.casefold(), "")
        if not code:
            match = process.extractOne(said.casefold(), list(spoken), scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if match is None:
                return "", "", "No department is called so."
            code = spoken[match[0]]
            note = f"“{said[:_SHOWN]}” was read as {ground.departments.get(code, code)}."
        if ground.only and code != ground.only:
            ours = ground.departments.get(ground.only, ground.only)
            return "", "", f"This is a list of {ours}; the row names another department."
        return code, note, ""

    def site(self, said: str) -> tuple[str, str, str]:
        """Return what is kept of the words for a site, a note, and the number of the site, empty if unknown."""
        number = said.upper()
        if number in self.ground.site_numbers:
            return said[:200], "", number
        if site := self.ground.site_keys.get(site_key(said), ""):
            return said[:200], "", site
        if privacy.screen(said):
            return "", "The site seems to tell of a person, so nothing of it is kept.", ""
        return said[:200], "", ""

    def _work_type(self, said: str) -> tuple[str, str, str]:
        return _known(said, self.ground.terms.work_type_words, "is no sort of work that the pack knows")

    def _shift(self, said: str) -> tuple[str, str, str]:
        return _known(said, self.ground.terms.shift_words, "is no shift that the pack knows")


def settle(rows: Iterable[Row], *, departments: Mapping[str, str]) -> None:
    """
    Find what only several rows together make wrong, and give all rows of a number one name and one e-mail.

    Two names under one number, or one department twice in two ways, are mistakes. A row that says the same as an
    earlier one is repeated. Where one row of a number is wrong, none of that number is taken in.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.number:
            groups.setdefault(row.number, []).append(row)
    for group in groups.values():
        if len(group) > 1:
            _settle(group, departments)


def _settle(group: list[Row], departments: Mapping[str, str]) -> None:
    first = group[0]
    seen: dict[str, Row] = {}
    email = next((row.email for row in group if row.email), "")
    for row in group:
        other = next((one for one in group if one.key != row.key), None)
        if other is not None:
            row.wrong("name", f"Row {other.line} has another name under this number.", row.name)
        earlier = seen.setdefault(row.department, row) if row.department else row
        if earlier is not row:
            if earlier.post == row.post:
                row.state = RowState.REPEATED if row.state is RowState.GOOD else row.state
            else:
                where = departments.get(row.department, row.department)
                sentence = f"Row {earlier.line} says something else about this person in {where}."
                row.wrong("number", sentence, row.number)
                earlier.wrong("number", f"Row {row.line} says something else about this person in {where}.", row.number)
        row.new_id = first.new_id
    wrong = next((row for row in group if row.state is RowState.WRONG), None)
    for row in group:
        if wrong is not None and row.state is not RowState.WRONG:
            row.wrong("number", f"Row {wrong.line} of this number has a mistake, so this one is left out, too.")
        if wrong is None:
            row.name, row.sort_name, row.email = first.name, first.sort_name, email


def site_key(text: str) -> str:
    """Return the name of a site in the form in which it is compared."""
    return " ".join(words.tokens(text))


def _known(said: str, spoken: Mapping[str, str], otherwise: str) -> tuple[str, str, str]:
    if not said:
        return "", "", ""
    code = spoken.get(said.casefold(), "")
    if not code:
        match = process.extractOne(said.casefold(), list(spoken), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        code = spoken[match[0]] if match is not None else ""
    return (code, "", "") if code else ("", f"“{said[:_SHOWN]}” {otherwise}; it is left open.", "")


def _note(row: Row, note: str) -> None:
    if note:
        row.notes.append(note)
