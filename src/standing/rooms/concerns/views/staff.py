"""The desk of those who investigate. A report opens for one answer, with the passphrase typed into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.holds import api as holds
from standing.hall.installation import api as installation
from standing.hall.sealed.api import people
from standing.hall.web.views import refused
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.city import api as city
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import investigating, keeping, naming
from standing.rooms.concerns.actions import keys as key_actions
from standing.rooms.concerns.forms import (
    ASK_WORDS,
    DECISION_WORDS,
    FINDING_WORDS,
    KIND_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    AskForm,
    AssignForm,
    ClassifyForm,
    CloseForm,
    FindingForm,
    HandOverForm,
    HoldForm,
    PassphraseForm,
    WordsForm,
)
from standing.rooms.concerns.queries import desk, keys, reports
from standing.rooms.concerns.rules import times
from standing.rooms.concerns.rules.reports import FEWEST_READERS, FROM_REPORTER, OpenedFact, ReportFact, State
from standing.rooms.concerns.rules.samples import PASSPHRASE

Deed = Callable[[Mapping[str, Any], User, datetime], None]
ROWS = 50


@require_safe
def list_reports(request: HttpRequest) -> HttpResponse:
    """List reports by state and age; their words stay closed."""
    now, by = clock.now(), person(request)
    state = State(said) if (said := request.GET.get("state", "")) in set(State) else None
    rows = reports.find(
        at=now,
        state=state,
        mine=by if request.GET.get("mine") else None,
        is_late=bool(request.GET.get("late")),
    )
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counted, all_keys = reports.counted(), keys.overview()
    return TemplateResponse(
        request,
        "concerns/list_reports.html",
        {
            "pages": pages,
            "facts": reports.facts(pages.object_list, at=now),
            "state": state,
            "states": [(one, STATE_WORDS[one], number) for one, number in counted.items()],
            "open": sum(number for one, number in counted.items() if one is not State.CLOSED),
            "too_few": len(all_keys.readers) < FEWEST_READERS,
            "without": all_keys.without,
            "has_key": keys.key_of(person=by) is not None,
            "leavers": all_keys.has_leavers,
            **_words(now),
        },
    )


@require_safe
def show_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Show what lies open of a report, and everything that was done with it."""
    return _page(request, reports.report(id=report, at=clock.now()), now=clock.now())


@require_POST
def open_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Open a report with the passphrase that was typed; it is forgotten with the answer."""
    now, by = clock.now(), person(request)
    form = PassphraseForm(request.POST)
    if form.is_valid():
        try:
            opened = investigating.open_report(report=report, passphrase=form.cleaned_data["password"], by=by, at=now)
        except NotFound:
            raise
        except people.WrongPassphrase as refusal:
            key_actions.note_wrong_passphrase(by=by, at=now)
            form.add_error("password", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, opened.report, now=now, opened=opened)
    return _page(request, reports.report(id=report, at=now), now=now, wrong=("passphrase", form))


@require_POST
def assign_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Say who investigates."""
    form = AssignForm(request.POST, people=keys.readers_of(report=report), prefix="assign")

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.assign_report(report=report, to=UUID(said["to"]), by=by, at=now)

    return _done(request, report, ("assign", form), deed, told=_("It is noted who investigates."))


@require_POST
def classify_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Say what a report is about."""
    form = _classify_form(clock.now(), request)

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.classify_report(
            report=report,
            department=said["department"],
            rule=said["rule"],
            retaliation=said["retaliation"],
            by=by,
            at=now,
        )

    told = _("Noted. The department's duty to put it right has begun.")
    return _done(request, report, ("classify", form), deed, told=told)


@require_POST
def write_words(request: HttpRequest, report: UUID) -> HttpResponse:
    """Keep words."""

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.write_words(report=report, kind=said["kind"], text=said["text"], by=by, at=now)

    form = WordsForm(request.POST, prefix="words")
    return _done(request, report, ("words", form), deed, told=_("Your words are in the box."))


@require_POST
def record_finding(request: HttpRequest, report: UUID) -> HttpResponse:
    """Record what was found."""

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.record_finding(report=report, finding=said["finding"], text=said["text"], by=by, at=now)

    form = FindingForm(request.POST, prefix="finding")
    return _done(request, report, ("finding", form), deed, told=_("The finding is on record."))


@require_POST
def close_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Close a report."""

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.close_report(report=report, reason=said["reason"], by=by, at=now)

    form = CloseForm(request.POST, prefix="close")
    return _done(request, report, ("close", form), deed, told=_("The report is closed."))


@require_POST
def hand_over(request: HttpRequest, report: UUID) -> HttpResponse:
    """Let one more person open a report."""
    form = HandOverForm(request.POST, people=_others(report), prefix="hand")

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        investigating.hand_over(report=report, to=UUID(said["to"]), passphrase=said["password"], by=by, at=now)

    told = _("They can open it now, with their own passphrase.")
    return _done(request, report, ("hand", form), deed, told=told)


@require_POST
def ask_name(request: HttpRequest, report: UUID) -> HttpResponse:
    """Ask the custodian for a name."""

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        naming.ask_name(report=report, reason=said["reason"], by=by, at=now)

    form = AskForm(request.POST, prefix="ask")
    return _done(request, report, ("ask", form), deed, told=_("The custodian is asked. The reason is on record."))


@require_POST
def hold_report(request: HttpRequest, report: UUID) -> HttpResponse:
    """Place or lift a legal hold on one report."""
    form = HoldForm(request.POST, prefix="hold")

    def deed(said: Mapping[str, Any], by: User, now: datetime) -> None:
        if request.POST.get("deed") == "lift":
            keeping.release_report(report=report, reason=said["reason"], by=by, at=now)
        else:
            keeping.hold_report(report=report, reason=said["reason"], order=said["order"], by=by, at=now)

    return _done(request, report, ("hold", form), deed, told=_("The hold is on record."))


def _done(request: HttpRequest, report: UUID, asked: tuple[str, Form], deed: Deed, *, told: str) -> HttpResponse:
    """Do one deed and go back to the report; what is wrong is told beside what was typed."""
    now, by, form = clock.now(), person(request), asked[1]
    if form.is_valid():
        try:
            deed(form.cleaned_data, by, now)
        except NotFound:
            raise
        except people.WrongPassphrase as refusal:
            key_actions.note_wrong_passphrase(by=by, at=now)
            form.add_error("password", str(refusal))
        except Refused as refusal:
            if "text" not in form.fields and "reason" not in form.fields:
                return refused(request, refusal)
            form.add_error("text" if "text" in form.fields else None, str(refusal))
        else:
            messages.success(request, told)
            return redirect("concerns:show_report", report=report)
    return _page(request, reports.report(id=report, at=now), now=now, wrong=asked)


def _page(
    request: HttpRequest,
    fact: ReportFact,
    *,
    now: datetime,
    opened: OpenedFact | None = None,
    wrong: tuple[str, Form] | None = None,
) -> HttpResponse:
    by = person(request)
    readers, wrapped = keys.readers(), keys.wrapped(report=fact.id)
    opening = tuple(one for one in readers if one.id in wrapped)
    others = tuple(one for one in readers if one.id not in wrapped)
    forms: dict[str, Form] = {
        "passphrase": PassphraseForm(),
        "assign": AssignForm(people=opening, prefix="assign", initial={"to": str(by.pk)}),
        "classify": _classify_form(now, None, fact),
        "words": WordsForm(prefix="words"),
        "finding": FindingForm(prefix="finding"),
        "close": CloseForm(prefix="close"),
        "hand": HandOverForm(people=others, prefix="hand"),
        "ask": AskForm(prefix="ask"),
        "hold": HoldForm(prefix="hold"),
    }
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    held = holds.holds_on(subject=reports.subject(fact.id))
    return TemplateResponse(
        request,
        "concerns/show_report.html",
        {
            **{f"{name}_form": form for name, form in forms.items()},
            "wrong": wrong[1] if wrong is not None else None,
            "report": fact,
            "opened": opened,
            "own_words": FROM_REPORTER,
            "can_open": by.pk in {one.person for one in opening},
            "has_key": keys.key_of(person=by) is not None,
            "opening": opening,
            "others": others,
            "can_investigate": permissions.can_investigate(by=by),
            "can_hold": permissions.can_hold(by=by),
            "is_worked_on": fact.state in {State.OPEN, State.FOUND},
            "holds": held,
            "is_held": any(one.is_on for one in held),
            "askings": [
                (one, ASK_WORDS[one.reason], DECISION_WORDS[one.decision] if one.decision else "")
                for one in reports.askings(report=fact.id)
            ],
            "deeds": reports.deeds(id=fact.id),
            "sample_passphrase": PASSPHRASE if installation.is_sample() else "",
            **_keep(fact, now),
            **_words(now),
        },
        status=422 if wrong is not None else 200,
    )


def _classify_form(now: datetime, request: HttpRequest | None, fact: ReportFact | None = None) -> ClassifyForm:
    departments = [(code, name) for code, name in city.names(known=now)]
    about = list(desk.about_words(known=now).items())
    initial = (
        {"department": fact.department, "rule": fact.rule, "retaliation": fact.retaliation} if fact is not None else {}
    )
    return ClassifyForm(
        request.POST if request is not None else None,
        departments=departments,
        rules_=about,
        prefix="classify",
        initial=initial,
    )


def _others(report: UUID) -> tuple[keys.KeyFact, ...]:
    wrapped = keys.wrapped(report=report)
    return tuple(one for one in keys.readers() if one.id not in wrapped)


def _keep(fact: ReportFact, now: datetime) -> dict[str, object]:
    if not desk.has_desk(known=now):
        return {"keep": None}
    keep = desk.desk_of(known=now).keep
    until = times.kept_until(closed=fact.closed_on, days=keep.days) if fact.closed_on is not None else None
    return {"keep": keep, "kept_until": until}


def _words(now: datetime) -> dict[str, object]:
    return {
        "state_words": STATE_WORDS,
        "finding_words": FINDING_WORDS,
        "reason_words": REASON_WORDS,
        "kind_words": KIND_WORDS,
        "rule_words": desk.about_words(known=now),
        "department_words": dict(city.names(known=now)),
    }
