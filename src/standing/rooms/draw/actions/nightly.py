"""
What hides, each night, in which order applications came.

As the trustee does with its tags: the rows are written anew in the order of their marks by one transaction. Tags that
have done their work are left out, so after the numbering nothing ties an application to an adult any more.
"""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import api as holds
from standing.rooms.draw.models import Draw

_NOT_NOW = "draw.Application:draw_applications_only_before_numbering"


@transaction.atomic
def rewrite_applications(*, by: Actor, at: datetime) -> int:
    """
    This will write all applications anew in the order of their marks, without tags where the entries are numbered.

    While a legal hold lies on a round its tags stay. :returns: how many applications there are
    """
    holds.lock()
    numbered = Draw.objects.filter(commitment__isnull=False).values_list("round", flat=True)
    kept = holds.held(subjects=[_subject(one) for one in numbered])
    done = [one for one in numbered if _subject(one) not in kept]
    with pgtrigger.ignore(_NOT_NOW), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE draw_application IN ACCESS EXCLUSIVE MODE")
        cursor.execute("CREATE TEMPORARY TABLE sorted_applications ON COMMIT DROP AS SELECT * FROM draw_application")
        cursor.execute("TRUNCATE draw_application")
        cursor.execute(
            'INSERT INTO draw_application (round, mark, "group", box, tags) '
            'SELECT round, mark, "group", box, CASE WHEN round = ANY(%s) THEN NULL ELSE tags END '
            "FROM sorted_applications ORDER BY round, mark",
            [done],
        )
        count = int(cursor.rowcount)
        cursor.execute("DROP TABLE sorted_applications")
    audit.record(verb="draw.rewrite", subject="draw:applications", by=by, at=at, facts={"applications": count})
    return count


def forget_drawn() -> None:
    """This will write the table of drawn applications anew, so that no destroyed row stays in its file."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL) draw_drawn")


def _subject(round_: str) -> str:
    return f"draw:round:{round_}"
