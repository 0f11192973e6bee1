"""What can be asked about calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from standing.hall.accounts.api import User
from standing.hall.pager import rules
from standing.hall.pager.models import Call, Ring
from standing.hall.pager.rules import CallFact, Step


def waiting(*, at: datetime) -> QuerySet[Ring]:
    """Return the rings that are to be tried: due, not taken, and of a call nobody answered, or for all."""
    rings = Ring.objects.filter(next_try_at__lte=at, sent_at=None)
    return rings.filter(call__answered_at=None, call__ended_at=None) | rings.filter(always=True, call__ended_at=None)


def as_rule(ring: Ring) -> rules.Ring:
    """Return a row as the rules see it."""
    return rules.Ring(
        id=ring.pk,
        channel=ring.channel,
        to=ring.to,
        due_at=ring.due_at,
        always=ring.always,
        next_try_at=ring.next_try_at,
    )


def calls(*, keys: Iterable[str]) -> Mapping[str, CallFact]:
    """Return calls by what they are for, with every ring; two questions however many they are."""
    rows = list(Call.objects.select_related("answered_by").filter(key__in=list(keys)))
    rings: dict[UUID, list[Ring]] = defaultdict(list)
    for ring in Ring.objects.filter(call__in=rows).order_by("number", "channel"):
        rings[ring.call_id].append(ring)
    return {row.key: _fact(row, rings[row.pk]) for row in rows}


def open_for(*, by: User) -> tuple[CallFact, ...]:
    """Return the calls that ring for this person, the oldest first."""
    rung = Ring.objects.filter(to__iexact=by.email, channel="mail").values("call")
    rows = Call.objects.filter(answered_at=None, ended_at=None, pk__in=rung).order_by("opened_at", "id")
    return tuple(_fact(row, ()) for row in rows)


def is_rung(*, call: UUID, by: User) -> bool:
    """Test whether a call is for this person."""
    return Ring.objects.filter(call=call, to__iexact=by.email, channel="mail").exists()


def _fact(row: Call, rings: Iterable[Ring]) -> CallFact:
    return CallFact(
        id=row.pk,
        key=row.key,
        path=row.path,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        answered_by=str(row.answered_by) if row.answered_by is not None else "",
        ended_at=row.ended_at,
        steps=tuple(
            Step(label=ring.label, channel=ring.channel, due_at=ring.due_at, sent_at=ring.sent_at, trouble=ring.trouble)
            for ring in rings
        ),
    )
