"""Cards go out to organisations, come back, are counted, and are found to be lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import _moving
from standing.rooms.cards.models import Card, Consignment, Count
from standing.rooms.cards.rules.life import State

__all__ = ["give_out", "name_lost", "note_count", "pack_consignment", "take_back", "unpack_consignment"]

_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_MOST = 5_000


@transaction.atomic
def pack_consignment(
    *, program: str, group: str, count: int, proxies: Sequence[str] = (), by: User, at: datetime
) -> UUID:
    """
    This will set cards of the vault aside for an organisation: those that are named, or the next ones by number.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotFound: if there is no such program
    :raises NotNow: if the organisation is no code, or the vault has not so many cards that are free
    """
    permissions.check_keeps(by=by)
    row = _moving.program_of(program)
    if not _GROUP.fullmatch(group):
        raise NotNow("An organisation is named by a code: letters, digits, dots, dashes; at most 64.")
    if not 1 <= count <= _MOST:
        raise NotNow(f"Pack from 1 to {_MOST:,} cards at a time.")
    _moving.one_at_a_time("consignment", program)
    free = Card.objects.select_for_update(of=("self",)).filter(
        program=row, state=State.IN_VAULT, consignment__isnull=True
    )
    if proxies:
        wanted = [one.strip().upper() for one in proxies if one.strip()]
        if len(set(wanted)) != count:
            raise NotNow(f"{len(set(wanted))} cards are named, and {count} are to be packed.")
        cards = list(free.filter(proxy__in=wanted).order_by("proxy"))
        if missing := sorted(set(wanted) - {str(card.proxy) for card in cards}):
            raise NotNow(f"Not free in the vault: {', '.join(missing[:10])}.")
    else:
        cards = list(free.order_by("proxy")[:count])
    if len(cards) < count:
        raise NotNow(f"The vault has {len(cards)} cards of this program that are free.")
    last = Consignment.objects.filter(program=row).order_by("-number").values_list("number", flat=True).first() or 0
    packed = Consignment.objects.create(
        program=row, number=last + 1, group=group, count=count, packed_by=by, packed_at=at
    )
    Card.objects.filter(pk__in=[card.pk for card in cards]).update(consignment=packed)
    audit.record(
        verb="cards.pack_consignment",
        subject=str(packed.pk),
        by=by,
        at=at,
        facts={"program": program, "group": group, "count": count},
    )
    return packed.pk


@transaction.atomic
def give_out(*, consignment: UUID, counted: int, signed_on: date, by: User, at: datetime) -> None:
    """
    This will give a packed consignment to the organisation: a second person counted it, and the sheet is signed.

    ``signed_on`` is the day on the sheet, in the City's time.

    :raises NotAllowed: if the person is no second pair of eyes, or is the one who packed
    :raises NotFound: if there is no such consignment
    :raises NotNow: if the count differs from the sheet, the day is yet to come, or it went out already
    """
    permissions.check_seconds(by=by)
    row, cards = _packed(consignment)
    permissions.check_another(by=by, first=row.packed_by_id)
    if counted != row.count or len(cards) != row.count:
        raise NotNow(
            f"The sheet says {row.count} cards, and {counted} were counted. Nothing goes out until both agree."
        )
    if signed_on > at.date():
        raise NotNow("The day on the sheet is yet to come.")
    row.checked_by, row.checked_at, row.signed_on = by, at, signed_on
    row.save(update_fields=["checked_by", "checked_at", "signed_on"])
    _moving.move(cards, then=State.CONSIGNED, by=by, at=at, group=row.group)
    audit.record(
        verb="cards.give_out",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"group": row.group, "count": row.count, "signed_on": signed_on.isoformat()},
    )


@transaction.atomic
def unpack_consignment(*, consignment: UUID, by: User, at: datetime) -> None:
    """
    This will put a packed consignment back into the vault before it goes out.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotFound: if there is no such consignment
    :raises NotNow: if it went out or was unpacked already
    """
    permissions.check_keeps(by=by)
    row, cards = _packed(consignment)
    row.unpacked_by, row.unpacked_at = by, at
    row.save(update_fields=["unpacked_by", "unpacked_at"])
    Card.objects.filter(pk__in=[card.pk for card in cards]).update(consignment=None)
    audit.record(verb="cards.unpack_consignment", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def take_back(*, program: str, proxies: Sequence[str], by: User, at: datetime) -> int:
    """
    This will take cards without money back from an organisation into the vault, and return how many.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotNow: if a number is unknown, or a card is not with an organisation without money
    """
    permissions.check_keeps(by=by)
    cards = _moving.locked_by_proxy(program, [one.strip().upper() for one in proxies if one.strip()])
    _moving.move(cards, then=State.IN_VAULT, by=by, at=at, group="", consignment=None, is_out=False)
    audit.record(verb="cards.take_back", subject=program, by=by, at=at, facts={"count": len(cards)})
    return len(cards)


@transaction.atomic
def note_count(*, program: str, group: str, counted: int, day: date, by: User, at: datetime) -> int:
    """
    This will write down a count of cards without money, in the vault (empty group) or at an organisation.

    Returns how many are missing; less than none: more are there than should be. Cards of an offline desk that were
    given out before they had money are not counted as there.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotNow: if the number is none or the day is yet to come
    """
    permissions.check_keeps(by=by)
    row = _moving.program_of(program)
    if counted < 0 or day > at.date():
        raise NotNow("A count has a number of cards, and a day that has come.")
    state = State.CONSIGNED if group else State.IN_VAULT
    expected = Card.objects.filter(program=row, state=state, group=group, is_out=False).count()
    note = Count.objects.create(program=row, group=group, day=day, counted=counted, expected=expected, by=by, at=at)
    audit.record(
        verb="cards.note_count",
        subject=str(note.pk),
        by=by,
        at=at,
        facts={"program": program, "group": group, "counted": counted, "expected": expected},
    )
    return expected - counted


@transaction.atomic
def name_lost(*, program: str, proxies: Sequence[str], by: User, at: datetime) -> int:
    """
    This will name cards without money that an organisation lost; they can never be loaded. Returns how many.

    :raises NotAllowed: if the person does not keep the stock
    :raises NotNow: if a number is unknown, or a card is not with an organisation without money
    """
    permissions.check_keeps(by=by)
    cards = _moving.locked_by_proxy(program, [one.strip().upper() for one in proxies if one.strip()])
    _moving.move(cards, then=State.LOST_IN_CUSTODY, by=by, at=at)
    for card in cards:
        audit.record(verb="cards.name_lost", subject=str(card.pk), by=by, at=at, facts={"group": card.group})
    return len(cards)


def _packed(id: UUID) -> tuple[Consignment, list[Card]]:
    row = Consignment.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such consignment.")
    if row.checked_at is not None:
        raise NotNow("This consignment went out already.")
    if row.unpacked_at is not None:
        raise NotNow("This consignment was put back.")
    cards = Card.objects.select_for_update(of=("self",)).filter(consignment=row, state=State.IN_VAULT).order_by("pk")
    return row, list(cards)
