"""All that can be done with calls: ring, answer, end, forget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.pager import adapters, queries, rules
from standing.hall.pager.models import Call, Ring
from standing.hall.pager.ports import NotSent, Pager
from standing.hall.pager.rules import CallFact, Target
from standing.kernel.refusals import NotFound, NotNow

SEND_SOON = "pager.send_soon"
_PLACE = "/staff/calls/"


@transaction.atomic
def ring(
    *, key: str, path: str, targets: Sequence[Target], again_minutes: int = 0, rounds: int = 1, at: datetime
) -> CallFact:
    """
    This will begin a call, once for each key: the plan of its rings is laid down, and a job sends what is due.

    Somebody whom no pager of this installation reaches is left out; their place in time stays.
    """
    call, is_new = Call.objects.get_or_create(key=key, defaults={"path": path, "opened_at": at})
    if not is_new:
        return queries.calls(keys=[key])[key]
    pagers = adapters.configured()
    rows = []
    for planned in rules.plan(targets, again_minutes=again_minutes, rounds=rounds):
        due = at + timedelta(minutes=planned.minutes)
        for pager in pagers:
            to = pager.address(email=planned.target.email, phone=planned.target.phone)
            if to:
                rows.append(
                    Ring(
                        call=call,
                        number=planned.number,
                        label=planned.target.label[:80],
                        channel=pager.name,
                        to=to,
                        always=planned.target.always,
                        due_at=due,
                        next_try_at=due,
                    )
                )
    Ring.objects.bulk_create(rows)
    audit.record(verb="pager.ring", subject=f"pager:call:{call.pk}", by=audit.SYSTEM, at=at, facts={"rings": len(rows)})
    jobs.configure_task(SEND_SOON).defer()
    return queries.calls(keys=[key])[key]


@transaction.atomic
def answer_call(*, call: UUID, by: User, at: datetime) -> CallFact:
    """
    This will note that somebody has taken a call, and stop its ringing. The caller has checked who may.

    :raises NotFound: if there is no such call
    :raises NotNow: if somebody else took it before, or it has ended
    """
    row = Call.objects.select_for_update().filter(pk=call).first()
    if row is None:
        raise NotFound("There is no such call.")
    if row.answered_by_id == by.pk:
        return queries.calls(keys=[row.key])[row.key]
    if row.answered_at is not None or row.ended_at is not None:
        raise NotNow("Somebody else has taken this call.")
    row.answered_at, row.answered_by = at, by
    row.save(update_fields=["answered_at", "answered_by"])
    audit.record(verb="pager.answer", subject=f"pager:call:{row.pk}", by=by, at=at)
    return queries.calls(keys=[row.key])[row.key]


@transaction.atomic
def end_call(*, key: str, at: datetime) -> None:
    """This will stop a call that is not needed any more; again, or without such a call, it changes nothing."""
    if Call.objects.filter(key=key, ended_at=None, answered_at=None).update(ended_at=at):
        audit.record(verb="pager.end", subject=f"pager:key:{key}", by=audit.SYSTEM, at=at)


def send_due(*, at: datetime, pagers: Sequence[Pager] | None = None, durable: bool = True) -> int:
    """
    This will send every ring that is due at one moment; returns how many were taken.

    Each ring is claimed in a transaction of its own, so that a crash never sends it twice. An invented history
    is written in one transaction and leaves the machine nowhere: it says ``durable=False``.
    """
    known = {one.name: one for one in (adapters.configured() if pagers is None else pagers)}
    _skip_overtaken(at=at)
    taken = 0
    while True:
        with transaction.atomic(durable=durable):
            claimed = _claim(at=at, channels=known)
        if claimed is None:
            return taken
        with transaction.atomic(durable=durable):
            taken += _send(claimed, pager=known[claimed.channel], at=at)


@transaction.atomic
def forget_calls(*, at: datetime, most: int = 1000) -> int:
    """This will delete calls whose time is over, with a record; returns how many."""
    old = list(
        Call.objects.filter(opened_at__lt=at - rules.KEPT).order_by("opened_at").values_list("pk", flat=True)[:most]
    )
    if old:
        Ring.objects.filter(call__in=old).delete()
        Call.objects.filter(pk__in=old).delete()
        audit.record(
            verb="pager.forget_calls", subject="pager:calls", by=audit.SYSTEM, at=at, facts={"calls": len(old)}
        )
    return len(old)


@transaction.atomic
def _skip_overtaken(*, at: datetime) -> None:
    """After an outage nobody's telephone rings three times at once for one call: the latest ring speaks for all."""
    by_call: dict[UUID, list[rules.Ring]] = defaultdict(list)
    rows = queries.waiting(at=at).filter(tries=0)
    for row in rows:
        by_call[row.call_id].append(queries.as_rule(row))
    skipped = {one for rings in by_call.values() for one in rules.to_skip(rings, at=at)}
    if skipped:
        Ring.objects.filter(pk__in=skipped, sent_at=None, tries=0).update(next_try_at=None, trouble="overtaken")


def _claim(*, at: datetime, channels: Iterable[str]) -> Ring | None:
    """
    Take the ring that has waited longest: nobody else gets it before its next try.

    A process that dies afterwards costs one try; the gateway knows the ring again by its key.
    """
    waiting = queries.waiting(at=at).values("pk")
    row = (
        Ring.objects.select_for_update(skip_locked=True)
        .filter(pk__in=waiting, channel__in=list(channels), next_try_at__lte=at)
        .order_by("next_try_at", "due_at", "id")
        .first()
    )
    if row is not None:
        row.tries += 1
        row.next_try_at = rules.next_try(tries=row.tries, at=at)
        row.trouble = "unheard of"
        row.save(update_fields=["tries", "next_try_at", "trouble"])
    return row


def _send(claimed: Ring, *, pager: Pager, at: datetime) -> bool:
    """Hand a claimed ring over while its row is locked, and note the answer."""
    row = Ring.objects.select_for_update().filter(pk=claimed.pk, tries=claimed.tries, sent_at=None).first()
    if row is None:
        return False
    try:
        pager.send(to=row.to, text=text(), key=str(row.pk), at=at)
    except NotSent as trouble:
        row.trouble = trouble.trouble
        row.save(update_fields=["trouble"])
        return False
    row.sent_at, row.next_try_at, row.trouble = at, None, ""
    row.save(update_fields=["sent_at", "next_try_at", "trouble"])
    return True


def text() -> str:
    """Return what every ring says: open Standing, and where it is."""
    origin: Mapping[str, object] = settings.STANDING
    return f"{rules.WORDS} {origin['origin']}{_PLACE}"
