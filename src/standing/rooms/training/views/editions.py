"""What counsel and the keepers of courses see: every edition as people read it, what changed, and the answer."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel, person
from standing.hall.installation.api import is_sample
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.sites import api as sites
from standing.rooms.training import permissions
from standing.rooms.training.actions import editions as actions
from standing.rooms.training.forms import DecideForm, PosterForm
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionState
from standing.rooms.training.rules import text as texts
from standing.rooms.training.rules import validity
from standing.rooms.training.rules.text import Finding, Stand
from standing.rooms.training.rules.validity import EachYear, Months
from standing.rooms.training.views.certificates import qr
from standing.rooms.training.views.parts import blocks, drawn, language_now

_ROWS = 25
_STANDS = {
    Stand.WAITING: (gettext_lazy("Waits for counsel"), "tag-info"),
    Stand.OUT: (gettext_lazy("People take it"), "tag-good"),
    Stand.EARLIER: (gettext_lazy("Taken earlier"), ""),
    Stand.WITHDRAWN: (gettext_lazy("Withdrawn"), "tag-bad"),
}


@require_safe
def list_courses(request: HttpRequest) -> HttpResponse:
    """Show every edition of every course with where it stands."""
    by = person(request)
    decides = counsel.is_counsel(by=by)
    rows = [
        {
            **_row(state),
            "title": state.terms.title,
            "can_decide": decides and not permissions.had_a_hand(edition=state.row, by=by),
        }
        for state in queries.states()
    ]
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(request, "training/list.html", {"page_obj": page, "is_sample": is_sample()})


@require_safe
def read_edition(request: HttpRequest, course: str, number: int) -> HttpResponse:
    """Show one edition as people read it in one of its languages, with right answers and what changed."""
    state = _state_for(course, number)
    by = person(request)
    return TemplateResponse(
        request,
        "training/edition.html",
        {
            **_context(request, state),
            "can_decide": permissions.can_decide(edition=state.row, by=by),
            "poster_form": PosterForm(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_edition(request: HttpRequest, course: str, number: int) -> HttpResponse:
    """Approve exactly the text on the page, or withdraw it with a note."""
    state = _state_for(course, number)
    context = _context(request, state)
    if request.method != "POST":
        form = DecideForm(initial={"seen_sha256": state.row.sha256})
        return TemplateResponse(request, "training/answer.html", {**context, "form": form})
    form = DecideForm(request.POST)
    if not form.is_valid():
        return render_invalid(request, "training/answer.html", {**context, "form": form})
    is_approval = form.cleaned_data["finding"] == Finding.APPROVED
    act = actions.approve_edition if is_approval else actions.withdraw_edition
    try:
        act(
            course=course,
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            note=form.cleaned_data["note"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "training/answer.html", {**context, "form": form})
    messages.success(
        request, _("People can take it now.") if is_approval else _("It is withdrawn. Your note stands on record.")
    )
    return redirect("training:list_courses")


@require_safe
def print_poster(request: HttpRequest, course: str) -> HttpResponse:
    """Return a poster with a square code that opens the course on a phone, for one site or for any."""
    now = clock.now()
    fact = queries.edition_out(course=course, at=now)
    form = PosterForm(request.GET)
    number = form.cleaned_data["site"].strip() if form.is_valid() else ""
    site = sites.site(id=number, known=now) if number else None
    if number and site is None:
        messages.error(request, _("The register of City property has no site with this number."))
        return redirect("training:read_edition", course=course, number=fact.number)
    address = f"{settings.STANDING['origin']}{reverse('training_pages:take', args=(course,))}"
    terms = queries.terms_of(fact)
    data = {
        "city": queries.city_name(at=now),
        "title": terms.title,
        "lead": terms.lead,
        "site": f"{site.name}" if site is not None else "",
        "id": f"COURSE-{course.upper()}/{fact.number}",
        "qr": qr(address),
        "address": address.partition("://")[2],
        "words": {
            "scan": _("Open the camera of your phone and point it here."),
            "minutes": _("It takes about %(minutes)d minutes. You need no account and no e-mail.")
            % {"minutes": terms.minutes},
            "badge": _("Have your employee number ready. It stands on your badge."),
            "qr_alt": _("Square code that opens the course on a phone"),
            "number": _("No. of this paper:"),
        },
    }
    made = paper.pdf(
        template="training/poster.typ", data=data, title=terms.title, language=language_now(), author=str(data["city"])
    )
    headers = {"Content-Disposition": f'inline; filename="poster-{course}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _state_for(course: str, number: int) -> EditionState:
    return queries.state_of(course=course, number=number)


def _row(state: EditionState) -> dict[str, object]:
    words, tag = _STANDS[state.stand]
    return {"state": state, "words": words, "tag": tag}


def _context(request: HttpRequest, state: EditionState) -> dict[str, object]:
    now = clock.now()
    fact = queries.edition(course=state.row.course_id, number=state.row.number, known=now)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in fact.languages else fact.languages[0]
    before = next((one for one in queries.states(course=fact.course) if one.row.number == fact.number - 1), None)
    terms = queries.terms_of(fact, language=language)
    return {
        **_row(state),
        **drawn(request, fact, language=language, at=now),
        "answers": [(one, blocks(one.explanation)) for one in terms.questions],
        "changed": state.terms.changed,
        "holds": _holds(fact.expires),
        "before": before,
        "old_words": texts.as_words(before.terms) if before is not None else "",
        "new_words": texts.as_words(state.terms),
        "is_out": fact.out_on is not None,
    }


def _holds(expires: str) -> str:
    match validity.expiry_of(expires):
        case Months(months=months):
            return ngettext("It holds %(months)d month.", "It holds %(months)d months.", months) % {"months": months}
        case EachYear(month=month, day=day):
            return _("It holds until %(day)s of each year.") % {"day": date_format(date(2024, month, day), "F j")}
        case _:
            return _("It does not expire.")
