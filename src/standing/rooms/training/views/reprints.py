"""Certificates for people who finished on paper, or lost theirs: their department prints them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.city import api as city
from standing.rooms.roster import api as roster
from standing.rooms.roster.api import PersonFact
from standing.rooms.training import permissions
from standing.rooms.training.forms import BadgeForm
from standing.rooms.training.queries import certificates, courses, duties
from standing.rooms.training.views.certificates import handed_out, printed, said_on, title_of


@require_http_methods(["GET", "HEAD", "POST"])
def find_certificates(request: HttpRequest) -> HttpResponse:
    """List the certificates of somebody on the roster, to print them again."""
    now, by = clock.now(), person(request)
    form = BadgeForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if request.method != "POST":
        return TemplateResponse(request, "training/certificates.html", context)
    if form.is_valid():
        found = roster.find_person(
            number=form.cleaned_data["number"], name=form.cleaned_data["name"], on=courses.today(at=now)
        )
        if found is not None and _is_seen(found, by=by):
            rows = [(fact, bool(code)) for fact, code in certificates.of_person(person=found.id, at=now)]
            context |= {"found": found, "rows": rows}
            return TemplateResponse(request, "training/certificates.html", context)
        form.add_error(
            "number",
            _("Nobody of your department has this number and name today. Look at the badge, or at the roster."),
        )
    return render_invalid(request, "training/certificates.html", context)


@require_safe
def print_certificate(request: HttpRequest, completion: UUID) -> HttpResponse:
    """Hand out the certificate of a completion, as a tagged PDF."""
    now = clock.now()
    found, whose, code = certificates.of_completion(id=completion, at=now)
    if not _is_seen(roster.person(id=whose), by=person(request)):
        raise Http404
    return printed(found, code=code, at=now)


@require_safe
def print_certificates(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Hand out the certificates of all who were entered from a sheet at one time, a page for each."""
    now = clock.now()
    try:
        row = duties.entry(id=entry)
        permissions.check_can_see(department=row.sheet.department, by=person(request))
        sheet = duties.sheet(id=row.sheet_id)
    except Refused as missing:
        raise Http404(str(missing)) from None
    found = certificates.of_entry(entry=entry, at=now)
    if not found or getattr(sheet, "withdrawal", None) is not None:
        raise Http404
    names = dict(city.names(known=now))
    with override(sheet.language):
        made = paper.pdf(
            template="training/certificates.typ",
            data={
                "facts": [
                    [_("Course"), found[0][0].title],
                    [_("Department"), names.get(sheet.department, sheet.department)],
                    [_("Sheet"), sheet.code],
                ],
                "lead": _("One page for each person. Give each page to the person whose name stands on it."),
                "heads": [_("Page"), _("Name"), _("Handed over")],
                "people": [[str(page), fact.name, ""] for page, (fact, _code) in enumerate(found, start=2)],
                "certificates": [said_on(fact, code=code) | {"title": title_of(fact)} for fact, code in found],
            },
            title=_("Certificates to hand out"),
            language=sheet.language,
            author=courses.city_name(at=now),
        )
    return handed_out(made, name=f"certificates-{sheet.code}.pdf")


def _is_seen(found: PersonFact, *, by: User) -> bool:
    """Test whether somebody works, or worked last, where the person sees people by name."""
    seen = permissions.departments_seen(by=by)
    last = max((post.until_on or date.max for post in found.posts), default=None)
    return seen is None or any(post.department in seen for post in found.posts if (post.until_on or date.max) == last)
