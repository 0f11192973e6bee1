"""The public pages. Each asks one question of the queries and shows the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.board import queries
from standing.rooms.board.forms import AsOfForm, BoardForm
from standing.rooms.board.queries import Wanted
from standing.rooms.board.views.asked import moment_of, moment_or_404
from standing.rooms.obligations import api as obligations


@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    """Show how every department stands with every duty of an instrument."""
    form = BoardForm(request.GET, kinds=_kinds())
    moment = moment_of(form)
    wanted = Wanted(
        words=form.cleaned_data.get("words", ""),
        kind=form.cleaned_data.get("kind", ""),
        status=form.cleaned_data.get("status", ""),
    )
    try:
        board = queries.board(moment=moment, instrument=request.GET.get("instrument", ""), wanted=wanted)
    except NotFound as missing:
        raise Http404 from missing
    status = 200 if form.is_valid() else 422
    return TemplateResponse(
        request,
        "board/board.html",
        {"board": board, "form": form, "is_filtered": wanted != Wanted() or moment.is_past},
        status=status,
    )


@require_safe
def show_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show one department: its lights, its liaison, its plans and its evidence."""
    form = AsOfForm(request.GET)
    try:
        page = queries.department(id=department, moment=moment_of(form))
    except NotFound as missing:
        raise Http404 from missing
    return TemplateResponse(request, "board/department.html", {"page": page, "form": form})


@require_safe
def list_instruments(request: HttpRequest) -> HttpResponse:
    """Show the directives, ordinances and laws that duties come from."""
    moment = moment_or_404(request)
    return TemplateResponse(
        request, "board/instruments.html", {"moment": moment, "instruments": queries.instruments(moment=moment)}
    )


@require_safe
def show_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Show an instrument, its sources, and each sentence with the duty it makes or the reason why none."""
    try:
        page = queries.instrument(id=instrument, moment=moment_or_404(request))
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return TemplateResponse(request, "board/instrument.html", {"page": page})


@require_safe
def show_clause(request: HttpRequest, instrument: str, clause: str) -> HttpResponse:
    """Show a clause and how every department stands with it."""
    try:
        page = queries.clause(instrument_id=instrument, id=clause, moment=moment_or_404(request))
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return TemplateResponse(request, "board/clause.html", {"page": page})


@require_safe
def open_light(request: HttpRequest, obligation: str, department: str) -> HttpResponse:
    """Show why a light is what it is, and what would turn it green."""
    form = AsOfForm(request.GET)
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment_of(form))
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return TemplateResponse(request, "board/light.html", {"page": page, "form": form})


@require_safe
def list_plans(request: HttpRequest) -> HttpResponse:
    """Show which department filed which plan, and when."""
    moment = moment_or_404(request)
    return TemplateResponse(
        request, "board/plans.html", {"moment": moment, "campaigns": queries.filed_plans(moment=moment)}
    )


@require_safe
def list_waivers(request: HttpRequest) -> HttpResponse:
    """Show every waiver: which duty, why, and until when."""
    moment = moment_or_404(request)
    return TemplateResponse(
        request, "board/waivers.html", {"moment": moment, "waivers": obligations.waivers(known=moment.known)}
    )


@require_safe
def list_frozen(request: HttpRequest) -> HttpResponse:
    """Show the boards that were frozen at midnight, with their hashes."""
    return TemplateResponse(request, "board/frozen.html", {"days": obligations.frozen_days()})


def _kinds() -> list[str]:
    return list(dict.fromkeys(one.kind for one in queries.city.departments(known=clock.now())))
