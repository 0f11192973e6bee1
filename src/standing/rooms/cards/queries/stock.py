"""Where every card stands, and whether the numbers add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import Q, QuerySet, Sum

from standing.kernel.refusals import NotFound
from standing.rooms.cards.models import Card, Consignment, Count, Load, LoadAnswer, Move, Order, Program
from standing.rooms.cards.rules.custody import Stock
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.loading import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFact:
    """A card for the room above: no row of ours leaves this room."""

    id: UUID
    program: str
    proxy: str
    last4: str
    state: State
    group: str
    obligation: str
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFact:
    """What an organisation holds of a program, and its last count."""

    group: str
    states: dict[State, int]
    counted: int | None
    expected: int | None
    counted_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFact:
    """How the queue of a program stands."""

    waiting: int
    sent: int
    loaded: int
    refused: int
    loaded_cents: int
    odd: int

    @property
    def done(self) -> int:
        """Return how many loads are settled."""
        return self.loaded + self.refused

    @property
    def all(self) -> int:
        """Return how many loads there are."""
        return self.done + self.waiting + self.sent


def programs() -> tuple[Program, ...]:
    """Return every program by its code."""
    return tuple(Program.objects.order_by("code"))


def stock(*, program: str) -> Stock:
    """Return how many cards of a program stand where, and how many were ordered."""
    rows = Card.objects.filter(program=program).values_list("state").annotate(n=Number("pk"))
    ordered = Order.objects.filter(program=program).aggregate(n=Sum("count"))["n"] or 0
    return Stock(ordered=ordered, states={State(state): n for state, n in rows})


def groups(*, program: str) -> tuple[GroupFact, ...]:
    """Return what each organisation holds, by its code."""
    held: dict[str, Counter[State]] = {}
    rows = Card.objects.filter(program=program).exclude(group="").values_list("group", "state").annotate(n=Number("pk"))
    for group, state, n in rows:
        held.setdefault(group, Counter())[State(state)] = n
    facts = []
    for group in sorted(held):
        last = Count.objects.filter(program=program, group=group).order_by("-at").first()
        facts.append(
            GroupFact(
                group=group,
                states=dict(held[group]),
                counted=last.counted if last is not None else None,
                expected=last.expected if last is not None else None,
                counted_on=last.day if last is not None else None,
            )
        )
    return tuple(facts)


def card(*, id: UUID) -> Card:
    """Return a card. :raises NotFound: if there is none"""
    row = Card.objects.select_related("program", "order", "shipment", "consignment", "replaces").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such card.")
    return row


def history(row: Card) -> QuerySet[Move]:
    """Return the moves of a card, the first first."""
    return Move.objects.filter(card=row).select_related("by").order_by("number")


def cards(*, program: str = "", state: str = "", group: str = "", proxy: str = "") -> QuerySet[Card]:
    """Return the cards that fit; empty words mean any."""
    rows = Card.objects.select_related("program").order_by("program", "proxy", "pk")
    for column, said in (("program", program), ("state", state), ("group", group)):
        if said:
            rows = rows.filter(**{column: said})
    if proxy:
        rows = rows.filter(Q(proxy__startswith=proxy.strip().upper()) | Q(last4=proxy.strip()))
    return rows


def card_fact(*, program: str, proxy: str) -> CardFact | None:
    """Return a card by the issuer's number; None if there is none."""
    row = Card.objects.filter(program=program, proxy=proxy).first()
    return _fact(row) if row is not None else None


def live_card(*, obligation: str) -> CardFact | None:
    """Return the one live card of an obligation; None if there is none."""
    row = Card.objects.filter(
        obligation=obligation, state__in=("load_pending", "loaded", "handed_over", "blocked")
    ).first()
    return _fact(row) if row is not None else None


def queue(*, program: str) -> QueueFact:
    """Return how the loads of a program stand."""
    rows = dict(Load.objects.filter(program=program).values_list("step").annotate(n=Number("pk")))
    cents = Load.objects.filter(program=program, step=Step.LOADED).aggregate(n=Sum("amount_cents"))["n"] or 0
    return QueueFact(
        waiting=rows.get(Step.WAITING, 0),
        sent=rows.get(Step.SENT, 0),
        loaded=rows.get(Step.LOADED, 0),
        refused=rows.get(Step.REFUSED, 0),
        loaded_cents=cents,
        odd=LoadAnswer.objects.filter(program=program, is_odd=True).count(),
    )


def consignment(*, id: UUID) -> Consignment:
    """Return a consignment. :raises NotFound: if there is none"""
    row = Consignment.objects.select_related("program", "packed_by", "checked_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such consignment.")
    return row


def consigned_cards(row: Consignment) -> QuerySet[Card]:
    """Return the cards of a consignment by their numbers."""
    return Card.objects.filter(consignment=row).order_by("proxy")


def late_counts(*, program: str, before: datetime) -> tuple[str, ...]:
    """Return the organisations that hold cards without money and were not counted since a moment."""
    holding = set(
        Card.objects.filter(program=program, state=State.CONSIGNED).values_list("group", flat=True).distinct()
    )
    counted = set(Count.objects.filter(program=program, at__gte=before).values_list("group", flat=True))
    return tuple(sorted(holding - counted))


def _fact(row: Card) -> CardFact:
    return CardFact(
        id=row.pk,
        program=row.program_id,
        proxy=row.proxy or "",
        last4=row.last4,
        state=State(row.state),
        group=row.group,
        obligation=row.obligation,
        is_out=row.is_out,
    )
