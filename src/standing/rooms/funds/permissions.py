"""Who may enter which page, and who moves money."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

POSTS = frozenset({Role.TREASURER})
DECIDES = frozenset({Role.TREASURER, Role.COORDINATOR})
READS = DECIDES | {Role.AUDITOR}

_READ = Who(city=READS)
_POST = Who(city=POSTS)
_DECIDE = Who(city=DECIDES)

ROUTES: Mapping[str, Access] = {
    "funds:your_gift": Access(PUBLIC),
    "funds:gift_proof": Access(PUBLIC),
    "funds:show_overview": Access(_READ),
    "funds:open_fund": Access(_POST, _POST),
    "funds:list_donors": Access(_READ),
    "funds:export_donors": Access(_READ),
    "funds:enter_donor": Access(_POST, _POST),
    "funds:show_donor": Access(_READ),
    "funds:change_donor": Access(_POST, _POST),
    "funds:keep_contact": Access(_POST, _POST),
    "funds:record_pledge": Access(_POST, _POST),
    "funds:withdraw_pledge": Access(NOBODY, _POST),
    "funds:record_gift": Access(_POST, _POST),
    "funds:show_gift": Access(_READ),
    "funds:undo_gift": Access(NOBODY, _POST),
    "funds:issue_receipt": Access(NOBODY, _POST),
    "funds:show_receipt": Access(_READ),
    "funds:download_receipt": Access(_READ),
    "funds:void_receipt": Access(NOBODY, _POST),
    "funds:record_city_money": Access(_POST, _POST),
    "funds:allocate": Access(_POST, _POST),
    "funds:close_round": Access(_POST, _POST),
    "funds:list_decisions": Access(_READ),
    "funds:propose_decision": Access(_POST, _POST),
    "funds:approve_decision": Access(NOBODY, _DECIDE),
    "funds:refuse_decision": Access(NOBODY, _DECIDE),
    "funds:read_consent": Access(_DECIDE),
    "funds:list_entries": Access(_READ),
    "funds:export_entries": Access(_READ),
    "funds:reverse_entry": Access(NOBODY, _POST),
    "funds:export_books": Access(_READ),
    "funds:export_balance": Access(_READ),
    "funds:export_balance_json": Access(_READ),
}


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
