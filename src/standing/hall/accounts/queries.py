"""All that can be asked about accounts and grants. Nothing is remembered between two questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from standing.hall.accounts.models import Grant, User
from standing.hall.accounts.rules import clean_email
from standing.kernel.access import GrantFact, Role

Visitor = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFact:
    """A person with an open account."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRow:
    """One line of the list of people: a role, for whom, and how it came about."""

    id: UUID
    email: str
    name: str
    account: UUID | None
    is_open: bool
    role: Role
    department: str
    granted_by: str
    granted_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None


def open_grants() -> QuerySet[Grant]:
    """Return the grants that were not withdrawn; every other query starts here."""
    return Grant.objects.filter(withdrawn_at__isnull=True)


def grants_of(*, user: Visitor) -> tuple[GrantFact, ...]:
    """Return what the person holds at this moment; nothing for a visitor or a closed account."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    rows = open_grants().filter(email=user.email).order_by("role", "department")
    return tuple(
        GrantFact(role=Role(role), department=department) for role, department in rows.values_list("role", "department")
    )


def holds(*, user: Visitor, role: Role, department: str | None = None) -> bool:
    """Test whether the person holds the role; with no department given, a department role counts anywhere."""
    return any(
        grant.role == role and (department is None or grant.department in {"", department})
        for grant in grants_of(user=user)
    )


def people_with(*, role: Role, department: str | None = None) -> tuple[PersonFact, ...]:
    """Return the people with an open account who hold the role, by name."""
    rows = open_grants().filter(role=role)
    if department is not None:
        rows = rows.filter(department=department)
    found = User.objects.filter(is_active=True, email__in=rows.values("email")).order_by("name", "email")
    return tuple(PersonFact(id=user.pk, name=user.name, email=user.email) for user in found)


def addresses_with(*, role: Role, department: str | None = None) -> tuple[str, ...]:
    """Return the e-mails that hold the role, also of those who never signed in; none of closed accounts."""
    rows = open_grants().filter(role=role)
    if department is not None:
        rows = rows.filter(department=department)
    left = User.objects.filter(is_active=False).values("email")
    return tuple(rows.exclude(email__in=left).order_by("email").values_list("email", flat=True).distinct())


def has_open_grant(*, email: str) -> bool:
    """Test whether anything was granted to this e-mail."""
    return open_grants().filter(email=clean_email(email)).exists()


def account_of(*, email: str) -> User | None:
    """Return the account with this e-mail, open or closed."""
    return User.objects.filter(email=clean_email(email)).first()


def open_account_of(*, email: str) -> User | None:
    """Return the open account with this e-mail."""
    return User.objects.filter(email=clean_email(email), is_active=True).first()


def account(*, pk: UUID) -> User | None:
    """Return the account with this identifier."""
    return User.objects.filter(pk=pk).first()


def names_of(*, accounts: Iterable[str]) -> dict[str, str]:
    """Return the name, or the e-mail, by the id of each account."""
    rows = User.objects.filter(pk__in=list(accounts))
    return {str(row.pk): row.name or row.email for row in rows}


def open_grant(*, pk: UUID) -> Grant | None:
    """Return the grant with this identifier if it was not withdrawn."""
    return open_grants().filter(pk=pk).first()


def list_of_grants(*, department: str | None = None, withdrawn: bool = False) -> tuple[GrantRow, ...]:
    """Return the grants by role, department and e-mail: the open ones, or those that were withdrawn."""
    rows = Grant.objects.filter(withdrawn_at__isnull=not withdrawn).select_related("granted_by", "withdrawn_by")
    if department is not None:
        rows = rows.filter(department=department)
    rows = rows.order_by("role", "department", "email", "granted_at")
    accounts = {user.email: user for user in User.objects.filter(email__in=rows.values("email"))}
    order = {role: place for place, role in enumerate(Role)}
    return tuple(
        sorted(
            (_row(grant, accounts.get(grant.email)) for grant in rows),
            key=lambda row: order[row.role],
        )
    )


def _row(grant: Grant, user: User | None) -> GrantRow:
    return GrantRow(
        id=grant.pk,
        email=grant.email,
        name=user.name if user is not None else "",
        account=user.pk if user is not None else None,
        is_open=user is not None and user.is_active,
        role=Role(grant.role),
        department=grant.department,
        granted_by=str(grant.granted_by) if grant.granted_by is not None else "",
        granted_at=grant.granted_at,
        withdrawn_by=str(grant.withdrawn_by) if grant.withdrawn_by is not None else "",
        withdrawn_at=grant.withdrawn_at,
    )


def departments_with_one_author(*, department: str | None = None) -> tuple[str, ...]:
    """Return the departments whose plan hangs on one single author."""
    rows = open_grants().filter(role=Role.AUTHOR)
    if department is not None:
        rows = rows.filter(department=department)
    authors: dict[str, set[str]] = {}
    for code, email in rows.values_list("department", "email"):
        authors.setdefault(code, set()).add(email)
    return tuple(sorted(code for code, emails in authors.items() if len(emails) == 1))


def other_administrators(*, email: str) -> bool:
    """Test whether somebody else could still manage access: holds the role and has an open account."""
    rows = open_grants().filter(role=Role.ADMINISTRATOR).exclude(email=email)
    return User.objects.filter(is_active=True, email__in=rows.values("email")).exists()
