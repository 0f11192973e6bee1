"""What firms, foremen and gates see: no account, no cookie; looking does nothing, the token comes by POST only."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.links import api as links
from standing.hall.paper import api as paper
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.contractors.actions import answering
from standing.rooms.contractors.actions._letters import ATTEST, CREW, grouped
from standing.rooms.contractors.actions.answering import NamedFirm
from standing.rooms.contractors.forms import AttestForm, CrewForm, DeclineForm, GateForm
from standing.rooms.contractors.models import Attestation
from standing.rooms.contractors.queries import answers, pack
from standing.rooms.contractors.queries.answers import CourseFact, PageFact
from standing.rooms.contractors.views._parts import square

GATE = "contractors.gate"
_TICKET = "standing.contractors.proof"
_TICKET_KEPT = timedelta(days=1)
_LINES = 18
_ROOM_TO_SIGN = "\u00a0\n\u00a0"
_CARDS = 8
OWN_PAGES = (("en", "English"), ("es", "Español"))
_SENTENCES = (
    gettext_noop("Nothing is left to answer here. What your firm answered is on record."),
    gettext_noop("This link was used already. What was done with it is on record."),
    gettext_noop("This link was replaced by a newer one. Use the last letter you got."),
    gettext_noop("The time of this link is over. Ask the City for a new one."),
    gettext_noop("The notice has new words since you opened it. Read it again, then attest."),
    gettext_noop("The list of contracts has changed since you opened it. Look at it again, then attest."),
)
"""What the rooms below say to firms, so that it can be said in their language."""


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def attest(request: HttpRequest) -> HttpResponse:
    """Show the door; open what a link is for; attest or decline by POST with the token."""
    now = clock.now()
    if request.method != "POST":
        return _door(request, now, sentence="")
    token = request.POST.get("token", "")
    try:
        open_forms.check(request, ATTEST, now, youngest=timedelta())
        fact = links.look(token=token, purpose=ATTEST, at=now)
        page = answers.page_of(answers.asking(id=fact.subject), language=_language(), at=now)
    except OpenFormRefused as refusal:
        return _door(request, now, sentence=str(refusal), status=_status(refusal))
    except Refused as refusal:
        return _door(request, now, sentence=_said(refusal), status=422)
    return _act(request, page, token, now)


def _act(request: HttpRequest, page: PageFact, token: str, now: datetime) -> HttpResponse:
    action = request.POST.get("action", "open")
    contracts = [(one.pk, f"{one.pk} {one.title}".strip()) for one in page.contracts]
    form = AttestForm(request.POST if action == "attest" else None, contracts=contracts)
    no = DeclineForm(request.POST if action == "decline" else None, auto_id="no_%s")
    if action == "attest" and form.is_valid():
        try:
            made = answering.attest(
                token=token,
                text=request.POST.get("text", ""),
                seen=request.POST.get("seen", ""),
                name=form.cleaned_data["name"],
                title=form.cleaned_data["title"],
                may_sign=form.cleaned_data["may_sign"],
                named=[NamedFirm(name=name, email=email, contract=under) for name, email, under in form.named],
                language=_language(),
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, _said(refusal))
        else:
            return TemplateResponse(
                request,
                "contractors/attested.html",
                {
                    "page": page,
                    "code": grouped(made.code),
                    "crew_link": made.crew_link,
                    "course": answers.course(language=_language(), at=now),
                    "ticket": signing.dumps(str(made.id), salt=_TICKET),
                    "guard": open_forms.guard(CREW, now, sent=request),
                    "proof_guard": open_forms.guard(ATTEST, now, sent=request),
                    "crew_token": made.crew_link.partition("#")[2],
                },
            )
    if action == "decline" and no.is_valid():
        try:
            answering.decline(token=token, reason=no.cleaned_data["reason"], at=now)
        except Refused as refusal:
            no.add_error("reason", _said(refusal))
        else:
            return TemplateResponse(request, "contractors/declined.html", {"page": page})
    has_mistakes = (form.is_bound and bool(form.errors)) or (no.is_bound and bool(no.errors))
    context = {
        "page": page,
        "form": form,
        "no": no,
        "token": token,
        "guard": open_forms.guard(ATTEST, now, sent=request),
        "own_pages": OWN_PAGES,
        "here": _language(),
    }
    return TemplateResponse(request, "contractors/answer.html", context, status=422 if has_mistakes else 200)


@require_POST
@open_forms.open_form
def proof(request: HttpRequest) -> HttpResponse:
    """Hand out the proof as PDF to who has just attested."""
    try:
        said = signing.loads(request.POST.get("ticket", ""), salt=_TICKET, max_age=_TICKET_KEPT)
        row = answers.attestation(id=said)
    except (signing.BadSignature, NotFound):
        raise Http404 from None
    with_code = f"{settings.STANDING['origin']}/gate/#{row.code}"
    body = paper.pdf(
        template="contractors/proof.typ",
        data={
            "qr": square(with_code),
            "alt": _("A square code that opens the check of this proof"),
            "code": grouped(row.code),
            "address": f"{settings.STANDING['origin']}/gate/",
            "facts": [
                [_("Firm"), row.firm.name],
                [_("Attested to edition"), str(row.edition)],
                [_("On"), _day(row.acknowledgement.on)],
                [_("Text"), row.acknowledgement.text_id],
            ],
            "contracts_heading": _("Contracts"),
            "contracts": [f"{one.pk} {one.title}".strip() for one in answers.contracts_of(attestation=row)],
            "how": _("Scan the square, or type the code at this address:"),
            "sha256": row.acknowledgement.text_id,
        },
        title=_("Proof of attestation"),
        language=_language(),
    )
    return _pdf(body, f"proof-{row.code}")


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def crew(request: HttpRequest) -> HttpResponse:
    """Show the course to a foreman, hand out the sheet, take in how many had it."""
    now = clock.now()
    if request.method != "POST":
        return _crew_door(request, now, sentence="")
    token = request.POST.get("token", "")
    try:
        open_forms.check(request, CREW, now, youngest=timedelta())
        row = answers.attestation(id=links.look(token=token, purpose=CREW, at=now).subject)
    except OpenFormRefused as refusal:
        return _crew_door(request, now, sentence=str(refusal), status=_status(refusal))
    except Refused as refusal:
        return _crew_door(request, now, sentence=_said(refusal), status=422)
    return _crew(request, row, token, now)


def _crew(request: HttpRequest, row: Attestation, token: str, now: datetime) -> HttpResponse:
    action, course = request.POST.get("action", "open"), answers.course(language=_language(), at=now)
    contracts = answers.contracts_of(attestation=row)
    if action == "sheet":
        return _sheet(row, [one.pk for one in contracts], course_title=course.title if course else "")
    if action == "cards" and course is not None:
        return _cards(row, course)
    form = CrewForm(
        request.POST if action == "report" else None,
        initial={"on": pack.today(at=now)},
        contracts=[(one.pk, f"{one.pk} {one.title}".strip()) for one in contracts],
        sites=answers.sites_of(contracts=contracts),
    )
    is_done = False
    if action == "report" and form.is_valid():
        try:
            answering.report_crew(token=token, course=request.POST.get("course", ""), at=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, _said(refusal))
        else:
            is_done = True
            form = CrewForm(contracts=form.fields["contract"].choices, sites=answers.sites_of(contracts=contracts))  # type: ignore[attr-defined]  # a choice field has choices
    context = {
        "row": row,
        "course": course,
        "form": form,
        "token": token,
        "is_done": is_done,
        "guard": open_forms.guard(CREW, now, sent=request),
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "contractors/crew.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def gate(request: HttpRequest) -> HttpResponse:
    """Say of one code whether its firm attested to the text that counts; nothing else."""
    now = clock.now()
    form = GateForm(request.POST if request.method == "POST" else None)
    found, status = None, 200
    if request.method == "POST":
        try:
            open_forms.check(request, GATE, now, youngest=timedelta())
            if form.is_valid():
                found = answers.proof(code=form.cleaned_data["code"], at=now)
        except OpenFormRefused as refusal:
            form.add_error(None, str(refusal))
            status = _status(refusal)
        except NotFound:
            form.add_error("code", _("No firm has this code. Look at it again: it has 12 letters and numbers."))
        if form.errors and status == 200:
            status = 422
    context = {"form": form, "found": found, "guard": open_forms.guard(GATE, now, sent=request)}
    return TemplateResponse(request, "contractors/gate.html", context, status=status)


def _door(request: HttpRequest, now: datetime, *, sentence: str, status: int = 200) -> HttpResponse:
    context = {
        "sentence": sentence,
        "guard": open_forms.guard(ATTEST, now, sent=request),
        "token": request.POST.get("token", "") if status != 200 else "",
    }
    return TemplateResponse(request, "contractors/attest.html", context, status=status)


def _crew_door(request: HttpRequest, now: datetime, *, sentence: str, status: int = 200) -> HttpResponse:
    context = {
        "sentence": sentence,
        "guard": open_forms.guard(CREW, now, sent=request),
        "token": request.POST.get("token", "") if status != 200 else "",
    }
    return TemplateResponse(request, "contractors/crew_door.html", context, status=status)


def _sheet(row: Attestation, contracts: list[str], *, course_title: str) -> HttpResponse:
    body = paper.pdf(
        template="contractors/sheet.typ",
        data={
            "facts": [
                [_("Firm"), row.firm.name],
                [_("Contracts"), ", ".join(contracts)],
                [_("Course"), course_title or _("The notice of the City")],
                [_("Day"), "…………………………"],
                [_("Site"), "…………………………"],
            ],
            "heads": [_("Number"), _("Name"), _("Signature")],
            "rows": [[str(number), "", _ROOM_TO_SIGN] for number in range(1, _LINES + 1)],
            "keep": _("This sheet stays with the firm. Do not send it to the City."),
        },
        title=_("Sheet for a crew"),
        language=_language(),
    )
    return _pdf(body, "crew-sheet")


def _cards(row: Attestation, course: CourseFact) -> HttpResponse:
    """Return cards that a foreman fills in by hand, for workers to show elsewhere. The City sees no name."""
    body = paper.pdf(
        template="contractors/cards.typ",
        data={
            "course": course.title,
            "edition": _("Edition %(number)d") % {"number": course.edition},
            "firm": row.firm.name,
            "lines": [_("Name"), _("Day"), _("Site"), _("Foreman")],
            "means": _("This person had the course with the crew. The firm keeps the signed sheet."),
            "check": _("To check the firm:"),
            "address": f"{settings.STANDING['origin']}/gate/".partition("://")[2],
            "code": grouped(row.code),
            "cards": _CARDS,
        },
        title=_("Cards for a crew"),
        language=_language(),
    )
    return _pdf(body, "crew-cards")


def _pdf(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"},
    )


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _status(refusal: OpenFormRefused) -> int:
    return 403 if isinstance(refusal, CameFromElsewhere) else 422


def _said(refusal: Refused) -> str:
    """Return the sentence in the reader's language, as far as it is there."""
    return _(str(refusal))
