"""Lists of contracts: bring one, match its columns, look at what it would do, take it in, take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.lists import api as lists
from standing.hall.lists import views as pages
from standing.hall.lists.api import ListStep
from standing.hall.lists.forms import ApplyForm
from standing.hall.lists.views import PAGE
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.contractors.actions import imports as actions
from standing.rooms.contractors.forms import COLUMN_WORDS, VERDICT_WORDS, ColumnsForm
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import imports as queries
from standing.rooms.contractors.queries import pack, samples
from standing.rooms.contractors.queries.imports import LISTS
from standing.rooms.contractors.rules.steps import Verdict

_FIRST = (Verdict.WRONG, Verdict.CHANGED, Verdict.NEW, Verdict.REPEATED, Verdict.SAME)
_WRITTEN = (Verdict.NEW, Verdict.CHANGED, queries.ENDED)

list_imports = pages.bring_page(LISTS, bring=actions.bring_list, samples=samples.names)
download_mistakes = pages.mistakes_page(LISTS)


def _ask_to_read(row: Import, form: ColumnsForm, by: User, at: datetime) -> None:
    actions.ask_to_read(import_id=row.pk, columns=form.chosen, department=form.cleaned_data["department"], by=by, at=at)


match_columns = pages.columns_page(
    LISTS,
    form=ColumnsForm,
    choose_sheet=actions.choose_sheet,
    ask_to_read=_ask_to_read,
    departments=lambda at: pack.departments(known=at),
)


@require_safe
def sample_list(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out a made-up list to try; only a sample takes it in."""
    lines = samples.named(name=name, at=clock.now())
    if lines is None:
        raise Http404
    return pages.csv_file(name, lines)


@require_safe
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a list is, and what it would do, row by row."""
    row = lists.find(LISTS, id=key)
    if row.step == ListStep.MATCHING:
        return redirect("contractors:match_columns", key=key)
    context = _context(request, row, ApplyForm(row=row), at=clock.now())
    return TemplateResponse(request, "contractors/import.html", context)


@require_POST
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list in."""
    now = clock.now()
    row = lists.find(LISTS, id=key)
    form = ApplyForm(request.POST, row=row)
    form.is_valid()
    leave_out = bool(form.cleaned_data.get("leave_out"))
    try:
        is_done = actions.ask_to_apply(import_id=key, leave_out=leave_out, by=person(request), at=now)
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "contractors/import.html", _context(request, row, form, at=now))
    if is_done:
        messages.success(request, _("The list is taken in."))
    return redirect("contractors:show_import", key=key)


@require_POST
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    number = actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(
        request,
        ngettext(
            "The list is taken back: %(number)d contract is as it was.",
            "The list is taken back: %(number)d contracts are as they were.",
            number,
        )
        % {"number": number},
    )
    return redirect("contractors:show_import", key)


@require_POST
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("contractors:list_imports")


def _context(request: HttpRequest, row: Import, form: ApplyForm, *, at: datetime) -> dict[str, object]:
    verdict = pages.shown_first(request, counts=row.counts, every=Verdict, first=_FIRST)
    # The pages are counted by what was found when the list was read; the rows are looked up anew.
    page = Paginator(range(row.counts.get(verdict.value, 0)), PAGE).get_page(request.GET.get("page"))
    is_read = row.step == ListStep.READ
    start = (page.number - 1) * PAGE
    return pages.context_of(LISTS, row=row, verdicts=VERDICT_WORDS, shown=verdict, written=_WRITTEN, at=at) | {
        "form": form,
        "page": page,
        "found": queries.rows(row=row, verdict=verdict, start=start, most=PAGE) if is_read else (),
        "column_words": COLUMN_WORDS,
        "department_words": pack.departments(known=at),
        "site_words": pack.site_names(known=at) if is_read else {},
    }
