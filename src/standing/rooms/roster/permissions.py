"""Who may enter which page: personnel keeps the roster, a department's own people read their part."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, Access, Who
from standing.kernel.refusals import NotAllowed

KEEPS = frozenset({Role.PERSONNEL})
READS_OWN = frozenset({Role.HEAD, Role.AUTHOR, Role.LIAISON, Role.BACKUP})

_READ = Who(own=READS_OWN, city=KEEPS)
_KEEP = Who(city=KEEPS)

ROUTES: Mapping[str, Access] = {
    "roster:list_people": Access(_READ),
    "roster:export_people": Access(_READ),
    "roster:show_person": Access(_READ),
    "roster:add_person": Access(_KEEP, _KEEP),
    "roster:move_person": Access(_KEEP, _KEEP),
    "roster:correct_person": Access(_KEEP, _KEEP),
    "roster:end_posts": Access(_KEEP, _KEEP),
    "roster:undo_change": Access(NOBODY, _KEEP),
    "roster:list_imports": Access(_KEEP, _KEEP),
    "roster:sample_list": Access(_KEEP),
    "roster:match_columns": Access(_KEEP, _KEEP),
    "roster:show_import": Access(_KEEP),
    "roster:download_mistakes": Access(_KEEP),
    "roster:apply_import": Access(NOBODY, _KEEP),
    "roster:undo_import": Access(NOBODY, _KEEP),
    "roster:drop_import": Access(NOBODY, _KEEP),
}


def keeps(*, by: User) -> bool:
    """Test whether the person keeps the roster."""
    return any(grant.role in KEEPS for grant in accounts.grants_of(user=by))


def departments_read(*, by: User) -> frozenset[str] | None:
    """Return the departments whose people the person may see; None for all."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in KEEPS for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in READS_OWN and grant.department)


def check_can_keep(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not keeps(by=by):
        raise NotAllowed("A personnel officer keeps the roster.")
