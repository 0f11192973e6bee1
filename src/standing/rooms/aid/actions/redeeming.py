"""
What a card desk does: a token becomes a card, a card is handed over, a lost one is replaced.

A token, its card, the books and the receipt code are one transaction. What a desk lost the answer of, it sends again
and gets the same. Cards and books are told the day and not the moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from standing.hall.audit import api as audit
from standing.hall.sealed import api as sealed
from standing.kernel.blind import tokens
from standing.kernel.blind.manifest import Manifest
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.rsa import read_public
from standing.kernel.blind.slips import Slip
from standing.kernel.blind.tokens import Token as BlindToken
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid.actions import _desk
from standing.rooms.aid.actions._desk import Asked
from standing.rooms.aid.models import Receipt, Tally, Token
from standing.rooms.aid.rules.asking import (
    CODE_LENGTH,
    AlreadyUsed,
    Closed,
    Forged,
    Kind,
    Misread,
    NotKnown,
    OverQuota,
)
from standing.rooms.cards import api as cards

__all__ = ["check_slip", "hand_over", "mark_out", "redeem", "redeem_given_out", "replace_lost", "report_state"]

P = ParamSpec("P")
_WITH_THE_GROUP = frozenset({cards.State.LOAD_PENDING.value, cards.State.LOADED.value})
WAITING = "waiting"
"""The lost card is blocked, and its issuer has not told yet what is left on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDone:
    """Where a card stands after what was asked; ``receipt`` is the code to print, if this request chose it."""

    state: str
    cents: int
    receipt: str = ""


def _counting_refusals(deed: Callable[P, CardDone]) -> Callable[P, CardDone]:
    """Count what is refused on the desk's day, after all else was rolled back."""

    @wraps(deed)
    def counted(*args: P.args, **kwargs: P.kwargs) -> CardDone:
        try:
            return deed(*args, **kwargs)
        except (Forged, AlreadyUsed, sealed.NotACode):
            credential, at = kwargs["credential"], kwargs["at"]
            if isinstance(credential, str) and isinstance(at, datetime):
                _count_refusal(credential, at)
            raise

    return counted


@_counting_refusals
def redeem(*, credential: str, slip: Slip, receipt: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will turn a token into money on a card, and bind a receipt code to it: once, and all or nothing.

    The same token with the same card gives the same card; until it is handed over, with the code that came last.
    ``receipt`` is the code of 16 characters that the desk drew and prints.

    :raises NotKnown: if no card desk shows this credential
    :raises Closed: if the round is not open for this
    :raises Misread: if the round, the amount or the token is not what this takes
    :raises Forged: if the trustee did not sign the token for this amount
    :raises AlreadyUsed: if the token brought another card
    :raises OverQuota: if the desk has given as many cards as it may today
    :raises NotFound: if there is no such card
    :raises NotNow: if the card is not with the desk's group without money
    :raises NotACode: if the receipt code is mistyped
    :raises funds.NotEnough: if the group has not that much for the round, or the reserve is empty
    """
    found, spent = _asked(credential, slip, at=at)
    fingerprint = sealed.fingerprint(receipt, length=CODE_LENGTH)
    with transaction.atomic():
        tally = _desk.tally(found)
        obligation, is_new = _spend(found, spent, cents=slip.cents, is_exception=slip.is_exception)
        if not is_new:
            known = _same_card(obligation, program=program, proxy=proxy)
            if known is not None:
                is_changed = _bind(found, obligation, fingerprint, state=known.state)
                return CardDone(state=known.state.value, cents=slip.cents, receipt=receipt if is_changed else "")
        if tally.redemptions >= found.desk.a_day:
            raise OverQuota("This desk has given as many cards as it may today.")
        if found.round.closed_at is not None:
            raise Closed("The round is closed. No card gets money any more.")
        _of_the_group(found, program=program, proxy=proxy)
        cards.begin_load(
            program=program,
            proxy=proxy,
            obligation=obligation,
            amount_cents=slip.cents,
            round=found.round.pk,
            by=found.by,
            at=found.day_began,
        )
        _bind(found, obligation, fingerprint, state=cards.State.LOAD_PENDING)
        Tally.objects.filter(pk=tally.pk).update(redemptions=F("redemptions") + 1)
    return CardDone(state=cards.State.LOAD_PENDING.value, cents=slip.cents, receipt=receipt)


@_counting_refusals
def check_slip(*, credential: str, slip: Slip, receipt: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will look whether a token would bring money to a card, and keep nothing: both then wait on a tray.

    What waits goes through ``redeem`` with others, in no order, so that no moment tells whose card it is.

    :raises Refused: as ``redeem`` would by what is known now
    """
    found, spent = _asked(credential, slip, at=at)
    sealed.fingerprint(receipt, length=CODE_LENGTH)
    kept = Token.objects.filter(pk=spent.nonce).first()
    known = None if kept is None else _same_card(kept.obligation, program=program, proxy=proxy)
    if known is not None:
        return CardDone(state=known.state.value, cents=slip.cents)
    if found.round.closed_at is not None:
        raise Closed("The round is closed. No card gets money any more.")
    card = _of_the_group(found, program=program, proxy=proxy)
    if card.state is not cards.State.CONSIGNED:
        raise NotNow("This card cannot be loaded: it is not with an organisation without money.")
    return CardDone(state=card.state.value, cents=slip.cents, receipt=receipt)


def redeem_given_out(*, credential: str, slip: Slip, receipt: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will do what ``redeem`` does for a card that its family has taken home already, and note that it has.

    Either half twice is once.

    :raises Refused: as ``redeem``
    """
    done = redeem(credential=credential, slip=slip, receipt=receipt, program=program, proxy=proxy, at=at)
    if done.state in _WITH_THE_GROUP:
        mark_out(credential=credential, program=program, proxy=proxy, at=at)
    return done


@transaction.atomic
def hand_over(*, credential: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will note that a loaded card was handed over with its receipt code. The same twice is once.

    :raises NotKnown: if no card desk shows this credential
    :raises Closed: if the round is over
    :raises NotFound: if the group has no such card
    :raises NotNow: if the card has no money yet
    """
    found = _station(credential, at=at)
    card = _of_the_group(found, program=program, proxy=proxy)
    if card.state is cards.State.LOAD_PENDING:
        raise NotNow("The issuer has not put the money on this card yet. Try again in some minutes.")
    if card.state is not cards.State.HANDED_OVER:
        cards.hand_over(card=card.id, by=found.by, at=found.day_began)
    return CardDone(state=cards.State.HANDED_OVER.value, cents=_worth(card))


@transaction.atomic
def mark_out(*, credential: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will note that a card was given out inactive, because its desk was offline. The same twice is once.

    :raises NotKnown: if no card desk shows this credential
    :raises Closed: if the round is over
    :raises NotFound: if the group has no such card
    :raises NotNow: if the group does not hold it
    """
    found = _station(credential, at=at)
    card = _of_the_group(found, program=program, proxy=proxy)
    cards.mark_out(program=program, proxy=proxy, by=found.by, at=found.day_began)
    return CardDone(state=card.state.value, cents=_worth(card))


@_counting_refusals
def replace_lost(*, credential: str, receipt: str, program: str, new_proxy: str, at: datetime) -> CardDone:
    """
    This will block the card that a receipt code leads to, and put another in its place with what was left.

    The issuer must tell first what is left: until then the answer is ``waiting``, and the same deed again goes on.

    :raises NotKnown: if no card desk shows this credential
    :raises Closed: if the keys of the round are destroyed
    :raises NotACode: if the code is mistyped
    :raises NotFound: if the code leads to no card, or there is no such new card
    :raises NotNow: if nothing was left, or the new card is not with the desk's group without money
    :raises OverQuota: if the desk has replaced as many cards as it may today
    """
    found = _station(credential, at=at)
    row = Receipt.objects.filter(pk=sealed.fingerprint(receipt, length=CODE_LENGTH), round=found.round).first()
    if row is None:
        raise NotFound("This code leads to no card of this round.")
    if (done := _block_lost(found, row.obligation, program=program, new_proxy=new_proxy)) is not None:
        return done
    with transaction.atomic():
        tally = _desk.tally(found)
        lost = cards.live_card(obligation=row.obligation)
        if tally.replacements >= found.desk.a_day:
            raise OverQuota("This desk has replaced as many cards as it may today.")
        _of_the_group(found, program=program, proxy=new_proxy)
        if lost is None:
            cents = _begin_again(found, row.obligation, program=program, proxy=new_proxy)
        elif (left := _left_on(row.obligation, lost)) is None:
            return CardDone(state=WAITING, cents=0)
        else:
            cards.replace_card(card=lost.id, proxy=new_proxy, by=found.by, at=found.day_began)
            cents = left
        Tally.objects.filter(pk=tally.pk).update(replacements=F("replacements") + 1)
    return CardDone(state=cards.State.LOAD_PENDING.value, cents=cents)


def report_state(*, credential: str, program: str, proxy: str, at: datetime) -> CardDone:
    """
    This will say where a card of the desk's group stands.

    :raises NotKnown: if no card desk shows this credential
    :raises Closed: if the round is over
    :raises NotFound: if the group has no such card
    """
    card = _of_the_group(_station(credential, at=at), program=program, proxy=proxy)
    return CardDone(state=card.state.value, cents=_worth(card))


def _station(credential: str, *, at: datetime) -> Asked:
    return _desk.asked(credential, kind=Kind.CARDS, at=at, open_for_asking=False)


def _asked(credential: str, slip: Slip, *, at: datetime) -> tuple[Asked, BlindToken]:
    """Return who asks and with which token, if both are of one round and the trustee signed it."""
    found = _station(credential, at=at)
    if found.round.pk != slip.round:
        raise Misread("This desk is of another round.")
    return found, _verified(found.manifest, slip.token, cents=slip.cents, is_exception=slip.is_exception)


def _verified(manifest: Manifest, token: bytes, *, cents: int, is_exception: bool) -> BlindToken:
    """Return the token if the trustee signed it for this amount, before any row is locked."""
    if is_exception and cents != manifest.exceptions.cents:
        raise Misread("An exception of this round is worth another amount.")
    if not is_exception and cents not in manifest.tiers:
        raise Misread("This round has no such amount.")
    key = manifest.exception if is_exception else manifest.tiers[cents]
    try:
        return tokens.read_token(read_public(key), token)
    except BlindRefused:
        raise Forged("The trustee did not sign this token for this amount.") from None


def _spend(found: Asked, spent: BlindToken, *, cents: int, is_exception: bool) -> tuple[str, bool]:
    """
    Return the obligation of a token, and whether it was spent just now.

    Two desks with one token: the second waits here until the first is through, and then finds it.
    """
    [row] = Token.objects.bulk_create(
        [
            Token(
                nonce=spent.nonce,
                round=found.round,
                signature=spent.signature,
                cents=cents,
                is_exception=is_exception,
                day=found.day,
                obligation=uuid4().hex,
            )
        ],
        ignore_conflicts=True,
    )
    kept = Token.objects.get(pk=spent.nonce)
    if (kept.round_id, kept.cents, kept.is_exception) != (found.round.pk, cents, is_exception):
        raise AlreadyUsed("This token was used already.")
    return kept.obligation, kept.obligation == row.obligation


def _same_card(obligation: str, *, program: str, proxy: str) -> cards.CardFact | None:
    """
    Return the card that a used token brought, if it is this one; None if its load was refused and it is void.

    :raises AlreadyUsed: if the token brought another card, or this one came to an end
    """
    live = cards.live_card(obligation=obligation)
    if live is not None:
        if (live.program, live.proxy) == (program, proxy):
            return live
        raise AlreadyUsed("This token was used already, for another card.")
    if all(one.state is cards.State.VOID for one in cards.loads(obligation=obligation)):
        return None
    raise AlreadyUsed("This token was used already.")


def _of_the_group(found: Asked, *, program: str, proxy: str) -> cards.CardFact:
    card = cards.card(program=program, proxy=proxy)
    if card is None or card.group != found.desk.group:
        raise NotFound("Your group has no card with this number.")
    return card


def _bind(found: Asked, obligation: str, fingerprint: str, *, state: cards.State) -> bool:
    """
    Bind a code to an obligation; return whether it is the code of this request.

    Until the card is handed over another code takes its place: the desk lost its page before the code was printed.
    """
    before = Receipt.objects.select_for_update(of=("self",)).filter(obligation=obligation).first()
    if before is not None:
        if before.pk == fingerprint:
            return True
        if state not in {cards.State.LOAD_PENDING, cards.State.LOADED}:
            return False
        before.delete()
        audit.record(verb="aid.change_receipt", subject=f"aid:card:{obligation}", by=found.by, at=found.day_began)
    try:
        with transaction.atomic():
            Receipt.objects.create(code=fingerprint, round=found.round, obligation=obligation)
    except IntegrityError:
        raise NotNow("This receipt code leads to another card already. Draw a new one.") from None
    return True


@transaction.atomic
def _block_lost(found: Asked, obligation: str, *, program: str, new_proxy: str) -> CardDone | None:
    """Block the lost card, and keep that whatever follows; return the answer if nothing follows."""
    lost = cards.live_card(obligation=obligation)
    if lost is None:
        return None
    if (lost.program, lost.proxy) == (program, new_proxy):
        return CardDone(state=lost.state.value, cents=_worth(lost))  # it took the lost card's place before
    if lost.state is cards.State.LOAD_PENDING:
        raise NotNow("The issuer is still putting money on this family's card. Try again in some minutes.")
    if lost.program != program:
        raise NotNow("The new card is of another kind than the lost one.")
    if lost.state is not cards.State.BLOCKED:
        cards.block_card(card=lost.id, by=found.by, at=found.day_began)
        return CardDone(state=WAITING, cents=0) if _left_on(obligation, lost) is None else None
    return None


def _begin_again(found: Asked, obligation: str, *, program: str, proxy: str) -> int:
    """Load another card where the issuer refused the load of the one before, and it was made void."""
    loads = cards.loads(obligation=obligation)
    heirs = {one.replaces for one in loads if one.state is not cards.State.VOID}
    void = [one for one in loads if one.state is cards.State.VOID and one.replaces not in heirs]
    ended = [one for one in loads if one.state in {cards.State.RETURNED, cards.State.EXPIRED}]
    if not void or ended:
        raise NotNow("The money of this card went back. It is not replaced any more.")
    cards.begin_load(
        program=program,
        proxy=proxy,
        obligation=obligation,
        amount_cents=void[-1].cents,
        round=found.round.pk,
        by=found.by,
        at=found.day_began,
    )
    return void[-1].cents


def _left_on(obligation: str, card: cards.CardFact) -> int | None:
    for one in cards.loads(obligation=obligation):
        if one.card == card.id:
            return one.taken_cents
    return None


def _worth(card: cards.CardFact) -> int:
    return (
        next((one.cents for one in cards.loads(obligation=card.obligation) if one.card == card.id), 0)
        if (card.obligation)
        else 0
    )


def _count_refusal(credential: str, at: datetime) -> None:
    try:
        found = _station(credential, at=at)
    except (NotKnown, Closed):
        return
    with transaction.atomic():
        tally = _desk.tally(found)
        Tally.objects.filter(pk=tally.pk).update(refusals=F("refusals") + 1)
