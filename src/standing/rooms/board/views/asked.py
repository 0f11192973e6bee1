"""Which moment a request means."""

from django.http import Http404, HttpRequest

from standing.hall import clock
from standing.rooms.board import queries, rules
from standing.rooms.board.forms import AsOfForm
from standing.rooms.board.rules import Moment


def moment_of(form: AsOfForm) -> Moment:
    """Return T and K of a form that was looked at; a field with a mistake counts as empty."""
    now = clock.now()
    form.is_valid()
    days = form.cleaned_data
    return rules.moment(on=days.get("on"), known=days.get("known"), now=now, zone=queries.zone_at(at=now))


def moment_or_404(request: HttpRequest) -> Moment:
    """Return T and K of an address; a malformed day is an address that does not exist."""
    form = AsOfForm(request.GET)
    if not form.is_valid():
        raise Http404
    return moment_of(form)
