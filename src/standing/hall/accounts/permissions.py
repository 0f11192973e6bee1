"""Who may grant and withdraw, and who may enter which route of this package."""

from collections.abc import Mapping

from standing.hall.accounts import queries
from standing.hall.accounts.models import User
from standing.hall.accounts.rules import COORDINATOR_GIVES, HEAD_GIVES
from standing.hall.audit.api import SYSTEM, Actor
from standing.kernel.access import NOBODY, PUBLIC, SIGNED_IN, Access, Role, Who
from standing.kernel.refusals import NotAllowed


def can_manage(*, by: Actor, role: Role, department: str) -> bool:
    """Test whether the person may give and take this role: administrator, head at home, coordinator for liaisons."""
    if by is SYSTEM:
        return True
    if not isinstance(by, User):
        return False
    if queries.holds(user=by, role=Role.ADMINISTRATOR):
        return True
    if role in COORDINATOR_GIVES and queries.holds(user=by, role=Role.COORDINATOR):
        return True
    return role in HEAD_GIVES and bool(department) and queries.holds(user=by, role=Role.HEAD, department=department)


def check_can_manage(*, by: Actor, role: Role, department: str) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may."""
    if not can_manage(by=by, role=role, department=department):
        raise NotAllowed(
            "An administrator gives and takes this role; a head does for authors and liaisons of the own department, "
            "and the coordinator for liaisons."
        )


def can_close(*, by: Actor) -> bool:
    """Test whether the person may close an account."""
    return isinstance(by, User) and queries.holds(user=by, role=Role.ADMINISTRATOR)


def check_can_close(*, by: Actor) -> None:
    """Let the person through. :raises NotAllowed: if it is no administrator."""
    if not can_close(by=by):
        raise NotAllowed("Only an administrator closes an account.")


def gives(*, by: Actor, department: str | None) -> tuple[Role, ...]:
    """Return the roles this person may give here, for the form."""
    if isinstance(by, User) and queries.holds(user=by, role=Role.ADMINISTRATOR):
        return tuple(Role) if department is None else tuple(r for r in Role if r in HEAD_GIVES or r is Role.HEAD)
    return tuple(
        role for role in Role if department is not None and can_manage(by=by, role=role, department=department)
    )


_OPEN = Access(PUBLIC, PUBLIC)
_OWN = Access(SIGNED_IN, SIGNED_IN)
_ADMINISTRATOR = Who(city=frozenset({Role.ADMINISTRATOR}))
_WATCHES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
_HEAD = frozenset({Role.HEAD})

ROUTES: Mapping[str, Access] = {
    # the doors that stand open, because nobody is known yet
    "account_login": _OPEN,
    "account_logout": _OPEN,
    "account_inactive": Access(PUBLIC),
    "account_signup": Access(PUBLIC, NOBODY),
    "account_reset_password": _OPEN,
    "account_reset_password_done": Access(PUBLIC),
    "account_reset_password_from_key": _OPEN,
    "account_reset_password_from_key_done": Access(PUBLIC),
    "mfa_authenticate": _OPEN,
    "mfa_login_webauthn": _OPEN,
    "openid_connect_login": _OPEN,
    "openid_connect_callback": Access(PUBLIC),
    "socialaccount_login_cancelled": Access(PUBLIC),
    "socialaccount_login_error": Access(PUBLIC),
    "accounts:sample_sign_in": _OPEN,
    # one's own account
    "accounts:account": _OWN,
    "account_reauthenticate": _OWN,
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "mfa_index": Access(SIGNED_IN),
    "mfa_reauthenticate": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_view_recovery_codes": Access(SIGNED_IN),
    "mfa_generate_recovery_codes": _OWN,
    "mfa_download_recovery_codes": Access(SIGNED_IN),
    "mfa_list_webauthn": Access(SIGNED_IN),
    "mfa_add_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_reauthenticate_webauthn": _OWN,
    # other people's
    "accounts:people": Access(Who(city=_WATCHES), _ADMINISTRATOR),
    "accounts:withdraw": Access(_ADMINISTRATOR, _ADMINISTRATOR),
    "accounts:close": Access(_ADMINISTRATOR, _ADMINISTRATOR),
    "accounts:people_of": Access(Who(own=_HEAD, city=_WATCHES), Who(own=_HEAD, city=frozenset({Role.ADMINISTRATOR}))),
    "accounts:withdraw_of": Access(
        Who(own=_HEAD, city=frozenset({Role.ADMINISTRATOR})), Who(own=_HEAD, city=frozenset({Role.ADMINISTRATOR}))
    ),
}

# The pages of one's own account stay open without the second factor, for it is set up there.
OWN_ACCOUNT = frozenset(route for route, access in ROUTES.items() if access.see == SIGNED_IN)
