"""
What everybody sees: courses, taking one, and the certificate. No cookie, nothing kept of a visit.

A page carries what it needs to go on: which words it showed and how many tries were used, signed. Answers are
compared here; which of them are right is told to no browser before the course is passed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.acknowledgements.api import How
from standing.hall.links.api import LinkOver
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.reading import reading_of
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.training.actions import completing, trying
from standing.rooms.training.actions.completing import NoSuchPerson
from standing.rooms.training.forms import AnswersForm, BadgeForm
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules import effort
from standing.rooms.training.rules.answers import Answer, Busy, Result, result_of, tries_left
from standing.rooms.training.rules.facts import CompletionFact
from standing.rooms.training.rules.text import texts_of
from standing.rooms.training.views.parts import (
    Passed,
    Shown,
    asked,
    drawn,
    language_of,
    passed_of,
    shown_of,
    tongues,
)

TAKE = "training.take"  # what a token is for
TOO_MUCH = 429
_AT_ONCE = timedelta(0)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show every course that people may take."""
    now = clock.now()
    rows = [
        {
            "fact": fact,
            "terms": queries.terms_of(fact, language=language_of(fact)),
            "language": language_of(fact),
            "tongues": tongues(request, fact, at=now),
            "grade": reading_of(texts_of(queries.terms_of(fact))).grade if fact.languages[0] == "en" else None,
        }
        for fact in queries.courses(known=now)
    ]
    return TemplateResponse(request, "training/index.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def take(request: HttpRequest, course: str) -> HttpResponse:
    """Show a course, compare the answers, then ask for number and name."""
    now = clock.now()
    fact = queries.edition_out(course=course, at=now)
    if request.method != "POST":
        return _course(request, fact, at=now)
    step = _badge if request.POST.get("step") == "badge" else _answers
    return step(request, fact, token="", at=now)


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def take_by_link(request: HttpRequest) -> HttpResponse:
    """Show the course that a personal link is for; whoever passes types neither number nor name."""
    now, token = clock.now(), request.POST.get("token", "")
    if request.method != "POST":
        return _link(request, token="", refusal="", at=now)
    try:
        open_forms.check(request, TAKE, now, youngest=_AT_ONCE)
        _person, course = completing.look_at_link(token=token, at=now)
        fact = queries.edition_out(course=course, at=now)
    except (NotFound, LinkOver, OpenFormRefused) as refusal:
        return _link(request, token=token, refusal=str(refusal), at=now)
    if request.POST.get("step") == "answers":
        return _answers(request, fact, token=token, at=now)
    return _course(request, fact, token=token, at=now)


def _answers(request: HttpRequest, fact: EditionFact, *, token: str, at: datetime) -> HttpResponse:
    shown = shown_of(request.POST.get("shown", ""))
    if shown is None or (shown.course, shown.edition) != (fact.course, fact.number):
        return _course(request, fact, token=token, at=at, refusal=_changed(), status=422)
    terms = queries.terms_of(fact, language=shown.language)
    form = AnswersForm(request.POST, course=terms)
    try:
        open_forms.check(request, TAKE, at)
    except OpenFormRefused as refusal:
        form.add_error(None, str(refusal))
        status = 403 if isinstance(refusal, CameFromElsewhere) else 422
        return _course(request, fact, token=token, at=at, shown=shown, form=form, status=status)
    if not form.is_valid():
        return _course(request, fact, token=token, at=at, shown=shown, form=form, status=422)

    result = result_of(terms, form.given)
    if not result.is_passed:
        used = replace(shown, tries=shown.tries + 1)
        return _course(request, fact, token=token, at=at, shown=used, form=form, result=result)
    if token:
        return _done_by_link(request, fact, shown, result, token=token, at=at)
    passed = Passed(
        course=fact.course,
        edition=fact.number,
        language=shown.language,
        score=result.score,
        out_of=result.out_of,
    )
    return _ask_badge(request, fact, passed, BadgeForm(), at=at)


def _badge(request: HttpRequest, fact: EditionFact, *, token: str, at: datetime) -> HttpResponse:  # noqa: ARG001
    passed = passed_of(request.POST.get("passed", ""))
    if passed is None or (passed.course, passed.edition) != (fact.course, fact.number):
        return _course(request, fact, at=at, refusal=_changed(), status=422)
    form = BadgeForm(request.POST)
    status = 422
    try:
        open_forms.check(request, TAKE, at)
        if form.is_valid():
            trying.check_may_try(**_tried(request), at=at)
            done = completing.complete_myself(
                number=form.cleaned_data["number"],
                name=form.cleaned_data["name"],
                edition=fact,
                language=passed.language,
                result=_result_of(passed),
                how=How.KIOSK if _is_kiosk(request) else How.PAGE,
                at=at,
            )
            return _done(request, fact, done, at=at)
    except OpenFormRefused as refusal:
        form.add_error(None, str(refusal))
        status = 403 if isinstance(refusal, CameFromElsewhere) else 422
    except NoSuchPerson:
        trying.count_wrong(**_tried(request), at=at)
        form.add_error("number", _no_such_person())
    except Busy as busy:
        form.add_error(None, _tried_too_often() if isinstance(busy, trying.TriedTooOften) else _busy())
        status = TOO_MUCH
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return _ask_badge(request, fact, passed, form, at=at, status=status)


def _done_by_link(
    request: HttpRequest, fact: EditionFact, shown: Shown, result: Result, *, token: str, at: datetime
) -> HttpResponse:
    try:
        done = completing.complete_by_link(token=token, edition=fact, language=shown.language, result=result, at=at)
    except (NotFound, LinkOver, Refused) as refusal:
        return _link(request, token=token, refusal=str(refusal), at=at)
    return _done(request, fact, done, at=at)


def _course(
    request: HttpRequest,
    fact: EditionFact,
    *,
    token: str = "",
    at: datetime,
    shown: Shown | None = None,
    form: AnswersForm | None = None,
    result: Result | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw a course. After the last try the answers are taken away, and the tries begin anew."""
    language = shown.language if shown is not None else language_of(fact)
    context = drawn(request, fact, language=language, at=at)
    terms = queries.terms_of(fact, language=language)
    tries = shown.tries if shown is not None else 0
    left = tries_left(attempts=fact.attempts, used=tries)
    begins_anew = left == 0
    if begins_anew:
        tries, left = 0, fact.attempts
    if form is None or begins_anew:
        form = AnswersForm(course=terms)
    next_shown = Shown(course=fact.course, edition=fact.number, language=language, tries=tries)
    return TemplateResponse(
        request,
        "training/take.html",
        {
            **context,
            **_shell(request, token=token),
            "guard": open_forms.guard(TAKE, at, sent=request if request.method == "POST" else None),
            "shown": next_shown.signed(),
            "form": form,
            "questions": asked(form, terms, result),
            "result": result,
            "left": left,
            "begins_anew": begins_anew,
            "refusal": refusal,
        },
        status=status,
    )


def _ask_badge(
    request: HttpRequest, fact: EditionFact, passed: Passed, form: BadgeForm, *, at: datetime, status: int = 200
) -> HttpResponse:
    return TemplateResponse(
        request,
        "training/badge.html",
        {
            **_shell(request, token=""),
            "fact": fact,
            "terms": queries.terms_of(fact, language=passed.language),
            "score": passed.score,
            "out_of": passed.out_of,
            "passed": passed.signed() if request.POST.get("step") != "badge" else request.POST.get("passed", ""),
            "form": form,
            "bits": effort.BITS,
            "guard": open_forms.guard(TAKE, at, sent=request),
        },
        status=status,
    )


def _tried(request: HttpRequest) -> dict[str, Any]:
    """Return who is tried, exactly as it was sent, and whether the browser did its sum for them on this page."""
    number, name = request.POST.get("number", ""), request.POST.get("name", "")
    did_sum = effort.is_done(
        page=open_forms.token_of(request),
        number=number,
        name=name,
        answer=request.POST.get("sum", ""),
        bits=effort.BITS,
    )
    return {"number": number, "name": name, "did_sum": did_sum}


def _done(request: HttpRequest, fact: EditionFact, done: CompletionFact, *, at: datetime) -> HttpResponse:
    return TemplateResponse(
        request,
        "training/done.html",
        {
            **_shell(request, token=""),
            "fact": fact,
            "done": done,
            "terms": queries.terms_of(fact, language=done.language),
            "guard": open_forms.guard("training.certificate", at),
        },
    )


def _link(request: HttpRequest, *, token: str, refusal: str, at: datetime) -> HttpResponse:
    context = {"token": token, "refusal": refusal, "guard": open_forms.guard(TAKE, at)}
    return TemplateResponse(request, "training/link.html", context, status=422 if refusal else 200)


def _shell(request: HttpRequest, *, token: str) -> dict[str, object]:
    return {"kiosk": _is_kiosk(request), "token": token}


def _is_kiosk(request: HttpRequest) -> bool:
    return "1" in {request.GET.get("kiosk"), request.POST.get("kiosk")}


def _result_of(passed: Passed) -> Result:
    """Return a result with as many right answers as the page carries, without the answers themselves."""
    answers = tuple(
        Answer(question=str(place), chosen=frozenset(), is_right=place < passed.score) for place in range(passed.out_of)
    )
    return Result(answers=answers, is_passed=True)


def _changed() -> str:
    return _("The course changed, or this page was open for a long time. Please read it again, then answer.")


def _no_such_person() -> str:
    return _("Number and name do not fit together on the City's list of staff. Look at your badge and try again.")


def _tried_too_often() -> str:
    return _(
        "This number or this name was tried too often. Nothing you typed is lost. Please send it again after the next "
        "full hour, open the link in your letter, or ask your supervisor for a paper sheet."
    )


def _busy() -> str:
    return _("Many people are trying right now. Nothing you typed is lost. Please wait one minute and send it again.")
