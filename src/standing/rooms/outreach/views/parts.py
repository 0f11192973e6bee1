"""What several pages of the room need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import Http404

from standing.hall import clock
from standing.kernel.refusals import NotFound
from standing.rooms.outreach import queries
from standing.rooms.outreach.models import Campaign

T = TypeVar("T")


def origin() -> str:
    """Return where this installation stands on the web."""
    return str(settings.STANDING["origin"])


def found(ask: Callable[[], T]) -> T:
    """Return what was asked for; what there is not has no page."""
    try:
        return ask()
    except NotFound as refusal:
        raise Http404(str(refusal)) from None


def campaign_of(campaign: str) -> Campaign:
    """Return a campaign, or no page."""
    return found(lambda: queries.campaign(id=campaign))


def language_of(language: str) -> queries.LanguageTerms:
    """Return a written language of the city, or no page."""
    return found(lambda: queries.language(code=language, known=clock.now()))
