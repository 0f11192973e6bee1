"""
The queue of loads: nothing is loaded twice, whatever is lost or repeated.

A load is booked and queued with the card's move. It goes out in a batch; the issuer's answer settles it. What was
sent and not answered is asked for, and waits again only if the issuer never heard of it. No lock is held, and no
transaction open, while the issuer is spoken to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.cards import permissions
from standing.rooms.cards.actions import _moving
from standing.rooms.cards.models import Card, Load, LoadAnswer, LoadBatch, Take
from standing.rooms.cards.rules import issuer as port
from standing.rooms.cards.rules.issuer import Answer, Batch, Issuer, LoadOrder, NotReached, Standing
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.lines import WrongFile
from standing.rooms.cards.rules.loading import NEXT, Step, load_ref, take_ref
from standing.rooms.funds import api as funds

__all__ = [
    "Worked",
    "begin_load",
    "block",
    "block_card",
    "end_card",
    "hand_over",
    "mark_out",
    "replace_card",
    "settle_take",
    "take_answers",
    "work_queue",
]

_MOST_CENTS = 1_000_00
"""Open-loop cards above 1,000 dollars fall under other rules (31 CFR 1010.100(ff)(4)(iii))."""
_ASKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What one run of the queue did."""

    sent: int = 0
    settled: int = 0
    again: int = 0
    trouble: str = ""


@transaction.atomic
def begin_load(
    *, program: str, proxy: str, obligation: str, amount_cents: int, round: str, by: Actor, at: datetime
) -> str:
    """
    This will bind a card to an obligation, book its money, and queue the load. Returns the load's reference.

    The same card for the same obligation and amount is the same load, however often it is asked for. Whoever calls
    has checked who may. ``obligation`` is opaque and tells nothing of a person.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not with an organisation without money, the amount is not from 1 cent to 1,000
        dollars, or the obligation has a live card
    :raises NotEnough: if the organisation has not that much allocated for the round, or the reserve is empty
    """
    card = Card.objects.select_for_update(of=("self",)).filter(program=program, proxy=proxy).first()
    if card is None:
        raise NotFound("There is no such card.")
    return _begin(card, obligation=obligation, amount_cents=amount_cents, round=round, by=by, at=at)


@transaction.atomic
def mark_out(*, program: str, proxy: str, by: Actor, at: datetime) -> None:
    """
    This will note that an offline desk gave a card out before it has money. Whoever calls has checked who may.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not with an organisation
    """
    card = Card.objects.select_for_update(of=("self",)).filter(program=program, proxy=proxy).first()
    if card is None:
        raise NotFound("There is no such card.")
    if State(card.state) not in {State.CONSIGNED, State.LOAD_PENDING, State.LOADED}:
        raise NotNow("Only a card that an organisation holds can be given out.")
    if not card.is_out:
        card.is_out = True
        card.save(update_fields=["is_out"])
        audit.record(verb="cards.mark_out", subject=str(card.pk), by=by, at=at)


@transaction.atomic
def hand_over(*, card: UUID, by: Actor, at: datetime) -> None:
    """
    This will note that a loaded card was handed over. Whoever calls has checked who may.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not loaded
    """
    row = _moving.locked_card(card)
    _moving.move([row], then=State.HANDED_OVER, by=by, at=at)
    audit.record(verb="cards.hand_over", subject=str(row.pk), by=by, at=at, facts={"group": row.group})


@transaction.atomic
def block_card(*, card: UUID, by: User, at: datetime) -> None:
    """
    This will block a lost card at the word of a custodian, and ask the issuer for what is left on it.

    :raises NotAllowed: if the person is no second pair of eyes
    :raises NotNow: if the card is not loaded or handed over
    """
    permissions.check_seconds(by=by)
    block(card=card, by=by, at=at)


@transaction.atomic
def block(*, card: UUID, by: Actor, at: datetime) -> None:
    """
    This will block a lost card, and ask the issuer for what is left on it. Whoever calls has checked who may.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not loaded or handed over
    """
    row = _moving.locked_card(card)
    _moving.move([row], then=State.BLOCKED, by=by, at=at)
    Take.objects.create(external_ref=take_ref(str(row.pk)), card=row, asked_by=_moving.staff(by), asked_at=at)
    audit.record(verb="cards.block_card", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def end_card(*, card: UUID, then: State, by: User, at: datetime) -> None:
    """
    This will note that a card came back unused or has expired, and ask the issuer for what is left on it.

    :raises NotAllowed: if the person is no second pair of eyes
    :raises NotNow: if the card has no money, or ``then`` is neither returned nor expired
    """
    permissions.check_seconds(by=by)
    if then not in {State.RETURNED, State.EXPIRED}:
        raise NotNow("A card ends as returned or as expired.")
    row = _moving.locked_card(card)
    _moving.move([row], then=then, by=by, at=at)
    Take.objects.get_or_create(
        external_ref=take_ref(str(row.pk)), defaults={"card": row, "asked_by": by, "asked_at": at}
    )
    audit.record(verb="cards.end_card", subject=str(row.pk), by=by, at=at, facts={"then": then.value})


@transaction.atomic
def replace_card(*, card: UUID, proxy: str, by: Actor, at: datetime) -> str:
    """
    This will put another card in the place of a blocked one, with what the issuer took back from it.

    Whoever calls has checked who may. Returns the reference of the new card's load.

    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not blocked, its balance is still to come or is nothing, or the other card has no
        organisation
    :raises NotEnough: as ``begin_load``
    """
    old = _moving.locked_card(card)
    if State(old.state) is State.REPLACED:
        heir = Card.objects.filter(replaces=old, proxy=proxy).first()
        if heir is not None:
            return load_ref(str(heir.pk))
    take = Take.objects.filter(card=old).first()
    if take is None or take.balance_cents is None:
        raise NotNow("The issuer has not told yet what is left on the lost card. Try again in some minutes.")
    if take.balance_cents == 0:
        raise NotNow("Nothing was left on the lost card.")
    new = Card.objects.select_for_update(of=("self",)).filter(program=old.program_id, proxy=proxy).first()
    if new is None:
        raise NotFound("There is no such card.")
    load = Load.objects.get(card=old)
    _moving.move([old], then=State.REPLACED, by=by, at=at)
    new.replaces = old
    new.save(update_fields=["replaces"])
    return _begin(new, obligation=old.obligation, amount_cents=take.balance_cents, round=load.round, by=by, at=at)


def work_queue(*, program: str, issuer: Issuer, by: Actor, at: datetime) -> Worked:
    """
    This will carry the queue on: take answers in, ask for what is overdue, send what waits, ask for balances.

    Safe to run at any time, twice at once, and after any crash. Trouble at the issuer is told, not raised.
    """
    trouble, settled, again = "", 0, 0
    try:
        collected, heard = _collect(program, issuer, by=by, at=at)
        asked, waits = _ask(program, issuer, by=by, at=at)
        settled, again = collected + asked, heard + waits
    except (NotReached, WrongFile) as error:
        trouble = _code(error)
    sent = 0
    try:
        sent = _send(program, issuer, at=at)
        collected, heard = _collect(program, issuer, by=by, at=at)
        settled, again = settled + collected, again + heard
        _ask_for_balances(program, issuer, by=by, at=at)
    except (NotReached, WrongFile) as error:
        trouble = trouble or _code(error)
    return Worked(sent=sent, settled=settled, again=again, trouble=trouble)


def take_answers(*, program: str, answers: Iterable[Answer], by: Actor, at: datetime) -> int:
    """
    This will keep what the issuer says, and settle loads by it; returns how many were settled.

    An answer that fits no load of ours, tells another amount or contradicts an earlier one is kept as odd and
    changes nothing. The same answer twice changes nothing.
    """
    settled = 0
    for answer in port.by_ref(answers).values():
        settled += _take_answer(program, answer, by=by, at=at)
    return settled


@transaction.atomic
def settle_take(*, external_ref: str, balance_cents: int, by: Actor, at: datetime) -> None:
    """
    This will book what the issuer took back from a blocked card. The same twice is once.

    :raises NotFound: if nothing was asked by that reference
    :raises NotNow: if it is more than was loaded
    """
    take = Take.objects.select_for_update().select_related("card").filter(pk=external_ref).first()
    if take is None:
        raise NotFound("Nothing was asked by that reference.")
    if take.answered_at is not None:
        return
    load = Load.objects.get(card=take.card)
    if not 0 <= balance_cents <= load.amount_cents:
        raise NotNow("The issuer names more than was loaded on this card.")
    if balance_cents:
        funds.unload_cards(
            load_reference=load.external_ref,
            cents=balance_cents,
            reference=external_ref,
            day=funds.local_day(at=at),
            by=by,
            at=at,
        )
    take.balance_cents, take.answered_at = balance_cents, at
    take.save(update_fields=["balance_cents", "answered_at"])
    audit.record(verb="cards.settle_take", subject=external_ref, by=by, at=at, facts={"balance_cents": balance_cents})


def _begin(card: Card, *, obligation: str, amount_cents: int, round: str, by: Actor, at: datetime) -> str:
    reference = load_ref(str(card.pk))
    before = Load.objects.filter(pk=reference).first()
    if before is not None and (card.obligation, before.amount_cents, before.round) == (obligation, amount_cents, round):
        return reference
    if State(card.state) is not State.CONSIGNED:
        raise NotNow("This card cannot be loaded: it is not with an organisation without money.")
    if not 0 < amount_cents <= _MOST_CENTS:
        raise NotNow("A card is loaded with one cent to 1,000 dollars.")
    if not obligation or len(obligation) > 80:
        raise NotNow("A card is loaded for an obligation.")
    _moving.one_at_a_time("obligation", obligation)
    if Card.objects.filter(obligation=obligation, state__in=_LIVE).exclude(pk=card.pk).exists():
        raise NotNow("There is a live card for this already.")
    program = card.program
    funds.load_cards(
        round=round,
        organisation=card.group,
        cents=amount_cents,
        reference=reference,
        source=funds.Source(program.source),
        day=funds.local_day(at=at),
        by=by,
        at=at,
    )
    _moving.move([card], then=State.LOAD_PENDING, by=by, at=at, obligation=obligation)
    Load.objects.create(
        external_ref=reference,
        card=card,
        program=program,
        amount_cents=amount_cents,
        round=round,
        queued_by=_moving.staff(by),
        queued_at=at,
    )
    audit.record(
        verb="cards.begin_load",
        subject=str(card.pk),
        by=by,
        at=at,
        facts={"load": reference, "cents": amount_cents, "round": round, "group": card.group},
    )
    return reference


_LIVE = ("load_pending", "loaded", "handed_over", "blocked")


@transaction.atomic
def _make_batch(program: str, *, at: datetime) -> Batch | None:
    """Put what waits into one batch and mark it as sent before it leaves: a crash then means asking, not sending."""
    rows = list(
        Load.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("card", "program")
        .filter(program=program, step=Step.WAITING)
        .order_by("queued_at", "pk")[: port.MOST]
    )
    if not rows:
        return None
    orders = tuple(
        LoadOrder(
            external_ref=row.external_ref,
            proxy=row.card.proxy or "",
            amount_cents=row.amount_cents,
            currency=row.program.currency,
            program=program,
        )
        for row in rows
    )
    content = port.write_batch(Batch(id="", program=program, orders=orders))
    made = LoadBatch.objects.create(
        program_id=program,
        count=len(rows),
        cents=sum(row.amount_cents for row in rows),
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=at,
    )
    Load.objects.filter(pk__in=[row.pk for row in rows]).update(step=Step.SENT, batch=made, sent_at=at)
    audit.record(
        verb="cards.send_batch",
        subject=str(made.pk),
        by=audit.SYSTEM,
        at=at,
        facts={"count": made.count, "cents": made.cents, "sha256": made.sha256},
    )
    return Batch(id=made.pk.hex.upper(), program=program, orders=orders)


def _send(program: str, issuer: Issuer, *, at: datetime) -> int:
    sent = 0
    while (batch := _make_batch(program, at=at)) is not None:
        sent += len(batch.orders)
        issuer.send(batch)
    return sent


def _collect(program: str, issuer: Issuer, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Take in what came by itself; return how many were settled and how many wait again."""
    answers = tuple(issuer.collect())
    settled = take_answers(program=program, answers=answers, by=by, at=at)
    again = _wait_again(program, answers, patience=issuer.patience, at=at)
    issuer.done()
    return settled, again


def _ask(program: str, issuer: Issuer, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Ask for loads that were sent and not answered in time; return how many were settled and how many wait again."""
    late = list(
        Load.objects.filter(program=program, step=Step.SENT, sent_at__lte=at - issuer.patience)
        .order_by("sent_at", "pk")
        .values_list("pk", flat=True)
    )
    settled = again = 0
    for start in range(0, len(late), _ASKED):
        part = late[start : start + _ASKED]
        answers = [one for one in issuer.ask(part) if one.external_ref in set(part)]
        settled += take_answers(program=program, answers=answers, by=by, at=at)
        again += _wait_again(program, answers, patience=issuer.patience, at=at)
    return settled, again


def _wait_again(program: str, answers: Iterable[Answer], *, patience: timedelta, at: datetime) -> int:
    """Put loads back that the issuer never heard of, unless they were sent only just now."""
    unheard = [one.external_ref for one in port.by_ref(answers).values() if one.standing is Standing.UNKNOWN]
    waiting = Load.objects.filter(program=program, pk__in=unheard, step=Step.SENT, sent_at__lte=at - patience)
    return waiting.update(step=Step.WAITING)


@transaction.atomic
def _take_answer(program: str, answer: Answer, *, by: Actor, at: datetime) -> int:
    if answer.standing not in {Standing.LOADED, Standing.REFUSED}:
        return 0
    load = Load.objects.select_for_update(of=("self",)).filter(pk=answer.external_ref, program=program).first()
    wanted = Step(answer.standing.value)
    if load is not None and load.step == wanted and answer.amount_cents == load.amount_cents:
        return 0
    card = Card.objects.select_for_update(of=("self",)).get(pk=load.card_id) if load is not None else None
    is_odd = (
        load is None
        or card is None
        or answer.amount_cents != load.amount_cents
        or answer.proxy not in {"", card.proxy}
        or wanted not in NEXT[Step(load.step)]
        or load.batch_id is None
    )
    _keep_answer(program, answer, is_odd=is_odd, at=at)
    if is_odd or load is None or card is None:
        return 0
    load.step, load.code, load.settlement = wanted.value, answer.code, answer.settlement
    load.save(update_fields=["step", "code", "settlement"])
    if wanted is Step.LOADED:
        _moving.move([card], then=State.LOADED, by=by, at=at)
    else:
        _give_back(load, by=by, at=at)
    audit.record(
        verb=f"cards.load_{wanted.value}",
        subject=str(card.pk),
        by=by,
        at=at,
        facts={"load": load.external_ref, "code": answer.code[:40]},
    )
    return 1


def _keep_answer(program: str, answer: Answer, *, is_odd: bool, at: datetime) -> None:
    """Keep an answer once: an issuer that repeats itself adds nothing."""
    said = {
        "program_id": program,
        "external_ref": answer.external_ref[:40],
        "standing": answer.standing.value,
        "amount_cents": answer.amount_cents,
    }
    if not LoadAnswer.objects.filter(**said).exists():
        LoadAnswer.objects.create(**said, code=answer.code[:40], is_odd=is_odd, at=at)


def _give_back(load: Load, *, by: Actor, at: datetime) -> None:
    """Undo the booking of a load that the issuer refused."""
    entry = funds.entry_of(reference=load.external_ref)
    if entry is not None and entry.reversed_by is None:
        funds.reverse_entry(number=entry.number, day=funds.local_day(at=at), by=by, at=at)


def _ask_for_balances(program: str, issuer: Issuer, *, by: Actor, at: datetime) -> None:
    open_now: Sequence[tuple[str, str | None]] = list(
        Take.objects.filter(card__program=program, answered_at__isnull=True).values_list("external_ref", "card__proxy")
    )
    for reference, proxy in open_now:
        answer = issuer.block(external_ref=reference, proxy=proxy or "")
        if answer is not None:
            settle_take(external_ref=reference, balance_cents=answer.balance_cents, by=by, at=at)


def _code(error: NotReached | WrongFile) -> str:
    return error.trouble if isinstance(error, NotReached) else "wrong file"
