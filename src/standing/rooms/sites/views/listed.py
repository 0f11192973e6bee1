"""The register as a list with a map, as a file, and where something is missing."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.installation import api as installation
from standing.kernel import places
from standing.kernel.lists import spelling
from standing.kernel.places import Drawing
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import editing
from standing.rooms.sites.forms import GAP_WORDS, USE_WORDS, FilterForm, JudgeForm
from standing.rooms.sites.models import Site
from standing.rooms.sites.queries import export, listed, pack
from standing.rooms.sites.queries.listed import Filters
from standing.rooms.sites.queries.pack import Ground
from standing.rooms.sites.rules.records import Gap, Use


@require_safe
def list_sites(request: HttpRequest) -> HttpResponse:
    """List the sites that fit, with a map where the pack draws districts."""
    now, by = clock.now(), person(request)
    ground = pack.ground(known=now)
    form, filters = _asked(request, by=by, ground=ground)
    found = listed.found(filters=filters, within=listed.visible_to(by=by))
    page = Paginator(found.rows.defer("named", "words"), listed.PAGE).get_page(request.GET.get("page"))
    kept = permissions.departments_kept(by=by)
    return TemplateResponse(
        request,
        "sites/list.html",
        {
            "form": form,
            "page": page,
            "rows": [
                (number, row, kept is None or row.department in kept, [GAP_WORDS[Gap(gap)] for gap in row.gaps])
                for number, row in enumerate(page.object_list, start=page.start_index() or 1)
            ],
            "meant": found.meant,
            "filters": filters,
            "is_filtered": filters != Filters(),
            "map": _map(page, ground),
            "map_missing_because": ground.terms.map_missing_because,
            "keeps": kept is None or bool(kept),
            "brings": kept is None,
            "judge": JudgeForm(auto_id="judge_%s"),
            "export": f"{reverse('sites:export_sites')}?{request.GET.urlencode()}",
            **_words(ground),
        },
    )


@require_safe
def export_sites(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the sites that fit as CSV; the same columns come in again."""
    now, by = clock.now(), person(request)
    _form, filters = _asked(request, by=by, ground=pack.ground(known=now))
    rows = listed.found(filters=filters, within=listed.visible_to(by=by)).rows
    is_sample = installation.is_sample()
    name = f"{'sample-' if is_sample else ''}sites.csv"
    return StreamingHttpResponse(
        _csv(export.lines(rows=rows.iterator(chunk_size=1000), at=now, is_sample=is_sample)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_POST
def judge_sites(request: HttpRequest) -> HttpResponse:
    """Say of the chosen sites whether they were or could be used."""
    back = request.POST.get("back", "")
    here = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("sites:list_sites")
    chosen = request.POST.getlist("site")
    form = JudgeForm(request.POST)
    if not chosen or not form.is_valid():
        messages.error(request, _("Choose at least one site, and what to say of it."))
        return redirect(here)
    changed = editing.judge_sites(
        ids=chosen,
        use=Use(form.cleaned_data["use"]),
        because=form.cleaned_data["use_because"],
        by=person(request),
        at=clock.now(),
    )
    messages.success(
        request,
        ngettext("%(number)d site was changed.", "%(number)d sites were changed.", changed) % {"number": changed},
    )
    return redirect(here)


@require_safe
def list_gaps(request: HttpRequest) -> HttpResponse:
    """Show what is missing, department by department."""
    now, by = clock.now(), person(request)
    rows = listed.missing(within=listed.visible_to(by=by))
    totals = {gap: sum(row.gaps.get(gap, 0) for row in rows) for gap in Gap}
    return TemplateResponse(
        request,
        "sites/gaps.html",
        {
            "rows": rows,
            "totals": list(totals.items()),
            "sites": sum(row.sites for row in rows),
            "with_gaps": sum(row.with_gaps for row in rows),
            "gap_words": GAP_WORDS,
            "department_words": pack.departments(known=now),
        },
    )


def _asked(request: HttpRequest, *, by: User, ground: Ground) -> tuple[FilterForm, Filters]:
    departments = ground.departments
    read = permissions.departments_read(by=by)
    form = FilterForm(
        request.GET,
        departments=departments if read is None else {code: departments.get(code, code) for code in sorted(read)},
        kinds=ground.terms.kinds,
        districts=ground.districts,
    )
    form.is_valid()  # a value that no list knows filters nothing
    said = form.cleaned_data
    return form, Filters(
        words=said.get("words", ""),
        department=said.get("department", ""),
        kind=said.get("kind", ""),
        district=said.get("district", ""),
        use=said.get("use", ""),
        gap=said.get("gap", ""),
        is_listed=not said.get("given_up"),
    )


def _map(page: Page[Site], ground: Ground) -> Drawing | None:
    points = [
        (number, (row.longitude, row.latitude))
        for number, row in enumerate(page.object_list, start=page.start_index() or 1)
        if row.longitude is not None and row.latitude is not None
    ]
    return places.drawing(outlines=ground.outlines, points=points) if ground.outlines and points else None


def _words(ground: Ground) -> Mapping[str, object]:
    return {
        "department_words": ground.departments,
        "kind_words": ground.terms.kinds,
        "district_words": ground.districts,
        "use_words": USE_WORDS,
    }


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
