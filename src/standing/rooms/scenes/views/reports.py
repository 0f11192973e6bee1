"""Monthly reports: made, shown, given, and as files."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.scenes import actions, permissions, queries
from standing.rooms.scenes.forms import GivenForm, MonthForm
from standing.rooms.scenes.rules.reports import ReportFact
from standing.rooms.scenes.views._parts import words

TOTALS = {
    "scenes": gettext_lazy("Scenes"),
    "calls": gettext_lazy("Calls"),
    "own_observation": gettext_lazy("Officers saw it themselves"),
    "supervisor_given": gettext_lazy("Supervisor gave name or badge"),
    "supervisor_refused": gettext_lazy("Supervisor refused"),
    "supervisor_not_there": gettext_lazy("No supervisor there"),
    "supervisor_not_asked": gettext_lazy("Supervisor not asked"),
    "credentials_on_camera": gettext_lazy("Credentials checked on camera"),
    "credentials_refused": gettext_lazy("Credentials refused"),
    "scenes_with_video": gettext_lazy("Scenes with a named video"),
    "scenes_without_kept_video": gettext_lazy("Scenes without a kept video"),
    "videos": gettext_lazy("Videos"),
    "medical_called": gettext_lazy("Medical help called"),
    "medical_not_called": gettext_lazy("Somebody hurt, no help called"),
    "misconduct_reports": gettext_lazy("Reports of alleged misconduct taken"),
    "impersonation_doubts": gettext_lazy("Doubt that they were officers"),
    "corrected": gettext_lazy("Entries corrected"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def list_reports(request: HttpRequest) -> HttpResponse:
    """List the months that are over with their reports, and make one."""
    now, by = clock.now(), person(request)
    log, months, made = queries.log_of(known=now), queries.report_months(at=now), queries.reports()
    form = MonthForm(request.POST or None, months=months)
    last = {one.month: one for one in reversed(made)}
    shown = {
        "form": form,
        "months": [(month, last.get(month)) for month in months],
        "earlier": [one for one in made if one is not last[one.month]],
        "log": log,
        "is_police": permissions.is_police(by=by),
    }
    if request.method != "POST":
        return TemplateResponse(request, "scenes/list_reports.html", shown)
    if form.is_valid():
        month = form.cleaned_data["month"]
        try:
            number = actions.make_report(month=month, by=by, at=now)
        except Refused as refusal:
            form.add_error("month", str(refusal))
        else:
            messages.success(request, _("The report is made, and does not change any more."))
            return redirect("scenes:show_report", month=month, number=number)
    return render_invalid(request, "scenes/list_reports.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def show_report(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """Show a report, make it again to compare, and note when it was heard."""
    now, by = clock.now(), person(request)
    log, fact = queries.log_of(known=now), queries.report(month=month, number=number)
    form = GivenForm(request.POST or None)
    shown = {
        "form": form,
        "report": fact,
        "totals": [(TOTALS.get(name, name), value) for name, value in fact.content["totals"].items()],
        "divisions": [one for one in fact.content["divisions"].items() if any(one[1].values())],
        "is_same": actions.replay_report(month=month, number=number),
        "log": log,
        "is_police": permissions.is_police(by=by),
        **words(log),
    }
    if request.method != "POST":
        return TemplateResponse(request, "scenes/show_report.html", shown)
    if form.is_valid():
        try:
            actions.give_report(month=month, number=number, given_on=form.cleaned_data["given_on"], by=by, at=now)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("given_on", str(refusal))
        else:
            messages.success(request, _("It is noted when the report was heard, and filed as evidence."))
            return redirect("scenes:show_report", month=month, number=number)
    return render_invalid(request, "scenes/show_report.html", shown)


@require_safe
def report_json(request: HttpRequest, month: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the exact bytes whose hash the page shows."""
    fact = queries.report(month=month, number=number)
    answer = HttpResponse(fact.body, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{_name(fact)}.json"'
    answer["X-Standing-Records"] = "sample" if installation.is_sample() else "city"
    return answer


@require_safe
def report_csv(request: HttpRequest, month: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give the scenes of a report as CSV (RFC 4180, UTF-8); the same bytes for the same report."""
    fact = queries.report(month=month, number=number)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(fact)}.csv"'
    writer = csv.writer(answer)
    columns = (
        "scene", "day", "division", "origin", "supervisor", "credentials", "videos", "kept", "medical", "reports",
        "doubt", "entries",
    )  # fmt: skip
    writer.writerow(("kind", *columns))
    mark = "sample" if installation.is_sample() else "record"
    for scene in fact.content["scenes"]:
        writer.writerow((mark, *(_cell(scene[column]) for column in columns)))
    return answer


@require_safe
def report_pdf(request: HttpRequest, month: str, number: int) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give a report as PDF, made from its bytes; the same bytes for the same report."""
    fact, now = queries.report(month=month, number=number), clock.now()
    log, pack = queries.log_of(known=now), packs.in_force(known=now)
    divisions = {one.id: one.name for one in log.divisions}
    content = paper.pdf(
        template="scenes/report.typ",
        data={
            "sha256": fact.sha256,
            "source": f"/staff/scenes/reports/{month}/{number}/",
            "facts": [[str(TOTALS.get(name, name)), str(value)] for name, value in fact.content["totals"].items()],
            "to": log.report_to,
            "heads": [_("Division"), _("Calls"), _("Own observation")],
            "rows": [
                [divisions.get(name, name), str(value["calls"]), str(value["own"])]
                for name, value in fact.content["divisions"].items()
            ],
            "scene_heads": [_("Scene"), _("Day"), _("Division"), _("Supervisor"), _("Videos"), _("Reports")],
            "scenes": [
                [
                    one["scene"], one["day"], divisions.get(one["division"], one["division"]), one["supervisor"],
                    " ".join(one["videos"]) or "–", " ".join(one["reports"]) or "–",
                ]
                for one in fact.content["scenes"]
            ],
            "words": {
                "totals": _("Totals"),
                "by_division": _("By division"),
                "scenes": _("Scenes"),
                "none": _("None."),
            },
        },
        title=_("Calls and scenes in %(month)s") % {"month": month},
        language="en",
        author=pack.info.city_name if pack is not None else "",
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{_name(fact)}.pdf"'
    return answer


def _name(fact: ReportFact) -> str:
    return f"scenes-{fact.month}-{fact.number}{'-sample' if installation.is_sample() else ''}"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else str(value)
