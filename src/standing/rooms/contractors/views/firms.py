"""One firm: its offices, its letters, its answers; and the notice that every firm gets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _letters
from standing.rooms.contractors.actions import asking as actions
from standing.rooms.contractors.forms import BECAUSE_WORDS, ContactsForm
from standing.rooms.contractors.models import Contract
from standing.rooms.contractors.queries import coverage, listed, pack
from standing.rooms.contractors.views._parts import square


@require_safe
def show_firm(request: HttpRequest, firm: str) -> HttpResponseBase:
    """Show a firm with its letters and answers."""
    return TemplateResponse(request, "contractors/firm.html", _context(request, firm, None))


@require_POST
def save_contacts(request: HttpRequest, firm: str) -> HttpResponseBase:
    """Set to which offices letters go."""
    row = listed.firm(id=firm)
    form = ContactsForm(request.POST, rows=[(one.email, one.office) for one in listed.contacts(firm=row.pk)])
    if not form.is_valid():
        return render_invalid(request, "contractors/firm.html", _context(request, firm, form))
    actions.save_contacts(firm=firm, contacts=form.contacts, by=person(request), at=clock.now())
    messages.success(request, _("The offices are kept."))
    return redirect("contractors:show_firm", firm)


@require_POST
def paper_letter(request: HttpRequest, firm: str) -> HttpResponseBase:
    """Make a letter on paper with a square code that opens the firm's page."""
    now = clock.now()
    address, notice = actions.paper_letter(firm=firm, by=person(request), at=now)
    row, terms = listed.firm(id=firm), pack.terms(known=now)
    language = _letters.languages_of(row, terms=terms)[0]
    numbers = [one.contract for one in coverage.items(at=now, firms=(firm,)) if one.is_open]
    contracts = list(Contract.objects.filter(pk__in=numbers).order_by("pk"))
    text = acknowledgements.text(sha256=notice.texts.get(language) or next(iter(notice.texts.values())))
    with override(language):
        paragraphs = _letters.said(
            row,
            terms.ladder[notice.place],
            contracts,
            place=notice.place,
            parent="",
            answer_by=notice.answer_by,
            text=text,
        )
        body = paper.pdf(
            template="contractors/letter.typ",
            data={
                "day": now.date().isoformat(),
                "name": row.name,
                "paragraphs": paragraphs[1:],
                "qr": square(address),
                "alt": _("A square code that opens the page of this firm"),
                "how": _("Scan the square to answer. Or open this address and type the code:"),
                "address": address.partition("#")[0],
                "code": address.partition("#")[2],
                "notice": text.body,
                "notice_title": text.title,
                "sha256": text.sha256,
            },
            title=_("Notice: your people on City property"),
            language=language,
        )
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="letter-{firm}.pdf"', "Cache-Control": "no-store"},
    )


@require_safe
def read_notice(request: HttpRequest) -> HttpResponseBase:
    """Show the notice as firms read it, its editions, and the ladder."""
    now = clock.now()
    return TemplateResponse(
        request,
        "contractors/notice.html",
        {
            "terms": pack.terms_or_none(known=now),
            "editions": acknowledgements.editions(subject=coverage.SUBJECT),
            "language_words": pack.languages(known=now),
        },
    )


def _context(request: HttpRequest, firm: str, form: ContactsForm | None) -> dict[str, object]:
    now, by = clock.now(), person(request)
    row = listed.firm(id=firm)
    own = permissions.departments_read(by=by)
    if own is not None and not own & listed.departments_of(firm=firm):
        raise NotFound("There is no such firm.")
    terms = pack.terms(known=now)
    contacts = listed.contacts(firm=firm)
    items = list(coverage.items(at=now, firms=(firm,)))
    return {
        "row": row,
        "contacts": contacts,
        "form": form or ContactsForm(rows=[(one.email, one.office) for one in contacts]),
        "items": [one for one in items if own is None or one.department in own],
        "asking": listed.asking(firm=firm),
        "notices": listed.notices(firm=firm),
        "attestations": listed.attestations(firm=firm),
        "declines": listed.declines(firm=firm),
        "keeps": permissions.keeps(by=by),
        "rung_words": {one.id: one.name for one in terms.ladder},
        "because_words": BECAUSE_WORDS,
        "language_words": pack.languages(known=now),
    }
