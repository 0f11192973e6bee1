"""
Forms that anybody may send, without a cookie.

A signed token says when the page with the form was drawn, and what the form is for; the browser says that the
form stood on one of our pages. Nothing is stored and nobody is told apart.

    @open_form
    def write(request):
        if request.method == "POST":
            open_forms.check(request, "contact.write", clock.now())

The template draws ``{{ guard }}``, made by ``guard("contact.write", at, sent=request)``, inside its form. A form that
comes back with mistakes keeps the token of the page it stood on: whoever mends one quickly is not taken for a robot.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from standing.kernel.refusals import Refused

P = ParamSpec("P")

TOKEN, TRAP = "page_token", "website"  # field names; the second is left empty by people
YOUNGEST = timedelta(seconds=3)
OLDEST = timedelta(hours=12)


class OpenFormRefused(Refused):
    """The form is not taken in as it came; sending it again from the page shown helps."""


class CameFromElsewhere(OpenFormRefused):
    """Another site, or nobody knows which, sent the form."""


class TooOld(OpenFormRefused):
    """The page stood open too long, or its token is not ours."""


class TooQuick(OpenFormRefused):
    """Nobody fills in a form that fast."""


def token_for(purpose: str, at: datetime) -> str:
    """Return a new token for a form drawn at this moment."""
    return _signer(purpose).sign(f"{int(at.timestamp() * 1000)}.{secrets.token_urlsafe(12)}")


def guard(purpose: str, at: datetime, *, sent: HttpRequest | None = None, oldest: timedelta = OLDEST) -> SafeString:
    """
    Return what a template draws inside the form: the token, and a trap that no person sees.

    With ``sent``, the token that came with the form is drawn again, so that its age goes on: it is not made younger,
    and ends when it would have ended. A token that is not ours, for another form, too old or sent from another site
    is replaced by a new one.
    """
    token = token_for(purpose, at)
    if sent is not None and _came_from_here(sent):
        age = _age(token_of(sent), purpose, at)
        if age is not None and timedelta() <= age <= oldest:
            token = token_of(sent)
    return format_html(
        '<input type="hidden" name="{}" value="{}">'
        '<div hidden><label for="id_{}">{}</label><input id="id_{}" name="{}" autocomplete="off" tabindex="-1"></div>',
        TOKEN,
        token,
        TRAP,
        _("Leave this empty"),
        TRAP,
        TRAP,
    )


def token_of(request: HttpRequest) -> str:
    """Return the token that came with the form; the same when the same page is sent twice."""
    return request.POST.get(TOKEN, "")


def check(
    request: HttpRequest, purpose: str, at: datetime, *, youngest: timedelta = YOUNGEST, oldest: timedelta = OLDEST
) -> None:
    """
    Let a form through that a person sent from one of our pages not too long ago.

    :raises CameFromElsewhere: if the browser does not say that the form stood on a page of ours
    :raises TooOld: if the token is missing, changed, for another form, from the future or too old
    :raises TooQuick: if it came faster than anybody types, or the trap was filled in
    """
    if not _came_from_here(request):
        raise CameFromElsewhere(_("The form was not sent from this page. Please look through it and send it again."))
    age = _age(token_of(request), purpose, at)
    if age is None or not timedelta() <= age <= oldest:
        raise TooOld(_too_old())
    if age < youngest or request.POST.get(TRAP):
        raise TooQuick(_("That was very fast. Please wait a few seconds and send it again."))


def open_form(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """
    Make a view one that anybody may send a form to; the view itself calls ``check``.

    The answer is stored nowhere on its way. ``same-origin``: with ``no-referrer`` a browser would send
    ``Origin: null`` with the form.
    """

    @csrf_exempt  # there is no session whose power a foreign page could borrow; check() asks for the origin
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _age(token: str, purpose: str, at: datetime) -> timedelta | None:
    """Return how long ago a token was drawn; None if it is not ours, or for another form."""
    try:
        drawn = int(_signer(purpose).unsign(token).partition(".")[0])
    except (signing.BadSignature, ValueError):
        return None
    return timedelta(milliseconds=round(at.timestamp() * 1000) - drawn)


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"standing.open-form.{purpose}", sep="~")


def _came_from_here(request: HttpRequest) -> bool:
    """
    Test what the browser says about where the form stood.

    New browsers say so in ``Sec-Fetch-Site``, older ones in ``Origin``, the oldest at least in ``Referer``.
    """
    here = f"{request.scheme}://{request.get_host()}"
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    if (origin := request.headers.get("Origin")) is not None:
        return origin == here
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{referer.scheme}://{referer.netloc}" == here


def _too_old() -> str:
    return _("This page was open for a long time. Nothing you typed is lost. Please send it again.")
