"""Who may enter which page, and who may do what. Outside one's own department a report is not there."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

WRITERS = frozenset({Role.LIAISON, Role.BACKUP})
OWN = WRITERS | {Role.HEAD}
CITY_WRITERS = frozenset({Role.COORDINATOR})
COUNSEL = frozenset({Role.ATTORNEY})
OPENERS = frozenset({Role.ATTORNEY, Role.INSPECTOR})
CITY = CITY_WRITERS | OPENERS | {Role.AUDITOR}
CARDS = CITY_WRITERS | {Role.PROPERTY}

_STAFF = Who(own=DEPARTMENT_ROLES, city=CITY_ROLES - {Role.AUDITOR})
"""Whoever works for the City may tell what they see; who only audits changes nothing."""
_SEE = Who(own=OWN, city=CITY)
_DECIDE = Who(own=OWN, city=CITY_WRITERS)
_WRITE = Who(own=WRITERS, city=CITY_WRITERS)
_OPEN = Who(city=OPENERS)
_HOLD = Who(city=COUNSEL)
_CARDS = Who(own=WRITERS, city=CARDS)
_COMPARE = Who(city=CITY_WRITERS)

ROUTES: Mapping[str, Access] = {
    "encounters_pages:alert": Access(PUBLIC),
    "encounters_pages:send": Access(PUBLIC, PUBLIC),
    "encounters_pages:card": Access(PUBLIC),
    "encounters_pages:figures": Access(PUBLIC),
    "encounters:figures_csv": Access(PUBLIC),
    "encounters:send_alert": Access(_STAFF, _STAFF),
    "encounters:screen": Access(NOBODY, _STAFF),
    "encounters:list_alerts": Access(_SEE),
    "encounters:show_alert": Access(_SEE),
    "encounters:take_alert": Access(NOBODY, _DECIDE),
    "encounters:confirm_alert": Access(NOBODY, _DECIDE),
    "encounters:dismiss_alert": Access(NOBODY, _DECIDE),
    "encounters:list_reports": Access(_SEE),
    "encounters:show_report": Access(_SEE),
    "encounters:write_section": Access(_WRITE, _WRITE),
    "encounters:save_draft": Access(NOBODY, _WRITE),
    "encounters:submit_report": Access(_WRITE, _WRITE),
    "encounters:show_version": Access(_SEE),
    "encounters:seal_officers": Access(_WRITE, _WRITE),
    "encounters:add_file": Access(_WRITE, _WRITE),
    "encounters:open_sealed": Access(_OPEN, _OPEN),
    "encounters:close_report": Access(NOBODY, _WRITE),
    "encounters:reopen_report": Access(NOBODY, _WRITE),
    "encounters:hold": Access(_HOLD, _HOLD),
    "encounters:lift_hold": Access(NOBODY, _HOLD),
    "encounters:list_codes": Access(Who(own=OWN, city=CITY | CARDS)),
    "encounters:make_code": Access(NOBODY, _CARDS),
    "encounters:revoke_code": Access(NOBODY, _CARDS),
    "encounters:list_months": Access(_SEE),
    "encounters:attest_month": Access(NOBODY, Who(own=WRITERS)),
    "encounters:compare": Access(Who(city=CITY), _COMPARE),
    "encounters:compare_csv": Access(Who(city=CITY)),
    "encounters:reports_csv": Access(_SEE),
}


def departments_of(*, by: User, roles: frozenset[Role] = OWN, city: frozenset[Role] = CITY) -> frozenset[str] | None:
    """Return the departments in which somebody holds one of the roles; None if a role of the City opens all."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in city for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in roles)


def may(*, by: User, department: str, roles: frozenset[Role], city: frozenset[Role]) -> bool:
    """Test whether somebody holds a role in this department, or one of the City."""
    found = departments_of(by=by, roles=roles, city=city)
    return found is None or department in found


def can_see(*, by: User, department: str) -> bool:
    """Test whether somebody reads the reports of a department."""
    return may(by=by, department=department, roles=OWN, city=CITY)


def can_decide(*, by: User, department: str) -> bool:
    """Test whether somebody confirms and dismisses alerts of a department."""
    return may(by=by, department=department, roles=OWN, city=CITY_WRITERS)


def check_can_decide(*, by: User, department: str) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_decide(by=by, department=department):
        raise NotAllowed("The liaison, the backup or the head of the department confirms an alert.")


def can_write(*, by: User, department: str) -> bool:
    """Test whether somebody writes the reports of a department."""
    return may(by=by, department=department, roles=WRITERS, city=CITY_WRITERS)


def check_can_write(*, by: User, department: str) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_write(by=by, department=department):
        raise NotAllowed("The liaison or the backup of the department writes its reports.")


def can_open(*, by: User) -> bool:
    """Test whether somebody opens what is sealed."""
    return any(accounts.holds(user=by, role=role) for role in OPENERS)


def check_can_open(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_open(by=by):
        raise NotAllowed("Only counsel and the Inspector General open what is sealed.")


def can_hold(*, by: User) -> bool:
    """Test whether somebody places and lifts legal holds."""
    return any(accounts.holds(user=by, role=role) for role in COUNSEL)


def check_can_hold(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_hold(by=by):
        raise NotAllowed("The City Attorney's office places and lifts a legal hold.")


def can_make_cards(*, by: User, department: str) -> bool:
    """Test whether somebody makes and takes back the cards of a department's sites."""
    return may(by=by, department=department, roles=WRITERS, city=CARDS)


def check_can_make_cards(*, by: User, department: str) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_make_cards(by=by, department=department):
        raise NotAllowed("The liaison of the department or the property manager makes cards of its sites.")


def check_can_attest(*, by: User, department: str) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not may(by=by, department=department, roles=WRITERS, city=frozenset()):
        raise NotAllowed("The liaison or the backup of the department attests a month.")


def check_can_compare(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not any(accounts.holds(user=by, role=role) for role in CITY_WRITERS):
        raise NotAllowed("The coordinator enters calls and camera exports.")
