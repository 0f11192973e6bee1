"""Jobs of the roster: long lists are read and taken in while nobody waits; what is due is forgotten."""

from __future__ import annotations

from uuid import UUID

from standing.hall import clock
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.jobs.api import periodic, task
from standing.rooms.roster.actions import forgetting
from standing.rooms.roster.actions import imports as actions
from standing.rooms.roster.queries.imports import LISTS


@task(name=LISTS.read_soon)
def read_rows(import_id: str) -> None:
    """Read a list whose columns are matched; a second run finds it read."""
    actions.read_rows(import_id=UUID(import_id), by=audit.SYSTEM, at=clock.now())


@task(name=LISTS.apply_soon)
def apply_import(import_id: str, person: str, leaving_typed: int | None = None) -> None:
    """Take a list in, in the name of the person who asked for it; a second run finds it taken in."""
    actions.apply_later(
        import_id=UUID(import_id), leaving_typed=leaving_typed, by=User.objects.get(pk=person), at=clock.now()
    )


@periodic(cron="23 9 * * *", name="roster.forget_left")
def forget_left(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Forget who left long enough ago, part by part, and lists that nobody took in."""
    actions.forget_lists(at=clock.now())
    while forgetting.forget_left(at=clock.now()):
        pass
