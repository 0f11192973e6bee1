"""Jobs of the register: a long list is read, and taken in, while nobody waits for the page."""

from __future__ import annotations

from uuid import UUID

from standing.hall import clock
from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.jobs.api import task
from standing.rooms.sites.actions import imports as actions


@task(name=actions.READ_SOON)
def read_rows(import_id: str) -> None:
    """Read a list whose columns are matched; a second run finds it read."""
    actions.read_rows(import_id=UUID(import_id), by=audit.SYSTEM, at=clock.now())


@task(name=actions.APPLY_SOON)
def apply_import(import_id: str, person: str) -> None:
    """Take a list in, in the name of the person who asked for it; a second run finds it taken in."""
    actions.apply_later(import_id=UUID(import_id), by=User.objects.get(pk=person), at=clock.now())
