"""``/api/v1/``: the public facts for programs, described by an OpenAPI document made from the types of the answers."""

# ruff: noqa: ARG001 (ninja hands the request to every function, by this name)

from datetime import datetime
from typing import Any

from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.board import queries, rules
from standing.rooms.board.api import answers
from standing.rooms.board.rules import Moment
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import api as plans


class _Exact(NinjaJSONEncoder):
    """Writes moments to the microsecond, so that an answer can be asked for again."""

    def default(self, o: Any) -> Any:
        """Return a moment with its offset; the rest as ever."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class _Json(JSONRenderer):
    encoder_class = _Exact


api = NinjaAPI(
    renderer=_Json(),
    title="Standing",
    version="1",
    description="Obligations, departments, lights with their proofs, plans and waivers. Public, read only. "
    "Days are local days of the city; moments carry their offset. 'sample' says that the records are invented.",
    urls_namespace="api",
    docs_url=None,  # its page loads from another host
)


@api.exception_handler(ValidationError)
def _unfit(request: Any, problem: ValidationError) -> Any:
    return api.create_response(request, {"detail": " ".join(map(_sentence, problem.errors))}, status=422)


def _sentence(error: Any) -> str:
    name = error["loc"][-1]
    if error["type"].startswith("date"):
        return f"'{name}' is not a day. Write it like 2025-07-25."
    return f"'{name}': {error['msg']}."


_REFUSALS = {404: answers.Problem, 422: answers.Problem}


@api.get("/board", response={200: answers.Board, 422: answers.Problem}, url_name="board", summary="Every light")
def board(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Every duty of every department at a moment."""
    moment = _moment(as_of)
    facts = obligations.statuses(at=moment.at, known=moment.known)
    return _said(moment) | {
        "rules_version": facts.rules_version,
        "pack_version": facts.pack_version,
        "pack_sha256": facts.pack_sha256,
        "lights": facts.pairs,
    }


@api.get(
    "/departments",
    response={200: answers.Departments, 422: answers.Problem},
    url_name="departments",
    summary="Departments",
)
def departments(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """The departments and offices of the pack in force."""
    moment = _moment(as_of)
    return _said(moment) | {"departments": city.departments(known=moment.known)}


@api.get(
    "/departments/{department}",
    response={200: answers.DepartmentLights, **_REFUSALS},
    url_name="department",
    summary="One department with its lights",
)
def department(request: object, department: str, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """One department with its lights."""
    moment = _moment(as_of)
    try:
        page = queries.department(id=department, moment=moment)
    except NotFound as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"department": page.department, "lights": [pair for _, pair in page.lights]}


@api.get(
    "/instruments",
    response={200: answers.Instruments, 422: answers.Problem},
    url_name="instruments",
    summary="Instruments",
)
def instruments(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """The directives, ordinances and laws, with their sources and what is unknown."""
    moment = _moment(as_of)
    return _said(moment) | {"instruments": obligations.instruments(known=moment.known)}


@api.get(
    "/instruments/{instrument}/clauses",
    response={200: answers.Clauses, **_REFUSALS},
    url_name="clauses",
    summary="The clause tree of an instrument",
)
def clauses(request: object, instrument: str, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """The clause tree of an instrument."""
    moment = _moment(as_of)
    try:
        found = obligations.clauses(instrument=instrument, known=moment.known)
    except (NotFound, NotNow) as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"clauses": found}


@api.get(
    "/obligations",
    response={200: answers.Obligations, 422: answers.Problem},
    url_name="obligations",
    summary="Obligations",
)
def all_obligations(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Every duty of the pack in force."""
    moment = _moment(as_of)
    return _said(moment) | {"obligations": obligations.obligations(known=moment.known)}


@api.get(
    "/lights/{obligation}/{department}",
    response={200: answers.Proof, **_REFUSALS},
    url_name="light",
    summary="One light with its proof",
)
def light(request: object, obligation: str, department: str, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Why a light is what it is, and the smallest set of acts that would turn it green."""
    moment = _moment(as_of)
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment)
    except (NotFound, NotNow) as missing:
        raise HttpError(404, str(missing)) from missing
    return _said(moment) | {"light": page.proof.pair, "sha256": page.proof.sha256, "proof": dict(page.proof.tree)}


@api.get("/plans", response={200: answers.Plans, 422: answers.Problem}, url_name="plans", summary="Plans")
def all_plans(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Where the plan of each department stands in each campaign."""
    moment = _moment(as_of)
    return _said(moment) | {"plans": plans.plans(at=moment.at)}


@api.get("/waivers", response={200: answers.Waivers, 422: answers.Problem}, url_name="waivers", summary="Waivers")
def waivers(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Every waiver, with its reason and its end."""
    moment = _moment(as_of)
    return _said(moment) | {"waivers": obligations.waivers(known=moment.known)}


@api.get("/liaisons", response={200: answers.Liaisons, 422: answers.Problem}, url_name="liaisons", summary="Liaisons")
def liaisons(request: object, as_of: Query[answers.AsOf]) -> dict[str, Any]:
    """Who speaks for each department; office contacts only."""
    moment = _moment(as_of)
    return _said(moment) | {"liaisons": city.appointments(at=moment.at, known=moment.known)}


@api.get("/frozen", response=answers.FrozenBoards, url_name="frozen", summary="Frozen boards")
def frozen(request: object) -> dict[str, Any]:
    """The boards that were frozen at midnight, with their hashes."""
    return _said(_moment(answers.AsOf(on=None, known=None))) | {"frozen": obligations.frozen_days()}


def _moment(as_of: answers.AsOf) -> Moment:
    now = clock.now()
    return rules.moment(on=as_of.on, known=as_of.known, now=now, zone=queries.zone_at(at=now))


def _said(moment: Moment) -> dict[str, Any]:
    return {"sample": installation.is_sample(), "as_of": moment.at, "known_by": moment.known}
