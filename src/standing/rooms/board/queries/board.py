"""The board: every department beside every duty of an instrument."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound
from standing.rooms.board import rules
from standing.rooms.board.rules import Moment
from standing.rooms.city import api as city
from standing.rooms.city.api import DepartmentFact
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import InstrumentFact, ObligationFact, PairFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see of the board; empty means all."""

    words: str = ""
    kind: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One department on the board: its lights in the order of the columns, None where it owes nothing."""

    department: DepartmentFact
    lights: tuple[tuple[ObligationFact, PairFact | None], ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A duty that is laid on departments by name, with their lights."""

    obligation: ObligationFact
    lights: tuple[tuple[DepartmentFact, PairFact], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board of one instrument: duties of all departments as columns, other duties below."""

    moment: Moment
    instruments: tuple[InstrumentFact, ...]
    instrument: InstrumentFact | None
    columns: tuple[ObligationFact, ...]
    rows: tuple[Row, ...]
    named: tuple[Named, ...]
    counts: Mapping[str, int]
    all_counts: Mapping[str, int]
    kinds: tuple[str, ...]
    pack_version: str
    rules_version: str
    hidden: int = 0


def zone_at(*, at: datetime) -> ZoneInfo:
    """Return the time zone of the city; UTC before the first pack."""
    pack = packs.in_force(known=at)
    return ZoneInfo("UTC") if pack is None else pack.zone


def board(*, moment: Moment, instrument: str = "", wanted: Wanted | None = None) -> Board:
    """
    Return the board of an instrument: the one named, or the first that lays duties on somebody.

    :raises NotFound: if the pack of that time has no such instrument
    """
    wanted = wanted or Wanted()
    facts = obligations.statuses(at=moment.at, known=moment.known)
    duties = obligations.obligations(known=moment.known)
    with_duties = {duty.instrument for duty in duties}
    instruments = tuple(one for one in obligations.instruments(known=moment.known) if one.id in with_duties)
    chosen = _chosen(instruments, instrument)
    departments = city.departments(known=moment.known)
    lights = {(pair.obligation, pair.department): pair for pair in facts.pairs}
    mine = [duty for duty in duties if chosen is not None and duty.instrument == chosen.id]
    columns = tuple(duty for duty in mine if duty.all_departments)
    rows = [
        Row(
            department=department,
            lights=tuple((duty, lights.get((duty.id, department.id))) for duty in columns),
            counts=rules.counts(
                pair.status for duty in columns if (pair := lights.get((duty.id, department.id))) is not None
            ),
        )
        for department in departments
    ]
    shown = tuple(
        row
        for row in rows
        if columns and _is_wanted(row.department, wanted) and (not wanted.status or wanted.status in row.counts)
    )
    by_name = tuple(named(duty, departments, lights, wanted) for duty in mine if not duty.all_departments)
    ids = {duty.id for duty in mine}
    return Board(
        moment=moment,
        instruments=instruments,
        instrument=chosen,
        columns=columns,
        rows=shown,
        named=tuple(one for one in by_name if one.lights),
        counts=rules.counts(pair.status for pair in facts.pairs if pair.obligation in ids),
        all_counts=rules.counts(pair.status for pair in facts.pairs),
        kinds=tuple(dict.fromkeys(department.kind for department in departments)),
        pack_version=facts.pack_version,
        rules_version=facts.rules_version,
        hidden=len(rows) - len(shown) if columns else 0,
    )


def _chosen(instruments: Sequence[InstrumentFact], wanted: str) -> InstrumentFact | None:
    if not wanted:
        return instruments[0] if instruments else None
    for one in instruments:
        if one.id == wanted:
            return one
    raise NotFound("There is no such instrument in the pack of that time.")


def _is_wanted(department: DepartmentFact, wanted: Wanted) -> bool:
    said = f"{department.name} {department.abbreviation}".casefold()
    return (not wanted.kind or department.kind == wanted.kind) and all(
        word in said for word in wanted.words.casefold().split()
    )


def named(
    duty: ObligationFact,
    departments: Iterable[DepartmentFact],
    lights: Mapping[tuple[str, str], PairFact],
    wanted: Wanted,
) -> Named:
    """Return a duty with the lights of the departments that are wanted."""
    found = [
        (department, pair)
        for department in departments
        if (pair := lights.get((duty.id, department.id))) is not None
        and (not wanted.status or pair.status == wanted.status)
        and _is_wanted(department, wanted)
    ]
    return Named(obligation=duty, lights=tuple(found))
