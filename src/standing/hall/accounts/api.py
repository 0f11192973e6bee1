"""The door of accounts."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from standing.hall.accounts import actions, counsel, queries, sample
from standing.hall.accounts.models import User
from standing.hall.accounts.names import Names, set_departments
from standing.hall.accounts.queries import PersonFact, Visitor
from standing.hall.audit.api import Actor
from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, GrantFact, Role
from standing.kernel.refusals import NotAllowed

__all__ = [
    "CITY_ROLES",
    "DEPARTMENT_ROLES",
    "GrantFact",
    "PersonFact",
    "Role",
    "User",
    "addresses_with",
    "close_account",
    "counsel",
    "create_account",
    "grant_role",
    "grants_of",
    "holds",
    "names_of",
    "people_with",
    "person",
    "sample_sign_ins",
    "set_department_names",
    "withdraw_role",
]


def holds(*, user: Visitor, role: Role, department: str | None = None) -> bool:
    """Test whether the person holds the role; with no department given, a department role counts anywhere."""
    return queries.holds(user=user, role=role, department=department)


def grants_of(*, user: Visitor) -> tuple[GrantFact, ...]:
    """Return what the person holds at this moment."""
    return queries.grants_of(user=user)


def people_with(*, role: Role, department: str | None = None) -> tuple[PersonFact, ...]:
    """Return the people with an open account who hold the role, by name."""
    return queries.people_with(role=role, department=department)


def names_of(*, accounts: Iterable[str]) -> dict[str, str]:
    """Return the name, or the e-mail, by the id of each account, also of those that are closed."""
    return queries.names_of(accounts=accounts)


def addresses_with(*, role: Role, department: str | None = None) -> tuple[str, ...]:
    """Return the e-mails that hold the role, also of those who never signed in."""
    return queries.addresses_with(role=role, department=department)


def person(request: HttpRequest) -> User:
    """Return who is signed in. :raises NotAllowed: if nobody is."""
    if not isinstance(request.user, User):
        raise NotAllowed("Sign in first.")
    return request.user


def grant_role(*, email: str, role: Role, department: str = "", by: Actor, at: datetime) -> UUID:
    """
    This will give a role to an e-mail, whether or not somebody signed in with it before.

    :raises Refused: if it is no e-mail, the scope does not fit, the person may not, or it is held already
    """
    return actions.grant_role(email=email, role=role, department=department, by=by, at=at).pk


def withdraw_role(*, email: str, role: Role, department: str = "", by: Actor, at: datetime) -> None:
    """
    This will take a role back from an e-mail; its next request is judged without it.

    :raises Refused: if it is not held, the person may not, or nobody would be left who can give access
    """
    actions.withdraw_role(email=email, role=role, department=department, by=by, at=at)


def create_account(*, email: str, name: str = "", at: datetime) -> User:
    """
    This will open the account of an e-mail that holds a grant.

    :raises NotAllowed: if nothing was granted to the e-mail
    """
    return actions.create_account(email=email, name=name, at=at)


def close_account(*, account: UUID, by: Actor, at: datetime) -> None:
    """
    This will close the account of somebody who left: all sessions end at once, every role and key goes.

    :raises Refused: if the person may not, the account is closed, or it is the last administrator's
    """
    actions.close_account(account=account, by=by, at=at)


def sample_sign_ins(*, base_url: str) -> list[dict[str, str]]:
    """Return role, department, person and address for everybody in a sample; nothing for a real database."""
    keys = ("role", "department", "person", "url")
    return [{key: entry[key] for key in keys} for entry in sample.sign_ins(base_url=base_url)]


def set_department_names(ask: Callable[[], Names]) -> None:
    """Say how to ask for the codes and names of all departments, for forms and lists."""
    set_departments(ask)
