"""
What browsers ask over HTTP, as JSON with bytes in base64. No cookie is read or set, and no address is kept.

Whoever has to wait is answered 503 with a place, a time, and a turn to come back with; nothing is kept of it here.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from functools import wraps
from time import monotonic, time

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.hall.sealed import api as sealed
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.draw import actions
from standing.rooms.draw.queries import draws
from standing.rooms.draw.rules.applying import Exhausted, Misread, NotOpen, NoWork, OtherContent
from standing.rooms.draw.rules.waiting import GRACE, Line, Turn
from standing.rooms.trustee import api as trustee

LARGEST = 64 * 1024
LINE = Line()
"""The line before this process."""
_TURN = "standing.draw.turn"
_KINDS: tuple[tuple[type[Exception], int, str], ...] = (
    (Misread, 400, "misread"),
    (BlindRefused, 400, "misread"),
    (sealed.NotACode, 400, "misread"),
    (NotAllowed, 401, "not-known"),
    (NotOpen, 403, "closed"),
    (NotFound, 404, "not-found"),
    (OtherContent, 409, "other-number"),
    (NotNow, 410, "not-now"),
    (NoWork, 428, "no-work"),
    (Exhausted, 429, "exhausted"),
)

Said = dict[str, Json]
Asked = Mapping[str, object]


class Wait(Exception):
    """Somebody has to stand in line."""

    def __init__(self, turn: Turn, pass_: str) -> None:
        super().__init__()
        self.turn, self.turn_pass = turn, pass_


def door(answer: Callable[[str, Asked, HttpRequest], Said]) -> Callable[..., HttpResponse]:
    """Wrap what a browser asks: read the JSON, and give every refusal a code and a sentence."""

    @csrf_exempt  # there is no cookie whose power a foreign page could borrow
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest, round: str) -> HttpResponse:
        headers = {"Cache-Control": "no-store"}
        try:
            said, status = answer(round, _body(request), request), 200
        except Wait as wait:
            status, headers = 503, headers | {"Retry-After": str(wait.turn.seconds)}
            said = {
                "code": "wait",
                "sentence": "Many people apply right now. You have a place in line.",
                "place": wait.turn.place,
                "seconds": wait.turn.seconds,
                "turn": wait.turn_pass,
            }
        except (Refused, BlindRefused) as refusal:
            status, code = next(
                ((one, name) for kind, one, name in _KINDS if isinstance(refusal, kind)), (400, "misread")
            )
            said = {"code": code, "sentence": str(refusal)}
        if is_sample():
            said = {"sample": True, **said}
        return JsonResponse(said, status=status, headers=headers)

    return view


@door
def evaluate(round_: str, asked: Asked, _request: HttpRequest) -> Said:
    """
    Evaluate blinded strings of an applicant. Takes ``mark``, ``blinded``, ``work`` and, from whoever waited, ``turn``.

    Answers ``elements`` in the same order, ``proof``, and the ``ticket`` of one application.
    """
    mark = _bytes(asked, "mark")
    waited = _admit(round_, mark, asked.get("turn"))
    done = actions.evaluate(
        round_=round_,
        mark=mark,
        blinded=_list(asked, "blinded"),
        work=_bytes(asked, "work"),
        waited=waited,
        at=clock.now(),
    )
    return {
        "elements": [_said(one) for one in done.evaluation.elements],
        "proof": _said(done.evaluation.proof),
        "ticket": done.ticket,
    }


@door
def apply(round_: str, asked: Asked, _request: HttpRequest) -> Said:
    """Take in an application: ``mark``, ``group``, ``box``, ``tags``, ``ticket``. The answer is always the same."""
    actions.apply(
        round_=round_,
        mark=_bytes(asked, "mark"),
        group=_text(asked, "group"),
        box=_bytes(asked, "box"),
        tags=_list(asked, "tags"),
        ticket=_text(asked, "ticket"),
        at=clock.now(),
    )
    return {"state": draws.State.RECEIVED.value}


@door
def state(round_: str, asked: Asked, _request: HttpRequest) -> Said:
    """Say how an application stands, to whoever has its ``receipt``."""
    code = sealed.tidy(_text(asked, "receipt"))
    return {"state": draws.state_of(round_=round_, code=code).value}


@door
def drawn(round_: str, _asked: Asked, request: HttpRequest) -> Said:
    """Hand a group the boxes of its drawn applications. A desk of the group shows its credential."""
    kind, _, credential = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not credential:
        raise NotAllowed("This desk may not ask.")
    group = trustee.group_of_desk(round_=round_, credential=credential)
    return {"group": group, "boxes": [_said(one) for one in draws.drawn_boxes(round_=round_, group=group)]}


@require_safe
def published(request: HttpRequest, round: str, name: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """Hand out what everybody needs to draw again: the commitment, the result, and the note under each."""
    try:
        data, note = draws.published(round_=round, name=name)
    except NotFound as missing:
        return JsonResponse({"code": "not-found", "sentence": str(missing)}, status=404)
    if kind == "note":
        return HttpResponse(note, content_type="text/plain; charset=utf-8")
    return HttpResponse(data, content_type="application/json")


@require_safe
def receipts(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001
    """Hand out the marks of all receipts, 32 bytes each, in their order, once the entries are numbered."""
    row = draws.find(round_=round)
    if row is None or row.commitment is None or row.destroyed_at is not None:
        return JsonResponse({"code": "not-found", "sentence": "This is not published yet, or any more."}, status=404)
    return HttpResponse(b"".join(draws.marks(round_=round)), content_type="application/octet-stream")


def _admit(round_: str, mark: bytes, turn: object) -> bool:
    """
    Let somebody in; tells whether they stood in line. A turn is bound to the mark, so it lets one application in.

    :raises Wait: with a place in line
    """
    if isinstance(turn, str) and turn:
        due = _due(turn, about=f"{round_}.{mark.hex()}")
        if due is not None and 0 <= time() - due <= GRACE.total_seconds():
            return True
        if due is not None and due > time():
            left = int(due - time()) + 1
            raise Wait(Turn(seconds=left, place=round(left * LINE.pace)), turn)
    found = LINE.arrive(now=monotonic())
    if not found.is_now:
        raise Wait(found, signing.Signer(salt=_TURN).sign(f"{round_}.{mark.hex()}.{int(time()) + found.seconds}"))
    return False


def _due(turn: str, *, about: str) -> int | None:
    try:
        said, _, due = signing.Signer(salt=_TURN).unsign(turn).rpartition(".")
    except signing.BadSignature:
        return None
    return int(due) if said == about else None


def _body(request: HttpRequest) -> Asked:
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Misread("That is too much at once.")
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        raise Misread("Send JSON.") from None
    if not isinstance(found, dict):
        raise Misread("Send a JSON object.")
    return found


def _text(asked: Asked, name: str) -> str:
    given = asked.get(name)
    if not isinstance(given, str):
        raise Misread(f"{name} is text.")
    return given


def _list(asked: Asked, name: str) -> list[bytes]:
    given = asked.get(name)
    if not isinstance(given, list):
        raise Misread(f"{name} is a list.")
    return [_decoded(one, name) for one in given]


def _bytes(asked: Asked, name: str) -> bytes:
    return _decoded(asked.get(name), name)


def _decoded(given: object, name: str) -> bytes:
    if not isinstance(given, str):
        raise Misread(f"{name} is base64.")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise Misread(f"{name} is base64.") from None


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()
