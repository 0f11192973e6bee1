"""Holds reviewers, heads and administrators at the security page until they proved themselves twice."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from standing.hall.accounts import factors, sessions
from standing.hall.accounts.access import grants_in, kept_text, registry, route_of
from standing.hall.accounts.models import User
from standing.hall.accounts.permissions import OWN_ACCOUNT
from standing.hall.accounts.rules import needs_second_factor
from standing.hall.installation import api as installation


class SecondFactorMiddleware:
    """Stands behind the access middleware, so whoever comes here is signed in or on a public page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Let the request through, or lead to where the second factor is set up or used."""
        access = registry.get(route_of(request))
        who = access.asked_by(method=request.method or "") if access is not None else None
        if who is None or who.public or route_of(request) in OWN_ACCOUNT:
            return None
        user = request.user
        if not isinstance(user, User) or not needs_second_factor(grants_in(request)):
            return None
        if sessions.is_sample(request) and installation.is_sample():
            return None
        if not factors.in_use(user=user):
            return _lead(
                request,
                to=reverse("mfa_index"),
                because=_("Your role needs a second key. Set up a passkey or an authenticator app to go on."),
            )
        if not factors.used_in(request, user=user):
            return _lead(
                request,
                to=_where_to_confirm(user),
                because=_("Confirm with your passkey or authenticator app to go on."),
            )
        return None


def _where_to_confirm(user: User) -> str:
    kinds = factors.kinds_of(user=user)
    return reverse("mfa_reauthenticate" if "totp" in kinds else "mfa_reauthenticate_webauthn")


def _lead(request: HttpRequest, *, to: str, because: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return kept_text(request, sign_in_url=to)
    messages.warning(request, because)
    return HttpResponseRedirect(f"{to}?{urlencode({'next': request.get_full_path()})}")
