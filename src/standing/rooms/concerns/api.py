"""The door of concerns: the page that can be published, and how much waits. What was reported leaves by no door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.api import User
from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.rooms.concerns import permissions
from standing.rooms.concerns.queries import desk, keys, reports
from standing.rooms.concerns.rules.desk import PAGE
from standing.rooms.concerns.rules.reports import WaitingFact

__all__ = ["WaitingFact", "published_pages", "waiting_for"]


def waiting_for(*, by: User, at: datetime) -> WaitingFact:
    """Return how much waits for a person here; nothing for those who neither read reports nor keep names."""
    reads, keeps = permissions.can_read(by=by), permissions.can_keep_names(by=by)
    return WaitingFact(
        with_new_words=reports.with_new_words(before=at) if reads else 0,
        near_or_late=reports.near_or_late(at=at) if reads else 0,
        askings=len(reports.askings(is_waiting=True)) if keeps else 0,
        needs_key=(reads or keeps) and desk.has_desk(known=at) and keys.key_of(person=by) is None,
    )


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the page of this room that is published: whom to turn to. Forms stay with the application."""
    if not desk.has_desk(known=at):
        return
    first = desk.first_language(known=at)
    for language in (code.lower() for code in translations.offered(at=at)):
        yield Page(
            path="/concerns/" if language == first else f"/{language}/concerns/",
            language=language,
            stamp=translations.stamp(pages=[PAGE], language=language),
            title=_("Report a concern"),
            group="concerns",
            essential=False,
        )
