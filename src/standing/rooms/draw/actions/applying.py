"""What an applicant's browser asks. Nothing here looks at the tags: a new family and a second try are the same deed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import connection

from standing.kernel.blind.oprf import Evaluation
from standing.rooms.draw.models import Draw
from standing.rooms.draw.queries import rounds
from standing.rooms.draw.rules.applying import (
    MOST,
    SIZE,
    Exhausted,
    Misread,
    NotOpen,
    OtherContent,
    application,
    check_work,
)
from standing.rooms.trustee import api as trustee

PARTS = 16
"""Parts of the count; each takes its share of the limit."""
_TICKET = "standing.draw.ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What an applicant is answered: the elements with their proof, and the ticket of one application."""

    evaluation: Evaluation
    ticket: str


def evaluate(
    *, round_: str, mark: bytes, blinded: Sequence[bytes], work: bytes, waited: bool = False, at: datetime
) -> Evaluated:
    """
    This will evaluate the blinded strings of an applicant, and hand out the ticket of one application.

    The ticket is bound to the receipt's mark, so an application costs one request and the sum that goes with it.
    ``waited`` says that the applicant stood in line, and may finish after the last moment.

    :raises NotFound: if the round has no open application
    :raises NotOpen: if applications are not taken now
    :raises NoWork: if the sum is wrong
    :raises Exhausted: if the round has evaluated as much as it may
    :raises Misread: if there are not just as many elements as an application has tags
    :raises BlindRefused: if one of them is no element of the group
    """
    if len(mark) != SIZE:
        raise Misread(f"A receipt's mark has {SIZE} bytes.")
    check_work(round_=round_, mark=mark, blinded=blinded, nonce=work)
    found = rounds.get_round(round_=round_)
    if not found.is_open(at=at, waited=waited):
        raise NotOpen(_when(found))
    _count(found)
    evaluation = trustee.evaluate_for_applicants(round_=round_, blinded=blinded)
    return Evaluated(evaluation=evaluation, ticket=signing.Signer(salt=_TICKET).sign(f"{round_}.{mark.hex()}"))


def apply(
    *, round_: str, mark: bytes, group: str, box: bytes, tags: Sequence[bytes], ticket: str, at: datetime
) -> None:
    """
    This will take in an application. The same one sent again changes nothing and is answered the same.

    Whether one of the tags is in another application, or was helped, is not looked at before the draw.

    :raises NotFound: if the round has no open application
    :raises NotOpen: if applications are not taken now
    :raises Misread: if it is not what a browser makes, or the ticket belongs to another
    :raises OtherContent: if another application came with this receipt number
    """
    wanted = application(group=group, mark=mark, box=box, tags=tags)
    found = rounds.get_round(round_=round_)
    if group not in found.draw.boxes:
        raise Misread("This round has no such group.")
    if not _is_ours(ticket, round_=round_, mark=mark):
        raise Misread("The ticket belongs to another application. Please send it again.")
    # Twice as long as the line waits: the ticket was handed out in time.
    if not found.draw.opens_at <= at or found.is_over(at=at):
        raise NotOpen(_when(found))
    with connection.cursor() as cursor:  # one statement: it is there or not
        given: list[Any] = [round_, mark, group, box, list(wanted.tags)]
        cursor.execute(
            'INSERT INTO draw_application (round, mark, "group", box, tags) VALUES (%s, %s, %s, %s, %s) '
            "ON CONFLICT DO NOTHING",
            given,
        )
        if cursor.rowcount:
            return
        cursor.execute(
            'SELECT "group" = %s AND box = %s AND tags = %s FROM draw_application WHERE round = %s AND mark = %s',
            [group, box, list(wanted.tags), round_, mark],
        )
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise OtherContent("Your device chose a receipt number that is taken. Please send it again.")


def _begin(found: rounds.RoundFact) -> None:
    row = Draw(round=found.code, closes_at=found.draw.closes_at, destroy_at=found.manifest.destroy_at)
    Draw.objects.bulk_create([row], ignore_conflicts=True)  # two may be the first


def _count(found: rounds.RoundFact) -> None:
    """
    Count one request, in a part of the count that chance chooses, so that nobody waits for a number.

    A power cut may lose the last few: what is counted here waits for no disk. :raises Exhausted: if the part is full
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH soon AS (SELECT set_config('synchronous_commit', 'off', true)) "
            "INSERT INTO draw_tally AS tally (round, part, evaluations) SELECT %s, %s, 1 FROM soon "
            "ON CONFLICT (round, part) DO UPDATE SET evaluations = tally.evaluations + 1 "
            "WHERE tally.evaluations < %s RETURNING evaluations",
            [found.code, secrets.randbelow(PARTS), MOST // PARTS],
        )
        row = cursor.fetchone()
    if row is None:
        raise Exhausted("This round has taken as many requests as it may. Call the help line of the round.")
    if row[0] == 1:
        _begin(found)


def _is_ours(ticket: str, *, round_: str, mark: bytes) -> bool:
    try:
        return signing.Signer(salt=_TICKET).unsign(ticket) == f"{round_}.{mark.hex()}"
    except signing.BadSignature:
        return False


def _when(found: rounds.RoundFact) -> str:
    begin, end = (one.strftime("%Y-%m-%d %H:%M") for one in (found.draw.opens_at, found.draw.closes_at))
    return f"Applications are taken from {begin} to {end} UTC."
