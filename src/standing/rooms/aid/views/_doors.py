"""What desks ask over HTTP, as JSON with bytes in base64, and how every refusal gets a code and a sentence."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from standing.hall.installation.api import is_sample
from standing.hall.sealed import api as sealed
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.aid.rules.applications import NoWork
from standing.rooms.aid.rules.asking import AlreadyUsed, Closed, Forged, Misread, NotKnown, OverQuota
from standing.rooms.funds import api as funds

LARGEST = 64 * 1024
Said = dict[str, Json]
Asked = Mapping[str, object]
_REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (Misread, 400, "misread"),
    (BlindRefused, 400, "misread"),
    (sealed.NotACode, 400, "no-code"),
    (Forged, 400, "forged"),
    (NotKnown, 401, "not-known"),
    (NotAllowed, 401, "not-known"),
    (Closed, 403, "closed"),
    (NotFound, 404, "not-found"),
    (AlreadyUsed, 409, "already-used"),
    (funds.NotEnough, 409, "not-enough"),
    (OverQuota, 429, "over-quota"),
    (NoWork, 428, "no-work"),
    (NotNow, 409, "not-now"),
    (Refused, 400, "refused"),
)


def door(answer: Callable[[Asked, str], Said]) -> Callable[[HttpRequest], HttpResponse]:
    """Wrap what a desk asks by POST: read the JSON and the credential, and give every refusal a code and a sentence."""

    @csrf_exempt  # the credential is no cookie: no foreign page can borrow it
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest) -> HttpResponse:
        return answered(lambda: answer(body_of(request), credential_of(request)))

    return view


def answered(ask: Callable[[], Said]) -> HttpResponse:
    """Return what was answered, or the refusal, as JSON that nobody stores."""
    try:
        said, status = ask(), 200
    except (Refused, BlindRefused) as refusal:
        status, code = next((number, word) for kind, number, word in _REFUSALS if isinstance(refusal, kind))
        said = {"code": code, "sentence": str(refusal)}
    return json_of(said, status=status)


def json_of(said: Said, *, status: int = 200) -> HttpResponse:
    """Return JSON, marked in a sample, that nobody stores."""
    if is_sample():
        said = {"sample": True, **said}
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})


def credential_of(request: HttpRequest) -> str:
    """Return what a desk shows. :raises NotKnown: if it shows nothing"""
    kind, _, credential = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not credential:
        raise NotKnown("This desk may not ask.")
    return credential


def text(asked: Asked, name: str, *, longest: int = 80, may_lack: bool = False) -> str:
    """Return a text. :raises Misread: if it is none, or too long"""
    given = asked.get(name, "" if may_lack else None)
    if not isinstance(given, str) or len(given) > longest or not (given or may_lack):
        raise Misread(f"{name} is a text of at most {longest} characters.")
    return given


def whole(asked: Asked, name: str) -> int:
    """Return a whole number. :raises Misread: if it is none"""
    given = asked.get(name)
    if type(given) is not int:
        raise Misread(f"{name} is a whole number.")
    return given


def read_bytes(given: object, name: str) -> bytes:
    """Return bytes from base64. :raises Misread: if it is none"""
    if not isinstance(given, str):
        raise Misread(f"{name} is base64.")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise Misread(f"{name} is base64.") from None


def list_of_bytes(asked: Asked, name: str) -> list[bytes]:
    """Return a list of bytes. :raises Misread: if it is none"""
    given = asked.get(name)
    if not isinstance(given, list):
        raise Misread(f"{name} is a list.")
    return [read_bytes(one, name) for one in given]


def spelt(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode()


def body_of(request: HttpRequest) -> Asked:
    """Return the JSON that was sent. :raises Misread: if it is none, or too much"""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Misread("That is too much at once.")
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Misread("Send JSON.") from None
    if not isinstance(found, dict):
        raise Misread("Send a JSON object.")
    return found
