"""The door of the front, for the publisher only."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from standing.hall.publish.api import Page
from standing.rooms.front import queries

__all__ = ["published_pages"]


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the home page of every language."""
    first = settings.LANGUAGE_CODE
    return queries.published_pages(
        at=at, addresses={code: "/" if code == first else f"/{code}/" for code, _name in settings.LANGUAGES}
    )
