"""Reports, for staff: the list, one report, its sections, its versions, its holds."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.audit.api import RecordFact
from standing.hall.installation.api import is_sample
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotAllowed, NotFound, Refused
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.forms import (
    CHOICE_WORDS,
    DEED_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    REPORT_STATE_WORDS,
    SECTION_WORDS,
    HoldForm,
    LiftForm,
    ReportsForm,
    SectionForm,
    SubmitForm,
)
from standing.rooms.encounters.models import Alert, Report
from standing.rooms.encounters.queries import alerts, pack, places
from standing.rooms.encounters.queries import reports as queries
from standing.rooms.encounters.rules import report as rules
from standing.rooms.encounters.rules import sheets
from standing.rooms.encounters.rules.report import Answers, Section, Takes
from standing.rooms.encounters.views._doors import carry_out, or_404

ROWS = 50
_MOST_ROWS = 5000
_UUID = 36


@require_safe
def list_reports(request: HttpRequest) -> HttpResponse:
    """List the reports of one's departments."""
    now = clock.now()
    form, rows, departments = _asked(request, now=now)
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "encounters/list_reports.html",
        {
            "filter": form,
            "pages": pages,
            "facts": queries.facts(pages.object_list, at=now),
            "kinds": KIND_WORDS,
            "states": REPORT_STATE_WORDS,
            "departments": departments,
        },
    )


@require_safe
def reports_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the list as a table: what lists show, and nothing that is sealed."""
    now = clock.now()
    _form, rows, departments = _asked(request, now=now)
    zone = pack.zone(known=now)
    text = sheets.sheet(
        head=("number", "department", "site", "name", "district", "kind", "seen", "state", "versions", "late"),
        rows=(
            (
                one.number, departments.get(one.department, one.department), one.site, one.site_name, one.district,
                one.kind.value, f"{one.seen_at.astimezone(zone):%Y-%m-%d %H:%M}", one.state.value, one.versions,
                "yes" if one.is_late else "no",
            )
            for one in queries.facts(rows[:_MOST_ROWS], at=now)
        ),
        is_sample=is_sample(),
    )  # fmt: skip
    name = "sample-reports.csv" if is_sample() else "reports.csv"
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, headers=headers)


@require_safe
@or_404
def show_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Show one report: how far each section is, versions, what is sealed, who opened it, what happened."""
    return _report(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def write_section(request: HttpRequest, report: UUID, section: str) -> HttpResponse:
    """Write one section, then go on to the next."""
    now, by = clock.now(), person(request)
    row, part = queries.report(id=report, by=by), _section(section)
    permissions.check_can_write(by=by, department=row.department)
    said = queries.answers(report=row).get(part.id, {})
    form = SectionForm(
        request.POST if request.method == "POST" else None,
        section=part,
        initial=said or _first_answers(row, part, now=now),
    )
    context = {"report": _fact(row, now=now), "section": part, "words": SECTION_WORDS[part.id], "form": form}
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.save_draft(report=report, section=part.id, answers=form.answers(), by=by, at=now)
            except (NotFound, NotAllowed):
                raise
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return _next(request, row, part)
        return render_invalid(request, "encounters/write_section.html", context)
    return TemplateResponse(request, "encounters/write_section.html", context)


@require_POST
@or_404
def save_draft(request: HttpRequest, report: UUID, section: str) -> HttpResponse:
    """Save what is typed, without a press of a button; what may not be kept is not saved."""
    part = _section(section)
    form = SectionForm(request.POST, section=part)
    if not form.is_valid():
        return JsonResponse({"said": form.errors}, status=422)
    try:
        actions.save_draft(report=report, section=part.id, answers=form.answers(), by=person(request), at=clock.now())
    except (NotFound, NotAllowed):
        raise
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def submit_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Read the whole once more, then hand it in."""
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    permissions.check_can_write(by=by, department=row.department)
    form = SubmitForm(request.POST if request.method == "POST" else None, initial={"seen_version": row.versions})
    answers = queries.answers(report=row)
    context = {
        "report": _fact(row, now=now),
        "form": form,
        "parts": parts(answers),
        "missing": [FIELD_WORDS[f"{section}.{field}"] for section, field in rules.missing(answers)],
    }
    if request.method != "POST":
        return TemplateResponse(request, "encounters/submit_report.html", context)
    if form.is_valid():
        try:
            actions.submit_report(
                report=report,
                seen_version=form.cleaned_data["seen_version"],
                reason=form.cleaned_data["reason"],
                by=by,
                at=now,
            )
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The report is handed in."))
            return redirect("encounters:show_report", report=report)
    return render_invalid(request, "encounters/submit_report.html", context)


@require_safe
@or_404
def show_version(request: HttpRequest, report: UUID, number: int) -> HttpResponse:
    """Show one version as it was handed in."""
    row = queries.report(id=report, by=person(request))
    written = queries.written(report=row.pk, number=number)
    return TemplateResponse(
        request,
        "encounters/show_version.html",
        {"report": _fact(row, now=clock.now()), "written": written, "parts": parts(written.answers)},
    )


@require_POST
@or_404
def close_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Close a report."""
    carry_out(
        request,
        lambda: actions.close_report(report=report, by=person(request), at=clock.now()),
        done=_("The report is closed."),
    )
    return redirect("encounters:show_report", report=report)


@require_POST
@or_404
def reopen_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Open a closed report again."""
    carry_out(
        request,
        lambda: actions.reopen_report(report=report, by=person(request), at=clock.now()),
        done=_("The report is open again."),
    )
    return redirect("encounters:show_report", report=report)


@require_http_methods(["GET", "HEAD", "POST"])
@or_404
def hold(request: HttpRequest, report: UUID) -> HttpResponse:
    """Place a legal hold, and show those there were."""
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    form = HoldForm(request.POST if request.method == "POST" else None)
    context = {
        "report": _fact(row, now=now), "form": form, "holds": queries.holds_on(report=row.pk), "lift": LiftForm(),
    }  # fmt: skip
    if request.method != "POST":
        return TemplateResponse(request, "encounters/hold.html", context)
    if form.is_valid():
        try:
            actions.place_hold(report=report, by=by, at=now, **form.cleaned_data)
        except (NotFound, NotAllowed):
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("A legal hold is on. Nothing of this report is deleted."))
            return redirect("encounters:hold", report=report)
    return render_invalid(request, "encounters/hold.html", context)


@require_POST
@or_404
def lift_hold(request: HttpRequest, report: UUID, hold: UUID) -> HttpResponse:
    """Lift a legal hold."""
    carry_out(
        request,
        lambda: actions.lift_hold(
            report=report, hold=hold, reason=request.POST.get("reason", ""), by=person(request), at=clock.now()
        ),
        done=_("The hold is lifted."),
    )
    return redirect("encounters:hold", report=report)


def parts(answers: Answers) -> list[tuple[object, list[tuple[object, object]]]]:
    """Return the answers as they are read: sections with labels and words."""
    shown: list[tuple[object, list[tuple[object, object]]]] = []
    for section in rules.SECTIONS:
        said = answers.get(section.id, {})
        lines: list[tuple[object, object]] = [
            (
                FIELD_WORDS[f"{section.id}.{field.id}"],
                CHOICE_WORDS[said[field.id]] if field.takes == Takes.CHOICE else said[field.id].replace("T", " ")
                if field.takes == Takes.MOMENT else said[field.id],
            )
            for field in section.fields
            if said.get(field.id)
        ]  # fmt: skip
        if lines:
            shown.append((SECTION_WORDS[section.id], lines))
    return shown


def _report(request: HttpRequest, report: UUID) -> HttpResponse:
    now, by = clock.now(), person(request)
    row = queries.report(id=report, by=by)
    answers = queries.answers(report=row)
    missing = list(rules.missing(answers))
    drafts = queries.drafts(report=row.pk)
    holds = queries.holds_on(report=row.pk)
    can_open = permissions.can_open(by=by)
    return TemplateResponse(
        request,
        "encounters/show_report.html",
        {
            "report": _fact(row, now=now),
            "department": places.department_names(at=now).get(row.department, row.department),
            "kind": KIND_WORDS[row.kind],
            "sections": [
                {
                    "id": section.id,
                    "number": section.number,
                    "words": SECTION_WORDS[section.id],
                    "is_new": section.id in drafts,
                    "is_begun": bool(answers.get(section.id)),
                    "missing": sum(1 for part, _field in missing if part == section.id),
                }
                for section in rules.SECTIONS
            ],
            "missing": len(missing),
            "has_drafts": bool(drafts),
            "versions": queries.versions(report=row.pk),
            "sealed": queries.sealed_entries(report=row.pk),
            "files": queries.files(report=row.pk),
            "readings": queries.readings(report=row.pk) if can_open else (),
            "is_held": any(one.is_on for one in holds),
            "deeds": _timeline(queries.deeds(report=row)),
            "can_write": permissions.can_write(by=by, department=row.department),
            "can_open": can_open,
            "can_hold": permissions.can_hold(by=by),
        },
    )


def _timeline(deeds: tuple[RecordFact, ...]) -> list[tuple[datetime, str | Promise, str]]:
    """Return what was done when and by whom; sections that were saved one after the other are one line."""
    ids = {deed.actor for deed in deeds if len(deed.actor) == _UUID}
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}
    lines: list[tuple[datetime, str | Promise, str]] = []
    for deed in deeds:
        line = (deed.at, DEED_WORDS.get(deed.verb, deed.verb), names.get(deed.actor, ""))
        if lines and lines[-1][1:] == line[1:]:
            lines.pop()
        lines.append(line)
    return lines


def _next(request: HttpRequest, row: Report, part: Section) -> HttpResponse:
    messages.success(request, _("Saved."))
    if "stay" in request.POST:
        return redirect("encounters:write_section", report=row.pk, section=part.id)
    place = rules.SECTIONS.index(part) + 1
    if place < len(rules.SECTIONS):
        return redirect("encounters:write_section", report=row.pk, section=rules.SECTIONS[place].id)
    return redirect("encounters:show_report", report=row.pk)


def _first_answers(row: Report, part: Section, *, now: datetime) -> dict[str, str]:
    """Return what the alert knows already."""
    zone = pack.zone(known=now)
    alert = Alert.objects.get(pk=row.alert_id)
    told = alerts.told(alert)
    match part.id:
        case "place":
            return {"area": alert.area, "spot": told.spot if told is not None else "", "holder": "owner"}
        case "time":
            return {
                "started": f"{row.seen_at.astimezone(zone):%Y-%m-%dT%H:%M}",
                "liaison-told": f"{row.opened_at.astimezone(zone):%Y-%m-%dT%H:%M}",
            }
        case "response":
            return {"path": ", ".join(alert.path)}
        case _:
            return {}


def _section(id: str) -> Section:
    try:
        return rules.section(id)
    except Refused:
        raise Http404 from None


def _fact(row: Report, *, now: datetime) -> queries.ReportFact:
    return queries.facts([row], at=now)[0]


def _asked(request: HttpRequest, *, now: datetime) -> tuple[ReportsForm, QuerySet[Report], dict[str, str]]:
    by, zone = person(request), pack.zone(known=now)
    departments = dict(places.department_names(at=now))
    own = permissions.departments_of(by=by)
    offered = departments if own is None else {id_: name for id_, name in departments.items() if id_ in own}
    form = ReportsForm(request.GET, departments=offered)
    form.is_valid()
    said = form.cleaned_data
    from_day, until_day = said.get("from_day"), said.get("until_day")
    rows = queries.listed(
        by=by,
        number=said.get("number", ""),
        department=said.get("department", ""),
        site=said.get("site", "").upper(),
        kind=said.get("kind", ""),
        state=said.get("state", ""),
        from_at=datetime.combine(from_day, time(), tzinfo=zone) if from_day else None,
        until_at=datetime.combine(until_day + timedelta(days=1), time(), tzinfo=zone) if until_day else None,
    )
    return form, rows, departments
