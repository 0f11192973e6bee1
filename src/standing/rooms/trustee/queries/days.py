"""Whose day is over. A round's day ends at midnight in the time zone that its manifest names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from standing.kernel.blind import manifest as manifests
from standing.kernel.refusals import NotFound
from standing.rooms.trustee.models import CitySeal, Key, Night, Reply, Round, Statement, Tally

_AFTER_MIDNIGHT = timedelta(hours=3)


def days(*, at: datetime) -> dict[str, date]:
    """Return which local day it is in each round."""
    return {row.pk: _today(row, at) for row in Round.objects.order_by("pk")}


def is_night_due(*, at: datetime) -> bool:
    """
    Test whether a day ended in some round since all was written anew, or is left that a night should have ended.

    Families apply without a desk, so each day of a round has its night, from its opening to the day after its end.
    Where keys were destroyed, it is due at once: old rows and the WAL still hold what was closed with them.
    """
    last = Night.objects.aggregate(last=Max("rewritten_at"))["last"]
    ended = Key.objects.aggregate(last=Max("destroyed_at"))["last"]
    return (ended is not None and (last is None or last < ended)) or any(
        _ended_since(row, last, at=at)
        or Tally.objects.filter(desk__round=row, day__lt=_today(row, at), is_sealed=False).exists()
        or Reply.objects.filter(round=row, day__lt=_today(row, at)).exists()
        for row in Round.objects.all()
    )


def _ended_since(row: Round, last: datetime | None, *, at: datetime) -> bool:
    if not row.opens_at <= at < row.destroy_at + timedelta(days=2):
        return False
    return _today(row, row.opens_at if last is None else max(last, row.opens_at)) < _today(row, at)


def last_whole_day(*, round_: str, at: datetime) -> date | None:
    """
    Return the last local day of a round that is over and to be spoken of; None before its first day is over.

    That is yesterday, and after the keys were destroyed the day on which that happened.

    :raises NotFound: if there is no such round
    """
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    zone = _zone(row)
    through = at.astimezone(zone).date() - timedelta(days=1)
    ended = Key.objects.filter(round=round_, destroyed_at__isnull=False).order_by("destroyed_at").last()
    if ended is not None and ended.destroyed_at is not None:
        through = min(through, ended.destroyed_at.astimezone(zone).date())
    return through if through >= row.opens_at.astimezone(zone).date() else None


def statements_due(*, at: datetime) -> tuple[str, ...]:
    """Return the rounds of which a day is over by three hours, and not yet spoken of: the City's night comes first."""
    found = []
    for row in Round.objects.order_by("pk"):
        through = last_whole_day(round_=row.pk, at=at - _AFTER_MIDNIGHT)
        if through is not None and not Statement.objects.filter(round=row, through__gte=through).exists():
            found.append(row.pk)
    return tuple(found)


def size_of_last_seal(*, round_: str) -> int:
    """Return how many leaves the last seal of the City's had that we saw; 0 before the first."""
    return int(CitySeal.objects.filter(round=round_).aggregate(most=Max("size"))["most"] or 0)


def _today(row: Round, at: datetime) -> date:
    return at.astimezone(_zone(row)).date()


def _zone(row: Round) -> ZoneInfo:
    return ZoneInfo(manifests.read(bytes(row.manifest)).time_zone)
