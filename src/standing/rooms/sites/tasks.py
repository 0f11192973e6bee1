"""Jobs of the register: long lists are read and taken in while nobody waits; those left waiting are forgotten."""

from __future__ import annotations

from uuid import UUID

from standing.hall import clock
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.jobs.api import periodic, task
from standing.rooms.sites.actions import imports as actions
from standing.rooms.sites.queries.imports import LISTS


@task(name=LISTS.read_soon)
def read_rows(import_id: str) -> None:
    """Read a list whose columns are matched; a second run finds it read."""
    actions.read_rows(import_id=UUID(import_id), by=audit.SYSTEM, at=clock.now())


@task(name=LISTS.apply_soon)
def apply_import(import_id: str, person: str) -> None:
    """Take a list in, in the name of the person who asked for it; a second run finds it taken in."""
    actions.apply_later(import_id=UUID(import_id), by=User.objects.get(pk=person), at=clock.now())


@periodic(cron="31 9 * * *", name="sites.forget_lists")
def forget_lists(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Forget lists that nobody took in."""
    actions.forget_lists(at=clock.now())
