"""What waits for a person at work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.rooms.board import rules
from standing.rooms.board.queries import waiting
from standing.rooms.board.queries.waiting import ToDo
from standing.rooms.city import api as city
from standing.rooms.city.api import DepartmentFact
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import ObligationFact, PairFact
from standing.rooms.plans import api as plans
from standing.rooms.plans.api import Step


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
    pairs = obligations.statuses(at=at, inside=True).pairs
    waits = [
        *waiting.at_the_counter(by=by, roles=roles, at=at),
        *waiting.of_firms(by=by, at=at),
        *_own_duties(pairs, duties, departments, own, at),
    ]
    if Role.REVIEWER in roles:
        waits += _to_review(departments, at)
        waits += _to_verify(at)
    if Role.ATTORNEY in roles:
        waits += waiting.for_counsel(by=by)
    if Role.COORDINATOR in roles:
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


_FILED_PLAN = "plans:"  # whoever accepts the plan verifies it
_OPEN = ("late", "at risk", "due", "unknown")
_STEP_WORDS = {
    Step.CERTIFIED_BY_ONE: "One of two people signed the plan.",
    Step.CERTIFIED: "Both signed the plan. It can be filed.",
    Step.RETURNED: "The plan was returned with comments.",
}


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
            step = steps.get((campaign.id, where.id))
            detail = " ".join(filter(None, (detail, _STEP_WORDS.get(step) if step is not None else "")))
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
    filed = [plan for plan in plans.plans(at=at) if plan.step is Step.FILED and plan.filed_at is not None]
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


def _to_verify(at: datetime) -> list[ToDo]:
    waiting = [
        one
        for one in obligations.evidence_of(known=at, inside=True)
        if not one.finding and one.true_until is None and not one.source.startswith(_FILED_PLAN)
    ]
    if not waiting:
        return []
    return [
        ToDo(
            title="Evidence to verify",
            detail=f"{len(waiting)} {'record waits' if len(waiting) == 1 else 'records wait'} for a second look.",
            route="obligations:list_unverified",
            route_args={},
        )
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
