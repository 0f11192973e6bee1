"""Who may enter which route, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

WRITES = frozenset({Role.EDITOR, Role.COORDINATOR})
APPROVES = frozenset({Role.COORDINATOR})
READS = WRITES | {Role.TRANSLATOR, Role.AGENT, Role.ATTORNEY, Role.AUDITOR}

_WRITE = Who(city=WRITES)
_APPROVE = Who(city=APPROVES)
_READ = Who(city=READS)

ROUTES: Mapping[str, Access] = {
    "agenda_pages:index": Access(PUBLIC),
    "agenda_pages:find": Access(PUBLIC),
    "agenda_pages:share": Access(PUBLIC),
    "agenda_pages:embed": Access(PUBLIC),
    "agenda_pages:feed": Access(PUBLIC),
    "agenda_pages:atom": Access(PUBLIC),
    "agenda_pages:topic_feed": Access(PUBLIC),
    "agenda_pages:language_feed": Access(PUBLIC),
    "agenda_pages:show_event": Access(PUBLIC),
    "agenda_pages:event_ics": Access(PUBLIC),
    "agenda:list_events": Access(_READ),
    "agenda:new_event": Access(_WRITE, _WRITE),
    "agenda:show_event": Access(_READ),
    "agenda:edit_event": Access(_WRITE, _WRITE),
    "agenda:approve_event": Access(NOBODY, _APPROVE),
    "agenda:cancel_event": Access(NOBODY, _WRITE),
    "agenda:move_event": Access(NOBODY, _WRITE),
    "agenda:restore_event": Access(NOBODY, _WRITE),
}


def _holds_any(by: User, roles: frozenset[Role]) -> bool:
    return any(accounts.holds(user=by, role=role) for role in roles)


def can_write(*, by: User) -> bool:
    """Test whether the person writes and cancels events."""
    return _holds_any(by, WRITES)


def check_can_write(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_write(by=by):
        raise NotAllowed("Editors and coordinators write events.")


def can_approve(*, written_by: object, by: User) -> bool:
    """Test whether the person approves what somebody else wrote."""
    return _holds_any(by, APPROVES) and by.pk != written_by


def check_can_approve(*, written_by: object, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_approve(written_by=written_by, by=by):
        raise NotAllowed("A coordinator approves an event, and not one of their own.")
