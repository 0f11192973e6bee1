"""Loads and moves of a round, for the room above that accounts for them. No row of ours leaves this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from standing.rooms.cards.models import Card, ClosedDay, Comparison, Load, Move, Take
from standing.rooms.cards.rules.life import BOUND, State
from standing.rooms.cards.rules.loading import Step, load_ref


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFact:
    """
    A load without the number of its card: ``replaces`` names the load in whose place it came, or is empty.

    ``taken_cents`` is what came back from the card; None while nothing was asked or the issuer has not told.
    """

    reference: str
    card: UUID
    program: str
    obligation: str
    cents: int
    step: Step
    state: State
    replaces: str
    taken_cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFact:
    """A move of a card that has a load, by the load's reference; ``number`` counts the card's moves."""

    reference: str
    obligation: str
    cents: int
    replaces: str
    number: int
    after: State
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedFact:
    """The three books of a program over all its closed days together, in cents: by how much the reserve moved."""

    program: str
    days: int
    through: date | None
    ledger_cents: int
    issuer_cents: int
    bank_cents: int


def loads(*, round: str = "", obligation: str = "") -> tuple[LoadFact, ...]:
    """Return the loads of a round or of an obligation, by their references; empty words mean any."""
    rows = Load.objects.select_related("card").order_by("pk")
    if round:
        rows = rows.filter(round=round)
    if obligation:
        rows = rows.filter(card__obligation=obligation)
    taken = dict(Take.objects.filter(card__in=rows.values("card")).values_list("card", "balance_cents"))
    return tuple(
        LoadFact(
            reference=row.pk,
            card=row.card_id,
            program=row.program_id,
            obligation=row.card.obligation,
            cents=row.amount_cents,
            step=Step(row.step),
            state=State(row.card.state),
            replaces=_before(row.card),
            taken_cents=taken.get(row.card_id),
        )
        for row in rows
    )


def moves(*, round: str, before: datetime) -> tuple[MoveFact, ...]:
    """Return each move that a card of a round made since it has money, up to a moment; by load and number."""
    known = {
        row.card_id: row for row in Load.objects.filter(round=round).select_related("card").order_by("pk").iterator()
    }
    rows = Move.objects.filter(
        card__in=Load.objects.filter(round=round).values("card"),
        at__lt=before,
        after__in=sorted({*BOUND, State.VOID}),
    ).order_by("card", "number")
    return tuple(
        MoveFact(
            reference=known[row.card_id].pk,
            obligation=known[row.card_id].card.obligation,
            cents=known[row.card_id].amount_cents,
            replaces=_before(known[row.card_id].card),
            number=row.number,
            after=State(row.after),
            at=row.at,
        )
        for row in rows
        if row.card_id in known
    )


def closed(*, program: str) -> ClosedFact:
    """Return what ledger, issuer and bank say of all closed days of a program together."""
    days = ClosedDay.objects.filter(program=program).order_by("day").values_list("day", "comparison")
    listed = list(days)
    sums = Comparison.objects.filter(pk__in=[comparison for _day, comparison in listed]).aggregate(
        ledger=Sum("ledger_cents"), issuer=Sum("issuer_cents"), bank=Sum("bank_cents")
    )
    return ClosedFact(
        program=program,
        days=len(listed),
        through=listed[-1][0] if listed else None,
        ledger_cents=sums["ledger"] or 0,
        issuer_cents=sums["issuer"] or 0,
        bank_cents=sums["bank"] or 0,
    )


def _before(card: Card) -> str:
    return load_ref(str(card.replaces_id)) if card.replaces_id is not None else ""
