"""The door of the front, for the publisher only."""

from collections.abc import Iterable
from datetime import datetime

from standing.hall.publish.api import Page
from standing.rooms.front import queries

__all__ = ["published_pages"]


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the home page of every language."""
    return queries.published_pages(at=at)
