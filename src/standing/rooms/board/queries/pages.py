"""The pages behind the board: a department, an instrument, a clause, one light, plans and waivers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from standing.kernel.refusals import NotFound
from standing.rooms.board import rules
from standing.rooms.board.queries.board import Named, Wanted, named
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

_APPOINTMENT = "city:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentPage:
    """All that is public about one department."""

    moment: Moment
    department: DepartmentFact
    lights: tuple[tuple[ObligationFact, PairFact], ...]
    counts: Mapping[str, int]
    liaisons: tuple[AppointmentFact, ...]
    plans: tuple[tuple[str, PlanFact], ...]
    evidence: tuple[EvidenceFact, ...]
    waivers: tuple[WaiverFact, ...]

    @property
    def shown_by_records(self) -> frozenset[str]:
        """Return the duties with a record of their own; only a record can be verified, not an appointment."""
        return frozenset(one.obligation for one in self.evidence if one.true_until is None)


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

    @property
    def is_claim(self) -> bool:
        """Test whether a record counts that a reviewer could verify and has not; the City keeps appointments itself."""
        found = self.proof.tree["evidence"]
        if self.proof.pair.verified or not isinstance(found, list):
            return False
        return any(
            isinstance(item, dict)
            and item["counts"] is True
            and item["finding"] != "verified"
            and not str(item["source"]).startswith(_APPOINTMENT)
            for item in found
        )

    @property
    def kinds(self) -> Mapping[str, str]:
        """Return the names of the kinds of evidence that are asked for."""
        return {kind.id: kind.name for kind in self.obligation.kinds}


def department(*, id: str, moment: Moment) -> DepartmentPage:
    """Return all that is public about one department. :raises NotFound: if there was none of that name."""
    found = city.department(id=id, known=moment.known)
    duties = {duty.id: duty for duty in obligations.obligations(known=moment.known)}
    names = _campaign_names(moment)
    pairs = [pair for pair in obligations.statuses(at=moment.at, known=moment.known).pairs if pair.department == id]
    pairs.sort(key=lambda pair: (rules.weight(pair.status), pair.obligation))
    return DepartmentPage(
        moment=moment,
        department=found,
        lights=tuple((duties[pair.obligation], pair) for pair in pairs),
        counts=rules.counts(pair.status for pair in pairs),
        liaisons=tuple(one for one in city.appointments(at=moment.at, known=moment.known) if one.department == id),
        plans=tuple(
            (names.get(plan.campaign, plan.campaign), plan)
            for plan in plans.plans(at=moment.at)
            if plan.department == id
        ),
        evidence=obligations.evidence_of(department=id, known=moment.known),
        waivers=tuple(one for one in obligations.waivers(known=moment.known) if one.department == id),
    )


def instruments(*, moment: Moment) -> tuple[tuple[InstrumentFact, Mapping[str, int]], ...]:
    """Return every instrument with how many of its lights are of each kind."""
    by_instrument: dict[str, list[str]] = defaultdict(list)
    for pair in obligations.statuses(at=moment.at, known=moment.known).pairs:
        by_instrument[pair.instrument].append(pair.status)
    return tuple((one, rules.counts(by_instrument[one.id])) for one in obligations.instruments(known=moment.known))


def instrument(*, id: str, moment: Moment) -> InstrumentPage:
    """Return an instrument with its clause tree. :raises NotFound: if the pack of that time has none."""
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


def clause(*, instrument_id: str, id: str, moment: Moment) -> ClausePage:
    """Return a clause with every light under it. :raises NotFound: if there is none."""
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
            named(duty, departments, lights, Wanted())
            for duty in page.duties.values()
            if duty.clause == id or duty.id in spoken_of
        ),
    )


def light(*, obligation: str, department: str, moment: Moment) -> LightPage:
    """Return one light laid open. :raises NotFound: if there is no such duty of that department."""
    return LightPage(
        moment=moment,
        obligation=obligations.obligation(id=obligation, known=moment.known),
        department=city.department(id=department, known=moment.known),
        proof=obligations.explain(obligation=obligation, department=department, at=moment.at, known=moment.known),
    )


def filed_plans(*, moment: Moment) -> tuple[tuple[str, tuple[tuple[DepartmentFact, PlanFact | None], ...]], ...]:
    """Return each campaign by name, and every department with its plan, or None where nothing was begun."""
    departments = city.departments(known=moment.known)
    names = _campaign_names(moment)
    found: dict[str, dict[str, PlanFact]] = defaultdict(dict)
    for plan in plans.plans(at=moment.at):
        found[plan.campaign][plan.department] = plan
    return tuple(
        (names.get(campaign, campaign), tuple((department, of.get(department.id)) for department in departments))
        for campaign, of in sorted(found.items())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedWaiver:
    """A waiver with the names of whom and what it is about."""

    waiver: WaiverFact
    department: str
    obligation: str


def waivers(*, moment: Moment) -> tuple[NamedWaiver, ...]:
    """Return every waiver granted by then with names, the newest first."""
    departments = dict(city.names(known=moment.known))
    duties = {one.id: one.title for one in obligations.obligations(known=moment.known)}
    return tuple(
        NamedWaiver(
            waiver=one,
            department=departments.get(one.department, one.department),
            obligation=duties.get(one.obligation, one.obligation),
        )
        for one in obligations.waivers(known=moment.known)
    )


def _campaign_names(moment: Moment) -> Mapping[str, str]:
    return {one.id: one.name for one in plans.campaigns(known=moment.known)}


def _flat(clauses: Iterable[ClauseFact]) -> Iterable[ClauseFact]:
    for one in clauses:
        yield one
        yield from _flat(one.children)
