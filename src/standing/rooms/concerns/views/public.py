"""What everybody sees: other ways first, the form, the proof. No cookie, nothing kept of a visit."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import people
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.canonical import canonical
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.concerns.actions import reporting
from standing.rooms.concerns.forms import ProofForm, ReportForm
from standing.rooms.concerns.queries import desk, keys, reports
from standing.rooms.concerns.queries.desk import PageFact
from standing.rooms.concerns.rules import envelopes
from standing.rooms.concerns.rules import reports as rules
from standing.rooms.concerns.rules.reports import Busy, KeysChanged
from standing.rooms.concerns.views import _ground as ground
from standing.rooms.concerns.views._ground import ANSWER, CONFLICT, PROOF, SEND, TOO_MUCH

MOST_BYTES = 200_000


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Say whom to turn to, in danger first; a city whose pack names nobody says that there is nothing yet."""
    now = clock.now()
    if not desk.has_desk(known=now):
        return TemplateResponse(request, "concerns/nobody.html")
    return TemplateResponse(request, "concerns/index.html", {"page": ground.page(now)})


@require_http_methods(["GET", "HEAD", "POST"])
@ground.quiet
def write(request: HttpRequest) -> HttpResponse:
    """Draw the form; without JavaScript take it in, and close it here."""
    now = clock.now()
    page = ground.page(now)
    if len(keys.readers()) < rules.FEWEST_READERS:
        return TemplateResponse(request, "concerns/closed.html", {"page": page}, status=503)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        abouts=page.abouts,
        can_give_name=bool(keys.custodians()),
    )
    if request.method != "POST":
        return _form(request, page, form, now)
    file = desk.desk_of(known=now)
    try:
        open_forms.check(request, SEND, now, youngest=timedelta(seconds=file.work.wait_seconds))
    except OpenFormRefused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, page, form, now, status=403 if isinstance(refusal, CameFromElsewhere) else 422)
    if not form.is_valid():
        return _form(request, page, form, now, status=422)
    try:
        reporting.pass_gate(name=reporting.SENT, most=file.limits.reports_a_minute, at=now)
        receipt = reporting.send_report(
            text=form.cleaned_data["text"],
            about=form.cleaned_data["about"],
            place=form.cleaned_data["place"],
            language=ground.language(),
            is_punished=form.cleaned_data["is_punished"],
            name=form.name,
            contact=form.reach,
            code=_code_of(request, form),
            at=now,
        )
    except Busy:
        form.add_error(None, ground.busy())
        return _form(request, page, form, now, status=TOO_MUCH)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, page, form, now, status=422)
    context = {"page": page, "receipt": receipt, "is_named": bool(form.name)}
    return TemplateResponse(request, "concerns/receipt.html", context)


@require_POST
@ground.quiet
def send(request: HttpRequest) -> HttpResponse:
    """Take in an envelope that a browser closed; nobody here sees a word."""
    now = clock.now()
    page = ground.page(now)
    try:
        open_forms.check(request, SEND, now)
        given = request.POST.get("envelope", "")
        if len(given) > MOST_BYTES:
            return ground.said(_("This is too long."), status=413)
        envelope = envelopes.read(given, words=people.length_of(people.WORDS), name=people.length_of(people.NAME))
        most = desk.desk_of(known=now).limits.reports_a_minute
        reporting.pass_gate(name=reporting.SENT, most=most, at=now)
        reporting.spend_work(solved=request.POST.get("sum", ""), key=ground.work_key(), at=now)
        reporting.take_report(envelope=envelope, at=now)
    except CameFromElsewhere as refusal:
        return ground.said(str(refusal), status=403)
    except Busy:
        return ground.said(ground.busy(), status=TOO_MUCH)
    except KeysChanged as refusal:
        return ground.said(str(refusal), status=CONFLICT, setup=ground.setup(now))
    except Refused as refusal:
        return ground.said(str(refusal), status=422, setup=ground.setup(now))
    return JsonResponse({"clock_days": page.clock_days})


@require_http_methods(["GET", "HEAD", "POST"])
@ground.quiet
def proof(request: HttpRequest) -> HttpResponse:
    """Show whoever has a proof number what the sealed log says, and how to check it."""
    now = clock.now()
    page = ground.page(now)
    form = ProofForm(request.POST if request.method == "POST" else None)
    found, status = None, 200
    if request.method == "POST":
        try:
            open_forms.check(request, PROOF, now, youngest=timedelta(seconds=1))
            if form.is_valid():
                found = reports.proof(proof=form.cleaned_data["proof"])
            else:
                status = 422
        except OpenFormRefused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, CameFromElsewhere) else 422
        except NotFound:
            form.add_error("proof", _("The log holds no report with this number."))
            status = 422
    context = {
        "page": page,
        "form": form,
        "found": found,
        "path": "\n".join(found.path) if found else "",
        "guard": open_forms.guard(PROOF, now),
    }
    return TemplateResponse(request, "concerns/proof.html", context, status=status)


@require_safe
@ground.quiet
def left(request: HttpRequest) -> HttpResponse:
    """Tell the browser to throw its copies away, and say that the page is closed."""
    response = TemplateResponse(request, "concerns/left.html")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _form(request: HttpRequest, page: PageFact, form: ReportForm, now: datetime, *, status: int = 200) -> HttpResponse:
    script = ground.script_hash()
    return TemplateResponse(
        request,
        "concerns/write.html",
        {
            "page": page,
            "form": form,
            "guard": open_forms.guard(SEND, now),
            "meter": ground.meter(request, now=now, server_seals=True),
            "sealed_meter": ground.meter(request, now=now),
            "script": script,
            "script_name": ground.SCRIPT,
            "setup": json.dumps(ground.setup(now)) if script else "",
            "wait": desk.desk_of(known=now).work.wait_seconds,
            "readers": keys.readers(),
            "longest": rules.LONGEST,
            "answer_token": open_forms.token_for(ANSWER, now),
        },
        status=status,
    )


def _code_of(request: HttpRequest, form: ReportForm) -> str:
    """Return the code that belongs to this page and these words, so that a second press sends nothing twice."""
    words = {name: str(value) for name, value in form.cleaned_data.items()}
    return sealed.code_for(secret=f"{open_forms.token_of(request)} {canonical(words).decode()}")
