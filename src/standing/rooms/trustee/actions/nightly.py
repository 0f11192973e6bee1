"""
What hides, each night, in which order tags came.

PostgreSQL keeps rows where they were written and marks them with the transaction that wrote them. So the tags are
written anew in their own order by one transaction, and the table is swapped; replies go with their table's file; then
the WAL that told the order is ended and removed. What was written since the last night still tells:
docs/decisions/0016 and the drill say how much.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotNow
from standing.rooms.trustee import queries
from standing.rooms.trustee.models import Night, Tally


@transaction.atomic
def rewrite_tags(*, by: Actor, at: datetime) -> int:
    """This will write all tags anew in their own order, and say how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE trustee_tag IN ACCESS EXCLUSIVE MODE")
        # Sorted already here: a temporary table may reach the disk, too.
        cursor.execute(
            "CREATE TEMPORARY TABLE sorted_tags ON COMMIT DROP AS"
            " SELECT round_id, tag FROM trustee_tag ORDER BY round_id, tag"
        )
        cursor.execute("TRUNCATE trustee_tag")
        cursor.execute("INSERT INTO trustee_tag (round_id, tag) SELECT round_id, tag FROM sorted_tags ORDER BY 1, 2")
        count = int(cursor.rowcount)
        cursor.execute("DROP TABLE sorted_tags")
    Night.objects.create(rewritten_at=at, tags=count)
    audit.record(verb="trustee.rewrite_tags", subject="trustee:tags", by=by, at=at, facts={"tags": count})
    return count


@transaction.atomic
def forget_replies(*, by: Actor, at: datetime) -> None:
    """This will empty the replies of days that are over where their round is, and seal the counts of those days."""
    days = queries.days(at=at)
    _empty_replies(days)
    for round_, today in days.items():
        rows = Tally.objects.filter(desk__round=round_, day__lt=today, is_sealed=False)
        for row in rows.order_by("day", "desk_id").select_for_update(of=("self",)):
            audit.record(
                verb="trustee.day",
                subject=f"trustee:desk:{row.desk_id}",
                by=by,
                at=at,
                facts={
                    "day": row.day.isoformat(),
                    "evaluations": row.evaluations,
                    "claims": row.claims,
                    "refusals": row.refusals,
                },
            )
            row.is_sealed = True
            row.save(update_fields=["is_sealed"])


def recycle_wal(*, at: datetime) -> bool:
    """
    This will end the WAL written so far and remove it, with what deleted rows left in the tables; say if it could.

    On a cluster of the operator's own, that takes two grants, which docs/decisions/0016 names.
    """
    if connection.in_atomic_block:
        raise NotNow("The WAL is recycled when no transaction is open.")
    try:
        with connection.cursor() as cursor:
            # Full, so that the bytes of destroyed keys and of replies go with the old file.
            cursor.execute("VACUUM (FULL) trustee_key, trustee_tally, trustee_reply")
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
            # What the first left is ended by the second: a checkpoint keeps the segment in which it began.
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
    except DatabaseError:
        return False
    Night.objects.filter(recycled_at=None, rewritten_at__lte=at).update(recycled_at=at)
    return True


@transaction.atomic
def note_shipped(*, sha256: str, by: Actor, at: datetime) -> None:
    """This will note that the sealed copy went out."""
    Night.objects.filter(shipped_at=None, rewritten_at__lte=at).update(shipped_at=at, shipped_sha256=sha256)
    audit.record(verb="trustee.ship", subject="trustee:tags", by=by, at=at, facts={"sha256": sha256})


def _empty_replies(days: Mapping[str, date]) -> None:
    """Empty the table; replies of a day that goes on where their round is come back, in no order of theirs."""
    codes, todays = list(days), list(days.values())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("LOCK TABLE trustee_reply IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            "CREATE TEMPORARY TABLE kept_replies ON COMMIT DROP AS SELECT trustee_reply.* FROM trustee_reply"
            " JOIN unnest(%s::text[], %s::date[]) AS now (code, today) ON code = round_id WHERE day >= today"
            " ORDER BY asked",
            (codes, todays),
        )
        cursor.execute("TRUNCATE trustee_reply")
        cursor.execute("INSERT INTO trustee_reply SELECT * FROM kept_replies ORDER BY asked")
        cursor.execute("DROP TABLE kept_replies")
