"""Which moment a request means."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from standing.hall import clock
from standing.kernel.refusals import Refused
from standing.rooms.board import queries, rules
from standing.rooms.board.forms import AsOfForm
from standing.rooms.board.rules import Moment


def moment_of(form: AsOfForm) -> Moment:
    """Return T and K of a form; a field with a mistake counts as empty, so the page can show it beside the rest."""
    form.is_valid()
    days = form.cleaned_data
    now, zone = _now()
    return rules.moment(on=days.get("on"), known=days.get("known"), now=now, zone=zone)


def moment_or_refusal(request: HttpRequest) -> Moment:
    """Return T and K of the address of a download. :raises Refused: if what is written is no day."""
    form = AsOfForm(request.GET)
    if not form.is_valid():
        raise Refused(" ".join(f"'{name}' is not a day. Write it like 2025-07-25." for name in form.errors))
    return moment_of(form)


def exact_moment_or_refusal(request: HttpRequest) -> Moment:
    """Return T and K of a proof: two moments, or two days as elsewhere. :raises Refused: if it is neither."""
    if "at" not in request.GET:
        return moment_or_refusal(request)
    now, zone = _now()
    return rules.exact(at=request.GET["at"], known=request.GET.get("known", ""), now=now, zone=zone)


def _now() -> tuple[datetime, ZoneInfo]:
    now = clock.now()
    return now, queries.zone_at(at=now)
