"""Lists of people: bring one, match its columns, look at what it would do, take it in, take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.lists import api as lists
from standing.hall.lists import views as pages
from standing.hall.lists.api import ListStep
from standing.hall.lists.views import PAGE
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.roster.actions import imports as actions
from standing.rooms.roster.forms import COLUMN_WORDS, VERDICT_WORDS, ApplyForm, ColumnsForm
from standing.rooms.roster.models import Import, ImportRow
from standing.rooms.roster.queries import imports as queries
from standing.rooms.roster.queries import judged, pack, people, samples
from standing.rooms.roster.queries.imports import LISTS
from standing.rooms.roster.queries.judged import JudgedFact
from standing.rooms.roster.rules import leaving
from standing.rooms.roster.rules.steps import RowState, Verdict

_OF_ROWS = {Verdict.WRONG: RowState.WRONG, Verdict.REPEATED: RowState.REPEATED}
_WRITTEN = (Verdict.JOINS, Verdict.MOVES, Verdict.LEAVES, Verdict.CHANGED)
_FIRST = (Verdict.WRONG, Verdict.LEAVES, Verdict.MOVES, Verdict.CHANGED, Verdict.JOINS, Verdict.SAME)

list_imports = pages.bring_page(LISTS, bring=actions.bring_list, samples=samples.names)
download_mistakes = pages.mistakes_page(LISTS)


def _ask_to_read(row: Import, form: ColumnsForm, by: User, at: datetime) -> None:
    said = form.cleaned_data
    actions.ask_to_read(
        import_id=row.pk, columns=form.chosen, department=said["department"], as_of=said["as_of"], by=by, at=at
    )


match_columns = pages.columns_page(
    LISTS,
    form=lambda *args, **more: ColumnsForm(*args, today=pack.today(at=clock.now()), **more),
    choose_sheet=actions.choose_sheet,
    ask_to_read=_ask_to_read,
    departments=lambda at: pack.departments(known=at),
)


@require_safe
def sample_list(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out a made-up list to try."""
    lines = samples.lines(name=name, at=clock.now())
    if lines is None:
        raise Http404
    return pages.csv_file(name, lines)


@require_safe
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a list is, and what it would do, person by person."""
    row = lists.find(LISTS, id=key)
    if row.step == ListStep.MATCHING:
        return redirect("roster:match_columns", key=key)
    return TemplateResponse(request, "roster/import.html", _context(request, row, None, at=clock.now()))


@require_POST
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list into the roster."""
    now = clock.now()
    row = lists.find(LISTS, id=key)
    form = _apply_form(row, request, at=now)
    if form.is_valid():
        said = form.cleaned_data
        try:
            is_done = actions.ask_to_apply(
                import_id=key,
                leave_out=bool(said.get("leave_out")),
                leaving_typed=said.get("leaving"),
                by=person(request),
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if is_done:
                messages.success(request, _("The list is taken in."))
            return redirect("roster:show_import", key=key)
    return render_invalid(request, "roster/import.html", _context(request, row, form, at=now))


@require_POST
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is taken back: everybody stands as before."))
    return redirect("roster:show_import", key=key)


@require_POST
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("roster:list_imports")


def _apply_form(row: Import, request: HttpRequest | None, *, at: datetime) -> ApplyForm:
    return ApplyForm(
        request.POST if request is not None else None,
        row=row,
        asks_again=leaving.asks_again(
            leaves=row.counts.get("leaves", 0),
            here=row.counts.get("here", 0),
            percent=pack.terms(known=at).ask_again_percent,
        ),
    )


def _context(request: HttpRequest, row: Import, form: ApplyForm | None, *, at: datetime) -> dict[str, object]:
    verdict = pages.shown_first(request, counts=row.counts, every=Verdict, first=_FIRST)
    # The pages are counted by what was found when the list was read; the rows are looked up anew.
    page = Paginator(range(row.counts.get(verdict.value, 0)), PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    found: tuple[JudgedFact, ...] = ()
    left_out: tuple[ImportRow, ...] = ()
    if row.step == ListStep.READ and verdict in _OF_ROWS:
        left_out = tuple(queries.rows_left_out(row=row, state=_OF_ROWS[verdict])[start : start + PAGE])
    elif row.step == ListStep.READ:
        found = judged.people(row=row, verdict=verdict, start=start, most=PAGE)
    ground = pack.ground(known=at)
    return pages.context_of(LISTS, row=row, verdicts=VERDICT_WORDS, shown=verdict, written=_WRITTEN, at=at) | {
        "form": form or _apply_form(row, None, at=at),
        "page": page,
        "found": found,
        "left_out": left_out,
        "site_words": people.site_names(
            {site for one in found for post in one.posts for site in (post["site"], post["our_site"]) if site}
        ),
        "column_words": COLUMN_WORDS,
        "department_words": ground.departments,
        "work_type_words": ground.terms.work_types,
        "shift_words": ground.terms.shifts,
    }
