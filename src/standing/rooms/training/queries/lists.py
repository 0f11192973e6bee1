"""What a list of completions from another learning system would do, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from standing.kernel.lists import columns, spelling, tables
from standing.kernel.lists.tables import Unfit
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.roster import api as roster
from standing.rooms.roster.api import PersonFact
from standing.rooms.training.models import Completion
from standing.rooms.training.queries import courses
from standing.rooms.training.queries.courses import EditionFact

MOST_ROWS = 2000
NAMES = {
    "number": ("number", "employee number", "employee no", "badge", "id"),
    "name": ("name", "employee", "employee name", "full name"),
    "course": ("course", "course id", "course name", "title"),
    "day": ("day", "date", "completed", "completion date", "completed on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list, and what taking it in would do: ``problem`` empty and not ``known``: a new completion."""

    line: int
    number: str
    name: str
    course: str
    day: str
    person: PersonFact | None
    edition: EditionFact | None
    on: date | None
    is_known: bool
    problem: str


def rows(*, content: bytes, at: datetime) -> tuple[Row, ...]:
    """
    Return what each row of a CSV or XLSX list would do. Nothing changes.

    :raises Unfit: if it is no list, lacks a column, or is too long
    """
    table = tables.read(content=content)
    place = columns.header_place(table.rows, names=NAMES)
    guessed = columns.guess(columns.named(table.rows[place][1]), names=NAMES) if table.rows else {}
    if lacking := [name for name in NAMES if name not in guessed]:
        raise Unfit(f"The list needs columns called number, name, course and day. Missing: {', '.join(lacking)}.")
    body = table.rows[place + 1 :]
    if len(body) > MOST_ROWS:
        raise Unfit(f"The list has more than {MOST_ROWS:,} rows. Cut it into parts.")
    facts = courses.editions(known=at)
    today = courses.today(at=at)
    by_word = {word.casefold(): fact.course for fact in facts for word in (fact.course, fact.title)}
    seen: set[tuple[object, ...]] = set()
    found = []
    for line, cells in body:
        said = {name: spelling.line(cells[at_])[:200] if at_ < len(cells) else "" for name, at_ in guessed.items()}
        if not any(said.values()):
            continue
        row = _row(line, said, facts=facts, by_word=by_word, today=today)
        key = (row.person.id, row.edition.id, row.on) if row.person and row.edition else (line,)
        is_repeated = key in seen
        seen.add(key)
        found.append(_repeated(row) if is_repeated else row)
    return tuple(found)


def _row(
    line: int, said: dict[str, str], *, facts: tuple[EditionFact, ...], by_word: dict[str, str], today: date
) -> Row:
    person = edition = on = None
    is_known, problem = False, ""
    try:
        on = _day(said["day"], today=today)
        edition = _edition(by_word.get(said["course"].casefold(), ""), facts, on=on)
        person = _person(said, on=on)
        is_known = Completion.objects.filter(person_id=person.id, edition_id=edition.id, on=on).exists()
    except (NotFound, NotNow) as refusal:
        problem = str(refusal)
    return Row(
        line=line,
        number=said["number"],
        name=said["name"],
        course=said["course"],
        day=said["day"],
        person=person,
        edition=edition,
        on=on,
        is_known=is_known,
        problem=problem,
    )


def _person(said: dict[str, str], *, on: date) -> PersonFact:
    found = roster.find_person(number=said["number"], name=said["name"], on=on)
    if found is None:
        raise NotFound("Number and name do not fit together, or nobody such was on the roster that day.")
    return found


def _repeated(row: Row) -> Row:
    return replace(row, problem="This row repeats one above.")


def _day(said: str, *, today: date) -> date:
    for read_day in _ways(said):
        if read_day > today:
            raise NotNow("This day has not come yet.")
        return read_day
    raise NotFound("Write the day as year-month-day, such as 2025-07-25.")


def _ways(said: str) -> Iterator[date]:
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            yield datetime.strptime(said[:10], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue


def _edition(course: str, facts: tuple[EditionFact, ...], *, on: date) -> EditionFact:
    """Return the edition that people could take on a day."""
    mine = [fact for fact in facts if fact.course == course]
    if not mine:
        raise NotFound("There is no such course. Write its name, or its title as it stands here.")
    out = [fact for fact in mine if fact.out_on is not None and fact.out_on <= on]
    if not out:
        raise NotFound("On that day people could not take this course here yet.")
    return out[-1]
