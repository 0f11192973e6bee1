"""All that can be done to accounts and grants."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from standing.hall.accounts import permissions, queries, rules
from standing.hall.accounts.models import Grant, User
from standing.hall.audit import api as audit
from standing.kernel.access import Role
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused


class NoEmail(Refused):
    """What was given is no e-mail address."""


class LastAdministrator(NotNow):
    """Nobody would be left who can give access."""


@transaction.atomic
def grant_role(*, email: str, role: Role, department: str = "", by: audit.Actor, at: datetime) -> Grant:
    """
    This will give a role to an e-mail, whether or not somebody signed in with it before.

    :raises NoEmail: if it is no e-mail address
    :raises WrongScope: if a department is missing, or given for a role of the whole City
    :raises NotAllowed: if the person may not give this role
    :raises NotNow: if the e-mail holds the role already
    """
    email = rules.clean_email(email)
    _check_email(email)
    rules.check_scope(role=role, department=department)
    permissions.check_can_manage(by=by, role=role, department=department)
    if queries.open_grants().select_for_update().filter(email=email, role=role, department=department).exists():
        raise NotNow("This e-mail holds this role already.")

    grant = Grant.objects.create(
        email=email,
        role=role,
        department=department,
        granted_by=by if isinstance(by, User) else None,
        granted_at=at,
    )
    _record("accounts.grant_role", grant, by=by, at=at)
    return grant


@transaction.atomic
def withdraw_role(*, email: str, role: Role, department: str = "", by: audit.Actor, at: datetime) -> Grant:
    """
    This will take a role back from an e-mail; its next request is judged without it.

    :raises NotFound: if the e-mail does not hold the role
    :raises NotAllowed: if the person may not take this role
    :raises LastAdministrator: if nobody would be left who can give access
    """
    grant = (
        queries.open_grants()
        .select_for_update()
        .filter(email=rules.clean_email(email), role=role, department=department)
        .first()
    )
    if grant is None:
        raise NotFound("This e-mail does not hold this role.")
    return _withdraw(grant, by=by, at=at)


@transaction.atomic
def withdraw_grant(*, grant: UUID, by: audit.Actor, at: datetime) -> Grant:
    """
    This will take one grant back; the next request of its holder is judged without it.

    :raises NotFound: if there is no such open grant
    :raises NotAllowed: if the person may not take this role
    :raises LastAdministrator: if nobody would be left who can give access
    """
    row = queries.open_grants().select_for_update().filter(pk=grant).first()
    if row is None:
        raise NotFound("This role was taken back before.")
    return _withdraw(row, by=by, at=at)


@transaction.atomic
def create_account(*, email: str, name: str = "", at: datetime) -> User:
    """
    This will open the account of an e-mail that holds a grant; a closed account opens again, without its keys.

    An open account is returned as it is.

    :raises NotAllowed: if nothing was granted to the e-mail
    """
    email = rules.clean_email(email)
    if not queries.has_open_grant(email=email):
        raise NotAllowed("Nothing was granted to this e-mail. Ask your administrator.")
    fresh = User(email=email, name=name.strip(), joined_at=at)
    fresh.set_unusable_password()
    user, is_new = User.objects.select_for_update().get_or_create(
        email=email, defaults={"name": fresh.name, "joined_at": at, "password": fresh.password}
    )
    if is_new:
        audit.record(verb="accounts.create_account", subject=str(user.pk), by=user, at=at)
    elif not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(verb="accounts.reopen_account", subject=str(user.pk), by=user, at=at)
    return user


@transaction.atomic
def close_account(*, account: UUID, by: audit.Actor, at: datetime) -> User:
    """
    This will close the account of somebody who left: all sessions end at once, every role and key goes.

    :raises NotAllowed: if the person is no administrator
    :raises NotFound: if there is no such open account
    :raises LastAdministrator: if nobody would be left who can give access
    """
    permissions.check_can_close(by=by)
    user = User.objects.select_for_update().filter(pk=account, is_active=True).first()
    if user is None:
        raise NotFound("This account is closed already.")
    grants = queries.open_grants().select_for_update().filter(email=user.email)
    for grant in grants.order_by("role", "department"):
        _withdraw(grant, by=by, at=at, is_leaving=True)

    user.is_active = False
    user.sessions_ended += 1
    user.set_unusable_password()
    user.save(update_fields=["is_active", "sessions_ended", "password"])
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()

    audit.record(verb="accounts.close_account", subject=str(user.pk), by=by, at=at)
    return user


@transaction.atomic
def rename_account(*, name: str, by: User, at: datetime) -> User:
    """This will change the name under which a person appears."""
    user = User.objects.select_for_update().get(pk=by.pk)
    user.name = name.strip()
    user.save(update_fields=["name"])
    audit.record(verb="accounts.rename_account", subject=str(user.pk), by=by, at=at)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, at: datetime) -> None:
    """This will change a person's own password; all other sessions end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(verb="accounts.set_password", subject=str(user.pk), by=user, at=at)


@transaction.atomic
def prove_email(*, user: User, name: str, at: datetime) -> None:
    """This will note that the person reads mail at the account's address, and the name if none is known yet."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if name.strip() and not user.name:
        rename_account(name=name, by=user, at=at)
        user.name = name.strip()


def _withdraw(grant: Grant, *, by: audit.Actor, at: datetime, is_leaving: bool = False) -> Grant:
    role = Role(grant.role)
    if not is_leaving:  # whoever may close an account may take all its roles
        permissions.check_can_manage(by=by, role=role, department=grant.department)
    if role is Role.ADMINISTRATOR:
        _check_not_last(grant)
    grant.withdrawn_by, grant.withdrawn_at = (by if isinstance(by, User) else None), at
    grant.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _record("accounts.withdraw_role", grant, by=by, at=at)
    return grant


def _check_not_last(grant: Grant) -> None:
    # All open grants of administrators are locked, so two cannot take each other's role in one moment.
    list(queries.open_grants().select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    if not queries.other_administrators(email=grant.email):
        raise LastAdministrator("This is the last administrator. Give the role to somebody else first.")


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise NoEmail("Give an e-mail address such as name@department.example.") from None


def _record(verb: str, grant: Grant, *, by: audit.Actor, at: datetime) -> None:
    audit.record(
        verb=verb,
        subject=str(grant.pk),
        by=by,
        at=at,
        facts={"role": str(grant.role), "department": grant.department},
    )
