"""
What desks ask over HTTP, as JSON with bytes in base64.

A desk shows its credential after ``Authorization: Bearer``. No cookie is read or set, and no address is kept.
Every answer says ``no-store``: what is asked for here is gone with the page that asked.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.hall.sealed import api as sealed
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.rules.asking import AlreadyHelped, AnotherDay, Closed, Misread, OverQuota

LARGEST = 64 * 1024
_STATUS: Mapping[type[Exception], int] = {
    Misread: 400, BlindRefused: 400, NotAllowed: 401, Closed: 403, NotFound: 404,
    AlreadyHelped: 409, NotNow: 410, AnotherDay: 412, OverQuota: 429,
}  # fmt: skip
_CODE = {
    400: "misread", 401: "not-known", 403: "closed", 404: "not-found", 409: "already-helped", 410: "not-now",
    412: "another-day", 429: "over-quota",
}  # fmt: skip

Said = dict[str, Json]
Asked = Mapping[str, object]


def door(answer: Callable[[Asked, str], Said]) -> Callable[[HttpRequest], JsonResponse]:
    """Wrap what a desk asks: read the JSON and the credential, and give every refusal a code and a sentence."""

    @csrf_exempt  # the credential is no cookie: no foreign page can borrow it
    @require_POST
    @wraps(answer)
    def view(request: HttpRequest) -> JsonResponse:
        return answered(lambda: answer(_body(request), _credential(request)))

    return view


def answered(answer: Callable[[], Said]) -> JsonResponse:
    """Return what was said as JSON; every refusal with a code and a sentence."""
    try:
        said, status = answer(), 200
    except (Refused, BlindRefused) as refusal:
        status = next((number for kind, number in _STATUS.items() if isinstance(refusal, kind)), 400)
        said = {"code": _CODE[status], "sentence": str(refusal)}
    if is_sample():
        said = {"sample": True, **said}
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})


@door
def evaluate(asked: Asked, credential: str) -> Said:
    """Evaluate blinded strings. Takes ``blinded``; answers ``elements`` in the same order, and ``proof``."""
    found = actions.evaluate(credential=credential, blinded=_list(asked, "blinded"), at=clock.now())
    return {"elements": [encoded(one) for one in found.elements], "proof": encoded(found.proof)}


@door
def claim(asked: Asked, credential: str) -> Said:
    """Sign a blinded token. Takes ``tags``, ``cents``, ``token``, the ``day`` it was drawn; answers ``signature``."""
    cents = asked.get("cents")
    if type(cents) is not int:
        raise Misread("cents is a whole number.")
    signature = actions.claim(
        credential=credential,
        tags=_list(asked, "tags"),
        cents=cents,
        blinded_token=_bytes(asked.get("token"), "token"),
        drawn_on=_day(asked.get("day")),
        at=clock.now(),
    )
    return {"signature": encoded(signature)}


@door
def ask_exception(asked: Asked, credential: str) -> Said:
    """Ask for an exception. Takes ``reason``, a blinded ``token`` and perhaps ``cents``; answers ``number``."""
    cents, reason = asked.get("cents"), asked.get("reason")
    if cents is not None and type(cents) is not int:
        raise Misread("cents is a whole number.")
    number = actions.ask_exception(
        credential=credential,
        reason=reason if isinstance(reason, str) else "",
        cents=cents,
        blinded_token=_bytes(asked.get("token"), "token"),
        at=clock.now(),
    )
    return {"number": number}


@require_safe
def show_exception(request: HttpRequest, number: str) -> JsonResponse:
    """Say how an appeal of this desk stands: ``state``, and ``signature`` once it is granted."""

    def said() -> Said:
        state, signature = queries.how_it_stands(credential=_credential(request), number=sealed.tidy(number))
        return {"state": state, **({} if signature is None else {"signature": encoded(signature)})}

    return answered(said)


def _body(request: HttpRequest) -> Asked:
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Misread("That is too much at once.")
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Misread("Send JSON.") from None
    if not isinstance(found, dict):
        raise Misread("Send a JSON object.")
    return found


def _day(given: object) -> date:
    try:
        return date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise Misread("day is a day such as 2026-03-02.") from None


def _credential(request: HttpRequest) -> str:
    kind, _, credential = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not credential:
        raise NotAllowed("This desk may not ask.")
    return credential


def _list(asked: Asked, name: str) -> list[bytes]:
    given = asked.get(name)
    if not isinstance(given, list):
        raise Misread(f"{name} is a list.")
    return [_bytes(one, name) for one in given]


def _bytes(given: object, name: str) -> bytes:
    if not isinstance(given, str):
        raise Misread(f"{name} is base64.")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise Misread(f"{name} is base64.") from None


def encoded(data: bytes) -> str:
    """Return bytes as they stand in JSON: base64."""
    return base64.b64encode(data).decode()
