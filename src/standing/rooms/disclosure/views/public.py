"""What everybody may see: counts of requests by quarter, and whom the City shares data with."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.rooms.disclosure import queries
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.views._parts import words


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show how many requests came, by quarter."""
    now = clock.now()
    pack, desk = packs.in_force(known=now), queries.desk_or_none(known=now)
    return TemplateResponse(
        request,
        "disclosure/counts.html",
        {
            "quarters": queries.quarters(at=now) if desk else (),
            "numbers": pack.thresholds if pack is not None else None,
            "has_desk": desk is not None,
            **words(desk=desk, at=now),
        },
    )


@require_safe
def counts_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the same counts as CSV (RFC 4180, UTF-8); an empty number is one that is not shown."""
    now = clock.now()
    mark = "sample" if installation.is_sample() else "record"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="requests{"-sample" if mark == "sample" else ""}.csv"'
    writer = csv.writer(answer)
    writer.writerow(("kind", "quarter", "table", "what", "number"))
    for quarter in queries.quarters(at=now):
        for table, shown in (("lane", quarter.lanes), ("outcome", quarter.outcomes)):
            for what, number in (("all", shown.total), *shown.cells.items()):
                writer.writerow((mark, quarter.name, table, what, "" if number is None else number))
    return answer


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """Show whom the City shares data with, and whether the contract forbids passing them on."""
    now = clock.now()
    desk = queries.desk_or_none(known=now)
    return TemplateResponse(
        request,
        "disclosure/sharing.html",
        {"partners": queries.partners(at=now, ended=False), "lanes": list(Lane), **words(desk=desk, at=now)},
    )
