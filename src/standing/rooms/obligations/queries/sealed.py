"""The boards of past midnights."""

from __future__ import annotations

import datetime as dt

from standing.hall.pack import api as packs
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.obligations.models import FrozenBoard
from standing.rooms.obligations.queries.rulebook import book_in_force
from standing.rooms.obligations.rules import answers


def frozen(*, day: dt.date) -> tuple[answers.FrozenFact, bytes]:
    """Return a sealed board and its bytes. :raises NotFound: if that midnight was not sealed."""
    row = FrozenBoard.objects.filter(day=day).first()
    if row is None:
        raise NotFound("There is no sealed board of that day.")
    return _frozen(row), bytes(row.body)


def frozen_days() -> tuple[answers.FrozenFact, ...]:
    """Return every sealed board without its bytes, the newest first."""
    return tuple(_frozen(row) for row in FrozenBoard.objects.defer("body").order_by("-day"))


def _frozen(row: FrozenBoard) -> answers.FrozenFact:
    return answers.FrozenFact(
        day=row.day,
        at=row.at,
        known_at=row.known_at,
        rules_version=row.rules_version,
        pack_sha256=row.pack_sha256,
        pairs=row.pairs,
        sha256=row.sha256,
    )


def missing_days(*, at: dt.datetime) -> tuple[dt.date, ...]:
    """Return the days up to now whose midnight was not sealed, the earliest first."""
    rules = book_in_force(known=at)
    if rules is None:
        return ()
    today = deadlines.local_day(at, rules.zone)
    last = FrozenBoard.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first_pack = packs.history()[-1].applied_at
        last = deadlines.local_day(first_pack, rules.zone)
    return tuple(last + dt.timedelta(days=number) for number in range(1, (today - last).days + 1))


def is_sealed(*, known: dt.datetime) -> bool:
    """Tell whether a board sealed already claims to hold all that was known by then."""
    return FrozenBoard.objects.filter(known_at__gte=known).exists()
