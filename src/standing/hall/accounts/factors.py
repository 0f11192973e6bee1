"""Second factors: which a person has, whether this session was opened with one, and the record of changes."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.db import transaction
from django.http import HttpRequest

from standing.hall import clock
from standing.hall.accounts.models import User
from standing.hall.audit import api as audit

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def in_use(*, user: User) -> bool:
    """Test whether the person has a passkey or an authenticator app; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists())


def kinds_of(*, user: User) -> frozenset[str]:
    """Return what the person has: ``totp``, ``webauthn``, ``recovery_codes``."""
    return frozenset(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


def used_in(request: HttpRequest, *, user: User) -> bool:
    """Test whether this session was opened, or confirmed since, with a second factor."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def listen() -> None:
    """Hear of factors that come and go."""
    authenticator_added.connect(_added, dispatch_uid="standing.accounts.factor_added")
    authenticator_removed.connect(_removed, dispatch_uid="standing.accounts.factor_removed")


def _added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type in STRONG:
        # Whoever set a factor up has just used it: this session counts as opened with it.
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
    _record("accounts.add_factor", user, authenticator)


def _removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("accounts.remove_factor", user, authenticator)


@transaction.atomic  # the library tells of a new key only after its own transaction
def _record(verb: str, user: User, authenticator: Authenticator) -> None:
    audit.record(verb=verb, subject=str(user.pk), by=user, at=clock.now(), facts={"kind": str(authenticator.type)})
