"""Jobs: long lists are read and taken in, notices go out part by part, rungs are climbed each morning."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app as jobs

from standing.hall import clock
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.jobs.api import periodic, task
from standing.rooms.contractors.actions import asking, forgetting, imports
from standing.rooms.contractors.queries import asked
from standing.rooms.contractors.queries.imports import LISTS


@task(name=LISTS.read_soon)
def read_rows(import_id: str) -> None:
    """Read a list whose columns are matched; a second run finds it read."""
    imports.read_rows(import_id=UUID(import_id), by=audit.SYSTEM, at=clock.now())


@task(name=LISTS.apply_soon)
def apply_import(import_id: str, person: str) -> None:
    """Take a list in, in the name of the person who asked for it; a second run finds it taken in."""
    imports.apply_later(import_id=UUID(import_id), by=User.objects.get(pk=person), at=clock.now())


@task(name=asking.SEND_SOON)
def send_notices(sending: str) -> None:
    """Write as many letters as a minute may have, then come again in a minute until all are written."""
    left = asked.sending(id=UUID(sending)).a_minute
    while left > 0 and (
        written := asking.send_part(sending=UUID(sending), at=clock.now(), most=min(asking.PART, left))
    ):
        left -= written
    row = asked.sending(id=UUID(sending))
    if row.finished_at is None and row.stopped_at is None:
        jobs.configure_task(asking.SEND_SOON, schedule_in={"seconds": 60}).defer(sending=sending)


@periodic(cron="5 16 * * *", name="contractors.send_reminders")
def send_reminders(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Climb every rung that is due; the same job finds departments whose proof no longer holds."""
    asking.send_reminders(at=clock.now())


@periodic(cron="41 10 * * *", name="contractors.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Forget contacts and signers of firms whose last contract ended long ago, part by part, and lists left waiting."""
    imports.forget_lists(at=clock.now())
    while forgetting.forget_old(at=clock.now()):
        pass
