"""Who appoints liaisons, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.access import Access, Who
from standing.hall.accounts.api import CITY_ROLES, DEPARTMENT_ROLES, Role, User, grants_of, holds
from standing.kernel.refusals import NotAllowed

READS_ALL = frozenset({Role.COORDINATOR, Role.REVIEWER, Role.ATTORNEY, Role.AUDITOR, Role.ADMINISTRATOR})
APPOINTS_ALL = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})

_READ = Who(own=DEPARTMENT_ROLES, city=READS_ALL)
_APPOINT = Who(own=frozenset({Role.HEAD}), city=APPOINTS_ALL)

ROUTES: Mapping[str, Access] = {
    "city:public_liaisons": Access(Who(public=True)),
    "city:list_liaisons": Access(_READ),
    "city:show_department": Access(_READ),
    "city:appoint_liaison": Access(_APPOINT, _APPOINT),
    "city:end_appointment": Access(_APPOINT, _APPOINT),
    "city:show_letter": Access(_READ),
    "city:download_letter": Access(_READ),
    "city:download_signed_letter": Access(_READ),
    "city:on_call": Access(Who(own=DEPARTMENT_ROLES, city=CITY_ROLES)),
}


def sees(*, by: User) -> frozenset[str] | None:
    """Return the departments whose appointments the person reads; None for all of them."""
    grants = grants_of(user=by)
    if any(grant.role in READS_ALL for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.department)


def can_appoint(*, department: str, by: User) -> bool:
    """Test whether the person appoints the liaisons of that department."""
    if any(holds(user=by, role=role) for role in APPOINTS_ALL):
        return True
    return holds(user=by, role=Role.HEAD, department=department)


def check_can_appoint(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_appoint(department=department, by=by):
        raise NotAllowed(
            "The head of the department appoints its liaisons; a coordinator may do so for any department."
        )
