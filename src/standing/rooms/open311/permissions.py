"""Who gives out keys, who reads scripts, and who may enter which route."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

_SCRIPT = Who(
    city=frozenset(
        {Role.AGENT, Role.COORDINATOR, Role.EDITOR, Role.ATTORNEY, Role.AUDITOR, Role.TRANSLATOR, Role.ADMINISTRATOR}
    )
)
_KEYS = Who(city=frozenset({Role.ADMINISTRATOR, Role.AUDITOR}))
_GIVES = Who(city=frozenset({Role.ADMINISTRATOR}))
_DOOR = Access(PUBLIC, PUBLIC)
"""A door answers wrong methods itself, in the form that was asked for."""

ROUTES: Mapping[str, Access] = {
    "open311:discovery": _DOOR,
    "open311:services": _DOOR,
    "open311:definition": _DOOR,
    "open311:requests": _DOOR,
    "open311:request": _DOOR,
    "open311:token": _DOOR,
    "open311:inquiry_services": _DOOR,
    "open311:inquiry_facilities": _DOOR,
    "open311:inquiry_questions": _DOOR,
    "open311:openapi": _DOOR,
    "open311:nowhere": _DOOR,
    "open311:script": Access(_SCRIPT),
    "open311:answer": Access(_SCRIPT),
    "open311:short_texts": Access(_SCRIPT),
    "open311:short_texts_csv": Access(_SCRIPT),
    "open311:short_texts_json": Access(_SCRIPT),
    "open311:list_keys": Access(_KEYS),
    "open311:issue_key": Access(_GIVES, _GIVES),
    "open311:revoke_key": Access(_GIVES, _GIVES),
}


def can_give_keys(*, by: User) -> bool:
    """Test whether the person gives out and revokes keys."""
    return accounts.holds(user=by, role=Role.ADMINISTRATOR)


def check_can_give_keys(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_give_keys(by=by):
        raise NotAllowed("An administrator gives out and revokes keys.")
