"""
What hides, each night, in which order tokens were spent, and what the log keeps of the desks' days.

PostgreSQL keeps rows where they were written and marks them with the transaction that wrote them; so tokens and codes
are written anew in their own order. Cards and books keep the order in which they moved, but no time of day; what that
still tells, the explanation and the drill say.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.rooms.aid.models import Tally

__all__ = ["rewrite_tokens", "seal_days"]

_REWRITE = """
    CREATE TEMPORARY TABLE aid_sorted ON COMMIT DROP AS SELECT * FROM {table};
    TRUNCATE {table};
    INSERT INTO {table} SELECT * FROM aid_sorted ORDER BY {order};
    DROP TABLE aid_sorted;
"""


@transaction.atomic
def rewrite_tokens(*, by: Actor, at: datetime) -> int:
    """This will write all tokens and receipt codes anew in their own order, and say how many tokens there are."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE aid_token, aid_receipt IN ACCESS EXCLUSIVE MODE")
        for table, order in (("aid_receipt", "code"), ("aid_token", "nonce")):
            cursor.execute(_REWRITE.format(table=table, order=order))
        cursor.execute("SELECT count(*) FROM aid_token")
        (count,) = cursor.fetchone()
    audit.record(verb="aid.rewrite_tokens", subject="aid:tokens", by=by, at=at, facts={"tokens": count})
    return int(count)


@transaction.atomic
def seal_days(*, before: date, by: Actor, at: datetime) -> int:
    """This will put the counts of desks of the days that are over into the log; returns how many."""
    rows = list(
        Tally.objects.filter(day__lt=before, is_sealed=False).order_by("day", "desk_id").select_for_update(of=("self",))
    )
    for row in rows:
        audit.record(
            verb="aid.day",
            subject=f"aid:desk:{row.desk_id}",
            by=by,
            at=at,
            facts={
                "day": row.day.isoformat(),
                "evaluations": row.evaluations,
                "redemptions": row.redemptions,
                "replacements": row.replacements,
                "refusals": row.refusals,
            },
        )
    Tally.objects.filter(pk__in=[row.pk for row in rows]).update(is_sealed=True)
    return len(rows)
