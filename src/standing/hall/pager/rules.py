"""Whom a call rings, when, and when it stops. Needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

WORDS = "Open Standing."
"""All that a ring ever says beside the address to open. No room can make it say more."""
MOST_TRIES = 12
KEPT = timedelta(days=731)
_WAITS = (1, 1, 2, 2, 5, 5, 10)  # minutes between tries of one ring


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Somebody to ring: after how many minutes, and whether also when somebody else has answered."""

    label: str
    email: str = ""
    phone: str = ""
    minutes: int = 0
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One ring of the plan: whom, in which place, after how many minutes."""

    number: int
    minutes: int
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A ring as it stands: due when, to where, and whether it was sent."""

    id: UUID
    channel: str
    to: str
    due_at: datetime
    always: bool
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of one ring, for the timeline."""

    label: str
    channel: str
    due_at: datetime
    sent_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFact:
    """A call: whom it rang, and who answered."""

    id: UUID
    key: str
    path: str
    opened_at: datetime
    answered_at: datetime | None
    answered_by: str
    ended_at: datetime | None
    steps: tuple[Step, ...] = ()

    @property
    def is_open(self) -> bool:
        """Test whether it still rings."""
        return self.answered_at is None and self.ended_at is None

    @property
    def rung_at(self) -> datetime | None:
        """Return when the first ring went out; None if none did."""
        return min((step.sent_at for step in self.steps if step.sent_at is not None), default=None)


def plan(targets: Sequence[Target], *, again_minutes: int = 0, rounds: int = 1) -> Iterator[Planned]:
    """
    Yield every ring of a call, in order.

    After the last of the chain it begins anew, ``rounds`` times in all; who is only told is not told again.
    """
    length = max((one.minutes for one in targets), default=0) + max(again_minutes, 1)
    number = 0
    for turn in range(max(rounds, 1)):
        for one in sorted(targets, key=lambda target: target.minutes):
            if turn and one.always:
                continue
            yield Planned(number=number, minutes=turn * length + one.minutes, target=one)
            number += 1


def to_skip(rings: Iterable[Ring], *, at: datetime) -> frozenset[UUID]:
    """
    Return the rings that a later one to the same place has overtaken while nothing ran.

    After an outage nobody's telephone rings three times at once for one call.
    """
    latest: dict[tuple[str, str], Ring] = {}
    skipped: set[UUID] = set()
    for ring in sorted(rings, key=lambda one: (one.due_at, str(one.id))):
        if ring.due_at > at:
            continue
        place = (ring.channel, ring.to)
        if place in latest:
            skipped.add(latest[place].id)
        latest[place] = ring
    return frozenset(skipped)


def next_try(*, tries: int, at: datetime) -> datetime | None:
    """Return when a ring is tried again that was not taken; None if a person has to look at it."""
    if tries >= MOST_TRIES:
        return None
    return at + timedelta(minutes=_WAITS[min(tries, len(_WAITS)) - 1])
