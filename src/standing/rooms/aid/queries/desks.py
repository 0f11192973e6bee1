"""Desks of a round, and what they did by day, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from standing.kernel.refusals import NotFound
from standing.rooms.aid.models import Desk, Tally
from standing.rooms.aid.rules.asking import Closed, Kind, NotKnown, mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFact:
    """A desk of a group."""

    id: UUID
    round: str
    round_name: str
    kind: Kind
    group: str
    name: str
    a_day: int
    revoked_at: datetime | None


def desks(*, round_: str) -> tuple[DeskFact, ...]:
    """Return the desks of a round, by group and name."""
    rows = Desk.objects.select_related("round").filter(round=round_).order_by("group", "kind", "name")
    return tuple(_fact(row) for row in rows)


def desk(*, id: UUID) -> DeskFact:
    """Return a desk. :raises NotFound: if there is none"""
    row = Desk.objects.select_related("round").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such desk.")
    return _fact(row)


def station(*, credential: str, at: datetime) -> DeskFact:
    """
    Return the card desk that shows this credential.

    :raises NotKnown: if there is none that may ask
    :raises Closed: if its round is not signed, or over
    """
    row = (
        Desk.objects.select_related("round")
        .filter(credential=mark_of(credential), kind=Kind.CARDS, revoked_at=None)
        .first()
    )
    if row is None:
        raise NotKnown("No card desk has this credential.")
    if not row.round.trustee_note or not row.round.opens_at <= at < row.round.destroy_at:
        raise Closed("The round of this desk is not open now.")
    return _fact(row)


def tallies(*, round_: str) -> QuerySet[Tally]:
    """Return what the desks of a round did, the latest day first."""
    return (
        Tally.objects.select_related("desk")
        .filter(desk__round=round_)
        .order_by("-day", "desk__group", "desk__kind", "desk__name")
    )


def last_day(*, round_: str) -> date | None:
    """Return the last day on which a desk of the round asked for something."""
    return Tally.objects.filter(desk__round=round_).order_by("-day").values_list("day", flat=True).first()


def _fact(row: Desk) -> DeskFact:
    return DeskFact(
        id=row.pk,
        round=row.round_id,
        round_name=row.round.name,
        kind=Kind(row.kind),
        group=row.group,
        name=row.name,
        a_day=row.a_day,
        revoked_at=row.revoked_at,
    )
