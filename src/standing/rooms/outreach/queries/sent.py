"""What went out: the log, the reach by language, and what was taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from standing.rooms.outreach.models import Campaign, Outlet, Sending, Withdrawal
from standing.rooms.outreach.queries import from_pack


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingFact:
    """One line of the log. ``texts``: language → hash of the words that went out in it."""

    id: UUID
    campaign: str
    name: str
    version: int
    channel: str
    outlet: UUID
    outlet_name: str
    audience: int | None
    texts: Mapping[str, str]
    sent_by: str
    sent_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far messages went in one language. ``people`` is None while an outlet does not say how many it reaches."""

    language: str
    name: str
    sendings: int
    outlets: int
    people: int | None
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletFact:
    """Where messages are sent."""

    id: UUID
    name: str
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    office_email: str
    audience: int | None
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnFact:
    """A message that was taken back; whoever still has it should not use it."""

    campaign: str
    name: str
    reason: str
    at: dt.datetime
    versions: tuple[tuple[int, str], ...]


def outlets(*, also_closed: bool = False) -> tuple[OutletFact, ...]:
    """Return where messages are sent, by name."""
    rows = Outlet.objects.order_by("name")
    return tuple(_outlet(row) for row in (rows if also_closed else rows.filter(closed_at__isnull=True)))


def outlets_for(*, channel: str) -> tuple[OutletFact, ...]:
    """Return the outlets that take a channel."""
    return tuple(one for one in outlets() if channel in one.channels)


def counts() -> dict[str, int]:
    """Return how often each campaign went out."""
    rows = Sending.objects.values("version__campaign_id").annotate(number=Count("pk"))
    return {row["version__campaign_id"]: row["number"] for row in rows}


def log(*, campaign: str | None = None) -> tuple[SendingFact, ...]:
    """Return what went out, the latest first."""
    rows = Sending.objects.select_related("version__campaign", "outlet", "sent_by").prefetch_related("texts")
    if campaign is not None:
        rows = rows.filter(version__campaign_id=campaign)
    return tuple(
        SendingFact(
            id=row.pk,
            campaign=row.version.campaign_id,
            name=row.version.campaign.name,
            version=row.version.number,
            channel=row.channel,
            outlet=row.outlet_id,
            outlet_name=row.outlet.name,
            audience=row.outlet.audience,
            texts={one.language: one.sha256 for one in sorted(row.texts.all(), key=lambda one: one.language)},
            sent_by=str(row.sent_by),
            sent_at=row.sent_at,
        )
        for row in rows.order_by("-sent_at", "pk")
    )


def reach(*, sendings: Iterable[SendingFact], known: dt.datetime) -> tuple[Reach, ...]:
    """Return how far messages went by language, in the order of the city's languages; nothing while none went out."""
    by_language: dict[str, list[SendingFact]] = {}
    for one in sendings:
        for language in one.texts:
            by_language.setdefault(language, []).append(one)
    most = max((len(found) for found in by_language.values()), default=0)
    lines = []
    for terms in from_pack.languages(known=known) if by_language else ():
        found = by_language.get(terms.code, [])
        audiences = {one.outlet: one.audience for one in found}
        said = [number for number in audiences.values() if number is not None]
        lines.append(
            Reach(
                language=terms.code,
                name=terms.english_name,
                sendings=len(found),
                outlets=len(audiences),
                people=sum(said) if len(said) == len(audiences) else None,
                share=1000 * len(found) // most,
            )
        )
    return tuple(lines)


def told(*, campaign: str) -> tuple[tuple[str, dt.datetime], ...]:
    """Return which outlets were told of a withdrawal, and when."""
    found = Withdrawal.objects.filter(pk=campaign).first()
    if found is None:
        return ()
    return tuple((one.outlet.name, one.at) for one in found.told.select_related("outlet").order_by("outlet__name"))


def withdrawn() -> tuple[WithdrawnFact, ...]:
    """Return every message that was out and is taken back, the latest first."""
    rows = (
        Withdrawal.objects.filter(campaign__versions__sendings__isnull=False)
        .distinct()
        .select_related("campaign")
        .prefetch_related("campaign__versions")
        .order_by("-at", "pk")
    )
    return tuple(
        WithdrawnFact(
            campaign=row.pk,
            name=row.campaign.name,
            reason=row.reason,
            at=row.at,
            versions=tuple(
                (one.number, one.sha256) for one in sorted(row.campaign.versions.all(), key=lambda one: one.number)
            ),
        )
        for row in rows
    )


def going_out(*, at: dt.datetime) -> tuple[Campaign, ...]:
    """Return the campaigns that went out, still stand and are not over."""
    return tuple(
        Campaign.objects.filter(
            step="approved", kill_date__gte=from_pack.today(at=at), versions__sendings__isnull=False
        )
        .distinct()
        .order_by("name", "pk")
    )


def _outlet(row: Outlet) -> OutletFact:
    return OutletFact(
        id=row.pk,
        name=row.name,
        channels=tuple(row.channels),
        languages=tuple(row.languages),
        office_email=row.office_email,
        audience=row.audience,
        is_closed=row.closed_at is not None,
    )
