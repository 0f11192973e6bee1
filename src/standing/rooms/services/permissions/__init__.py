"""Who checks the directory, who changes it, who may say that a list is complete, and who may enter which route."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.access import PUBLIC, Access, Role, Who
from standing.hall.accounts.api import User
from standing.kernel.refusals import NotAllowed
from standing.rooms.services.models import Service
from standing.rooms.services.permissions.exchange import ROUTES_EXCHANGE

OWNERS = (Role.LIAISON, Role.BACKUP)
KEEPERS = (Role.EDITOR, Role.COORDINATOR)
NAVIGATORS = (Role.AGENT,)
READERS = (Role.AUDITOR, Role.REVIEWER)

_KEEP = Who(city=frozenset(KEEPERS))
_READ = Who(
    own=frozenset({*OWNERS, Role.HEAD}),
    city=frozenset({*KEEPERS, *NAVIGATORS, *READERS, Role.TRANSLATOR}),
)
_WORK = Who(own=frozenset(OWNERS), city=frozenset({*KEEPERS, *NAVIGATORS}))
_CHANGE = Who(own=frozenset(OWNERS), city=frozenset(KEEPERS))
_ALL_READ = Who(own=frozenset({*OWNERS, Role.HEAD, Role.AUTHOR}), city=frozenset({*KEEPERS, *READERS, Role.ATTORNEY}))
_ATTEST = Who(own=frozenset({*OWNERS, Role.HEAD}))

ROUTES: Mapping[str, Access] = {
    "services_pages:search": Access(see=PUBLIC),
    "services_pages:essentials": Access(see=PUBLIC),
    "services_pages:sheet": Access(see=PUBLIC),
    "services_pages:show_service": Access(see=PUBLIC),
    "services:list_work": Access(see=_READ),
    "services:show_record": Access(see=_READ),
    "services:show_history": Access(see=_READ),
    "services:add_service": Access(see=_CHANGE, do=_CHANGE),
    "services:edit_service": Access(see=_CHANGE, do=_CHANGE),
    "services:check_service": Access(see=_WORK, do=_WORK),
    "services:close_service": Access(see=_CHANGE, do=_CHANGE),
    "services:set_alert": Access(see=_CHANGE, do=_CHANGE),
    "services:list_rounds": Access(see=_READ),
    "services:assign_round": Access(see=_KEEP, do=_KEEP),
    "services:move_round": Access(see=_WORK, do=_WORK),
    "services:decide_round": Access(see=_KEEP, do=_KEEP),
    "services:list_department": Access(see=_ALL_READ),
    "services:list_departments": Access(see=_ALL_READ),
    "services:show_gaps": Access(see=_ALL_READ),
    "services:download_gaps": Access(see=_ALL_READ),
    "services:attest_list": Access(see=_ATTEST, do=_ATTEST),
    **ROUTES_EXCHANGE,
}


def is_keeper(*, by: User) -> bool:
    """Test whether the person keeps the whole directory."""
    return any(accounts.holds(user=by, role=role) for role in KEEPERS)


def is_navigator(*, by: User) -> bool:
    """Test whether the person checks services and proposes changes."""
    return any(accounts.holds(user=by, role=role) for role in NAVIGATORS)


def departments_of(*, by: User) -> frozenset[str]:
    """Return the departments for whose services the person answers."""
    return frozenset(
        grant.department for grant in accounts.grants_of(user=by) if grant.role in OWNERS and grant.department
    )


def own_departments(*, by: User) -> frozenset[str]:
    """Return the departments the person belongs to in any way."""
    return frozenset(grant.department for grant in accounts.grants_of(user=by) if grant.department)


def reads_all(*, by: User) -> bool:
    """Test whether the person reads the lists of every department."""
    return any(accounts.holds(user=by, role=role) for role in (*KEEPERS, *READERS, Role.ATTORNEY))


def can_change(*, department: str, by: User) -> bool:
    """Test whether the person changes services of that department; without one only keepers do."""
    return is_keeper(by=by) or (department != "" and department in departments_of(by=by))


def check_can_change(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they neither keep the directory nor answer for the department."""
    if not can_change(department=department, by=by):
        raise NotAllowed(
            "Editors change the directory, and liaisons the services of their own department. Others check and propose."
        )


def can_check(*, service: Service, by: User) -> bool:
    """Test whether the person may record a check of a service."""
    return is_navigator(by=by) or can_change(department=service.department, by=by)


def check_can_check(*, service: Service, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they check no services, or not this one."""
    if not can_check(service=service, by=by):
        raise NotAllowed("Editors, 311 agents and the department’s own liaisons check services.")


def check_can_keep(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they do not keep the directory."""
    if not is_keeper(by=by):
        raise NotAllowed("Only editors and coordinators do this for the whole directory.")


def can_attest(*, department: str, by: User) -> bool:
    """Test whether the person may say that the list of a department is complete."""
    return any(accounts.holds(user=by, role=role, department=department) for role in (*OWNERS, Role.HEAD))


def check_can_attest(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they do not answer for the department."""
    if not can_attest(department=department, by=by):
        raise NotAllowed("The department’s own liaisons or its head say that its list is complete.")
