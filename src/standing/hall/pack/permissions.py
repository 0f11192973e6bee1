"""Who may see the pack, and who may change it."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.access import Access, Who
from standing.hall.accounts.api import Role, User, holds
from standing.hall.audit.api import SYSTEM, Actor
from standing.kernel.refusals import NotAllowed

_READERS = Who(city=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR}))
_KEEPERS = Who(city=frozenset({Role.ADMINISTRATOR}))

ROUTES: Mapping[str, Access] = {
    "pack:show": Access(see=_READERS),
    "pack:show_version": Access(see=_READERS),
    "pack:upload": Access(see=_KEEPERS, do=_KEEPERS),
    "pack:show_proposal": Access(see=_READERS),
    "pack:apply_proposal": Access(see=_KEEPERS, do=_KEEPERS),
    "pack:decline_proposal": Access(see=_KEEPERS, do=_KEEPERS),
}


def can_change(*, by: Actor) -> bool:
    """Test whether this actor changes the pack: an administrator, or the operator's command."""
    if by is SYSTEM:
        return True
    return isinstance(by, User) and holds(user=by, role=Role.ADMINISTRATOR)


def check_can_change(*, by: Actor) -> None:
    """Let the actor through. :raises NotAllowed: with a sentence that says who may."""
    if not can_change(by=by):
        raise NotAllowed("Only an administrator of the City changes the pack.")
