"""
Who may enter the trustee's pages: its own people, and supervisors of the groups. Desks show a credential.

A supervisor of a community group holds the role of a head, in the group in place of a department.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed
from standing.rooms.trustee.rules.appeals import Approver

_KEEPERS = Who(city=frozenset({Role.KEEPER}))
_READ = Who(city=frozenset({Role.KEEPER, Role.AUDITOR, Role.ADMINISTRATOR}))
_APPROVE = Who(own=frozenset({Role.HEAD}), city=frozenset({Role.KEEPER}))
_ASKED = Access(NOBODY, PUBLIC)

ROUTES: Mapping[str, Access] = {
    "trustee:evaluate": _ASKED,
    "trustee:claim": _ASKED,
    "trustee:ask_exception": _ASKED,
    "trustee:show_exception": Access(PUBLIC),
    "trustee:offer": Access(PUBLIC),
    "trustee:manifest": Access(PUBLIC),
    "trustee:signature": Access(PUBLIC),
    "trustee:statement": Access(PUBLIC),
    "trustee:exceptions": Access(PUBLIC),
    "trustee:list_desks": Access(PUBLIC),
    "trustee:desk_bundle": Access(PUBLIC),
    "trustee:desk_offline": Access(PUBLIC),
    "trustee:desk_program": Access(PUBLIC),
    "trustee:show_desk": Access(PUBLIC),
    "trustee:staff_home": Access(Who(own=_APPROVE.own, city=_READ.city)),
    "trustee:list_rounds": Access(_READ),
    "trustee:begin_round": Access(_KEEPERS, _KEEPERS),
    "trustee:show_round": Access(_READ),
    "trustee:open_round": Access(_KEEPERS, _KEEPERS),
    "trustee:destroy_keys": Access(NOBODY, _KEEPERS),
    "trustee:export_tallies": Access(_READ),
    "trustee:add_desk": Access(_KEEPERS, _KEEPERS),
    "trustee:change_desk": Access(_KEEPERS, _KEEPERS),
    "trustee:revoke_desk": Access(NOBODY, _KEEPERS),
    "trustee:place_hold": Access(_KEEPERS, _KEEPERS),
    "trustee:lift_hold": Access(_KEEPERS, _KEEPERS),
    "trustee:list_appeals": Access(_APPROVE),
    "trustee:approve_appeal": Access(NOBODY, _APPROVE),
    "trustee:refuse_appeal": Access(NOBODY, _APPROVE),
}


def can_keep(*, by: User) -> bool:
    """Test whether the person keeps the trustee's keys."""
    return accounts.holds(user=by, role=Role.KEEPER)


def can_read(*, by: User) -> bool:
    """Test whether the person reads about rounds."""
    return any(grant.role in _READ.city for grant in accounts.grants_of(user=by))


def check_can_keep(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_keep(by=by):
        raise NotAllowed("Only a keeper of the trustee's keys does this.")


def approver(*, by: User, group: str, groups: Collection[str]) -> tuple[Approver, str] | None:
    """
    Return as what the person decides on an appeal of this group's desk, and for which other group; None if not.

    ``groups`` are those of the round: a supervisor of any other decides nothing in it.
    """
    if can_keep(by=by):
        return Approver.OMBUDSMAN, ""
    for grant in sorted(accounts.grants_of(user=by), key=lambda one: one.department):
        if grant.role is Role.HEAD and grant.department in groups and grant.department != group:
            return Approver.SUPERVISOR, grant.department
    return None


def check_can_approve(*, by: User, group: str, groups: Collection[str]) -> tuple[Approver, str]:
    """Return as what the person decides. :raises NotAllowed: with who may"""
    found = approver(by=by, group=group, groups=groups)
    if found is None:
        raise NotAllowed("The ombudsman and the supervisor of another group of this round decide on an appeal.")
    return found
