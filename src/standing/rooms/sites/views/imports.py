"""Property lists: bring one, match its columns, look at what it would do, take it in, take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
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
from standing.rooms.sites.actions import imports as actions
from standing.rooms.sites.forms import COLUMN_WORDS, ColumnsForm
from standing.rooms.sites.models import Import
from standing.rooms.sites.queries import imports as queries
from standing.rooms.sites.queries import pack, samples
from standing.rooms.sites.queries.imports import LISTS
from standing.rooms.sites.rules.steps import Verdict

VERDICT_WORDS = {
    Verdict.NEW: gettext_lazy("Added"),
    Verdict.CHANGED: gettext_lazy("Changed"),
    Verdict.SAME: gettext_lazy("Unchanged"),
    Verdict.DUPLICATE: gettext_lazy("Repeated in the list"),
    Verdict.UNSURE: gettext_lazy("Perhaps ours: you decide"),
    Verdict.WRONG: gettext_lazy("With mistakes"),
}
_FIRST = (Verdict.WRONG, Verdict.UNSURE, Verdict.NEW, Verdict.CHANGED, Verdict.DUPLICATE, Verdict.SAME)
_WRITTEN = (Verdict.NEW, Verdict.CHANGED)

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
def sample_list(_request: HttpRequest, name: str) -> FileResponse:
    """Hand out a made-up list to try."""
    path = samples.path(name=name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_safe
def show_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a list is, and what it would do, row by row."""
    row = lists.find(LISTS, id=key)
    if row.step == ListStep.MATCHING:
        return redirect("sites:match_columns", key=key)
    return TemplateResponse(request, "sites/import.html", _context(request, row, ApplyForm(row=row), at=clock.now()))


@require_POST
def answer_rows(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Say which rows are sites of ours."""
    said = {int(name[4:]): value for name, value in request.POST.items() if name[:4] == "row_" and name[4:].isdigit()}
    actions.answer_rows(
        import_id=key,
        same=[line for line, value in said.items() if value == "same"],
        other=[line for line, value in said.items() if value == "other"],
        by=person(request),
        at=clock.now(),
    )
    messages.success(request, _("Your answers are kept."))
    return redirect("sites:show_import", key=key)


@require_POST
def apply_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take a list into the register."""
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
        return render_invalid(request, "sites/import.html", _context(request, row, form, at=now))
    if is_done:
        messages.success(request, _("The list is taken in."))
    return redirect("sites:show_import", key=key)


@require_POST
def undo_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Put back what was before."""
    sites = actions.undo_import(import_id=key, by=person(request), at=clock.now())
    messages.success(
        request,
        ngettext(
            "The list is taken back: %(number)d site is as it was.",
            "The list is taken back: %(number)d sites are as they were.",
            sites,
        )
        % {"number": sites},
    )
    return redirect("sites:show_import", key=key)


@require_POST
def drop_import(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Forget a list that was not taken in."""
    actions.drop_import(import_id=key, by=person(request), at=clock.now())
    messages.success(request, _("The list is forgotten. Nothing of it was taken in."))
    return redirect("sites:list_imports")


def _context(request: HttpRequest, row: Import, form: ApplyForm, *, at: datetime) -> dict[str, object]:
    verdict = pages.shown_first(request, counts=row.counts, every=Verdict, first=_FIRST)
    page = Paginator(queries.rows(row=row, verdict=verdict), PAGE).get_page(request.GET.get("page"))
    return pages.context_of(LISTS, row=row, verdicts=VERDICT_WORDS, shown=verdict, written=_WRITTEN, at=at) | {
        "form": form,
        "page": page,
        "found": queries.described(list(page.object_list)) if row.step == ListStep.READ else (),
        "column_words": COLUMN_WORDS,
        "department_words": pack.departments(known=at),
    }
