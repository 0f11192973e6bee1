"""Who may enter which route: roles, groups of people, and the entry of a route. Pure; the hall enforces it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The hats a person can wear."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    AUTHOR = "author"
    HEAD = "head"
    LIAISON = "liaison"
    BACKUP = "backup"
    ATTORNEY = "attorney"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    AGENT = "agent"
    PROPERTY = "property"
    POLICE = "police"
    INSPECTOR = "inspector"
    INVESTIGATOR = "investigator"
    CUSTODIAN = "custodian"
    RECORDS = "records"
    PERSONNEL = "personnel"
    CONTRACTS = "contracts"
    TREASURER = "treasurer"
    VAULT = "vault"
    KEEPER = "keeper"


DEPARTMENT_ROLES = frozenset({Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP})
CITY_ROLES = frozenset(Role) - DEPARTMENT_ROLES

READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantFact:
    """A role somebody holds; ``department`` is empty for a role of the whole City."""

    role: Role
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """
    A group of people.

    ``own`` roles count for their own department only, ``city`` roles everywhere; ``signed_in`` means
    everybody with an open account, ``public`` everybody.
    """

    own: frozenset[Role] = frozenset()
    city: frozenset[Role] = frozenset()
    public: bool = False
    signed_in: bool = False

    def __post_init__(self) -> None:
        """Refuse a role of the whole City among those that count for one department only."""
        if strangers := self.own - DEPARTMENT_ROLES:
            raise ValueError(f"Not held for a department: {', '.join(sorted(strangers))}")

    @property
    def is_nobody(self) -> bool:
        """Test whether the group is empty."""
        return not (self.own or self.city or self.public or self.signed_in)

    @property
    def roles(self) -> frozenset[Role]:
        """Return every role that counts here in some place."""
        return self.own | self.city


NOBODY = Who()
PUBLIC = Who(public=True)
SIGNED_IN = Who(signed_in=True)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may look at a route, and who may change something there."""

    see: Who
    do: Who = NOBODY

    def asked_by(self, *, method: str) -> Who | None:
        """Return whom the method is for; None if the route does not know the method."""
        if method in READING:
            return self.see
        if method in WRITING and not self.do.is_nobody:
            return self.do
        return None

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the methods the route knows."""
        return tuple(sorted(READING if self.do.is_nobody else READING | WRITING))


def includes(*, who: Who, grants: Collection[GrantFact], signed_in: bool, department: str | None) -> bool:
    """
    Test whether somebody with these grants belongs to the group.

    ``department`` is the one the route is about; None if it is about none, and then a department role
    counts wherever it is held.
    """
    if who.public:
        return True
    if not signed_in:
        return False
    if who.signed_in:
        return True
    return any(
        grant.role in who.city or (grant.role in who.own and (department is None or grant.department == department))
        for grant in grants
    )


def permits(
    *, access: Access | None, method: str, grants: Collection[GrantFact], signed_in: bool, department: str | None
) -> bool:
    """Test whether the route's entry lets somebody through; no entry lets nobody through."""
    who = access.asked_by(method=method) if access is not None else None
    return who is not None and includes(who=who, grants=grants, signed_in=signed_in, department=department)


def merged(*tables: Mapping[str, Access]) -> dict[str, Access]:
    """
    Return one table of all routes.

    :raises ValueError: if two tables speak about the same route in different words
    """
    whole: dict[str, Access] = {}
    for table in tables:
        for route, access in table.items():
            if whole.setdefault(route, access) != access:
                raise ValueError(f"Two packages claim the route {route}")
    return whole
