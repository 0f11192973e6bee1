"""Alerts: whose they are, how far they are, what was told, and the cards they came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model, QuerySet

from standing.hall.accounts.api import User
from standing.hall.pager import api as pager
from standing.hall.pager.api import CallFact
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Alert, SiteCode
from standing.rooms.encounters.rules.alerts import AlertFact, AlertState, Area, Channel, Kind, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFact:
    """A card of a site; its code is known to nobody any more."""

    id: UUID
    site: str
    department: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None
    revoked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedAlert:
    """An alert with what was told and whom it rang."""

    alert: AlertFact
    told: Told | None
    sent_by: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    calls: tuple[CallFact, ...]


def visible_to(*, by: User) -> QuerySet[Alert]:
    """Return the alerts somebody may read; every other question about alerts starts here."""
    rows = Alert.objects.select_related("decision", "report")
    own = permissions.departments_of(by=by)
    return rows if own is None else rows.filter(department__in=own)


def listed(*, by: User, state: AlertState | None = None) -> QuerySet[Alert]:
    """Return alerts, the latest first; those nobody has decided about, or all."""
    rows = visible_to(by=by)
    match state:
        case AlertState.UNCONFIRMED:
            rows = rows.filter(decision=None)
        case AlertState.CONFIRMED | AlertState.DISMISSED:
            rows = rows.filter(decision__is_confirmed=state == AlertState.CONFIRMED)
        case None:
            pass
    return rows.order_by("-received_at", "id")


def alert(*, id: UUID, by: User) -> Alert:
    """Return one alert that somebody may read. :raises NotFound: if there is none for them"""
    row = visible_to(by=by).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such alert.")
    return row


def opened(*, id: UUID, by: User) -> OpenedAlert:
    """Return an alert with what was told, whom it rang, and who decided. :raises NotFound: if there is none"""
    row = alert(id=id, by=by)
    decision = getattr(row, "decision", None)
    calls = pager.calls(keys=[call_key(row.pk), rest_key(row.pk)])
    return OpenedAlert(
        alert=fact(row),
        told=told(row),
        sent_by=str(row.sent_by) if row.sent_by is not None else "",
        decided_by=str(decision.by) if decision is not None else "",
        decided_at=decision.at if decision is not None else None,
        reason=open_text(decision, "why") if decision is not None and decision.box is not None else "",
        calls=tuple(sorted(calls.values(), key=lambda call: call.opened_at)),
    )


def facts(rows: Iterable[Alert]) -> tuple[AlertFact, ...]:
    """Return rows as facts."""
    return tuple(fact(row) for row in rows)


def fact(row: Alert) -> AlertFact:
    """Return what lies open of an alert."""
    decision, report = getattr(row, "decision", None), getattr(row, "report", None)
    state = AlertState.UNCONFIRMED
    if decision is not None:
        state = AlertState.CONFIRMED if decision.is_confirmed else AlertState.DISMISSED
    return AlertFact(
        id=row.pk,
        department=row.department,
        site=row.site,
        site_name=row.site_name,
        area=Area(row.area),
        kind=Kind(row.kind),
        channel=Channel(row.channel),
        state=state,
        is_ongoing=row.is_ongoing,
        seen_at=row.seen_at,
        received_at=row.received_at,
        is_clock_doubtful=row.is_clock_doubtful,
        path=tuple(row.path),
        report=report.pk if report is not None else None,
    )


def told(row: Alert) -> Told | None:
    """Return what was told; None once it is forgotten."""
    if row.box is None:
        return None
    said = json.loads(sealed.open_box(box=row.box, about=about(row)))
    return Told(spot=said["spot"], reporter=said["reporter"], callback=said["callback"])


# Boxes


def about(row: Model, part: str = "") -> str:
    """Return what binds a box to its row."""
    return f"encounters:{type(row).__name__.lower()}:{row.pk}{':' + part if part else ''}"


def open_text(row: Model, part: str) -> str:
    """Return the text in the one box of a row."""
    box: bytes = row.box  # type: ignore[attr-defined]
    return sealed.open_box(box=box, about=about(row, part))


# Calls


def call_key(alert: UUID) -> str:
    """Return what the pager knows the first call of an alert by."""
    return f"encounters:alert:{alert}"


def rest_key(alert: UUID) -> str:
    """Return what the pager knows the call of those by who are told after a confirmation."""
    return f"encounters:alert:{alert}:rest"


# Cards


def code_of(*, token: str) -> SiteCode | None:
    """Return the card of a code that was not taken back; None if there is none."""
    tidy = "".join(token.split()).replace("-", "").lower()
    if not tidy or len(tidy) > 64:
        return None
    return SiteCode.objects.filter(sha256=code_hash(tidy), revoked_at=None).first()


def code_hash(token: str) -> str:
    """Return all that is kept of a code."""
    return hashlib.sha256(f"standing site code {token}".encode()).hexdigest()


def codes(*, by: User, site: str = "") -> QuerySet[SiteCode]:
    """Return the cards somebody may see, those in use first."""
    rows = SiteCode.objects.select_related("made_by", "revoked_by")
    own = permissions.departments_of(by=by, city=permissions.CITY | permissions.CARDS)
    if own is not None:
        rows = rows.filter(department__in=own)
    if site:
        rows = rows.filter(site=site)
    return rows.order_by("revoked_at", "site", "-made_at")


def code_facts(rows: Iterable[SiteCode]) -> tuple[CodeFact, ...]:
    """Return cards as facts."""
    return tuple(
        CodeFact(
            id=row.pk,
            site=row.site,
            department=row.department,
            made_at=row.made_at,
            made_by=str(row.made_by),
            revoked_at=row.revoked_at,
            revoked_by=str(row.revoked_by) if row.revoked_by is not None else "",
        )
        for row in rows
    )
