"""What the public pages of this room share: headers that leave nothing behind, the page, the script, the channel."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standing.hall.web import open_forms
from standing.rooms.concerns.queries import desk, keys
from standing.rooms.concerns.queries.desk import PageFact
from standing.rooms.concerns.queries.keys import KeyFact
from standing.rooms.concerns.rules import channel, work
from standing.rooms.concerns.rules.channel import Meter, Route

P = ParamSpec("P")
SEND, ANSWER, PROOF = "concerns.send", "concerns.answer", "concerns.proof"  # what a token is for
TOO_MUCH, CONFLICT = 429, 409
SCRIPT = "concerns/seal.js"


def quiet(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """
    Leave nothing of a page behind: no copy, no word to the next page of where one came from.

    A browser that does not say ``Sec-Fetch-Site`` must say ``Origin`` instead, and with ``no-referrer`` it would
    say nothing; it gets ``same-origin``, which tells no other site anything either.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = open_forms.open_form(view)(request, *args, **kwargs)
        is_new = "Sec-Fetch-Site" in request.headers
        response.headers["Referrer-Policy"] = "no-referrer" if is_new else "same-origin"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined] # open_form asks where the form stood instead
    return answer


def language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def page(now: datetime) -> PageFact:
    """Return what the pages say; a city without a channel has no such pages."""
    return desk.page(language=language(), at=now)


def meter(request: HttpRequest, *, now: datetime, gives_name: bool = False, server_seals: bool = False) -> Meter:
    """Return how anonymous the way is that this request took. Nothing of it is kept."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return channel.measure(
        Route(
            is_onion=host.endswith(".onion"),
            is_encrypted=request.is_secure() or host in {"127.0.0.1", "localhost"},
            is_signed_in=settings.SESSION_COOKIE_NAME in request.COOKIES,
            is_city_network=desk.desk_of(known=now).is_city_network(request.META.get("REMOTE_ADDR", "")),
            gives_name=gives_name,
            server_seals=server_seals,
        )
    )


def script_hash() -> str:
    """Return the SHA-256 of the script with which a browser seals; nothing where it was not laid down."""
    found = finders.find(SCRIPT)
    return _hash(str(found), Path(str(found)).stat().st_mtime_ns) if found else ""


def work_key() -> str:
    """Return the key of the sums that browsers do."""
    return salted_hmac("standing.concerns.work", "sum").hexdigest()


def setup(now: datetime) -> dict[str, object]:
    """Return all that a browser needs to close a report: public keys, a sum, a token."""
    return {
        "readers": _public(keys.readers()),
        "custodians": _public(keys.custodians()),
        "sum": work.challenge(key=work_key(), most=desk.desk_of(known=now).work.most, at=now),
        "token": open_forms.token_for(SEND, now),
    }


def said(sentence: str, *, status: int, **more: object) -> JsonResponse:
    """Return a refusal for the script."""
    return JsonResponse({"error": sentence, **more}, status=status)


def busy() -> str:
    """Return what somebody is told who has to wait."""
    return _("Many people are writing right now. Nothing you typed is lost. Please wait one minute and send it again.")


def not_found(page: PageFact) -> str:
    """Return what somebody is told whose code nobody knows."""
    if page.keep_is_approved:
        return _("We find no report with this code. Reports are destroyed %(days)d days after they are closed.") % {
            "days": page.keep_days
        }
    return _("We find no report with this code. Please look at it again.")


@lru_cache(maxsize=4)
def _hash(path: str, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _public(found: tuple[KeyFact, ...]) -> list[dict[str, str]]:
    return [{"id": str(one.id), "public": base64.b64encode(one.public).decode()} for one in found]
