"""Every frozen board of a sample is made again, byte for byte, after more has happened; a board that was lied to is found."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection, transaction

from standing.config import setup  # noqa: F401 - the rooms are plugged together
from standing.hall.audit.api import SYSTEM
from standing.kernel import deadlines
from standing.rooms.obligations import actions, queries
from standing.rooms.obligations import api as obligations
from standing.sample import history

ROOT = Path(__file__).resolve().parents[2]
UNTIL = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
PACKS = {"alder-ford": ROOT / "tests" / "packs" / "alder-ford", "los-angeles": ROOT / "packs" / "los-angeles"}


def freeze_days(size: float) -> int:
    """Freeze, beside what the sample froze, days spread over the whole time: all of them at size 10."""
    zone = queries.the_book(known=UNTIL).zone
    first = min(one.day for one in obligations.frozen_days())
    last = UNTIL.astimezone(zone).date()
    step = max(round(10 / size), 1)
    for number in range(0, (last - first).days, step):
        actions.freeze_board(day=first + dt.timedelta(days=number), at=UNTIL)
    return len(obligations.frozen_days())


def more_happens() -> None:
    """Record evidence that became known after every frozen board, true long before."""
    for pair in obligations.statuses(at=UNTIL).pairs[::7]:
        duty = next(one for one in obligations.obligations(known=UNTIL) if one.id == pair.obligation)
        stored = [kind for kind in duty.kinds if kind.from_ != "appointment"]
        if not stored:
            continue
        obligations.record_evidence(
            obligation=pair.obligation,
            department=pair.department,
            kind=stored[0].id,
            period=pair.period,
            source=f"drill:{pair.obligation}:{pair.department}",
            title="Found later",
            sha256="ab" * 32,
            version="1",
            true_from=UNTIL - dt.timedelta(days=300),
            by=SYSTEM,
            at=UNTIL + dt.timedelta(hours=1),
        )


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_frozen_board_replays_to_the_same_bytes(db, pack, size, figure):
    history.write(pack=pack, until=UNTIL, say=lambda _line: None)
    days = freeze_days(size)
    more_happens()

    differ, total = [], 0
    for one in obligations.frozen_days():
        answer = obligations.replay_board(day=one.day)
        total += len(queries.frozen(day=one.day)[1])
        if not answer.is_same or answer.replayed_sha256 != one.sha256:
            differ.append((one.day, answer.differs))
    figure(f"Replay ({pack.name}): {days} frozen boards, {total / 1e6:.1f} MB, {len(differ)} differ.")
    assert differ == []
    assert days > 20

    with transaction.atomic():
        backdate_one_fact(first=min(one.day for one in obligations.frozen_days()))
        found = [one.day for one in obligations.frozen_days() if not obligations.replay_board(day=one.day).is_same]
        transaction.set_rollback(True)
    figure(f"Replay ({pack.name}): one backdated fact shows in {len(found)} of {days} boards.")
    assert len(found) > 0


def backdate_one_fact(*, first: dt.date) -> None:
    """
    Do what only the owner of the database can: claim that a fact was known 40 days before it was.

    It is one that became known later than that after the ``first`` frozen board, so that some board did not know it;
    of a duty that is not to be done right away, for the public is told of those late and together.
    """
    duties = queries.the_book(known=UNTIL).duties.values()
    at_once = [duty.id for duty in duties if not isinstance(duty.rule, deadlines.RightAway)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE obligations_evidence DISABLE TRIGGER USER")
        cursor.execute(
            """
            UPDATE obligations_evidence SET known_at = known_at - interval '40 days', true_from = true_from - interval '40 days'
            WHERE id = (
                SELECT id FROM obligations_evidence WHERE known_at > %s AND obligation_id = ANY(%s) ORDER BY known_at, id LIMIT 1
            )
            """,
            [first + dt.timedelta(days=41), at_once],
        )
        cursor.execute("ALTER TABLE obligations_evidence ENABLE TRIGGER USER")
