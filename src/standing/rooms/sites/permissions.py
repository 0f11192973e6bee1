"""Who may enter which page, who keeps which sites, and who files a department's list."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, Access, Who
from standing.kernel.refusals import NotAllowed

KEEPS_ALL = frozenset({Role.PROPERTY, Role.COORDINATOR})
KEEPS_OWN = frozenset({Role.LIAISON, Role.BACKUP, Role.HEAD, Role.AUTHOR})
READS_ALL = KEEPS_ALL | {Role.ATTORNEY, Role.AUDITOR, Role.INSPECTOR}
FILES = frozenset({Role.LIAISON, Role.BACKUP, Role.HEAD})

_READ = Who(own=KEEPS_OWN, city=READS_ALL)
_KEEP = Who(own=KEEPS_OWN, city=KEEPS_ALL)
_BRING = Who(city=KEEPS_ALL)
_FILE = Who(own=FILES)

ROUTES: Mapping[str, Access] = {
    "sites:list_sites": Access(_READ),
    "sites:export_sites": Access(_READ),
    "sites:judge_sites": Access(NOBODY, _KEEP),
    "sites:list_gaps": Access(_READ),
    "sites:add_site": Access(_KEEP, _KEEP),
    "sites:show_site": Access(_READ),
    "sites:edit_site": Access(_KEEP, _KEEP),
    "sites:show_history": Access(_READ),
    "sites:read_plan": Access(_READ),
    "sites:list_filings": Access(_READ),
    "sites:file_list": Access(_READ, _FILE),
    "sites:show_filing": Access(_READ),
    "sites:list_imports": Access(_BRING, _BRING),
    "sites:sample_list": Access(_BRING),
    "sites:match_columns": Access(_BRING, _BRING),
    "sites:show_import": Access(_BRING),
    "sites:download_mistakes": Access(_BRING),
    "sites:answer_rows": Access(NOBODY, _BRING),
    "sites:apply_import": Access(NOBODY, _BRING),
    "sites:undo_import": Access(NOBODY, _BRING),
    "sites:drop_import": Access(NOBODY, _BRING),
}


def keeps_all(*, by: User) -> bool:
    """Test whether the person keeps the sites of every department."""
    return any(grant.role in KEEPS_ALL for grant in accounts.grants_of(user=by))


def departments_kept(*, by: User) -> frozenset[str] | None:
    """Return the departments whose sites the person keeps; None for all."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in KEEPS_ALL for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in KEEPS_OWN and grant.department)


def departments_read(*, by: User) -> frozenset[str] | None:
    """Return the departments whose sites the person reads; None for all."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in READS_ALL for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in KEEPS_OWN and grant.department)


def can_keep(*, department: str, by: User) -> bool:
    """Test whether the person enters and changes sites of that department."""
    kept = departments_kept(by=by)
    return kept is None or department in kept


def check_can_keep(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_keep(department=department, by=by):
        raise NotAllowed("The department's own people, a property manager or a coordinator change its sites.")


def check_can_bring(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not keeps_all(by=by):
        raise NotAllowed("A property manager or a coordinator brings lists of sites.")


def departments_filed_for(*, by: User) -> frozenset[str]:
    """Return the departments for which the person files lists."""
    return frozenset(grant.department for grant in accounts.grants_of(user=by) if grant.role in FILES)


def can_file(*, department: str, by: User) -> bool:
    """Test whether the person files the list of that department."""
    return department in departments_filed_for(by=by)


def check_can_file(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_file(department=department, by=by):
        raise NotAllowed("The department's liaison, backup or head files its list.")
