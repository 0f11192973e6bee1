"""Pages of those who keep and check the directory."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.services import permissions
from standing.rooms.services.actions import checks, editing, rounds
from standing.rooms.services.forms.fields import FORMS, ValueForm
from standing.rooms.services.forms.staff import (
    STATUS_WORDS,
    AddForm,
    AlertForm,
    CloseForm,
    EditForm,
    HowForm,
    WorkFilterForm,
)
from standing.rooms.services.queries import names, pack, work
from standing.rooms.services.queries.work import FieldFact, RecordFact
from standing.rooms.services.rules.terms import Field, Outcome, Status, Step

_A_PAGE = 50


@require_safe
def list_work(request: HttpRequest) -> HttpResponse:
    """List the services, what needs checking first on top."""
    now, by = clock.now(), person(request)
    form = WorkFilterForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    rows = work.to_check(by=by, at=now, only=said.get("only", ""), words=said.get("words", ""))
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    known = pack.directory(known=now)
    return TemplateResponse(
        request,
        "services/work.html",
        {
            "filter_form": form,
            "rows": work.work_rows(list(page.object_list), at=now),
            "page": page,
            "can_add": bool(names.departments_for(by=by, at=now)),
            "is_keeper": permissions.is_keeper(by=by),
            "map_missing_because": ""
            if known.outlines
            else known.map_missing_because or _("The pack has no districts.geojson."),
        },
    )


@require_safe
def show_record(request: HttpRequest, service: UUID) -> HttpResponse:
    """Show a service with the state of each field, and what can be done."""
    now = clock.now()
    record = work.record(id=service, by=person(request), at=now)
    return TemplateResponse(
        request,
        "services/record.html",
        {"record": record, "details": editing.details_of(record.row), "today": pack.today(at=now)},
    )


@require_safe
def show_history(request: HttpRequest, service: UUID) -> HttpResponse:
    """Show everything that was ever checked or changed."""
    record = work.record(id=service, by=person(request), at=clock.now())
    page = Paginator(work.history(id=record.row.pk), _A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "services/history.html", {"record": record, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def check_service(request: HttpRequest, service: UUID, field: str) -> HttpResponse:
    """Check one field: the same, changed, or nobody could be reached. Then the next one."""
    now, by = clock.now(), person(request)
    if field not in set(Field):
        raise Http404("There is no such field.")
    record = work.record(id=service, by=by, at=now)
    fact = next(one for one in record.fields if one.field is Field(field))
    asked = HowForm(request.POST) if request.method == "POST" else None
    changed = asked is not None and request.POST.get("outcome") == Outcome.CHANGED
    form = FORMS[fact.field](
        request.POST if changed else None,
        value=fact.value if isinstance(fact.value, dict) else {},
        zone=str(pack.zone(known=now)),
        tongues=pack.language_names(known=now),
    )
    if asked is None or not asked.is_valid() or (changed and not form.is_valid()):
        return _check_page(request, record, fact, form, asked or HowForm(initial=_how(request, fact)))
    try:
        said = _record_check(record, fact, form, asked, by=by)
    except Refused as refusal:
        (form if changed else asked).add_error(None, str(refusal))
        return _check_page(request, record, fact, form, asked)
    messages.success(request, said)
    following = work.record(id=service, by=by, at=clock.now()).next_field
    if following is None:
        return redirect("services:show_record", service=record.row.pk)
    request.session["services_how"] = str(asked.cleaned_data["how"])
    return redirect("services:check_service", service=record.row.pk, field=following.value)


def _how(request: HttpRequest, fact: FieldFact) -> dict[str, str]:
    return {"how": request.session.get("services_how", "phone"), "seen": fact.sha256}


def _record_check(record: RecordFact, fact: FieldFact, form: ValueForm, asked: HowForm, *, by: User) -> str:
    outcome, how, seen = (asked.cleaned_data[name] for name in ("outcome", "how", "seen"))
    key, at = record.row.pk, clock.now()
    if outcome != Outcome.CHANGED:
        checks.check_field(
            service=key, field=fact.field, outcome=Outcome(outcome), how=how, seen_sha256=seen, by=by, at=at
        )
        return _("Recorded.")
    if record.can_change:
        checks.change_field(service=key, field=fact.field, value=form.value, how=how, seen_sha256=seen, by=by, at=at)
        return _("Changed and recorded.")
    rounds.propose_value(service=key, field=fact.field, value=form.value, how=how, seen_sha256=seen, by=by, at=at)
    return _("Kept. When you have handed the checking in, somebody else approves it.")


def _check_page(
    request: HttpRequest, record: RecordFact, fact: FieldFact, form: ValueForm, asked: HowForm
) -> HttpResponse:
    page = {"record": record, "fact": fact, "value_form": form, "how_form": asked, "has_changed": form.is_bound}
    if form.errors or asked.errors:
        return render_invalid(request, "services/check.html", page)
    return TemplateResponse(request, "services/check.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def add_service(request: HttpRequest) -> HttpResponse:
    """Enter a service; its fields are filled in and checked one by one afterwards."""
    now, by = clock.now(), person(request)
    form = AddForm(
        request.POST or None, known=pack.directory(known=now), departments=names.departments_for(by=by, at=now)
    )
    if request.method != "POST" or not form.is_valid():
        page = {"form": form}
        return (
            render_invalid(request, "services/add.html", page)
            if form.errors
            else TemplateResponse(request, "services/add.html", page)
        )
    said = form.cleaned_data
    try:
        made = editing.add_first_service(
            organization=said["organization"], name=said["name"], details=form.details, by=by, at=now
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/add.html", {"form": form})
    messages.success(request, _("Entered. It appears on the page when every field has been checked."))
    return redirect("services:show_record", service=made)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Change what is said of a service beside its checked fields."""
    now, by = clock.now(), person(request)
    record = work.record(id=service, by=by, at=now)
    before = editing.details_of(record.row)
    form = EditForm(
        request.POST or None,
        known=pack.directory(known=now),
        departments=names.departments_for(by=by, at=now, also=record.row.department),
        initial=EditForm.initial_of(before) | {"seen": before.sha256},
    )
    page = {"form": form, "record": record}
    if request.method != "POST":
        return TemplateResponse(request, "services/edit.html", page)
    if not form.is_valid():
        return render_invalid(request, "services/edit.html", page)
    try:
        editing.edit_service(
            service=record.row.pk, details=form.details, seen_sha256=form.cleaned_data["seen"], by=by, at=now
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/edit.html", page)
    messages.success(request, _("Changed."))
    return redirect("services:show_record", service=record.row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def close_service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Say that a service is closed, or offered again."""
    now, by = clock.now(), person(request)
    record = work.record(id=service, by=by, at=now)
    form = CloseForm(request.POST or None, initial={"closed_on": pack.today(at=now)})
    page = {"form": form, "record": record}
    if request.method != "POST":
        return TemplateResponse(request, "services/close.html", page)
    if not form.is_valid():
        return render_invalid(request, "services/close.html", page)
    said = form.cleaned_data
    try:
        if said["status"] is Status.ACTIVE:
            editing.reopen_service(service=record.row.pk, by=by, at=now)
        else:
            editing.close_service(
                service=record.row.pk,
                status=said["status"],
                closed_on=said["closed_on"] or pack.today(at=now),
                reopens_on=said["reopens_on"],
                by=by,
                at=now,
            )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/close.html", page)
    messages.success(request, _("Recorded: %(status)s.") % {"status": STATUS_WORDS[said["status"]]})
    return redirect("services:show_record", service=record.row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def set_alert(request: HttpRequest, service: UUID) -> HttpResponse:
    """Put news on a service until a day, or take it off."""
    now, by = clock.now(), person(request)
    record = work.record(id=service, by=by, at=now)
    form = AlertForm(request.POST or None, initial={"text": record.row.alert, "until": record.row.alert_until})
    page = {"form": form, "record": record}
    if request.method != "POST":
        return TemplateResponse(request, "services/alert.html", page)
    if not form.is_valid():
        return render_invalid(request, "services/alert.html", page)
    said = form.cleaned_data
    try:
        editing.set_alert(service=record.row.pk, text=said["text"], until=said["until"], by=by, at=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "services/alert.html", page)
    messages.success(request, _("Recorded."))
    return redirect("services:show_record", service=record.row.pk)


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of checking that are open, what waits for approval first."""
    by = person(request)
    return TemplateResponse(
        request, "services/rounds.html", {"rounds": work.rounds(by=by), "is_keeper": permissions.is_keeper(by=by)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def assign_round(request: HttpRequest) -> HttpResponse:
    """Ask for a checking of the services that were ticked."""
    if request.method != "POST":
        return redirect("services:list_work")
    count = rounds.assign_rounds(services=_ticked(request), by=person(request), at=clock.now())
    said = ngettext("%(number)s service is to be checked.", "%(number)s services are to be checked.", count)
    messages.success(request, said % {"number": count})
    return redirect("services:list_rounds")


@require_http_methods(["GET", "HEAD", "POST"])
def move_round(request: HttpRequest, round: UUID) -> HttpResponse:
    """Take a checking, give it back, or hand it in."""
    row = work.round_of(id=round)
    if request.method != "POST":
        return redirect("services:show_record", service=row.service_id)
    moves = {"claim": rounds.claim_round, "give-back": rounds.give_back_round, "submit": rounds.submit_round}
    move = moves.get(request.POST.get("move", ""))
    if move is None:
        raise Http404("There is no such move.")
    move(round=round, by=person(request), at=clock.now())
    messages.success(request, _("Recorded."))
    if move is rounds.claim_round:
        return redirect("services:show_record", service=row.service_id)
    return redirect("services:list_rounds")


@require_http_methods(["GET", "HEAD", "POST"])
def decide_round(request: HttpRequest, round: UUID) -> HttpResponse:
    """Approve what was found, send it back, or drop it."""
    work.round_of(id=round)
    if request.method != "POST":
        return redirect("services:list_rounds")
    decisions = {
        Step.APPROVED: rounds.approve_round,
        Step.RETURNED: rounds.return_round,
        Step.DROPPED: rounds.drop_round,
    }
    wanted = request.POST.get("decision", "")
    if wanted not in {step.value for step in decisions}:
        raise Http404("There is no such decision.")
    decisions[Step(wanted)](round=round, by=person(request), at=clock.now())
    messages.success(request, _("Recorded."))
    return redirect("services:list_rounds")


def _ticked(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("service"):
        try:
            found.append(UUID(text))
        except ValueError:
            raise Http404("There is no such service.") from None
    return found
