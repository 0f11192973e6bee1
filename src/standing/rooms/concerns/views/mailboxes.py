"""The mailbox of a receipt code. The code comes by POST only; with JavaScript it does not come at all."""

from __future__ import annotations

import base64
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.sealed.api import NotACode, people
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.concerns.actions import reporting
from standing.rooms.concerns.forms import FINDING_WORDS, KIND_WORDS, CodeForm, ReplyForm
from standing.rooms.concerns.rules import envelopes
from standing.rooms.concerns.rules.reports import Busy, MailboxFact, OpenMailboxFact, State
from standing.rooms.concerns.views import _ground as ground
from standing.rooms.concerns.views._ground import ANSWER, TOO_MUCH


@require_http_methods(["GET", "HEAD", "POST"])
@ground.quiet
def answer(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and open the mailbox here where a browser cannot do it itself."""
    now = clock.now()
    page = ground.page(now)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            open_forms.check(request, ANSWER, now)
            if form.is_valid():
                found = reporting.read_mailbox(code=form.cleaned_data["receipt"], at=now)
                return _opened(request, found, code=form.cleaned_data["receipt"], now=now)
            status = 422
        except OpenFormRefused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, CameFromElsewhere) else 422
        except NotACode:
            form.add_error("receipt", _("A code has 12 letters and numbers. Please look at yours again."))
            status = 422
        except NotFound:
            form.add_error("receipt", ground.not_found(page))
            status = 422
        except Busy:
            form.add_error(None, ground.busy())
            status = TOO_MUCH
        except people.BoxDamaged:
            form.add_error(None, _("This report cannot be opened with its code. Please send a new one, or call."))
            status = 422
    script = ground.script_hash()
    context = {
        "page": page,
        "form": form,
        "guard": open_forms.guard(ANSWER, now),
        "script": script,
        "script_name": ground.SCRIPT,
        "token": open_forms.token_for(ANSWER, now),
    }
    return TemplateResponse(request, "concerns/answer.html", context, status=status)


@require_POST
@ground.quiet
def mailbox(request: HttpRequest) -> HttpResponse:
    """Hand a browser what is in a mailbox, all closed; it knows the mark of a code, not the code."""
    now = clock.now()
    page = ground.page(now)
    try:
        open_forms.check(request, ANSWER, now)
        found = reporting.open_mailbox(lookup=envelopes.hexadecimal(request.POST.get("lookup")), at=now)
    except CameFromElsewhere as refusal:
        return ground.said(str(refusal), status=403)
    except NotFound:
        return ground.said(ground.not_found(page), status=404)
    except Busy:
        return ground.said(ground.busy(), status=TOO_MUCH)
    except Refused as refusal:
        return ground.said(str(refusal), status=422, token=open_forms.token_for(ANSWER, now))
    return JsonResponse(
        {
            "state": _state_words(found),
            "finding": str(FINDING_WORDS[found.finding]) if found.finding else "",
            "is_closed": found.state is State.CLOSED,
            "day": date_format(found.day),
            "proof": found.proof,
            "public": _text(found.public),
            "for_reporter": _text(found.for_reporter),
            "boxes": [
                {"title": str(KIND_WORDS[kind]), "day": date_format(day), "box": _text(box)}
                for kind, day, box in found.boxes
            ],
            "token": open_forms.token_for(ANSWER, now),
        }
    )


@require_POST
@ground.quiet
def reply(request: HttpRequest) -> HttpResponse:
    """Keep what a reporter adds: a box from a browser, or words that are closed here."""
    return _boxed_reply(request) if "lookup" in request.POST else _plain_reply(request)


def _boxed_reply(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = ground.page(now)
    try:
        open_forms.check(request, ANSWER, now)
        box = envelopes.box(request.POST.get("box"), people.length_of(people.WORDS))
        reporting.take_reply(lookup=request.POST["lookup"], box=box, at=now)
    except CameFromElsewhere as refusal:
        return ground.said(str(refusal), status=403)
    except NotFound:
        return ground.said(ground.not_found(page), status=404)
    except Refused as refusal:
        return ground.said(str(refusal), status=422, token=open_forms.token_for(ANSWER, now))
    return JsonResponse({"token": open_forms.token_for(ANSWER, now)})


def _plain_reply(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    page = ground.page(now)
    code, form = request.POST.get("receipt", ""), ReplyForm(request.POST)
    try:
        open_forms.check(request, ANSWER, now)
        if form.is_valid():
            reporting.reply(code=code, text=form.cleaned_data["text"], at=now)
            found = reporting.read_mailbox(code=code, at=now)
            return _opened(request, found, code=code, now=now, is_sent=True)
    except (NotACode, NotFound):
        lost = CodeForm()
        context = {"page": page, "form": lost, "guard": open_forms.guard(ANSWER, now), "script": ""}
        return TemplateResponse(request, "concerns/answer.html", context, status=422)
    except Busy:
        form.add_error(None, ground.busy())
    except OpenFormRefused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, CameFromElsewhere):
            empty = {"page": page, "form": form, "guard": open_forms.guard(ANSWER, now), "script": ""}
            return TemplateResponse(request, "concerns/answer.html", {**empty, "form": CodeForm()}, status=403)
    except Refused as refusal:
        form.add_error("text", str(refusal))
    found = reporting.read_mailbox(code=code, at=now)
    return _opened(request, found, code=code, now=now, form=form)


def _opened(
    request: HttpRequest,
    found: OpenMailboxFact,
    *,
    code: str,
    now: datetime,
    form: ReplyForm | None = None,
    is_sent: bool = False,
) -> HttpResponse:
    return TemplateResponse(
        request,
        "concerns/mailbox.html",
        {
            "page": ground.page(now),
            "found": found,
            "state": _state_words(found.mailbox),
            "finding": FINDING_WORDS[found.mailbox.finding] if found.mailbox.finding else "",
            "words": [(one, KIND_WORDS[one.kind]) for one in found.words],
            "code": code,
            "form": form or ReplyForm(),
            "is_sent": is_sent,
            "is_closed": found.mailbox.state is State.CLOSED,
            "guard": open_forms.guard(ANSWER, now),
        },
        status=422 if form is not None else 200,
    )


def _state_words(found: MailboxFact) -> str:
    if found.state is State.NEW:
        return _("We have your report. Nobody has opened it yet.")
    if found.state is State.OPEN:
        return _("Somebody has read your report and is looking into it.")
    if found.state is State.FOUND:
        return _("We have looked into it. Here is what we found.")
    return _("Your report is closed. You can always send a new one.")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
