"""The end of a draw: on the day that its manifest names, and never before, nothing of it is left but the numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.holds import api as holds
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.draw.models import Draw


@transaction.atomic
def destroy_applications(*, round_: str, by: Actor, at: datetime) -> int:
    """
    This will destroy the applications of a round, and say how many there were; the keys have a deed of their own.

    What is public stays: counts, numbers, seeds. From then on no receipt and no number leads to anybody.

    :raises NotFound: if nobody applied in such a round
    :raises NotNow: if the day has not come, or a legal hold is on
    """
    row = Draw.objects.select_for_update().filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such draw.")
    if at < row.destroy_at:
        raise NotNow("Applications are kept until the day the manifest names.")
    if row.destroyed_at is not None:
        return 0
    holds.lock()
    holds.check_not_held(f"draw:round:{round_}")
    holds.check_not_held(f"trustee:round:{round_}")
    row.destroyed_at = at
    row.save(update_fields=["destroyed_at"])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM draw_application WHERE round = %s", [round_])
        count = int(cursor.rowcount)
        cursor.execute("DELETE FROM draw_drawn WHERE round = %s", [round_])
    audit.record(
        verb="draw.destroy_applications",
        subject=f"draw:round:{round_}",
        by=by,
        at=at,
        facts={"applications": count},
    )
    return count
