"""The door of the disclosure desk: what is published, and how many requests wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from standing.hall.pack import api as packs
from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.canonical import sha256_hex
from standing.rooms.disclosure import queries
from standing.rooms.disclosure.queries.counts import newest_shown
from standing.rooms.disclosure.rules.counting import QuarterFact
from standing.rooms.disclosure.rules.sharing import Clause, PartnerFact

__all__ = ["Clause", "PartnerFact", "QuarterFact", "partners", "published_pages", "quarters", "waiting"]


def quarters(*, at: datetime) -> tuple[QuarterFact, ...]:
    """Return the counts of requests that everybody may see, the newest quarter first."""
    return queries.quarters(at=at)


def partners(*, at: datetime) -> tuple[PartnerFact, ...]:
    """Return whom the City shares data with, by name."""
    return queries.partners(at=at, ended=False)


def waiting() -> int:
    """Return in how many requests somebody still has to act."""
    return queries.undecided().count()


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the pages of this room that are published; none where the pack has no desk."""
    pack = packs.in_force(known=at)
    if pack is None or queries.desk_or_none(known=at) is None:
        return
    first = pack.info.default_language.lower()
    counted = newest_shown(at=at)
    shared = sha256_hex(repr([(one.id, one.review.number, one.is_overdue) for one in partners(at=at)]).encode())
    for language in (code.lower() for code in translations.offered(at=at)):
        prefix = "" if language == first else f"/{language}"
        yield Page(
            path=f"{prefix}/status/requests/",
            language=language,
            stamp=counted,
            title=_("Requests for data"),
            group="status",
        )
        yield Page(
            path=f"{prefix}/status/data-sharing/",
            language=language,
            stamp=shared,
            title=_("Data sharing"),
            group="status",
        )
    yield Page(
        path="/status/requests.csv",
        language=first,
        stamp=counted,
        title=_("Requests for data (CSV)"),
        group="status",
        media_type="text/csv",
    )
