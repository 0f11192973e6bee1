"""Who reads courses, who decides on them, who steers who takes them, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.api import Role, User, holds
from standing.kernel.access import PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed
from standing.rooms.training.models import Edition

READS = frozenset(
    {
        Role.ATTORNEY,
        Role.COORDINATOR,
        Role.PERSONNEL,
        Role.CONTRACTS,
        Role.REVIEWER,
        Role.TRANSLATOR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.INSPECTOR,
    }
)
DECIDES = frozenset({Role.ATTORNEY})

_OPEN = Access(PUBLIC)
_OPEN_FORM = Access(PUBLIC, PUBLIC)
_READ = Who(city=READS)
_DECIDE = Who(city=DECIDES)

_LEARN: Mapping[str, Access] = {}
_DUTIES: Mapping[str, Access] = {}
ROUTES: Mapping[str, Access] = {**_LEARN, **_DUTIES}


def is_counsel(*, by: User) -> bool:
    """Test whether the person answers for counsel."""
    return any(holds(user=by, role=role) for role in DECIDES)


def can_decide(*, edition: Edition, by: User) -> bool:
    """Test whether the person decides on this edition: counsel, and not who brought it in."""
    return is_counsel(by=by) and by.pk != edition.brought_by_id


def check_can_decide(*, edition: Edition, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not is_counsel(by=by):
        raise NotAllowed("Counsel approves what people are taught.")
    if by.pk == edition.brought_by_id:
        raise NotAllowed("Nobody approves an edition they brought in. Ask a colleague.")
