"""What stands in the navigation. Rooms are unknown here; the wiring hands their items in."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """
    A place to go.

    ``route`` is a url name without arguments, ``roles`` the roles that see it in the staff
    navigation (none: everybody who is signed in), ``group`` the heading above it there.
    """

    label: str | Promise
    route: str
    roles: frozenset[str] = field(default_factory=frozenset)
    group: str | Promise = ""


_public: list[NavItem] = []
_staff: list[NavItem] = []
_foot: list[NavItem] = []


def add_public(*items: NavItem) -> None:
    """Put items at the end of the public navigation; an item that is there already stays where it is."""
    _public.extend(item for item in items if item not in _public)


def add_staff(*items: NavItem) -> None:
    """Put items at the end of the staff navigation; an item that is there already stays where it is."""
    _staff.extend(item for item in items if item not in _staff)


def add_foot(*items: NavItem) -> None:
    """Put items at the foot of every page; an item that is there already stays where it is."""
    _foot.extend(item for item in items if item not in _foot)


def public_items() -> tuple[NavItem, ...]:
    """Return the public navigation in the order of adding."""
    return tuple(_public)


def staff_items(*, roles: Collection[str]) -> tuple[NavItem, ...]:
    """Return the staff navigation for somebody with these roles."""
    return tuple(item for item in _staff if not item.roles or not item.roles.isdisjoint(roles))


def foot_items() -> tuple[NavItem, ...]:
    """Return the links at the foot of every page."""
    return tuple(_foot)
