"""What everybody may see: how many scenes there were, by month and division."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.rooms.scenes import queries
from standing.rooms.scenes.views._parts import words


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show how many scenes there were, by month."""
    now = clock.now()
    pack, log = packs.in_force(known=now), queries.log_or_none(known=now)
    return TemplateResponse(
        request,
        "scenes/counts.html",
        {
            "months": queries.public_months(at=now),
            "numbers": pack.thresholds if pack is not None else None,
            "log": log,
            **words(log),
        },
    )


@require_safe
def counts_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the same counts as CSV (RFC 4180, UTF-8); an empty number is one that is not shown."""
    mark = "sample" if installation.is_sample() else "record"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="scenes{"-sample" if mark == "sample" else ""}.csv"'
    writer = csv.writer(answer)
    writer.writerow(("kind", "month", "division", "number"))
    for month in queries.public_months(at=clock.now()):
        for division, number in (("all", month.divisions.total), *month.divisions.cells.items()):
            writer.writerow((mark, month.month, division, "" if number is None else number))
    return answer
