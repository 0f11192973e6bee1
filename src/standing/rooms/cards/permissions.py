"""Who may enter which page, who keeps the stock, and who watches the money."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, Access, Who
from standing.kernel.refusals import NotAllowed

KEEPS = frozenset({Role.VAULT})
SECONDS = frozenset({Role.VAULT, Role.COORDINATOR})
"""The second pair of eyes: another custodian, or the coordinator."""
BOOKS = frozenset({Role.TREASURER})
READS = KEEPS | SECONDS | BOOKS | {Role.AUDITOR}

_READ = Who(city=READS)
_KEEP = Who(city=KEEPS)
_SECOND = Who(city=SECONDS)
_BOOK = Who(city=BOOKS)
_BOOK_OR_KEEP = Who(city=BOOKS | KEEPS)

ROUTES: Mapping[str, Access] = {
    "cards:overview": Access(_READ),
    "cards:add_program": Access(_BOOK, _BOOK),
    "cards:list_cards": Access(_READ),
    "cards:export_cards": Access(_READ),
    "cards:show_card": Access(_READ),
    "cards:act_on_card": Access(NOBODY, _SECOND),
    "cards:list_orders": Access(_READ, _KEEP),
    "cards:show_order": Access(_READ, _KEEP),
    "cards:receive_shipment": Access(_KEEP, _KEEP),
    "cards:list_consignments": Access(_READ, _KEEP),
    "cards:show_consignment": Access(_READ, _SECOND),
    "cards:print_consignment": Access(_READ),
    "cards:list_counts": Access(_READ, _KEEP),
    "cards:list_loads": Access(_READ, _BOOK_OR_KEEP),
    "cards:export_loads": Access(_READ),
    "cards:list_fundings": Access(_READ, _BOOK),
    "cards:funding_file": Access(_BOOK),
    "cards:list_days": Access(_READ, _BOOK),
    "cards:show_day": Access(_READ, _BOOK),
    "cards:export_day": Access(_READ),
}


def keeps(*, by: User) -> bool:
    """Test whether the person keeps the stock."""
    return _holds(by, KEEPS)


def seconds(*, by: User) -> bool:
    """Test whether the person is a second pair of eyes."""
    return _holds(by, SECONDS)


def books(*, by: User) -> bool:
    """Test whether the person keeps the books of the reserve."""
    return _holds(by, BOOKS)


def check_keeps(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not keeps(by=by):
        raise NotAllowed("A custodian of the vault does that.")


def check_seconds(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not seconds(by=by):
        raise NotAllowed("A custodian of the vault or the coordinator does that.")


def check_books(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not books(by=by):
        raise NotAllowed("A treasurer does that.")


def check_books_or_keeps(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not (books(by=by) or keeps(by=by)):
        raise NotAllowed("A treasurer or a custodian of the vault does that.")


def check_another(*, by: User, first: object) -> None:
    """Let a second person through. :raises NotAllowed: if it is the one who began"""
    if by.pk == first:
        raise NotAllowed("Two people do this: somebody else looks again.")


def _holds(by: User, roles: frozenset[Role]) -> bool:
    return any(grant.role in roles for grant in accounts.grants_of(user=by))
