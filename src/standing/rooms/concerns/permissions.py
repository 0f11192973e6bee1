"""Who may enter which page, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

READERS = frozenset({Role.INVESTIGATOR, Role.ATTORNEY, Role.INSPECTOR})
"""Those to whose keys reports are closed."""
INVESTIGATES = frozenset({Role.INVESTIGATOR, Role.INSPECTOR})
CUSTODIANS = frozenset({Role.CUSTODIAN})
HOLDS = frozenset({Role.ATTORNEY})

_READ = Who(city=READERS)
_WORK = Who(city=INVESTIGATES)
_KEYS = Who(city=READERS | CUSTODIANS)
_NAMES = Who(city=CUSTODIANS)
_HOLD = Who(city=HOLDS)

ROUTES: Mapping[str, Access] = {
    "concerns_pages:index": Access(PUBLIC),
    "concerns_pages:write": Access(PUBLIC, PUBLIC),
    "concerns_pages:send": Access(PUBLIC, PUBLIC),
    "concerns_pages:answer": Access(PUBLIC, PUBLIC),
    "concerns_pages:mailbox": Access(PUBLIC, PUBLIC),
    "concerns_pages:reply": Access(PUBLIC, PUBLIC),
    "concerns_pages:proof": Access(PUBLIC, PUBLIC),
    "concerns_pages:left": Access(PUBLIC),
    "concerns:list_reports": Access(_READ),
    "concerns:show_report": Access(_READ),
    "concerns:open_report": Access(NOBODY, _READ),
    "concerns:assign_report": Access(NOBODY, _READ),
    "concerns:classify_report": Access(NOBODY, _WORK),
    "concerns:write_words": Access(NOBODY, _WORK),
    "concerns:record_finding": Access(NOBODY, _WORK),
    "concerns:close_report": Access(NOBODY, _WORK),
    "concerns:hand_over": Access(NOBODY, _READ),
    "concerns:ask_name": Access(NOBODY, _WORK),
    "concerns:hold_report": Access(NOBODY, _HOLD),
    "concerns:key": Access(_KEYS, _KEYS),
    "concerns:list_askings": Access(_NAMES),
    "concerns:decide_asking": Access(_NAMES, _NAMES),
}


def can_read(*, by: User) -> bool:
    """Test whether reports are closed to the person's key."""
    return _holds_any(by, READERS)


def check_can_read(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_read(by=by):
        raise NotAllowed("Only investigators, counsel and the Inspector General may read reports.")


def can_investigate(*, by: User) -> bool:
    """Test whether the person investigates."""
    return _holds_any(by, INVESTIGATES)


def check_can_investigate(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_investigate(by=by):
        raise NotAllowed("Investigators and the Inspector General do this.")


def can_keep_names(*, by: User) -> bool:
    """Test whether the person is a custodian of names."""
    return _holds_any(by, CUSTODIANS)


def check_can_keep_names(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_keep_names(by=by):
        raise NotAllowed("Only the custodian of names decides this.")


def check_can_have_key(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not _holds_any(by, READERS | CUSTODIANS):
        raise NotAllowed("Only those who read reports or keep names have a key here.")


def can_hold(*, by: User) -> bool:
    """Test whether the person may stop and restart destruction."""
    return _holds_any(by, HOLDS)


def check_can_hold(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_hold(by=by):
        raise NotAllowed("The City Attorney's office places and lifts a legal hold.")


def _holds_any(by: User, roles: frozenset[Role]) -> bool:
    return any(accounts.holds(user=by, role=role) for role in roles)
