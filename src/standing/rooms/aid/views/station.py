"""
The card desk: a slip becomes a card, a card is handed over, a lost one replaced. No account and no identity.

Whoever sits there opens it with the desk's credential, typed, or from a link's fragment that no server sees; it
stays in a signed cookie of this page alone. Every form works without JavaScript. The receipt code is drawn before the
form is shown, so whatever is sent again is the same request.

Where scripts run, slip and card wait on a tray of the page until ten are there, and go in no order: whoever watches
the City cannot tell by the clock whose card it was (docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.sealed import api as sealed
from standing.hall.web import open_forms
from standing.hall.web.middleware import PERMISSIONS
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.aid.actions import redeeming
from standing.rooms.aid.forms import CARD_WORDS, CardForm, LostForm, OpenForm, RedeemForm
from standing.rooms.aid.queries import desks
from standing.rooms.aid.rules.asking import CODE_LENGTH, AlreadyUsed, Closed, Forged, NotKnown, OverQuota
from standing.rooms.aid.rules.leaves import BATCH
from standing.rooms.aid.templatetags.aid import dollars
from standing.rooms.cards import api as cards

COOKIE = "aid_station"
PATH = "/desk/cards/"
LANGUAGES = ("en", "es")
_SALT = "standing.aid.station"
_OLDEST = timedelta(hours=12)
_PURPOSE = "aid.station"
_PERMISSIONS = PERMISSIONS.replace("camera=()", "camera=(self)")
_GIVE, _LOOK, _LOST = "give-%s", "look-%s", "lost-%s"
"""Three forms stand on one page: no two fields have one id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What the cookie of an opened desk holds."""

    credential: str
    language: str


Shown = dict[str, Any]


@open_forms.open_form
@require_http_methods(["GET", "HEAD", "POST"])
def station(request: HttpRequest) -> HttpResponse:
    """Open the card desk, and do there what was asked."""
    opened = _opened(request)
    language = _language(request, opened)
    with translation.override(language):
        answer = _answer(request, opened, language)
        if isinstance(answer, TemplateResponse):
            answer.render()
    answer.headers["Permissions-Policy"] = _PERMISSIONS
    return answer


def _answer(request: HttpRequest, opened: _Opened | None, language: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, opened, language) if opened is not None else _door(request, language)
    try:
        open_forms.check(request, _PURPOSE, clock.now(), youngest=timedelta())
    except open_forms.OpenFormRefused as refusal:
        return (
            _page(request, opened, language, trouble=str(refusal)) if opened else _door(request, language, str(refusal))
        )
    what = request.POST.get("what", "")
    if what == "open":
        return _open(request, language)
    if opened is None:
        return _door(request, language, _("This desk was closed. Open it again; nothing is lost."))
    if what == "close":
        answer = _door(request, language, opened_before=False)
        answer.delete_cookie(COOKIE, path=PATH)
        return answer
    deed = _DEEDS.get(what)
    return _page(request, opened, language) if deed is None else deed(request, opened, language)


def _open(request: HttpRequest, language: str) -> HttpResponse:
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _door(request, language, form=form, status=422)
    credential = form.cleaned_data["credential"].strip()
    try:
        desks.station(credential=credential, at=clock.now())
    except Refused as refusal:
        form.add_error("credential", str(refusal))
        return _door(request, language, form=form, status=422)
    opened = _Opened(credential=credential, language=language)
    answer = _page(request, opened, language, said=_("The desk is open."))
    answer.set_cookie(
        COOKIE,
        signing.dumps({"c": credential, "l": language}, salt=_SALT),
        max_age=int(_OLDEST.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _redeem(request: HttpRequest, opened: _Opened, language: str) -> HttpResponse:
    form = _redeem_form(request)
    done = _tried(form, redeeming.redeem, opened)
    if done is None:
        return _page(request, opened, language, redeem_form=form, status=422)
    said = form.cleaned_data
    return _receipt(request, language, done, program=said["program"], proxy=said["proxy"])


def _for_the_tray(deed: Callable[..., redeeming.CardDone]) -> Callable[[HttpRequest, _Opened, str], HttpResponse]:
    """Answer the script of the page, which keeps a tray: what it may go on with, or each mistake by its field."""

    def answer(request: HttpRequest, opened: _Opened, language: str) -> HttpResponse:  # noqa: ARG001 - as all deeds
        form = _redeem_form(request)
        done = _tried(form, deed, opened)
        if done is None:
            listed = [str(one) for errors in form.errors.values() for one in errors]
            return JsonResponse({"refused": " ".join(listed)}, status=422)
        return JsonResponse({"state": done.state, "worth": str(dollars(done.cents))})

    return answer


def _redeem_form(request: HttpRequest) -> RedeemForm:
    return RedeemForm(request.POST, programs=cards.programs(), auto_id=_GIVE)


def _tried(form: RedeemForm, deed: Callable[..., redeeming.CardDone], opened: _Opened) -> redeeming.CardDone | None:
    """Do what slip and card were given for; None if that is refused, and then each refusal stands at its field."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return deed(
            credential=opened.credential,
            slip=said["slip"],
            receipt=said["receipt"],
            program=said["program"],
            proxy=said["proxy"],
            at=clock.now(),
        )
    except (Forged, AlreadyUsed) as refusal:
        form.add_error("slip", str(refusal))
    except NotFound as refusal:
        form.add_error("proxy", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _with_card(
    deed: Callable[..., redeeming.CardDone], name: str
) -> Callable[[HttpRequest, _Opened, str], HttpResponse]:
    def answer(request: HttpRequest, opened: _Opened, language: str) -> HttpResponse:
        form = CardForm(request.POST, programs=cards.programs(), auto_id=_LOOK)
        if form.is_valid():
            try:
                done = deed(credential=opened.credential, **form.cleaned_data, at=clock.now())
            except Refused as refusal:
                form.add_error("proxy", str(refusal))
            else:
                return _page(request, opened, language, card=form.cleaned_data, done=done, card_form=None)
        return _page(request, opened, language, card_form=form, tried=name, status=422)

    return answer


def _lost(request: HttpRequest, opened: _Opened, language: str) -> HttpResponse:
    form = LostForm(request.POST, programs=cards.programs(), auto_id=_LOST)
    if form.is_valid():
        try:
            done = redeeming.replace_lost(credential=opened.credential, **form.cleaned_data, at=clock.now())
        except Refused as refusal:
            form.add_error("receipt" if isinstance(refusal, NotFound) else None, str(refusal))
        else:
            if done.state == redeeming.WAITING:
                return _page(request, opened, language, lost_form=form, said=str(CARD_WORDS[redeeming.WAITING]))
            said = {"program": form.cleaned_data["program"], "proxy": form.cleaned_data["new_proxy"]}
            return _page(request, opened, language, card=said, done=done)
    return _page(request, opened, language, lost_form=form, status=422)


_DEEDS: Mapping[str, Callable[[HttpRequest, _Opened, str], HttpResponse]] = {
    "redeem": _redeem,
    "check": _for_the_tray(redeeming.check_slip),
    "tray": _for_the_tray(redeeming.redeem_given_out),
    "look": _with_card(redeeming.report_state, "look"),
    "hand_over": _with_card(redeeming.hand_over, "hand_over"),
    "mark_out": _with_card(redeeming.mark_out, "mark_out"),
    "lost": _lost,
}


def _receipt(
    request: HttpRequest, language: str, done: redeeming.CardDone, *, program: str, proxy: str
) -> HttpResponse:
    return TemplateResponse(
        request,
        "aid/receipt.html",
        _shell(request, language) | {"done": done, "program": program, "proxy": proxy, "card_words": CARD_WORDS},
    )


def _page(request: HttpRequest, opened: _Opened, language: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    try:
        desk = desks.station(credential=opened.credential, at=clock.now())
    except (NotKnown, Closed, OverQuota) as refusal:
        answer = _door(request, language, str(refusal))
        answer.delete_cookie(COOKIE, path=PATH)
        return answer
    programs = cards.programs()
    context: Shown = {
        "desk": desk,
        "redeem_form": RedeemForm(
            programs=programs, auto_id=_GIVE, initial={"receipt": sealed.new_code(length=CODE_LENGTH)}
        ),
        "card_form": CardForm(programs=programs, auto_id=_LOOK),
        "lost_form": LostForm(programs=programs, auto_id=_LOST),
        "card_words": CARD_WORDS,
        "full": BATCH,
    }
    given = {name: value for name, value in shown.items() if value is not None}
    return TemplateResponse(request, "aid/station.html", _shell(request, language) | context | given, status=status)


def _door(
    request: HttpRequest,
    language: str,
    trouble: str = "",
    *,
    form: OpenForm | None = None,
    opened_before: bool = True,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form or OpenForm(), "trouble": trouble, "closed": not opened_before}
    return TemplateResponse(request, "aid/open_station.html", _shell(request, language) | context, status=status)


def _shell(request: HttpRequest, language: str) -> Shown:
    return {
        "guard": open_forms.guard(_PURPOSE, clock.now(), sent=request if request.method == "POST" else None),
        "language": language,
        "languages": [(code, {"en": "English", "es": "Español"}[code]) for code in LANGUAGES],
    }


def _opened(request: HttpRequest) -> _Opened | None:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_OLDEST)
        return _Opened(credential=str(said["c"]), language=str(said["l"]))
    except (signing.BadSignature, KeyError, TypeError):
        return None


def _language(request: HttpRequest, opened: _Opened | None) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or (opened.language if opened else "en")
    return asked if asked in LANGUAGES else "en"
