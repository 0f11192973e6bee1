"""Pages of the rulebook: the rules and "may I?" for everybody, editions and court orders for counsel."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.rulebook import actions, permissions, queries
from standing.rooms.rulebook.forms import AnswerForm, AskForm, LiftForm, SuspendForm
from standing.rooms.rulebook.queries import EditionFact
from standing.rooms.rulebook.rules import may as rules
from standing.rooms.rulebook.rules.book import Answer, Kind, RulebookFile, Verb

ANSWERS = {
    Answer.MAY: gettext_lazy("Yes, you may."),
    Answer.MAY_NOT: gettext_lazy("No, you may not."),
    Answer.COMPLY: gettext_lazy("Comply."),
    Answer.ASK: gettext_lazy("Ask counsel first."),
}
VERBS = {
    Verb.DECLINE: gettext_lazy("Decline. Do not say yes, and do not stand in the way."),
    Verb.COMPLY: gettext_lazy("Comply. Step aside and do what the order says."),
    Verb.REFER: gettext_lazy("Refer. Call your supervisor, then your liaison."),
    Verb.RECORD: gettext_lazy("Record. Write down what happened before your shift ends."),
    Verb.NOTIFY: gettext_lazy("Notify. Your liaison tells the Mayor's Office."),
}
SURE = {
    "P": gettext_lazy("we read the source itself"),
    "N": gettext_lazy("from the press"),
    "M": gettext_lazy("from a copy of a press story"),
    "S": gettext_lazy("from a report"),
    "L": gettext_lazy("well known, not read again"),
    "I": gettext_lazy("we worked it out"),
    "?": gettext_lazy("not checked"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show what City workers may and may not do, with the law and counsel's approval."""
    book = queries.book(language=_language(), at=clock.now())
    groups = (
        [
            (_("What you may not do"), book.of_kind(Kind.PROHIBITION)),
            (_("When it is different"), book.of_kind(Kind.EXCEPTION)),
            (_("How the press says it"), book.of_kind(Kind.PRESS)),
        ]
        if book
        else []
    )
    notes = [one.card for one in book.rules] if book else []
    return TemplateResponse(
        request, "rulebook/index.html", {"book": book, "groups": groups, "notes": notes, "sure": SURE}
    )


@require_safe
def may(request: HttpRequest) -> HttpResponse:
    """Answer "may I?"; nothing of the question is kept."""
    now, language = clock.now(), _language()
    book = queries.book(language=language, at=now)
    act = request.GET.get("act", "")
    context: dict[str, object] = {"book": book}
    if book is not None and act:
        context |= _asked(request, act, language, now)
        context["question"] = next((one for one in book.questions if one.id == act), None)
    elif book is not None:
        context["topics"] = [(topic, list(some)) for topic, some in groupby(book.questions, key=lambda one: one.topic)]
    response = TemplateResponse(request, "rulebook/may.html", context)
    response["Cache-Control"] = "no-store"  # a shared computer should not remember what was asked
    return response


def _asked(request: HttpRequest, act: str, language: str, now: datetime) -> dict[str, object]:
    conditions = queries.conditions(act=act, language=language, at=now)
    is_answered = not conditions or "told" in request.GET
    form = AskForm(request.GET if is_answered else None, conditions=conditions)
    if not is_answered or not form.is_valid():
        return {"form": form, "act": act}
    verdict = queries.verdict(act=act, told=form.told, language=language, at=now)
    return {
        "form": form if conditions else None,
        "act": act,
        "verdict": verdict,
        "answer": ANSWERS[verdict.answer],
        "steps": [VERBS[verb] for verb in verdict.do],
        "sure": SURE,
    }


@require_safe
def list_editions(request: HttpRequest) -> HttpResponse:
    """Show every edition, what waits for counsel, and which rules a court suspended."""
    now = clock.now()
    return TemplateResponse(
        request,
        "rulebook/list_editions.html",
        {
            "editions": queries.editions(),
            "current": queries.in_force(at=now),
            "suspensions": queries.suspensions(at=now),
            "can_decide": permissions.can_decide(by=person(request)),
        },
    )


@require_safe
def show_edition(request: HttpRequest, number: int) -> HttpResponse:
    """Show one edition: its rules, what changed, and how its stories end."""
    held = _edition(number)
    form = AnswerForm(initial={"seen_sha256": held.sha256})
    return TemplateResponse(request, "rulebook/show_edition.html", _shown(request, held, form))


@require_POST
def answer_edition(request: HttpRequest, number: int) -> HttpResponse:
    """Approve exactly the rules on the page, or return them with a note."""
    held = _edition(number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render_invalid(request, "rulebook/show_edition.html", _shown(request, held, form))
    is_approval = form.cleaned_data["finding"] == "approve"
    act = actions.approve_edition if is_approval else actions.return_edition
    try:
        act(
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            note=form.cleaned_data["note"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "rulebook/show_edition.html", _shown(request, held, form))
    messages.success(request, _("These rules guide staff now.") if is_approval else _("The rules are returned."))
    return redirect("rulebook:list_editions")


@require_http_methods(["GET", "HEAD", "POST"])
def suspend_rule(request: HttpRequest) -> HttpResponse:
    """Record that a court's order keeps a rule from being applied."""
    now = clock.now()
    held, lifted = queries.in_force(at=now), queries.suspended(at=now)
    rules_ = [(one.id, f"{one.id}: {one.title}") for one in (held.book.rules if held else ()) if one.id not in lifted]
    form = SuspendForm(request.POST if request.method == "POST" else None, rules=rules_)
    if request.method != "POST":
        return TemplateResponse(request, "rulebook/suspend_rule.html", {"form": form, "edition": held})
    if form.is_valid():
        try:
            actions.suspend_rule(**form.cleaned_data, by=person(request), at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Staff are told from now on that this rule is suspended."))
            return redirect("rulebook:list_editions")
    return render_invalid(request, "rulebook/suspend_rule.html", {"form": form, "edition": held})


@require_http_methods(["GET", "HEAD", "POST"])
def lift_suspension(request: HttpRequest, rule: str) -> HttpResponse:
    """Record that a rule holds again."""
    now = clock.now()
    held = queries.suspended(at=now).get(rule)
    if held is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return TemplateResponse(request, "rulebook/lift_suspension.html", {"form": form, "suspension": held})
    if form.is_valid():
        try:
            actions.lift_suspension(rule=rule, reason=form.cleaned_data["reason"], by=person(request), at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rule holds again."))
            return redirect("rulebook:list_editions")
    return render_invalid(request, "rulebook/lift_suspension.html", {"form": form, "suspension": held})


def _edition(number: int) -> EditionFact:
    return queries.edition(number=number)


def _shown(request: HttpRequest, held: EditionFact, form: AnswerForm) -> dict[str, object]:
    current = queries.in_force(at=clock.now())
    before = {one.id: one for one in current.book.rules} if current else {}
    newest = queries.editions()[0].number == held.number
    return {
        "edition": held,
        "current": current,
        "rules": [(one, before.get(one.id)) for one in held.book.rules],
        "gone": [one for name, one in before.items() if held.book.rule(name) is None],
        "stories": _stories(held.book),
        "form": form,
        "can_answer": newest
        and held.is_approved is None
        and permissions.can_answer(taken_by=held.taken_by, by=person(request)),
    }


def _stories(book: RulebookFile) -> list[dict[str, object]]:
    return [
        {
            "story": one,
            "question": act.question,
            "told": [
                (condition.question, said.value)
                for name, said in one.told.items()
                if (condition := book.condition(name))
            ],
            "answer": ANSWERS[rules.may(act=act, told=one.told).answer],
            "rules": rules.may(act=act, told=one.told).rules,
        }
        for one in book.scenarios
        if (act := book.act(one.act))
    ]


def _language() -> str:
    return (get_language() or "en").lower()
