"""
What anybody may read to check a round: only what a checkpoint sealed, so that nobody sees one token come.

No day, no desk and no number of a card stands in it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from standing.hall.installation import api as installation
from standing.kernel.canonical import Json
from standing.rooms.aid.models import Checkpoint, Leaf, Round, Statement, Tally, Token
from standing.rooms.aid.rules.days import end_of_day, local_day
from standing.rooms.aid.rules.leaves import MoveLeaf, SpentLeaf, token_hash
from standing.rooms.cards import api as cards
from standing.rooms.funds import api as funds


def latest_checkpoint(*, round_: str) -> Checkpoint | None:
    """Return the last checkpoint of a round."""
    return Checkpoint.objects.filter(round=round_).order_by("number").last()


def leaves(*, round_: str) -> tuple[str, ...]:
    """Return every leaf of a round in its place."""
    return tuple(Leaf.objects.filter(round=round_).order_by("place").values_list("said", flat=True))


def unsealed(row: Round, *, through: date) -> tuple[list[str], int]:
    """Return what happened up to a day and no checkpoint holds, in its own order; and how many of it are tokens."""
    held = set(Leaf.objects.filter(round=row).values_list("said", flat=True))
    spent = [
        said
        for one in Token.objects.filter(round=row, day__lte=through).order_by("nonce")
        if (said := _spent(one).said()) not in held
    ]
    moved = [
        said
        for one in cards.moves(round=row.pk, before=end_of_day(through, zone=ZoneInfo(row.time_zone)))
        if (
            said := MoveLeaf(
                load=one.reference,
                obligation=one.obligation,
                cents=one.cents,
                replaces=one.replaces,
                number=one.number,
                after=one.after.value,
            ).said()
        )
        not in held
    ]
    return sorted([*spent, *moved]), len(spent)


def figures(row: Round, *, through: date) -> dict[str, Json]:
    """Return the totals of a round up to a day: the City's counters, its books, and the three books of closed days."""
    counted = Tally.objects.filter(desk__round=row, day__lte=through).aggregate(
        evaluations=Sum("evaluations"), refusals=Sum("refusals")
    )
    books = funds.round_books(round=row.pk, through=through)
    used = sorted({one.program for one in cards.loads(round=row.pk)})
    return {
        "evaluations": counted["evaluations"] or 0,
        "refusals": counted["refusals"] or 0,
        "ledger": {name: int(cents) for name, cents in asdict(books).items()},
        "closed_days": [_closed(program) for program in used],
        "stock": [_stock(program) for program in used],
    }


def public(*, round_: str) -> dict[str, Json] | None:
    """Return all that anybody needs to check a round; None until both parties signed it."""
    row = Round.objects.filter(pk=round_).exclude(trustee_note="").first()
    if row is None:
        return None
    points = list(Checkpoint.objects.filter(round=row).order_by("number"))
    sealed = leaves(round_=round_)
    held = set(sealed)
    last = points[-1] if points else None
    return {
        **({"sample": True} if installation.is_sample() else {}),
        "round": row.pk,
        "manifest": row.sha256,
        "closed": row.closed_at is not None,
        "checkpoint": last.note if last is not None else None,
        "checkpoints": [{"size": one.size, "through": one.through.isoformat(), "note": one.note} for one in points],
        "leaves": list(sealed),
        "tokens": [
            {
                "nonce": _said(one.nonce),
                "signature": _said(one.signature),
                "cents": one.cents,
                "exception": one.is_exception,
            }
            for one in Token.objects.filter(round=row).order_by("nonce")
            if _spent(one).said() in held
        ],
        "figures": last.figures if last is not None else None,
        "statements": [
            {"statement": _said(one.statement), "note": one.note}
            for one in Statement.objects.filter(round=row).order_by("through", "pk")
        ],
    }


def exceptions_used(*, round_: str) -> int:
    """Return how many exceptions became cards in a round."""
    return Token.objects.filter(round=round_, is_exception=True).count()


def statements(*, round_: str) -> tuple[Statement, ...]:
    """Return what the trustee stated of a round, the latest first."""
    return tuple(Statement.objects.filter(round=round_).order_by("-through", "-pk"))


def _spent(one: Token) -> SpentLeaf:
    return SpentLeaf(
        token=token_hash(nonce=bytes(one.nonce), signature=bytes(one.signature)),
        cents=one.cents,
        is_exception=one.is_exception,
        obligation=one.obligation,
    )


def _closed(program: str) -> Mapping[str, Json]:
    found = cards.closed(program=program)
    return {
        "program": program,
        "days": found.days,
        "through": found.through.isoformat() if found.through is not None else None,
        "ledger": found.ledger_cents,
        "issuer": found.issuer_cents,
        "bank": found.bank_cents,
    }


def _stock(program: str) -> Mapping[str, Json]:
    """Return where the cards of a program stand, by what an auditor adds up; no cell is about a day or a group."""
    stock = cards.stock_of(program=program)
    states = stock.states
    waiting: Sequence[cards.State] = (cards.State.ORDERED, cards.State.SHIPPED, cards.State.IN_VAULT)
    apart = {*waiting, cards.State.CONSIGNED, cards.State.VOID, cards.State.LOST_IN_CUSTODY}
    return {
        "program": program,
        "ordered": stock.ordered,
        "not_given_out": sum(states.get(one, 0) for one in waiting),
        "consigned": states.get(cards.State.CONSIGNED, 0),
        "loaded": sum(number for state, number in states.items() if state not in apart),
        "void": states.get(cards.State.VOID, 0),
        "lost": states.get(cards.State.LOST_IN_CUSTODY, 0),
    }


def _said(data: bytes | memoryview) -> str:
    return base64.b64encode(bytes(data)).decode()


def last_day(row: Round, *, at: datetime) -> date:
    """Return the last whole day at a moment, where the round is."""
    return local_day(at, zone=ZoneInfo(row.time_zone)) - timedelta(days=1)
