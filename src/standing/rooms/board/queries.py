"""What several rooms know, put side by side."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound
from standing.rooms.board import rules
from standing.rooms.board.rules import Moment
from standing.rooms.city import api as city
from standing.rooms.city.api import AppointmentFact, DepartmentFact
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import (
    ClauseFact,
    EvidenceFact,
    InstrumentFact,
    ObligationFact,
    PairFact,
    ProofFact,
    WaiverFact,
)
from standing.rooms.plans import api as plans
from standing.rooms.plans.api import PlanFact


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentPage:
    """All that is public about one department."""

    moment: Moment
    department: DepartmentFact
    lights: tuple[tuple[ObligationFact, PairFact], ...]
    counts: Mapping[str, int]
    liaisons: tuple[AppointmentFact, ...]
    plans: tuple[PlanFact, ...]
    evidence: tuple[EvidenceFact, ...]
    waivers: tuple[WaiverFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentPage:
    """An instrument with its clause tree and how its duties stand."""

    moment: Moment
    instrument: InstrumentFact
    clauses: tuple[ClauseFact, ...]
    counts: Mapping[str, int]
    duties: Mapping[str, ObligationFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClausePage:
    """A clause, its duties, and every department's light."""

    moment: Moment
    instrument: InstrumentFact
    clause: ClauseFact
    duties: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightPage:
    """One light laid open."""

    moment: Moment
    obligation: ObligationFact
    department: DepartmentFact
    proof: ProofFact
    evidence: tuple[EvidenceFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of one light between two frozen boards."""

    at: datetime
    department: DepartmentFact
    obligation: ObligationFact
    before: str
    after: str
    sentence: str


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
    shown = tuple(row for row in rows if columns and _is_wanted(row, wanted))
    named = tuple(_named(duty, departments, lights, wanted) for duty in mine if not duty.all_departments)
    ids = {duty.id for duty in mine}
    return Board(
        moment=moment,
        instruments=instruments,
        instrument=chosen,
        columns=columns,
        rows=shown,
        named=tuple(one for one in named if one.lights),
        counts=rules.counts(pair.status for pair in facts.pairs if pair.obligation in ids),
        all_counts=rules.counts(pair.status for pair in facts.pairs),
        kinds=tuple(dict.fromkeys(department.kind for department in departments)),
        pack_version=facts.pack_version,
        rules_version=facts.rules_version,
        hidden=len(rows) - len(shown) if columns else 0,
    )


def department(*, id: str, moment: Moment) -> DepartmentPage:  # noqa: A002
    """Return all that is public about one department. :raises NotFound: if there was none of that name"""
    found = city.department(id=id, known=moment.known)
    duties = {duty.id: duty for duty in obligations.obligations(known=moment.known)}
    pairs = [
        pair for pair in obligations.statuses(at=moment.at, known=moment.known).pairs if pair.department == id
    ]
    pairs.sort(key=lambda pair: (rules.weight(pair.status), pair.obligation))
    return DepartmentPage(
        moment=moment,
        department=found,
        lights=tuple((duties[pair.obligation], pair) for pair in pairs),
        counts=rules.counts(pair.status for pair in pairs),
        liaisons=tuple(
            one for one in city.appointments(at=moment.at, known=moment.known) if one.department == id
        ),
        plans=tuple(plan for plan in plans.plans(at=moment.at) if plan.department == id),
        evidence=obligations.evidence_of(department=id, known=moment.known),
        waivers=tuple(one for one in obligations.waivers(known=moment.known) if one.department == id),
    )


def instruments(*, moment: Moment) -> tuple[tuple[InstrumentFact, Mapping[str, int]], ...]:
    """Return every instrument with how many of its lights are of each kind."""
    by_instrument: dict[str, list[str]] = defaultdict(list)
    for pair in obligations.statuses(at=moment.at, known=moment.known).pairs:
        by_instrument[pair.instrument].append(pair.status)
    return tuple(
        (one, rules.counts(by_instrument[one.id])) for one in obligations.instruments(known=moment.known)
    )


def instrument(*, id: str, moment: Moment) -> InstrumentPage:  # noqa: A002
    """Return an instrument with its clause tree. :raises NotFound: if the pack of that time has none"""
    found = next((one for one in obligations.instruments(known=moment.known) if one.id == id), None)
    if found is None:
        raise NotFound("There is no such instrument in the pack of that time.")
    pairs = obligations.statuses(at=moment.at, known=moment.known).pairs
    return InstrumentPage(
        moment=moment,
        instrument=found,
        clauses=obligations.clauses(instrument=id, known=moment.known),
        counts=rules.counts(pair.status for pair in pairs if pair.instrument == id),
        duties={duty.id: duty for duty in obligations.obligations(known=moment.known)},
    )


def clause(*, instrument_id: str, id: str, moment: Moment) -> ClausePage:  # noqa: A002
    """Return a clause with every light under it. :raises NotFound: if there is none"""
    page = instrument(id=instrument_id, moment=moment)
    found = next((one for one in _flat(page.clauses) if one.id == id), None)
    if found is None:
        raise NotFound("There is no such clause in the pack of that time.")
    spoken_of = {duty for sentence in found.sentences for duty in sentence.duties}
    departments = city.departments(known=moment.known)
    lights = {
        (pair.obligation, pair.department): pair
        for pair in obligations.statuses(at=moment.at, known=moment.known).pairs
    }
    return ClausePage(
        moment=moment,
        instrument=page.instrument,
        clause=found,
        duties=tuple(
            _named(duty, departments, lights, Wanted())
            for duty in page.duties.values()
            if duty.clause == id or duty.id in spoken_of
        ),
    )


def light(*, obligation: str, department: str, moment: Moment) -> LightPage:
    """Return one light laid open. :raises NotFound: if there is no such duty of that department"""
    return LightPage(
        moment=moment,
        obligation=obligations.obligation(id=obligation, known=moment.known),
        department=city.department(id=department, known=moment.known),
        proof=obligations.explain(
            obligation=obligation, department=department, at=moment.at, known=moment.known
        ),
        evidence=obligations.evidence_of(obligation=obligation, department=department, known=moment.known),
    )


def filed_plans(*, moment: Moment) -> tuple[tuple[str, tuple[tuple[DepartmentFact, PlanFact | None], ...]], ...]:
    """Return for each campaign every department with its plan, or None where nothing was begun."""
    departments = city.departments(known=moment.known)
    found: dict[str, dict[str, PlanFact]] = defaultdict(dict)
    for plan in plans.plans(at=moment.at):
        found[plan.campaign][plan.department] = plan
    return tuple(
        (campaign, tuple((department, of.get(department.id)) for department in departments))
        for campaign, of in sorted(found.items())
    )


def changes(*, now: datetime, boards: int = 15) -> tuple[Step, ...]:
    """Return what changed from each frozen board to the next, over the last few, the newest first."""
    departments = {one.id: one for one in city.departments(known=now)}
    duties = {one.id: one for one in obligations.obligations(known=now)}
    days = obligations.frozen_days()[:boards]
    lights = [_frozen_lights(one.day) for one in days]
    steps: list[Step] = []
    for one, newer, older in zip(days, lights, lights[1:], strict=False):
        for (duty, department_id), (status, sentence) in newer.items():
            before = older.get((duty, department_id), ("", ""))[0]
            if before != status and duty in duties and department_id in departments:
                steps.append(
                    Step(
                        at=one.at,
                        department=departments[department_id],
                        obligation=duties[duty],
                        before=before,
                        after=status,
                        sentence=sentence,
                    )
                )
    return tuple(steps)


def _frozen_lights(day: date) -> dict[tuple[str, str], tuple[str, str]]:
    _, body = obligations.frozen(day=day)
    return {
        (pair["obligation"], pair["department"]): (pair["status"], pair["sentence"])
        for pair in json.loads(body)["pairs"]
    }


def _chosen(instruments: Sequence[InstrumentFact], wanted: str) -> InstrumentFact | None:
    if not wanted:
        return instruments[0] if instruments else None
    for one in instruments:
        if one.id == wanted:
            return one
    raise NotFound("There is no such instrument in the pack of that time.")


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    said = f"{row.department.name} {row.department.abbreviation}".casefold()
    return (
        all(word in said for word in wanted.words.casefold().split())
        and (not wanted.kind or row.department.kind == wanted.kind)
        and (not wanted.status or wanted.status in row.counts)
    )


def _named(
    duty: ObligationFact,
    departments: Iterable[DepartmentFact],
    lights: Mapping[tuple[str, str], PairFact],
    wanted: Wanted,
) -> Named:
    found = [
        (department, pair)
        for department in departments
        if (pair := lights.get((duty.id, department.id))) is not None
        and (not wanted.status or pair.status == wanted.status)
        and (not wanted.kind or department.kind == wanted.kind)
        and all(
            word in f"{department.name} {department.abbreviation}".casefold()
            for word in wanted.words.casefold().split()
        )
    ]
    return Named(obligation=duty, lights=tuple(found))


def _flat(clauses: Iterable[ClauseFact]) -> Iterable[ClauseFact]:
    for one in clauses:
        yield one
        yield from _flat(one.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something that waits for a person: words, an address by name, and the light it would change."""

    title: str
    detail: str
    route: str
    route_args: Mapping[str, object]
    status: str = ""
    due_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first page of a person: what waits, and how their departments stand."""

    to_do: tuple[ToDo, ...]
    departments: tuple[tuple[DepartmentFact, Mapping[str, int]], ...]
    counts: Mapping[str, int]


def home(*, by: User, at: datetime) -> Home:
    """Return what waits for a person, the weightiest first; the lights of their departments, or of all."""
    grants = accounts.grants_of(user=by)
    own = {grant.department for grant in grants if grant.department}
    roles = {grant.role for grant in grants}
    departments = {one.id: one for one in city.departments(known=at)}
    duties = {one.id: one for one in obligations.obligations(known=at)}
    pairs = obligations.statuses(at=at).pairs
    waits = [*_own_duties(pairs, duties, departments, own, at)]
    if Role.REVIEWER in roles:
        waits += _to_review(departments, at)
    if roles & {Role.COORDINATOR, Role.REVIEWER, Role.ADMINISTRATOR}:
        waits += _vacant(at)
    mine = [pair for pair in pairs if not own or pair.department in own]
    return Home(
        to_do=tuple(waits),
        departments=tuple(
            (departments[one], rules.counts(pair.status for pair in mine if pair.department == one))
            for one in sorted(own & departments.keys())
        ),
        counts=rules.counts(pair.status for pair in mine),
    )


_OPEN = ("late", "at risk", "due", "unknown")


def _own_duties(
    pairs: Iterable[PairFact],
    duties: Mapping[str, ObligationFact],
    departments: Mapping[str, DepartmentFact],
    own: set[str],
    at: datetime,
) -> list[ToDo]:
    by_duty = {one.obligation: one for one in plans.campaigns(known=at)}
    steps = {(plan.campaign, plan.department): plan.step for plan in plans.plans(at=at)}
    waits = []
    mine = [pair for pair in pairs if pair.department in own and pair.status in _OPEN]
    for pair in sorted(mine, key=lambda pair: (rules.weight(pair.status), pair.due_date or date.max, pair.obligation)):
        duty, where = duties[pair.obligation], departments[pair.department]
        campaign = by_duty.get(duty.id)
        route, args = "obligations:show_duty", {"department": where.id, "obligation": duty.id}
        detail = pair.sentence
        if campaign is not None:
            route, args = "plans:show_plan", {"campaign": campaign.id, "department": where.id}
            if steps.get((campaign.id, where.id)) == "returned":
                detail = f"{detail} It was returned with comments."
        waits.append(
            ToDo(
                title=duty.title,
                detail=f"{where.name}. {detail}" if len(own) > 1 else detail,
                route=route,
                route_args=args,
                status=pair.status,
                due_date=pair.due_date,
            )
        )
    return waits


def _to_review(departments: Mapping[str, DepartmentFact], at: datetime) -> list[ToDo]:
    names = {one.id: one.name for one in plans.campaigns(known=at)}
    filed = [plan for plan in plans.plans(at=at) if plan.step == "filed" and plan.filed_at is not None]
    return [
        ToDo(
            title=f"{departments[plan.department].name}: {names.get(plan.campaign, plan.campaign)}",
            detail="Filed, and waits for your review.",
            route="plans:review_version",
            route_args={"campaign": plan.campaign, "department": plan.department, "number": plan.version},
        )
        for plan in sorted(filed, key=lambda plan: (plan.filed_at or at, plan.department))
        if plan.department in departments
    ]


def _vacant(at: datetime) -> list[ToDo]:
    return [
        ToDo(
            title=f"{one.department.name}: no {'liaison' if one.rank == 'primary' else 'backup'}",
            detail="Vacant. Calls go to the next person in the chain.",
            route="city:show_department",
            route_args={"department": one.department.id},
            status="late",
        )
        for one in city.vacancies(at=at)
    ]
