"""The door of the scene log: what is published, and where videos are missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from standing.hall.pack import api as packs
from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.rooms.scenes import queries
from standing.rooms.scenes.rules.reports import MonthFact, ReportFact

__all__ = ["MonthFact", "ReportFact", "months", "published_pages", "reports", "videos_missing"]


def months(*, at: datetime) -> tuple[MonthFact, ...]:
    """Return the months everybody may see, the newest first."""
    return queries.public_months(at=at)


def reports() -> tuple[ReportFact, ...]:
    """Return every monthly report that was made, the newest month first; for those who hear or audit them."""
    return queries.reports()


def videos_missing() -> int:
    """Return how many scenes name no video that is kept."""
    return queries.video_gaps().count()


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the pages of this room that are published; none where the pack has no log."""
    pack = packs.in_force(known=at)
    if pack is None or queries.log_or_none(known=at) is None:
        return
    first, stamp = pack.info.default_language.lower(), queries.public_stamp(at=at)
    for language in (code.lower() for code in translations.offered(at=at)):
        yield Page(
            path="/status/scenes/" if language == first else f"/{language}/status/scenes/",
            language=language,
            stamp=stamp,
            title=_("Police scenes"),
            group="status",
        )
    yield Page(
        path="/status/scenes.csv",
        language=first,
        stamp=stamp,
        title=_("Police scenes (CSV)"),
        group="status",
        media_type="text/csv",
    )
