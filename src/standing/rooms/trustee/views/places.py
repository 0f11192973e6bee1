"""Desks, for keepers: added with a link that is shown once, bounded, let go."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.forms import DeskForm, QuotaForm
from standing.rooms.trustee.views._pages import FormPage, ask, press


@require_http_methods(["GET", "HEAD", "POST"])
def add_desk(request: HttpRequest, round: str) -> HttpResponse:
    """Let a desk ask. The page that follows shows its link, this once."""
    fact, manifest, _desks = queries.round_fact(round_=round)
    form = DeskForm(request.POST if request.method == "POST" else None, groups=manifest.groups, quota=manifest.quota)
    page = FormPage(
        title=_("Add a desk"),
        lead=_("The next page shows the link that opens the desk. It is shown once; only its fingerprint is kept."),
        button=_("Add the desk"),
        back=reverse("trustee:show_round", args=[round]),
        back_title=fact.name,
    )
    context = {"form": form, "page": page}
    if request.method != "POST":
        return TemplateResponse(request, "trustee/form.html", context)
    if form.is_valid():
        said = form.cleaned_data
        try:
            credential = actions.add_desk(round_=round, **said, by=person(request), at=clock.now())
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return _shown_once(request, round, said["group"], said["name"], credential)
    return render_invalid(request, "trustee/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_desk(request: HttpRequest, desk: UUID) -> HttpResponse:
    """Let a desk ask more or less often a day."""
    found = queries.desk(desk=desk)
    fact, manifest, _desks = queries.round_fact(round_=found.round)
    form = QuotaForm(
        request.POST if request.method == "POST" else None,
        quota=manifest.quota,
        initial={"evaluations_a_day": found.evaluations_a_day, "claims_a_day": found.claims_a_day},
    )

    def do() -> str:
        actions.set_quota(desk=desk, **form.cleaned_data, by=person(request), at=clock.now())
        return reverse("trustee:show_round", args=[found.round])

    page = FormPage(
        title=_("How often %(group)s: %(name)s may ask") % {"group": found.group, "name": found.name},
        lead=_("From now on, also for today."),
        button=_("Change it"),
        back=reverse("trustee:show_round", args=[found.round]),
        back_title=fact.name,
    )
    return ask(request, form, page, do=do, done=_("Changed."))


@require_POST
def revoke_desk(request: HttpRequest, desk: UUID) -> HttpResponse:
    """Let a desk ask no more."""
    found = queries.desk(desk=desk)
    return press(
        request,
        do=lambda: actions.revoke_desk(desk=desk, by=person(request), at=clock.now()),
        done=_("The desk may not ask any more."),
        there=reverse("trustee:show_round", args=[found.round]),
    )


def _shown_once(request: HttpRequest, round_: str, group: str, name: str, credential: str) -> HttpResponse:
    # After the number sign: a browser sends that part to nobody.
    secret = f"trustee={credential}&group={quote(group, safe='')}&name={quote(name, safe='')}"
    link = request.build_absolute_uri(f"/desk/{round_}/#{secret}")
    shown = {
        "round": round_,
        "group": group,
        "name": name,
        "link": link,
        "picture": segno.make(link, error="m", micro=False).svg_data_uri(border=2, light="#ffffff"),
    }
    page = TemplateResponse(request, "trustee/shown_once.html", shown)
    add_never_cache_headers(page)
    return page
