"""What several pages of the room need."""

from __future__ import annotations

from django.conf import settings

from standing.hall import clock
from standing.rooms.outreach import queries
from standing.rooms.outreach.models import Campaign


def origin() -> str:
    """Return where this installation stands on the web."""
    return str(settings.STANDING["origin"])


def campaign_of(campaign: str) -> Campaign:
    """Return a campaign, or no page."""
    return queries.campaign(id=campaign)


def language_of(language: str) -> queries.LanguageTerms:
    """Return a written language of the city, or no page."""
    return queries.language(code=language, known=clock.now())
