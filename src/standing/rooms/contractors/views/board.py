"""How firms stand: the board for staff, the list with its file, and the counts for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import declaring
from standing.rooms.contractors.forms import STATE_WORDS, FilterForm
from standing.rooms.contractors.queries import asked, coverage, listed, pack
from standing.rooms.contractors.queries.coverage import CoverageFact
from standing.rooms.contractors.queries.listed import Filters
from standing.rooms.contractors.rules.steps import State
from standing.rooms.contractors.views._parts import csv_of

_FIRST = 25


@require_safe
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the coverage by heads: the whole, by department, by site, and which contracts are silent."""
    now, by = clock.now(), person(request)
    own = permissions.departments_read(by=by)
    found = coverage.coverage(at=now, departments=own)
    declared = asked.declared(departments=own)
    silent = listed.contracts(at=now, within=own, filters=Filters(state="silent"))
    return TemplateResponse(
        request,
        "contractors/board.html",
        {
            "found": found,
            "departments": _rows(found, pack.departments(known=now)),
            "sites": sorted(
                ((number, name, count) for number, name, count in _sites(found, dict(pack.site_names(known=now)))),
                key=lambda one: (-one[2].heads.get(State.SILENT, 0), one[1]),
            )[:_FIRST],
            "silent": silent[:_FIRST],
            "silent_count": found.whole.silent,
            "keeps": permissions.keeps(by=by),
            "declared": [(one, pack.departments(known=now).get(one.department, one.department)) for one in declared],
            "may_declare": [
                (code, pack.departments(known=now).get(code, code))
                for code in sorted(permissions.speaks_for(by=by) - {one.department for one in declared})
                if code not in found.departments
            ],
            "speaks_for": permissions.speaks_for(by=by),
            "terms": pack.terms_or_none(known=now),
            "on_paper": asked.to_post_on_paper() if permissions.keeps(by=by) else (),
        },
    )


@require_POST
def declare_none(request: HttpRequest, department: str) -> HttpResponse:
    """Say that no firm has people on the department's property, or take it back."""
    now, by = clock.now(), person(request)
    if request.POST.get("back"):
        declaring.take_declaration_back(department=department, by=by, at=now)
        messages.success(request, _("This was taken back."))
    else:
        declaring.declare_none(department=department, by=by, at=now)
        messages.success(request, _("This is on record. It ends by itself when a list names a contract."))
    return redirect("contractors:show_board")


@require_safe
def list_contracts(request: HttpRequest) -> HttpResponse:
    """List contracts with people on City property, the silent ones first."""
    now, by = clock.now(), person(request)
    form, filters, own = _asked(request, by=by)
    rows = listed.contracts(at=now, within=own, filters=filters)
    page = Paginator(rows, listed.PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "contractors/contracts.html",
        {
            "form": form,
            "page": page,
            "rows": [(row, listed.state_of(row)) for row in page.object_list],
            "is_filtered": filters != Filters(),
            "state_words": STATE_WORDS,
            "department_words": pack.departments(known=now),
            "export": f"{reverse('contractors:export_contracts')}?{request.GET.urlencode()}",
        },
    )


@require_safe
def export_contracts(request: HttpRequest) -> HttpResponseBase:
    """Hand out the contracts that fit as CSV."""
    now, by = clock.now(), person(request)
    _form, filters, own = _asked(request, by=by)
    rows = listed.contracts(at=now, within=own, filters=filters)
    lines = listed.export(
        rows=rows.iterator(chunk_size=1000), names=pack.departments(known=now), day=pack.today(at=now)
    )
    return csv_of("contracts", lines)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Show everybody how many contracts of each department are attested, excepted or silent."""
    now = clock.now()
    found = coverage.coverage(at=now)
    return TemplateResponse(
        request,
        "contractors/public.html",
        {
            "found": found,
            "departments": _rows(found, pack.departments(known=now)),
            "terms": pack.terms_or_none(known=now),
        },
    )


@require_safe
def public_csv(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - Django hands it over
    """Hand out the same counts as CSV."""
    now = clock.now()
    rows = _rows(coverage.coverage(at=now), pack.departments(known=now))
    day = pack.today(at=now).isoformat()

    def lines() -> Iterator[tuple[str, ...]]:
        yield ("department", "contracts", "attested", "excepted", "silent", "counted on")
        for code, _name, count in rows:
            said = [str(count.contracts.get(state, 0)) for state in State]
            yield (code, str(count.all_contracts), *said, day)

    return csv_of("contractors", lines())


def _rows(found: CoverageFact, names: Mapping[str, str]) -> list[tuple[str, str, coverage.CountFact]]:
    rows = [(code, names.get(code, code), count) for code, count in found.departments.items()]
    return sorted(rows, key=lambda one: one[1])


def _sites(found: CoverageFact, names: dict[str, str]) -> Iterator[tuple[str, str, coverage.CountFact]]:
    for number, count in found.sites.items():
        yield number, names.get(number, number), count


def _asked(request: HttpRequest, *, by: User) -> tuple[FilterForm, Filters, frozenset[str] | None]:
    own = permissions.departments_read(by=by)
    names = pack.departments(known=clock.now())
    form = FilterForm(
        request.GET,
        departments=names if own is None else {code: names.get(code, code) for code in sorted(own)},
    )
    form.is_valid()  # a value that no list knows filters nothing
    said = form.cleaned_data
    return (
        form,
        Filters(
            words=said.get("words", ""),
            department=said.get("department", ""),
            state=said.get("state", ""),
            site=request.GET.get("site", "")[:16],
        ),
        own,
    )
