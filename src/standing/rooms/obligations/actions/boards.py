"""Boards: sealed each midnight, made again to compare."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.events import api as events
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotNow
from standing.rooms.obligations import queries
from standing.rooms.obligations.models import FrozenBoard
from standing.rooms.obligations.rules import answers
from standing.rooms.obligations.rules.events import BoardFrozen
from standing.rooms.obligations.rules.evidence import midnight
from standing.rooms.obligations.rules.facts import RULES_VERSION

_LOCK_FACTS = """
    LOCK TABLE obligations_evidence, obligations_evidenceend, obligations_finding, obligations_waiver,
        obligations_waiverend, obligations_eventfact, obligations_workfact, obligations_judgementfact
    IN SHARE MODE
"""


@transaction.atomic
def freeze_board(*, day: dt.date, by: Actor = SYSTEM, at: dt.datetime) -> answers.FrozenFact:
    """
    This will seal the board of the midnight with which a day begins. Sealing it again changes nothing.

    :raises NotNow: if that midnight has not come, or no pack was in force then
    """
    with connection.cursor() as cursor:  # waits for facts on their way in, so that none slips behind
        cursor.execute(_LOCK_FACTS)
    done = FrozenBoard.objects.filter(day=day).first()
    if done is not None:
        return queries.frozen(day=day)[0]
    moment = midnight(day, _zone(at))
    if moment > at:
        raise NotNow("That midnight has not come yet.")
    body, rules, pairs = queries.board_bytes(at=moment, known=moment)
    digest = sha256_hex(body)
    FrozenBoard.objects.create(
        day=day,
        at=moment,
        known_at=moment,
        rules_version=RULES_VERSION,
        pack_sha256=rules.sha256,
        pairs=pairs,
        body=body,
        sha256=digest,
    )
    audit.record(
        verb="obligations.freeze_board",
        subject=day.isoformat(),
        by=by,
        at=at,
        facts={"sha256": digest, "pack": rules.sha256, "rules": RULES_VERSION, "pairs": pairs},
    )
    events.emit(BoardFrozen(day=day, sha256=digest, at=at))
    return queries.frozen(day=day)[0]


def _zone(at: dt.datetime) -> ZoneInfo:
    return queries.the_book(known=at).zone


def freeze_missed(*, by: Actor = SYSTEM, at: dt.datetime) -> int:
    """This will seal every midnight since the last sealed one, each in its own transaction."""
    days = queries.missing_days(at=at)
    for day in days:
        freeze_board(day=day, by=by, at=at)
    return len(days)


def replay_board(*, day: dt.date) -> answers.ReplayFact:
    """
    This will make the board of a sealed midnight again and compare it byte for byte. It changes nothing.

    :raises NotFound: if that midnight was not sealed
    """
    fact, body = queries.frozen(day=day)
    differs = []
    if sha256_hex(body) != fact.sha256:
        differs.append("the sealed bytes do not have their own hash")
    again, rules, _ = queries.board_bytes(at=fact.at, known=fact.known_at, rules_version=fact.rules_version)
    if again != body:
        if fact.rules_version != RULES_VERSION:
            differs.append(f"rules {fact.rules_version}, now {RULES_VERSION}")
        if fact.pack_sha256 != rules.sha256:
            differs.append(f"pack {fact.pack_sha256}, now {rules.sha256}")
        if not differs:
            differs.append("facts that claim to have been known then")
    return answers.ReplayFact(
        day=day,
        is_same=not differs,
        sha256=fact.sha256,
        replayed_sha256=sha256_hex(again),
        differs=tuple(differs),
    )
