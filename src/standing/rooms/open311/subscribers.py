"""What this room does when others have news. It looks at the present: a board that is sealed takes no evidence."""

from __future__ import annotations

from standing.hall import clock
from standing.hall.events import api as events
from standing.rooms.open311 import actions
from standing.rooms.rights.api import ArticleApproved, ArticleWithdrawn
from standing.rooms.services.api import ServiceListAttested


def record_published(_event: ArticleApproved | ArticleWithdrawn) -> None:
    """Record the new edition of the rights articles."""
    actions.record_published(at=clock.now())


def record_service_lists(_event: ServiceListAttested) -> None:
    """Record the list that a department confirmed."""
    actions.record_service_lists(at=clock.now())


def listen() -> None:
    """Subscribe; again, it changes nothing."""
    events.subscribe(ArticleApproved, record_published)
    events.subscribe(ArticleWithdrawn, record_published)
    events.subscribe(ServiceListAttested, record_service_lists)
