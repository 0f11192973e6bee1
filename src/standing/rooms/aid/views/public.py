"""What everybody may read: rounds and their rules, what became of donors' money, how anybody checks, the limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.rooms.aid.actions import parties
from standing.rooms.aid.forms import STEP_WORDS
from standing.rooms.aid.queries import audit, rounds
from standing.rooms.aid.queries.rounds import RoundFact
from standing.rooms.aid.rules.rounds import Step
from standing.rooms.funds import api as funds

LANGUAGES = {"en": "English", "es": "Español"}
_PUBLIC = frozenset({Step.SIGNED, Step.CLOSED, Step.DESTROYED})


def in_two_languages(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page in English, or in Spanish by its own link: those who check read it, so no other language waits."""

    @wraps(view)
    def shown(request: HttpRequest, **given: Any) -> HttpResponse:
        asked = request.GET.get("language", "")
        with translation.override(asked if asked in LANGUAGES else "en"):
            answer = view(request, **given)
            if isinstance(answer, TemplateResponse):
                answer.context_data = {"languages": LANGUAGES, **(answer.context_data or {})}
                answer.render()
            return answer

    return shown


@require_safe
@in_two_languages
def index(request: HttpRequest) -> HttpResponse:
    """List the rounds, and what became of donors' money."""
    now = clock.now()
    return TemplateResponse(
        request,
        "aid/index.html",
        {
            "rounds": [one for one in rounds.rounds() if one.step in _PUBLIC],
            "totals": funds.weekly_totals(at=now),
            "step_words": STEP_WORDS,
            "now": now,
        },
    )


@require_safe
@in_two_languages
def show_round(request: HttpRequest, round: str) -> HttpResponse:
    """Show a round: who may be helped, its days and amounts, what was sealed of it, and how anybody checks."""
    fact = _public(round)
    last = audit.latest_checkpoint(round_=round)
    stated = audit.statements(round_=round)
    return TemplateResponse(
        request,
        "aid/round.html",
        {
            "round": fact,
            "rules": _rules(fact),
            "step_words": STEP_WORDS,
            "figures": last.figures if last is not None else None,
            "through": last.through if last is not None else None,
            "stated": stated[0] if stated else None,
            "trustee_url": parties.trustee_url().rstrip("/"),
            "place": request.build_absolute_uri("/").rstrip("/"),
        },
    )


@require_safe
@in_two_languages
def desk(request: HttpRequest) -> HttpResponse:
    """Point to the desk page, which the trustee serves: the City never serves its code."""
    return TemplateResponse(request, "aid/desk.html", {"trustee_url": parties.trustee_url().rstrip("/")})


def _public(round_: str) -> RoundFact:
    fact = rounds.round_fact(round_=round_)
    if fact.step not in _PUBLIC:
        raise Http404
    return fact


def _rules(fact: RoundFact) -> tuple[str, tuple[str, ...]]:
    """Return the rules in the page's language, or in English, with the language they are in."""
    language = get_language() or "en"
    return (language, fact.rules[language]) if language in fact.rules else ("en", fact.rules.get("en", ()))
