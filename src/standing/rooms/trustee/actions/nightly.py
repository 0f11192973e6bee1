"""
What hides, each night, in which order tags came.

PostgreSQL keeps rows where they were written and marks them with the transaction that wrote them. So the tags are
written anew in their own order by one transaction, and the table is swapped; replies go with their table's file.
WAL and backups between two nights still tell: docs/explanation and the drill say how much.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.rooms.trustee.models import Tally


@transaction.atomic
def rewrite_tags(*, by: Actor, at: datetime) -> int:
    """This will write all tags anew in their own order, and say how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE trustee_tag IN ACCESS EXCLUSIVE MODE")
        cursor.execute("CREATE TEMPORARY TABLE sorted_tags ON COMMIT DROP AS SELECT round_id, tag FROM trustee_tag")
        cursor.execute("TRUNCATE trustee_tag")
        cursor.execute("INSERT INTO trustee_tag (round_id, tag) SELECT round_id, tag FROM sorted_tags ORDER BY 1, 2")
        count = int(cursor.rowcount)
    audit.record(verb="trustee.rewrite_tags", subject="trustee:tags", by=by, at=at, facts={"tags": count})
    return count


@transaction.atomic
def forget_replies(*, before: date, by: Actor, at: datetime) -> None:
    """This will empty the table of replies and seal the counts of the days that are over in the log."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE trustee_reply")
    for row in Tally.objects.filter(day__lt=before, is_sealed=False).order_by("day", "desk_id").select_for_update():
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
