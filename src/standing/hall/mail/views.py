"""The post office for staff: what became of each letter; and the provider's way in."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from standing.hall import clock
from standing.hall.audit.api import Actor
from standing.hall.mail import actions, provider, queries
from standing.hall.mail.rules import State
from standing.kernel.refusals import Refused

_PAGE = 50
_RECENTLY = timedelta(days=90)


@require_safe
def list_letters(request: HttpRequest) -> HttpResponse:
    """Show the letters, those first that did not arrive."""
    state = _state(request.GET.get("state", ""))
    letters: Any = queries.LetterList(state=state)  # has what a paginator asks for: a length and slices
    return TemplateResponse(
        request,
        "mail/list_letters.html",
        {
            "page": Paginator(letters, _PAGE).get_page(request.GET.get("page")),
            "state": state,
            "counts": queries.counts(),
            "addresses": queries.bad_addresses(since=clock.now() - _RECENTLY),
        },
    )


@require_safe
def show_letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter, and what it says unless that is a secret."""
    opened = queries.read_letter(name=name)
    return TemplateResponse(request, "mail/show_letter.html", {"letter": opened.letter, "body": opened.body})


@require_POST
def send_again(request: HttpRequest, name: str) -> HttpResponse:
    """Have one letter sent once more."""
    letter = queries.read_letter(name=name).letter
    try:
        actions.send_again(letter=letter.id, by=_person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The letter is on its way again."))
    return redirect("mail:show_letter", name=name)


@csrf_exempt
def take_news(request: HttpRequest) -> HttpResponse:
    """Let the provider say what became of a letter; without a provider there is no such address."""
    view = provider.news_view()
    if view is None:
        raise Http404
    return view(request)


def _state(said: str) -> State | None:
    if not said:
        return None
    if said not in set(State):
        raise Http404
    return State(said)


def _person(request: HttpRequest) -> Actor:
    """Return who asks; the table of access lets nobody else reach a view that needs this."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user
