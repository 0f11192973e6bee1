"""What everybody sees: whom to call, the form, the answer for a receipt code. No cookie, nothing kept of a visit."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import NotACode
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.canonical import canonical
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.contact import actions, queries
from standing.rooms.contact.forms import ANSWER_BY_WORDS, CodeForm, WriteForm
from standing.rooms.contact.queries import PageFact
from standing.rooms.contact.rules.messages import AnswerBy, Busy, Channel, StatusFact

WRITE, ANSWER = "contact.write", "contact.answer"  # what a token is for
TOO_MUCH = 429


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Say whom to call, in danger first; a city whose pack names nobody says that there is nothing yet."""
    try:
        page = _page(clock.now())
    except NotFound:
        return TemplateResponse(request, "contact/nobody.html")
    return TemplateResponse(request, "contact/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def write(request: HttpRequest) -> HttpResponse:
    """Take in a message, and show the receipt once."""
    now = clock.now()
    page = _page(now)
    form = WriteForm(
        request.POST if request.method == "POST" else None,
        topics=page.topics,
        languages=queries.languages(known=now),
        language=_language(),
    )
    if request.method != "POST":
        return _form(request, page, form, now)
    try:
        open_forms.check(request, WRITE, now)
    except OpenFormRefused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, page, form, now, status=403 if isinstance(refusal, CameFromElsewhere) else 422)
    if not form.is_valid():
        return _form(request, page, form, now, status=422)
    try:
        actions.pass_gate(name=actions.SENT, most=queries.desk_of(known=now).limits.messages_a_minute, at=now)
        code = actions.send_message(
            topic=form.cleaned_data["topic"],
            text=form.cleaned_data["text"],
            answer_by=form.cleaned_data["answer_by"],
            contact=form.contact,
            language=form.cleaned_data["language"],
            safe_time=form.cleaned_data["safe_time"],
            channel=Channel.WEB,
            code=_code_of(request, form),
            at=now,
        )
    except Busy:
        form.add_error(None, _busy())
        return _form(request, page, form, now, status=TOO_MUCH)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, page, form, now, status=422)
    return TemplateResponse(
        request,
        "contact/receipt.html",
        {"page": page, "code": code, "way": form.cleaned_data["answer_by"], "by_code": AnswerBy.CODE},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def answer(request: HttpRequest) -> HttpResponse:
    """Show how far a message is, and the answer, to whoever has its code."""
    now = clock.now()
    page = _page(now)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status, code = 200, ""
    if request.method == "POST":
        try:
            open_forms.check(request, ANSWER, now)
            code = form.cleaned_data["receipt"] if form.is_valid() else ""
            if code:
                found = actions.look_up(code=code, at=now)
                return _answered(request, page, found)
            status = 422
        except OpenFormRefused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, CameFromElsewhere) else 422
        except NotACode:
            form.add_error("receipt", _("A code has 12 letters and numbers. Please look at yours again."))
            status = 422
        except NotFound:
            form.add_error("receipt", _not_found(page))
            status = 422
        except Busy:
            form.add_error(None, _busy())
            status = TOO_MUCH
    context = {"page": page, "form": form, "guard": open_forms.guard(ANSWER, now, sent=request)}
    return TemplateResponse(request, "contact/answer.html", context, status=status)


def _answered(request: HttpRequest, page: PageFact, found: StatusFact) -> HttpResponse:
    topic = next((one.label for one in page.topics if one.id == found.topic), None)
    return TemplateResponse(
        request,
        "contact/status.html",
        {"page": page, "found": found, "topic": topic, "way": ANSWER_BY_WORDS[found.answer_by]},
    )


def _form(request: HttpRequest, page: PageFact, form: WriteForm, now: datetime, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, "guard": open_forms.guard(WRITE, now, sent=request)}
    return TemplateResponse(request, "contact/write.html", context, status=status)


def _page(now: datetime) -> PageFact:
    return queries.page(language=_language(), at=now)


def _code_of(request: HttpRequest, form: WriteForm) -> str:
    """Return the code that belongs to this page and these words, so that a second press sends nothing twice."""
    words = {name: str(value) for name, value in form.cleaned_data.items()}
    return sealed.code_for(secret=f"{open_forms.token_of(request)} {canonical(words).decode()}")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _busy() -> str:
    return _("Many people are writing right now. Nothing you typed is lost. Please wait one minute and send it again.")


def _not_found(page: PageFact) -> str:
    if page.keep_is_approved:
        return _("We find no message with this code. Messages are deleted after %(days)d days.") % {
            "days": page.keep_days
        }
    return _("We find no message with this code. Please look at it again.")
