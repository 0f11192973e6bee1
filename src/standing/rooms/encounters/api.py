"""The door of the encounters room: first alerts, and the counts that everybody may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.encounters import actions
from standing.rooms.encounters.queries import figures, pack
from standing.rooms.encounters.queries.figures import Published, WaitingFact
from standing.rooms.encounters.rules.alerts import AlertFact, AlertState, Area, Channel, Kind, TooMany, WrongCode
from standing.rooms.encounters.rules.events import AlertConfirmed, MonthAttested, ReportSubmitted
from standing.rooms.encounters.rules.figures import Row, Table

__all__ = [
    "AlertConfirmed",
    "AlertFact",
    "AlertState",
    "Area",
    "Channel",
    "Kind",
    "MonthAttested",
    "Published",
    "ReportSubmitted",
    "Row",
    "Table",
    "TooMany",
    "WaitingFact",
    "WrongCode",
    "counts",
    "published_pages",
    "raise_alert",
    "waiting_for",
]


def raise_alert(
    *,
    site: str = "",
    area: Area | str = Area.PUBLIC,
    spot: str = "",
    seen_at: datetime,
    is_ongoing: bool = True,
    kind: Kind | str = Kind.SIGHTING,
    reporter: str = "",
    callback: str = "",
    path: Sequence[str] = (),
    key: UUID,
    channel: Channel | str,
    code: str = "",
    phone_now: datetime | None = None,
    by: Actor,
    at: datetime,
) -> AlertFact:
    """
    This will take in a first alert, once for each key, and ring for those who must know.

    Somebody signed in (``by``) stands behind it, and everybody is told; from a card (``code``) or 311 it is
    unconfirmed and rings for the department alone.

    :raises Refused: if nobody stands behind it, the register has no such site, or words name or describe somebody
    """
    return actions.raise_alert(
        site=site,
        area=area,
        spot=spot,
        seen_at=seen_at,
        is_ongoing=is_ongoing,
        kind=kind,
        reporter=reporter,
        callback=callback,
        path=path,
        key=key,
        channel=channel,
        code=code,
        phone_now=phone_now,
        by=by,
        at=at,
    )


def waiting_for(*, by: User, at: datetime) -> WaitingFact:
    """Return what waits for a liaison, backup or coordinator at a moment; nothing for others."""
    return figures.waiting_for(by=by, at=at)


def counts(*, at: datetime) -> Published:
    """Return the counts that everybody may see: by month, late, small ones left out, without place or day."""
    return figures.published(at=at)


def published_pages(at: datetime) -> Iterable[Page]:
    """Return the pages of this room that are published: the first alert, and the counts."""
    first = pack.first_language(known=at)
    shown = counts(at=at)
    numbers = sha256_hex(
        canonical(
            [
                [
                    table.by,
                    list(table.columns),
                    [[row.month.isoformat(), row.total, list(row.cells)] for row in table.rows],
                ]
                for table in shown.tables
            ]
        )
    )
    words = sha256_hex(canonical([shown.delay_days, shown.least]))
    for language in (code.lower() for code in translations.offered(at=at)):
        prefix = "" if language == first else f"/{language}"
        yield Page(
            path=f"{prefix}/alert/",
            language=language,
            stamp="1",
            title=_("Tell the liaison"),
            group="encounters",
            essential=True,
        )
        yield Page(
            path=f"{prefix}/status/activity/",
            language=language,
            stamp=sha256_hex(canonical([numbers, words])),
            title=_("Activity on City property"),
            group="encounters",
        )
    yield Page(
        path="/status/activity/activity.csv",
        language=first,
        stamp=numbers,
        title=_("Activity on City property"),
        group="encounters",
        media_type="text/csv",
    )
