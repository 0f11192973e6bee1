"""The office's inbox. A message is opened by a deed that is recorded; looking at the list opens nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import refused
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.contact import actions, permissions, queries
from standing.rooms.contact.forms import (
    ANSWER_BY_WORDS,
    SAFE_TIME_WORDS,
    STATE_WORDS,
    AnswerForm,
    AssignForm,
    InboxForm,
    ReferForm,
    TemplateForm,
)
from standing.rooms.contact.rules import retention
from standing.rooms.contact.rules.messages import NEXT, AnswerBy, State

ROWS = 50
COUNTED_DAYS = 90


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List messages by state and age; their words stay closed."""
    now = clock.now()
    topics, languages = queries.topics(language="en", at=now), queries.languages(known=now)
    form = InboxForm(request.GET, topics=topics, languages=languages)
    asked = form.cleaned_data if form.is_valid() else {}
    state = State(said) if (said := request.GET.get("state", "")) in set(State) else None
    rows = queries.inbox(
        at=now, state=state, topic=asked.get("topic", ""), language=asked.get("language", ""),
        assigned_to=person(request).pk if request.GET.get("mine") else None,
    )  # fmt: skip
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counted = queries.counted_states()
    return TemplateResponse(
        request,
        "contact/inbox.html",
        {
            "form": form,
            "pages": pages,
            "facts": queries.facts(pages.object_list, at=now),
            "state": state,
            "states": [(one, STATE_WORDS[one], number) for one, number in counted.items()],
            "waiting": counted[State.NEW] + counted[State.OPEN],
            "hold": queries.hold(),
            **_words(now),
        },
    )


@require_safe
def show_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Show what lies open of a message and everything that was done with it."""
    now = clock.now()
    fact = queries.message(id=message, at=now)
    keep = queries.desk_of(known=now).keep
    by = person(request)
    return TemplateResponse(
        request,
        "contact/show_message.html",
        {
            "message": fact,
            "deeds": queries.deeds(id=message),
            "kept_until": retention.kept_until(day=fact.day, days=keep.days),
            "keep": keep,
            "hold": queries.hold(),
            "can_answer": permissions.can_answer(by=by),
            "assign": AssignForm(people=queries.desk_people(), initial={"to": str(by.pk)}),
            **_words(now),
        },
    )


@require_POST
def read_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Open a message, with a template in the answer if one was chosen."""
    return _opened(request, message, now=clock.now())


@require_POST
def answer_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Keep an answer for whoever has the code."""
    now, form = clock.now(), AnswerForm(request.POST)
    if not form.is_valid():
        return _opened(request, message, now=now, answer=form)
    try:
        actions.answer_message(message=message, text=form.cleaned_data["text"], by=person(request), at=now)
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _opened(request, message, now=now, answer=form)
    messages.success(request, _("The answer is kept. Whoever has the code can read it now."))
    return redirect("contact:show_message", message=message)


@require_POST
def refer_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Say which service can help."""
    now, form = clock.now(), ReferForm(request.POST, prefix="refer")
    if not form.is_valid():
        return _opened(request, message, now=now, refer=form)
    try:
        actions.refer_message(message=message, text=form.cleaned_data["text"], by=person(request), at=now)
    except NotFound:
        raise
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _opened(request, message, now=now, refer=form)
    messages.success(request, _("Whoever has the code can now read which service helps."))
    return redirect("contact:show_message", message=message)


@require_POST
def assign_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Say who answers."""
    form = AssignForm(request.POST, people=queries.desk_people())
    if not form.is_valid():
        messages.error(request, _("Choose who answers it."))
        return redirect("contact:show_message", message=message)
    try:
        actions.assign_message(message=message, to=UUID(form.cleaned_data["to"]), by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted who answers."))
    return redirect("contact:show_message", message=message)


@require_POST
def close_message(request: HttpRequest, message: UUID) -> HttpResponse:
    """Close a message."""
    try:
        actions.close_message(message=message, by=person(request), at=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The message is closed."))
    return redirect("contact:show_message", message=message)


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Count messages by topic and language, for the office alone."""
    now = clock.now()
    today = queries.today(at=now)
    first = today - timedelta(days=COUNTED_DAYS - 1)
    return TemplateResponse(
        request,
        "contact/counts.html",
        {
            "counts": queries.counts(from_day=first, until_day=today),
            "from_day": first,
            "until_day": today,
            "states": list(STATE_WORDS.values()),
            **_words(now),
        },
    )


@require_safe
def list_templates(request: HttpRequest) -> HttpResponse:
    """Show the answers that are given often, in one language."""
    now = clock.now()
    languages = queries.languages(known=now)
    asked = request.GET.get("language", "")
    language = next((one for one in languages if one.code == asked), languages[0])
    return TemplateResponse(
        request,
        "contact/list_templates.html",
        {
            "templates": queries.templates(language=language.code.lower(), at=now),
            "languages": languages,
            "language": language,
            **_words(now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """Begin or end a legal hold."""
    by = person(request)
    if request.method == "POST":
        deed = actions.end_hold if request.POST.get("deed") == "end" else actions.begin_hold
        deed(by=by, at=clock.now())
        return redirect("contact:hold")
    now = clock.now()
    return TemplateResponse(
        request,
        "contact/hold.html",
        {
            "hold": queries.hold(),
            "holds": queries.holds(),
            "keep": queries.desk_of(known=now).keep if queries.topics(language="en", at=now) else None,
            "can_hold": permissions.can_hold(by=by),
            "to_forget": queries.to_forget(at=now).count(),
        },
    )


def _opened(
    request: HttpRequest, message: UUID, *, now: datetime, answer: Form | None = None, refer: Form | None = None
) -> HttpResponse:
    try:
        found = actions.read_message(message=message, by=person(request), at=now)
    except NotFound:
        raise
    except Refused as refusal:
        return refused(request, refusal)
    fact = found.message
    templates = queries.templates(language=fact.language.lower(), at=now, topic=fact.topic)
    chosen = next((one for one in templates if one.id == request.POST.get("template")), None)
    mail_to = ""
    if fact.answer_by is AnswerBy.EMAIL:
        mail_to = f"mailto:{quote(found.content.contact, safe='@')}"
    return TemplateResponse(
        request,
        "contact/read_message.html",
        {
            "message": fact,
            "opened": found,
            "chosen": chosen,
            "template_form": TemplateForm(templates=templates, initial={"template": chosen.id if chosen else ""}),
            "answer": answer or AnswerForm(initial={"text": chosen.said.text if chosen is not None else ""}),
            "refer": refer or ReferForm(prefix="refer"),
            "can_close": State.CLOSED in NEXT[fact.state],
            "mail_to": mail_to,
            **_words(now),
        },
        status=422 if answer is not None or refer is not None else 200,
    )


def _words(now: datetime) -> dict[str, object]:
    return {
        "topic_words": {one.id: one.label.text for one in queries.topics(language="en", at=now)},
        "language_words": {one.code: one.english_name for one in queries.languages(known=now)},
        "state_words": STATE_WORDS,
        "way_words": ANSWER_BY_WORDS,
        "time_words": SAFE_TIME_WORDS,
    }
