"""How a draw stands: for whoever asks with a receipt, for a group, for everybody who draws again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Sum

from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.draw.models import Application, Draw, Drawn, Tally
from standing.rooms.draw.queries.rounds import RoundFact, rounds
from standing.rooms.draw.rules.applying import mark_of

_CHUNK = 20_000


class State(StrEnum):
    """What somebody is told who asks with a receipt. Before the draw everybody is told the same."""

    RECEIVED = "received"
    DRAWN = "drawn"
    NOT_DRAWN = "not-drawn"


class Step(StrEnum):
    """How far a draw is."""

    NOT_YET = "not-yet"
    OPEN = "open"
    OVER = "over"
    NUMBERED = "numbered"
    DRAWN = "drawn"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawFact:
    """A draw as the trustee's own people see it: counts."""

    round: RoundFact
    step: Step
    applications: int
    evaluations: int
    destroyed_at: datetime | None


def find(*, round_: str) -> Draw | None:
    """Return the row of a draw; None before the first application."""
    return Draw.objects.filter(pk=round_).first()


def state_of(*, round_: str, code: str) -> State:
    """
    Return how the application with this receipt number stands. ``code`` is as it was first written.

    Whoever fell out as a second application of a household, or was helped, is told what most others are told.

    :raises NotFound: if nobody applied with it, or applications were destroyed
    """
    mark = mark_of(round_=round_, code=code)
    if not Application.objects.filter(round=round_, mark=mark).exists():
        raise NotFound("We find no application with this number. Look at it again, or apply again.")
    row = find(round_=round_)
    if row is None or row.result is None:
        return State.RECEIVED
    return State.DRAWN if Drawn.objects.filter(round=round_, mark=mark).exists() else State.NOT_DRAWN


def drawn_boxes(*, round_: str, group: str) -> tuple[bytes, ...]:
    """Return the boxes of a group that were drawn, in no order that tells anything. :raises NotNow: before the draw"""
    row = find(round_=round_)
    if row is None or row.result is None or row.destroyed_at is not None:
        raise NotNow("There is nothing to open: the draw has not been held, or its applications were destroyed.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT box FROM draw_application JOIN draw_drawn USING (round, mark) "
            'WHERE round = %s AND "group" = %s ORDER BY mark',
            [round_, group],
        )
        return tuple(bytes(box) for (box,) in cursor.fetchall())


def published(*, round_: str, name: str) -> tuple[bytes, str]:
    """Return one of the two public files with its note. :raises NotFound: if it is not there yet"""
    row = find(round_=round_)
    found = {"commitment": row.commitment, "result": row.result}.get(name) if row is not None else None
    if row is None or found is None:
        raise NotFound("This is not published yet.")
    return bytes(found), row.commitment_note if name == "commitment" else row.result_note


def marks(*, round_: str) -> tuple[bytes, ...]:
    """Return the marks of all receipts in their order: this the City is handed, and nothing else."""
    rows = Application.objects.filter(round=round_).order_by("mark").values_list("mark", flat=True)
    return tuple(bytes(one) for one in rows.iterator(chunk_size=_CHUNK))


def groups_and_marks(*, round_: str) -> Iterator[tuple[str, bytes]]:
    """Yield the group and the mark of each application."""
    rows = Application.objects.filter(round=round_).values_list("group", "mark")
    for group, mark in rows.iterator(chunk_size=_CHUNK):
        yield group, bytes(mark)


def evaluations(*, round_: str) -> int:
    """Return how many requests were evaluated for applicants of a round."""
    found = Tally.objects.filter(round=round_).aggregate(all=Sum("evaluations"))["all"]
    return int(found or 0)


def draws(*, at: datetime) -> tuple[DrawFact, ...]:
    """Return all draws, the last to open first."""
    return tuple(_fact(one, at=at) for one in rounds())


def step_of(found: RoundFact, row: Draw | None, *, at: datetime) -> Step:
    """Return how far a draw is."""
    if row is not None and row.destroyed_at is not None:
        return Step.DESTROYED
    if row is not None and row.result is not None:
        return Step.DRAWN
    if row is not None and row.commitment is not None:
        return Step.NUMBERED
    if at < found.draw.opens_at:
        return Step.NOT_YET
    return Step.OVER if found.is_over(at=at) else Step.OPEN


def _fact(found: RoundFact, *, at: datetime) -> DrawFact:
    row = find(round_=found.code)
    return DrawFact(
        round=found,
        step=step_of(found, row, at=at),
        applications=Application.objects.filter(round=found.code).count(),
        evaluations=evaluations(round_=found.code),
        destroyed_at=None if row is None else row.destroyed_at,
    )
