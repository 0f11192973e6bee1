"""What several of the pages need."""

from __future__ import annotations

from django.http import HttpRequest

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.translations import permissions
from standing.hall.translations.queries import choices


def languages() -> tuple[tuple[str, str], ...]:
    """Return the languages that can be translated to, for choices."""
    return choices.languages(known=clock.now())


def can_write(request: HttpRequest) -> bool:
    """Test whether who looks may also write."""
    return permissions.can_translate(by=person(request))
