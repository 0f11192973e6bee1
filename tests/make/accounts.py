"""People, grants and sign-ins for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from standing.hall.accounts import actions, sessions
from standing.hall.accounts.api import Role, User
from standing.hall.accounts.models import Grant
from standing.hall.audit.api import SYSTEM

AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)
PASSWORD = "four plain words here"

_numbers = count(1)


def email() -> str:
    """Return an address nobody has yet."""
    return f"person{next(_numbers)}@dept.example"


def grant(*, email: str, role: Role, department: str = "", at: datetime = AT) -> Grant:
    """Give a role at the console."""
    return actions.grant_role(email=email, role=role, department=department, by=SYSTEM, at=at)


def person(
    *,
    role: Role | None = None,
    department: str = "",
    email: str = "",
    name: str = "",
    password: str = "",
    at: datetime = AT,
) -> User:
    """Make an account, with one role if it is named."""
    number = next(_numbers)
    user = User(email=email or f"person{number}@dept.example", name=name or f"Sample Person {number}", joined_at=at)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    if role is not None:
        grant(email=user.email, role=role, department=department, at=at)
    return user


def administrator() -> User:
    """Make somebody who may give every role."""
    return person(role=Role.ADMINISTRATOR)


def client_of(user: User, *, proven: bool = True) -> Client:
    """Return a browser in which this person is signed in; ``proven``: with a second factor, as far as it is asked."""
    client = Client()
    client.force_login(user)
    if proven:
        with_second_factor(client, user)
    return client


def with_second_factor(client: Client, user: User) -> None:
    """Give the person an authenticator app, and let this session be one that used it."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    known = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    key = known or TOTP.activate(user, generate_totp_secret()).instance
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": AT.timestamp(), "id": key.pk, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def set_clock(client: Client, *, signed_in_at: datetime, seen_at: datetime) -> None:
    """Let a session look as if it began and was last used at these moments."""
    session = client.session
    session[sessions.SIGNED_IN_AT] = signed_in_at.timestamp()
    session[sessions.SEEN_AT] = seen_at.timestamp()
    session.save()
