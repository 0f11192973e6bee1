"""The public pages. Each asks one question of the queries and shows the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.board import queries
from standing.rooms.board.forms import AsOfForm, BoardForm
from standing.rooms.board.queries import Wanted
from standing.rooms.board.views.asked import moment_of
from standing.rooms.city import api as city
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
    board = queries.board(moment=moment, instrument=request.GET.get("instrument", ""), wanted=wanted)
    is_filtered = wanted != Wanted() or moment.is_past
    return _page(request, "board/board.html", form, moment=moment, board=board, is_filtered=is_filtered)


@require_safe
def show_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show one department: its lights, its liaison, its plans and its evidence."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    page = queries.department(id=department, moment=moment)
    return _page(request, "board/department.html", form, moment=moment, page=page)


@require_safe
def list_instruments(request: HttpRequest) -> HttpResponse:
    """Show the directives, ordinances and laws that duties come from."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    shown = queries.instruments(moment=moment)
    return _page(request, "board/instruments.html", form, moment=moment, instruments=shown)


@require_safe
def show_instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Show an instrument, its sources, and each sentence with the duty it makes or the reason why none."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    try:
        page = queries.instrument(id=instrument, moment=moment)
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return _page(request, "board/instrument.html", form, moment=moment, page=page)


@require_safe
def show_clause(request: HttpRequest, instrument: str, clause: str) -> HttpResponse:
    """Show a clause and how every department stands with it."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    try:
        page = queries.clause(instrument_id=instrument, id=clause, moment=moment)
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return _page(request, "board/clause.html", form, moment=moment, page=page)


@require_safe
def open_light(request: HttpRequest, obligation: str, department: str) -> HttpResponse:
    """Show why a light is what it is, and what would turn it green."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment)
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return _page(request, "board/light.html", form, moment=moment, page=page)


@require_safe
def list_plans(request: HttpRequest) -> HttpResponse:
    """Show which department filed which plan, and when."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    campaigns = queries.filed_plans(moment=moment)
    return _page(request, "board/plans.html", form, moment=moment, campaigns=campaigns)


@require_safe
def list_waivers(request: HttpRequest) -> HttpResponse:
    """Show every waiver: which duty, why, and until when."""
    form = AsOfForm(request.GET)
    moment = moment_of(form)
    return _page(request, "board/waivers.html", form, moment=moment, waivers=queries.waivers(moment=moment))


@require_safe
def list_frozen(request: HttpRequest) -> HttpResponse:
    """Show the boards that were frozen at midnight, with their hashes."""
    return TemplateResponse(request, "board/frozen.html", {"days": obligations.frozen_days()})


@require_safe
def data_inventory(request: HttpRequest) -> HttpResponse:
    """Show every column of every table: about whom, why, until when."""
    return TemplateResponse(request, "board/data_inventory.html", {"places": queries.inventory()})


def _page(request: HttpRequest, template: str, form: AsOfForm, **shown: object) -> HttpResponse:
    """Show a page; a day that cannot be read makes it 422, with what was typed and how it stands now."""
    status = 200 if form.is_valid() else 422
    return TemplateResponse(request, template, {"form": form, **shown}, status=status)


def _kinds() -> list[str]:
    return list(dict.fromkeys(one.kind for one in city.departments(known=clock.now())))
