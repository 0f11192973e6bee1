"""The roster as a list and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.installation import api as installation
from standing.kernel.lists import spelling
from standing.rooms.roster import permissions
from standing.rooms.roster.forms import FilterForm
from standing.rooms.roster.queries import listed, pack
from standing.rooms.roster.queries.listed import Filters
from standing.rooms.roster.queries.pack import Ground


@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    """List the people who fit, and how many each department has."""
    now, by = clock.now(), person(request)
    ground = pack.ground(known=now)
    form, filters = _asked(request, by=by, ground=ground)
    within = listed.visible_to(by=by)
    page = Paginator(listed.found(filters=filters, within=within), listed.PAGE).get_page(request.GET.get("page"))
    counts = listed.counts(within=within)
    return TemplateResponse(
        request,
        "roster/list.html",
        {
            "form": form,
            "page": page,
            "lines": listed.lines(page.object_list, by=by),
            "filters": filters,
            "is_filtered": filters != Filters(),
            "keeps": permissions.keeps(by=by),
            "counts": [
                (ground.departments.get(code, code), number)
                for code, number in counts.items()
                if (read := permissions.departments_read(by=by)) is None or code in read
            ],
            "most": max(counts.values(), default=1),
            "export": f"{reverse('roster:export_people')}?{request.GET.urlencode()}",
            "department_words": ground.departments,
            "work_type_words": ground.terms.work_types,
            "shift_words": ground.terms.shifts,
        },
    )


@require_safe
def export_people(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the people who fit as CSV, a line for each post; the same columns come in again."""
    now, by = clock.now(), person(request)
    _form, filters = _asked(request, by=by, ground=pack.ground(known=now))
    rows = listed.found(filters=filters, within=listed.visible_to(by=by))
    is_sample = installation.is_sample()
    name = f"{'sample-' if is_sample else ''}people.csv"
    return StreamingHttpResponse(
        _csv(listed.export(rows=rows, by=by, at=now, is_sample=is_sample)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _asked(request: HttpRequest, *, by: User, ground: Ground) -> tuple[FilterForm, Filters]:
    read = permissions.departments_read(by=by)
    names = ground.departments
    form = FilterForm(
        request.GET,
        departments=names if read is None else {code: names.get(code, code) for code in sorted(read)},
        work_types=ground.terms.work_types,
        shifts=ground.terms.shifts,
        sees_gone=read is None,
    )
    form.is_valid()  # a value that no list knows filters nothing
    said = form.cleaned_data
    return form, Filters(
        words=said.get("words", ""),
        department=said.get("department", ""),
        work_type=said.get("work_type", ""),
        shift=said.get("shift", ""),
        is_here=not said.get("gone"),
    )


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        """Hand it back."""
        return value


def _csv(lines: Iterator[tuple[str, ...]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read it as UTF-8
    for line in lines:
        yield writer.writerow([spelling.harmless(cell) for cell in line])
