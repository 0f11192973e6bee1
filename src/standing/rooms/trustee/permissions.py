"""Who may enter the trustee's pages: its own people. Desks show a credential; manifests are for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

_KEEPERS = Who(city=frozenset({Role.KEEPER}))
_READ = Who(city=frozenset({Role.KEEPER, Role.AUDITOR, Role.ADMINISTRATOR}))

ROUTES: Mapping[str, Access] = {
    "trustee:list_rounds": Access(_READ),
    "trustee:manifest": Access(PUBLIC),
    "trustee:evaluate": Access(NOBODY, PUBLIC),
    "trustee:claim": Access(NOBODY, PUBLIC),
}


def can_keep(*, by: User) -> bool:
    """Test whether the person keeps the trustee's keys."""
    return accounts.holds(user=by, role=Role.KEEPER)


def check_can_keep(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_keep(by=by):
        raise NotAllowed("Only a keeper of the trustee's keys does this.")
