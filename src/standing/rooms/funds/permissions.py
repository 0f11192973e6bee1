"""Who may enter which page, and who moves money."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import Access, Who
from standing.kernel.refusals import NotAllowed

POSTS = frozenset({Role.TREASURER})
DECIDES = frozenset({Role.TREASURER, Role.COORDINATOR})
READS = DECIDES | {Role.AUDITOR}

_READ = Who(city=READS)
_POST = Who(city=POSTS)
_DECIDE = Who(city=DECIDES)

ROUTES: Mapping[str, Access] = {}


def _is_one_of(by: User, roles: frozenset[Role]) -> bool:
    return any(grant.role in roles for grant in accounts.grants_of(user=by))


def posts(*, by: User) -> bool:
    """Test whether the person books gifts, allocations and rounds."""
    return _is_one_of(by, POSTS)


def decides(*, by: User) -> bool:
    """Test whether the person may be the second one for a return or a redirect."""
    return _is_one_of(by, DECIDES)


def check_posts(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not posts(by=by):
        raise NotAllowed("The treasurer of cash aid does this.")


def check_decides(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not decides(by=by):
        raise NotAllowed("A second treasurer or the coordinator decides this.")
