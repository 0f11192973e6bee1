"""Who may enter which page, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

COUNSEL = frozenset({Role.ATTORNEY})
SECOND = frozenset({Role.RECORDS, Role.COORDINATOR})
DESK = COUNSEL | SECOND
READERS = DESK | {Role.AUDITOR}
TAKES_IN = frozenset({Role.LIAISON, Role.BACKUP})

_READ = Who(own=TAKES_IN, city=READERS)
_RECORD = Who(own=TAKES_IN, city=DESK)
_COUNSEL = Who(city=COUNSEL)
_REGISTER = Who(city=READERS)

ROUTES: Mapping[str, Access] = {
    "disclosure:list_requests": Access(_READ),
    "disclosure:record_request": Access(_RECORD, _RECORD),
    "disclosure:show_request": Access(_READ),
    "disclosure:read_again": Access(Who(city=DESK), Who(city=DESK)),
    "disclosure:take_request": Access(NOBODY, _COUNSEL),
    "disclosure:decide": Access(_COUNSEL, _COUNSEL),
    "disclosure:seal_by_court": Access(_COUNSEL, _COUNSEL),
    "disclosure:open_advice": Access(NOBODY, Who(city=DESK)),
    "disclosure:release": Access(Who(city=SECOND), Who(city=SECOND)),
    "disclosure:list_partners": Access(_REGISTER),
    "disclosure:enter_partner": Access(Who(city=DESK), Who(city=DESK)),
    "disclosure:review_partner": Access(Who(city=DESK), Who(city=DESK)),
    "disclosure:list_holds": Access(_REGISTER, _COUNSEL),
    "disclosure:lift_hold": Access(_COUNSEL, _COUNSEL),
    "disclosure_pages:counts": Access(PUBLIC),
    "disclosure_pages:sharing": Access(PUBLIC),
    "disclosure:counts_csv": Access(PUBLIC),
}


def _is_one_of(by: User, roles: frozenset[Role]) -> bool:
    return any(grant.role in roles for grant in accounts.grants_of(user=by))


def departments_of(*, by: User) -> frozenset[str] | None:
    """Return the departments whose requests the person may see; None: all of them."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in READERS for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in TAKES_IN)


def check_can_record(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if _is_one_of(by, DESK) or any(accounts.holds(user=by, role=role, department=department) for role in TAKES_IN):
        return
    raise NotAllowed("The desk records a request, or the liaison of the department that got it.")


def is_desk(*, by: User) -> bool:
    """Test whether the person works at the desk."""
    return _is_one_of(by, DESK)


def check_is_desk(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not is_desk(by=by):
        raise NotAllowed("Only counsel, the records officer and the Mayor's office do this.")


def is_counsel(*, by: User) -> bool:
    """Test whether the person decides for the City Attorney."""
    return _is_one_of(by, COUNSEL)


def check_is_counsel(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not is_counsel(by=by):
        raise NotAllowed("The City Attorney's office decides this.")


def can_release(*, decided_by: UUID, by: User) -> bool:
    """Test whether the person may be the second one."""
    return _is_one_of(by, SECOND) and by.pk != decided_by


def check_can_release(*, by: User) -> None:
    """Let the second person through. :raises NotAllowed: with who may"""
    if not _is_one_of(by, SECOND):
        raise NotAllowed("The records officer or the Mayor's office is the second person.")
