"""Who may enter which route, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

ANSWERS = frozenset({Role.COORDINATOR})
COUNTS = ANSWERS | {Role.ATTORNEY, Role.AUDITOR}
HOLDS = frozenset({Role.ATTORNEY})

_DESK = Who(city=ANSWERS)
_COUNT = Who(city=COUNTS)

ROUTES: Mapping[str, Access] = {
    "contact_pages:index": Access(PUBLIC),
    "contact_pages:write": Access(PUBLIC, PUBLIC),
    "contact_pages:answer": Access(PUBLIC, PUBLIC),
    "contact:inbox": Access(_COUNT),
    "contact:counts": Access(_COUNT),
    "contact:list_templates": Access(_COUNT),
    "contact:show_message": Access(_COUNT),
    "contact:read_message": Access(NOBODY, _DESK),
    "contact:answer_message": Access(NOBODY, _DESK),
    "contact:refer_message": Access(NOBODY, _DESK),
    "contact:assign_message": Access(NOBODY, _DESK),
    "contact:close_message": Access(NOBODY, _DESK),
    "contact:hold": Access(_COUNT, Who(city=HOLDS)),
}


def can_answer(*, by: User) -> bool:
    """Test whether the person works at the desk that answers."""
    return any(accounts.holds(user=by, role=role) for role in ANSWERS)


def check_can_answer(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_answer(by=by):
        raise NotAllowed("Only the office that answers may read messages and answer them.")


def can_hold(*, by: User) -> bool:
    """Test whether the person may stop and restart deletion."""
    return any(accounts.holds(user=by, role=role) for role in HOLDS)


def check_can_hold(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_hold(by=by):
        raise NotAllowed("The City Attorney's office begins and ends a legal hold.")
