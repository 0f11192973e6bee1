"""Who writes messages, who approves and sends them, and who may enter which page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import DEPARTMENT_ROLES, Role, User
from standing.kernel.access import PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

WRITERS = frozenset({Role.EDITOR, Role.COORDINATOR})
APPROVERS = frozenset({Role.COORDINATOR, Role.ATTORNEY})
SENDERS = frozenset({Role.EDITOR, Role.COORDINATOR})
WITHDRAWERS = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ATTORNEY})
READERS = frozenset(
    {
        Role.EDITOR,
        Role.COORDINATOR,
        Role.ATTORNEY,
        Role.TRANSLATOR,
        Role.AGENT,
        Role.REVIEWER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)

_READ = Who(own=DEPARTMENT_ROLES, city=READERS)
_WRITE = Who(city=WRITERS)
_APPROVE = Who(city=APPROVERS)
_SEND = Who(city=SENDERS)
_WITHDRAW = Who(city=WITHDRAWERS)

ROUTES: Mapping[str, Access] = {
    "outreach_pages:index": Access(PUBLIC),
    "outreach:public_kit": Access(PUBLIC),
    "outreach:list_campaigns": Access(_READ),
    "outreach:show_campaign": Access(_READ),
    "outreach:start_campaign": Access(_WRITE, _WRITE),
    "outreach:change_campaign": Access(_WRITE, _WRITE),
    "outreach:write_texts": Access(_WRITE, _WRITE),
    "outreach:preview": Access(_READ),
    "outreach:approve_campaign": Access(_APPROVE, _APPROVE),
    "outreach:reopen_campaign": Access(_WRITE, _WRITE),
    "outreach:send": Access(_SEND, _SEND),
    "outreach:withdraw_campaign": Access(_WITHDRAW, _WITHDRAW),
    "outreach:poster_pdf": Access(_READ),
    "outreach:card_png": Access(_READ),
    "outreach:kit_zip": Access(_READ),
    "outreach:sent_csv": Access(_READ),
    "outreach:list_outlets": Access(_READ),
    "outreach:add_outlet": Access(_SEND, _SEND),
    "outreach:close_outlet": Access(_SEND, _SEND),
}


def _holds(by: User, roles: Collection[Role]) -> bool:
    return any(accounts.holds(user=by, role=role) for role in roles)


def can_write(*, by: User) -> bool:
    """Test whether the person writes messages."""
    return _holds(by, WRITERS)


def check_can_write(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_write(by=by):
        raise NotAllowed("An editor or a coordinator writes messages.")


def can_approve(*, by: User, writers: Collection[UUID]) -> bool:
    """Test whether the person approves words, and wrote none of them."""
    return _holds(by, APPROVERS) and by.pk not in writers


def check_can_approve(*, by: User, writers: Collection[UUID]) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_approve(by=by, writers=writers):
        raise NotAllowed("A coordinator or an attorney approves the words, and never words of their own.")


def can_send(*, by: User) -> bool:
    """Test whether the person sends messages."""
    return _holds(by, SENDERS)


def check_can_send(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_send(by=by):
        raise NotAllowed("An editor or a coordinator sends messages.")


def can_withdraw(*, by: User) -> bool:
    """Test whether the person takes messages back."""
    return _holds(by, WITHDRAWERS)


def check_can_withdraw(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_withdraw(by=by):
        raise NotAllowed("An editor, a coordinator or an attorney takes a message back.")
