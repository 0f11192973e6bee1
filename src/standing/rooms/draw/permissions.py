"""Who may enter: applying, asking and replaying are for everybody; the trustee's own people see counts and go on."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

_KEEPERS = Who(city=frozenset({Role.KEEPER}))
_READ = Who(city=frozenset({Role.KEEPER, Role.AUDITOR, Role.ADMINISTRATOR}))

ROUTES: Mapping[str, Access] = {
    "draw:evaluate": Access(NOBODY, PUBLIC),
    "draw:apply": Access(NOBODY, PUBLIC),
    "draw:state": Access(NOBODY, PUBLIC),
    "draw:drawn": Access(NOBODY, PUBLIC),
    "draw:published": Access(PUBLIC),
    "draw:program": Access(PUBLIC),
    "draw:receipts": Access(PUBLIC),
    "draw_pages:home": Access(PUBLIC),
    "draw_pages:index": Access(PUBLIC),
    "draw_pages:write": Access(PUBLIC),
    "draw_pages:ask": Access(PUBLIC),
    "draw_pages:group": Access(PUBLIC),
    "draw_pages:key": Access(PUBLIC),
    "draw:list_draws": Access(_READ),
    "draw:go_on": Access(NOBODY, _KEEPERS),
}


def check_can_keep(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not accounts.holds(user=by, role=Role.KEEPER):
        raise NotAllowed("Only a keeper of the trustee's keys does this.")
