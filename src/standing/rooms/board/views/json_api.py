"""``/api/v1/``: the public facts for programs, described by an OpenAPI document made from these types."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.board import queries, rules
from standing.rooms.board.rules import Moment
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import api as plans

api = NinjaAPI(
    title="Standing",
    version="1",
    description="Obligations, departments, lights with their proofs, plans and waivers. Public, read only. "
    "Days are local days of the city; moments carry their offset. 'sample' says that the records are invented.",
    urls_namespace="api",
    docs_url=None,  # its page loads from another host
)


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class Invalid(Schema):
    """What is wrong with the question."""

    detail: list[dict[str, Any]]


class AsOf(Schema):
    """Which moment is meant."""

    on: date | None = Field(None, description="how it stood at the end of this day; now if left out")
    known: date | None = Field(None, description="by what was known at the end of this day; 'on' if left out")


class Light(Schema):
    """How one duty of one department stands."""

    obligation: str
    clause: str
    instrument: str
    department: str
    status: str = Field(description="not applicable, waived, unknown, met, late, at risk or due")
    sentence: str
    due_date: date | None
    late_from: datetime | None
    period: str
    claimed: bool
    verified: bool
    work: str
    judgement: str


class Answer(Schema):
    """What every answer says about itself."""

    sample: bool
    as_of: datetime
    known_by: datetime


class Board(Answer):
    """Every light."""

    rules_version: str
    pack_version: str
    pack_sha256: str
    lights: list[Light]


class Department(Schema):
    """A department or office."""

    id: str
    name: str
    abbreviation: str
    kind: str
    standing: str = Field(description="bound, or invited: never late")
    reason: str | None


class Departments(Answer):
    """All of them."""

    departments: list[Department]


class DepartmentLights(Answer):
    """One department with its lights."""

    department: Department
    lights: list[Light]


class Source(Schema):
    """Where something was read, and how sure we are."""

    id: str
    title: str
    where: str
    confidence: str
    read: str


class InstrumentDate(Schema):
    """A day of an instrument, or why it is not known."""

    what: str
    date: date | None
    why_unknown: str
    confidence: str
    source: str


class Instrument(Schema):
    """A directive, an ordinance, a law."""

    id: str
    short_name: str
    name: str
    kind: str
    issuer: str
    about: str
    text_known: str
    text_note: str
    dates: list[InstrumentDate]
    sources: list[Source]


class Instruments(Answer):
    """All of them."""

    instruments: list[Instrument]


class Sentence(Schema):
    """A sentence in our own words, and the duties it makes or the reason why none."""

    id: str
    text: str
    confidence: str
    duties: list[str]
    non_binding: str
    sources: list[Source]


class Clause(Schema):
    """A clause with the clauses under it."""

    id: str
    parent: str
    heading: str
    sentences: list[Sentence]
    unknowns: list[str]
    children: list["Clause"]


class Clauses(Answer):
    """The tree of one instrument."""

    clauses: list[Clause]


class Kind(Schema):
    """A kind of evidence."""

    id: str
    name: str
    what_counts: str


class Obligation(Schema):
    """A duty as the pack states it."""

    id: str
    clause: str
    instrument: str
    title: str
    act: str
    to_whom: str
    confidence: str
    all_departments: bool
    departments: list[str]
    due_rule: str
    due_sentence: str
    due_unknown: str
    needs: str
    kinds: list[Kind]


class Obligations(Answer):
    """All of them."""

    obligations: list[Obligation]


class Proof(Answer):
    """A light laid open; sha256 is the hash of the proof in canonical JSON."""

    light: Light
    sha256: str
    proof: dict[str, Any]


class Plan(Schema):
    """Where the plan of a department stands."""

    campaign: str
    department: str
    step: str
    version: int | None
    filed_at: datetime | None
    returned_at: datetime | None
    accepted_at: datetime | None


class Plans(Answer):
    """All of them."""

    plans: list[Plan]


class Waiver(Schema):
    """A duty set aside for a time."""

    id: str
    obligation: str
    department: str
    reason: str
    from_date: date
    until_date: date
    granted_at: datetime
    ended_from: date | None
    ended_why: str


class Waivers(Answer):
    """All of them."""

    waivers: list[Waiver]


class Liaison(Schema):
    """Who speaks for a department; office contacts only."""

    department: str
    rank: str
    name: str
    title: str
    office_email: str
    office_phone: str
    from_at: datetime


class Liaisons(Answer):
    """All of them."""

    liaisons: list[Liaison]


class Frozen(Schema):
    """A board as it was frozen at midnight."""

    day: date
    at: datetime
    rules_version: str
    pack_sha256: str
    pairs: int
    sha256: str


class FrozenBoards(Answer):
    """All of them, the newest first."""

    frozen: list[Frozen]


_REFUSALS = {404: Problem, 422: Invalid}


@api.get("/board", response={200: Board, 422: Invalid}, url_name="board", summary="Every light")
def board(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """Every duty of every department at a moment."""
    moment = _moment(as_of)
    facts = obligations.statuses(at=moment.at, known=moment.known)
    return _said(moment) | {
        "rules_version": facts.rules_version,
        "pack_version": facts.pack_version,
        "pack_sha256": facts.pack_sha256,
        "lights": facts.pairs,
    }


@api.get("/departments", response={200: Departments, 422: Invalid}, url_name="departments", summary="Departments")
def departments(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """The departments and offices of the pack in force."""
    moment = _moment(as_of)
    return _said(moment) | {"departments": city.departments(known=moment.known)}


@api.get(
    "/departments/{department}",
    response={200: DepartmentLights, **_REFUSALS},
    url_name="department",
    summary="One department with its lights",
)
def department(request: HttpRequest, department: str, as_of: Query[AsOf]) -> dict[str, Any]:
    """One department with its lights."""
    moment = _moment(as_of)
    try:
        page = queries.department(id=department, moment=moment)
    except NotFound as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"department": page.department, "lights": [pair for _, pair in page.lights]}


@api.get("/instruments", response={200: Instruments, 422: Invalid}, url_name="instruments", summary="Instruments")
def instruments(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """The directives, ordinances and laws, with their sources and what is unknown."""
    moment = _moment(as_of)
    return _said(moment) | {"instruments": obligations.instruments(known=moment.known)}


@api.get(
    "/instruments/{instrument}/clauses",
    response={200: Clauses, **_REFUSALS},
    url_name="clauses",
    summary="The clause tree of an instrument",
)
def clauses(request: HttpRequest, instrument: str, as_of: Query[AsOf]) -> dict[str, Any]:
    """The clause tree of an instrument."""
    moment = _moment(as_of)
    try:
        found = obligations.clauses(instrument=instrument, known=moment.known)
    except (NotFound, NotNow) as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"clauses": found}


@api.get("/obligations", response={200: Obligations, 422: Invalid}, url_name="obligations", summary="Obligations")
def all_obligations(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """Every duty of the pack in force."""
    moment = _moment(as_of)
    return _said(moment) | {"obligations": obligations.obligations(known=moment.known)}


@api.get(
    "/lights/{obligation}/{department}",
    response={200: Proof, **_REFUSALS},
    url_name="light",
    summary="One light with its proof",
)
def light(request: HttpRequest, obligation: str, department: str, as_of: Query[AsOf]) -> dict[str, Any]:
    """Why a light is what it is, and the smallest set of acts that would turn it green."""
    moment = _moment(as_of)
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment)
    except (NotFound, NotNow) as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"light": page.proof.pair, "sha256": page.proof.sha256, "proof": dict(page.proof.tree)}


@api.get("/plans", response={200: Plans, 422: Invalid}, url_name="plans", summary="Plans")
def all_plans(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """Where the plan of each department stands in each campaign."""
    moment = _moment(as_of)
    return _said(moment) | {"plans": plans.plans(at=moment.at)}


@api.get("/waivers", response={200: Waivers, 422: Invalid}, url_name="waivers", summary="Waivers")
def waivers(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """Every waiver, with its reason and its end."""
    moment = _moment(as_of)
    return _said(moment) | {"waivers": obligations.waivers(known=moment.known)}


@api.get("/liaisons", response={200: Liaisons, 422: Invalid}, url_name="liaisons", summary="Liaisons")
def liaisons(request: HttpRequest, as_of: Query[AsOf]) -> dict[str, Any]:
    """Who speaks for each department; office contacts only."""
    moment = _moment(as_of)
    return _said(moment) | {"liaisons": city.appointments(at=moment.at, known=moment.known)}


@api.get("/frozen", response=FrozenBoards, url_name="frozen", summary="Frozen boards")
def frozen(request: HttpRequest) -> dict[str, Any]:
    """The boards that were frozen at midnight, with their hashes."""
    return _said(_moment(AsOf(on=None, known=None))) | {"frozen": obligations.frozen_days()}


def _moment(as_of: AsOf) -> Moment:
    now = clock.now()
    return rules.moment(on=as_of.on, known=as_of.known, now=now, zone=queries.zone_at(at=now))


def _said(moment: Moment) -> dict[str, Any]:
    return {"sample": installation.is_sample(), "as_of": moment.at, "known_by": moment.known}
