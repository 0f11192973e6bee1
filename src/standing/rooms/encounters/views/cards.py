"""Cards of sites: made and printed in one go, taken back when one is lost."""

from __future__ import annotations

import io
from uuid import UUID

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotAllowed, Refused
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.forms import CodeForm
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import pack, places
from standing.rooms.encounters.views._doors import carry_out, or_404
from standing.rooms.sites.api import SiteFact

ROWS = 50
_GROUP = 4


@require_safe
def list_codes(request: HttpRequest) -> HttpResponse:
    """List the cards of one's sites."""
    return _codes(request, CodeForm(initial={"site": request.GET.get("site", "")}))


@require_POST
@or_404
def make_code(request: HttpRequest) -> HttpResponse:
    """Make a card and hand it out as a PDF. Its code is shown on that paper and nowhere else, ever."""
    now, by = clock.now(), person(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _codes(request, form)
    try:
        site = places.site(id=form.cleaned_data["site"], at=now)
        code = actions.make_code(site=site.id, by=by, at=now)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error("site", str(refusal))
        return _codes(request, form)
    content = _card(code=code, site=site, first=pack.first_language(known=now))
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="card-{site.id}.pdf"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
@or_404
def revoke_code(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take a card back."""
    carry_out(
        request,
        lambda: actions.revoke_code(code=code, by=person(request), at=clock.now()),
        done=_("The card is taken back. No alert comes from it any more."),
    )
    return redirect("encounters:list_codes")


def _codes(request: HttpRequest, form: CodeForm) -> HttpResponse:
    by = person(request)
    pages = Paginator(queries.codes(by=by, site=request.GET.get("site", "")), ROWS).get_page(request.GET.get("page"))
    own = permissions.departments_of(by=by, roles=permissions.WRITERS, city=permissions.CARDS)
    context = {
        "form": form,
        "pages": pages,
        "facts": queries.code_facts(pages.object_list),
        "departments": places.department_names(at=clock.now()),
        "can_make": own is None or bool(own),
        "own": own,
    }
    if form.is_bound and form.errors:
        return render_invalid(request, "encounters/list_codes.html", context)
    return TemplateResponse(request, "encounters/list_codes.html", context)


def _card(*, code: str, site: SiteFact, first: str) -> bytes:
    address = f"{settings.STANDING['origin']}/alert/{code}/"
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return paper.pdf(
        template="encounters/card.typ",
        data={
            "site": site.name,
            "number": site.id,
            "qr": out.getvalue().decode(),
            "alt": _("A square code that opens the alert of this site"),
            "code": " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP)),
            "address": f"{settings.STANDING['origin']}/alert/",
            "heading": _("Officers are here. What now?"),
            "steps": [
                _("Is somebody in danger? Call 911."),
                _("Scan the square. It opens the guide and the alert."),
                _("Tell what you see. Name nobody."),
                _("Never stand in the way. Give no consent. Say: I have to call my supervisor."),
            ],
            "by_hand": _("Without a camera: open this page and type the code."),
            "keep": _("For staff of this site. Do not take it home, and do not put it in a window."),
        },
        title=_("Card of the site: %(site)s") % {"site": site.name},
        language=first,
    )
