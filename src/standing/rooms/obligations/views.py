"""Pages for staff: what a department owes and why it stands so, evidence, review, waivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import grants_of, person
from standing.hall.files import api as files
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.city import api as city
from standing.rooms.obligations import actions, permissions, queries
from standing.rooms.obligations.forms import (
    DecideForm,
    EndWaiverForm,
    EvidenceForm,
    FindingForm,
    JudgementForm,
    WaiverForm,
    WithdrawForm,
    WorkForm,
)
from standing.rooms.obligations.rules.answers import EvidenceFact, PairFact


def _names(at: dt.datetime) -> dict[str, str]:
    return {one.id: one.name for one in city.departments(known=at)}


def _show(request: HttpRequest, template: str, context: Mapping[str, object]) -> TemplateResponse:
    return TemplateResponse(request, f"obligations/{template}.html", dict(context))


def _again(request: HttpRequest, template: str, form: Form, context: Mapping[str, object]) -> TemplateResponse:
    """Show a form again with its mistakes and all that was typed."""
    return render_invalid(request, f"obligations/{template}.html", {**context, "form": form})


@require_safe
def list_mine(request: HttpRequest) -> HttpResponse:
    """Show the departments one works for; straight to the only one."""
    at, by = clock.now(), person(request)
    mine = sorted({grant.department for grant in grants_of(user=by) if grant.department})
    if len(mine) == 1:
        return redirect("obligations:list_department", department=mine[0])
    names = _names(at)
    shown = mine or list(names)
    counts: dict[str, dict[str, int]] = {}
    for pair in queries.statuses(at=at, inside=True).pairs:
        row = counts.setdefault(pair.department, {})
        row[pair.status] = row.get(pair.status, 0) + 1
    rows = [(one, names.get(one, one), sorted(counts.get(one, {}).items())) for one in shown]
    return _show(request, "departments", {"rows": rows})


@require_safe
def list_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show what a department owes."""
    at = clock.now()
    names = _names(at)
    if department not in names:
        raise Http404
    titles = {one.id: one.title for one in queries.obligations(known=at)}
    rows = [
        (titles[pair.obligation], pair)
        for pair in queries.statuses(at=at, inside=True).pairs
        if pair.department == department
    ]
    return _show(
        request,
        "department",
        {"department": department, "name": names[department], "rows": rows},
    )


def _duty(request: HttpRequest, department: str, obligation: str) -> dict[str, object]:
    """Return what every page about one duty of one department shows."""
    at, by = clock.now(), person(request)
    shown = queries.explain(obligation=obligation, department=department, at=at, inside=True)
    duty = queries.obligation(id=obligation, known=at)
    evidence = queries.evidence_of(obligation=obligation, department=department, known=at, inside=True)
    return {
        "at": at,
        "department": department,
        "name": _names(at).get(department, department),
        "duty": duty,
        "pair": shown.pair,
        "proof": shown,
        "tree": shown.tree,
        "evidence": evidence,
        "kinds": {kind.id: kind.name for kind in duty.kinds},
        "can_file": permissions.can_file(by=by, department=department)
        and any(kind.id not in queries.LIAISONS for kind in duty.kinds),
        "can_set_work": permissions.can_set_work(by=by, department=department),
        "can_verify": permissions.can_verify(by=by),
        "can_judge": permissions.can_judge(by=by),
    }


def _back(department: str, obligation: str) -> HttpResponse:
    return redirect("obligations:show_duty", department=department, obligation=obligation)


@require_safe
def show_duty(request: HttpRequest, department: str, obligation: str) -> HttpResponse:
    """Show one duty: how it stands, why, what would turn it green, what is on file."""
    return _show(request, "duty", _duty(request, department, obligation))


@require_http_methods(["GET", "HEAD", "POST"])
def file_evidence(request: HttpRequest, department: str, obligation: str) -> HttpResponse:
    """File a piece of evidence."""
    context = _duty(request, department, obligation)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        kinds=[
            (id_, name)
            for id_, name in context["kinds"].items()  # type: ignore[attr-defined]
            if id_ not in queries.LIAISONS
        ],
        periods=[
            (one["period"], f"{one['period']}, due {one['due_date']}")
            for one in context["tree"]["owed"]  # type: ignore[index]
        ],
    )
    if request.method != "POST":
        return _show(request, "file", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "file", form, context)
    upload = form.cleaned_data["file"]
    try:
        actions.file_evidence(
            obligation=obligation,
            department=department,
            kind=form.cleaned_data["kind"],
            period=form.cleaned_data.get("period") or "",
            title=form.cleaned_data["title"],
            content=upload.read() if upload else b"",
            name=upload.name if upload else "",
            link=form.cleaned_data["link"],
            sha256=form.cleaned_data["sha256"],
            done_date=form.cleaned_data["done_date"],
            until_date=form.cleaned_data["until_date"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "file", form, context)
    messages.success(request, _("The evidence is on record."))
    return _back(department, obligation)


@require_http_methods(["GET", "HEAD", "POST"])
def set_work(request: HttpRequest, department: str, obligation: str) -> HttpResponse:
    """Say how far the work is."""
    context = _duty(request, department, obligation)
    pair = context["pair"]
    assert isinstance(pair, PairFact)
    form = WorkForm(request.POST or None, initial={"state": pair.work})
    if request.method != "POST":
        return _show(request, "work", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "work", form, context)
    try:
        actions.set_work_state(
            obligation=obligation,
            department=department,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "work", form, context)
    messages.success(request, _("Thank you. The light stays as the evidence makes it."))
    return _back(department, obligation)


def _piece(context: Mapping[str, object], source: str) -> EvidenceFact:
    evidence = context["evidence"]
    assert isinstance(evidence, tuple)
    for one in evidence:
        if isinstance(one, EvidenceFact) and one.source == source:
            return one
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def end_evidence(request: HttpRequest, department: str, obligation: str) -> HttpResponse:
    """Take back what was filed by hand."""
    context = _duty(request, department, obligation)
    source = request.POST.get("source") or request.GET.get("source", "")
    context["piece"] = _piece(context, source)
    form = WithdrawForm(request.POST or None, initial={"source": source})
    if request.method != "POST":
        return _show(request, "withdraw", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "withdraw", form, context)
    try:
        actions.withdraw_evidence(
            source=source,
            department=department,
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "withdraw", form, context)
    messages.success(request, _("It counts no longer. It stays on record."))
    return _back(department, obligation)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, department: str, obligation: str) -> HttpResponse:
    """Record a judgement beside the light."""
    context = _duty(request, department, obligation)
    form = JudgementForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "judge", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "judge", form, context)
    try:
        actions.record_judgement(
            obligation=obligation,
            department=department,
            judgement=form.cleaned_data["judgement"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "judge", form, context)
    messages.success(request, _("The judgement stands beside the light."))
    return _back(department, obligation)


@require_safe
def read_file(
    request: HttpRequest,  # noqa: ARG001 - who asks was checked at the gate
    department: str,
    obligation: str,
    sha256: str,
) -> HttpResponse:
    """Hand out a file that is evidence of this duty of this department."""
    evidence = queries.evidence_of(obligation=obligation, department=department, known=clock.now(), inside=True)
    piece = next((one for one in evidence if one.sha256 == sha256), None)
    if piece is None:
        raise Http404
    return files.download(sha256=sha256, name=piece.title)


@require_safe
def list_unverified(request: HttpRequest) -> HttpResponse:
    """Show the evidence that no reviewer has looked at."""
    at = clock.now()
    return _show(
        request,
        "unverified",
        {
            "evidence": queries.unverified(known=at),
            "names": _names(at),
            "can_verify": permissions.can_verify(by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify_evidence(request: HttpRequest) -> HttpResponse:
    """Verify or refute one piece of evidence."""
    at = clock.now()
    source = request.POST.get("source") or request.GET.get("source", "")
    piece = queries.evidence_at(source=source, known=at)
    context = {"piece": piece, "name": _names(at).get(piece.department, piece.department)}
    form = FindingForm(request.POST or None, initial={"source": source})
    if request.method != "POST":
        return _show(request, "verify", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "verify", form, context)
    try:
        actions.verify_evidence(source=source, finding=form.cleaned_data["finding"], by=person(request), at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "verify", form, context)
    messages.success(request, _("Your finding is on record."))
    return redirect("obligations:list_unverified")


@require_safe
def list_waivers(request: HttpRequest) -> HttpResponse:
    """Show waivers granted, and requests that wait."""
    at, by = clock.now(), person(request)
    return _show(
        request,
        "waivers",
        {
            "waivers": queries.waivers(known=at),
            "asked": [
                (one, permissions.can_grant_waiver(by=by, requested_by=one.requested_by_id))
                for one in queries.waiver_requests()
            ],
            "names": _names(at),
            "can_request": permissions.can_request_waiver(by=by),
            "can_end": permissions.can_grant_waiver(by=by, requested_by=None),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request_waiver(request: HttpRequest) -> HttpResponse:
    """Ask that a department be let off a duty for a time."""
    at = clock.now()
    form = WaiverForm(
        request.POST or None,
        initial={name: request.GET.get(name, "") for name in ("obligation", "department")},
        duties=[(one.id, f"{one.id}: {one.title}") for one in queries.obligations(known=at)],
        departments=sorted(_names(at).items(), key=lambda pair: pair[1]),
    )
    if request.method != "POST":
        return _show(request, "request_waiver", {"form": form})
    if not form.is_valid():
        return _again(request, "request_waiver", form, {})
    try:
        actions.request_waiver(
            obligation=form.cleaned_data["obligation"],
            department=form.cleaned_data["department"],
            reason=form.cleaned_data["reason"],
            from_date=form.cleaned_data["from_date"],
            until_date=form.cleaned_data["until_date"],
            by=person(request),
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "request_waiver", form, {})
    messages.success(request, _("Somebody else decides about it now."))
    return redirect("obligations:list_waivers")


@require_http_methods(["GET", "HEAD", "POST"])
def decide_waiver(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Grant or refuse a request."""
    at = clock.now()
    row = next((one for one in queries.waiver_requests() if one.pk == asked), None)
    if row is None:
        raise Http404
    context = {"asked": row, "name": _names(at).get(row.department_id, row.department_id)}
    form = DecideForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "decide_waiver", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "decide_waiver", form, context)
    try:
        if form.cleaned_data["decision"] == "grant":
            actions.grant_waiver(request=asked, by=person(request), at=at)
        else:
            actions.refuse_waiver(request=asked, reason=form.cleaned_data["reason"], by=person(request), at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "decide_waiver", form, context)
    messages.success(request, _("Your decision is on record."))
    return redirect("obligations:list_waivers")


@require_http_methods(["GET", "HEAD", "POST"])
def end_waiver(request: HttpRequest, waiver: UUID) -> HttpResponse:
    """End a waiver before its last day."""
    at = clock.now()
    fact = next((one for one in queries.waivers(known=at) if one.id == str(waiver)), None)
    if fact is None:
        raise Http404
    context = {"waiver": fact, "name": _names(at).get(fact.department, fact.department)}
    form = EndWaiverForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "end_waiver", {**context, "form": form})
    if not form.is_valid():
        return _again(request, "end_waiver", form, context)
    try:
        actions.end_waiver(
            waiver=waiver,
            from_date=form.cleaned_data["from_date"],
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, "end_waiver", form, context)
    messages.success(request, _("The waiver ends on that day."))
    return redirect("obligations:list_waivers")
