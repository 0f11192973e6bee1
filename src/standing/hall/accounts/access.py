"""
Who may enter which route. What is not in the table does not exist for anybody.

Each package lists its routes in ``permissions.ROUTES``; the wiring puts the lists together here; the
middleware asks this table before any view runs. Grants are read anew for every request.
"""

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts import queries, sessions
from standing.hall.accounts.rules import needs_second_factor
from standing.kernel.access import NOBODY, PUBLIC, SIGNED_IN, Access, GrantFact, Role, Who, includes, merged, permits

__all__ = [
    "NOBODY",
    "PUBLIC",
    "SIGNED_IN",
    "Access",
    "AccessMiddleware",
    "Role",
    "Who",
    "allowed",
    "department_of",
    "grants_in",
    "kept_text",
    "merge",
    "register",
    "registry",
    "route_of",
]

registry: dict[str, Access] = {}
"""Every route that anybody may enter."""


def merge(*tables: Mapping[str, Access]) -> Mapping[str, Access]:
    """
    Put tables of routes into the registry; saying the same twice does no harm.

    :raises ValueError: if two tables speak about the same route in different words
    """
    registry.update(merged(registry, *tables))
    return registry


def register(routes: Mapping[str, Access]) -> None:
    """Put one table of routes into the registry. :raises ValueError: if it contradicts another."""
    merge(routes)


def allowed(
    user: queries.Visitor,
    route: str,
    method: str = "GET",
    department: str | None = None,
    *,
    grants: Collection[GrantFact] | None = None,
) -> bool:
    """Test whether the person may use the method on the route; give ``grants`` to save the question."""
    return permits(
        access=registry.get(route),
        method=method,
        grants=queries.grants_of(user=user) if grants is None else grants,
        signed_in=user.is_authenticated,
        department=department,
    )


def grants_in(request: HttpRequest) -> tuple[GrantFact, ...]:
    """Return the grants of the person of this request; read once a request, never kept for the next."""
    known: tuple[GrantFact, ...] | None = getattr(request, "standing_grants", None)
    if known is None:
        known = queries.grants_of(user=request.user)
        request.standing_grants = known  # type: ignore[attr-defined]
    return known


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that was asked for."""
    return request.resolver_match.view_name if request.resolver_match is not None else ""


def department_of(request: HttpRequest) -> str | None:
    """Return the department the address speaks about."""
    match = request.resolver_match
    said = match.kwargs.get("department") if match is not None else None
    return None if said is None else str(said)


def kept_text(request: HttpRequest, *, sign_in_url: str) -> HttpResponse:
    """Return the page that hands back what somebody typed into a form that could not be taken in."""
    return TemplateResponse(request, "web/kept_text.html", {"sign_in_url": sign_in_url}, status=401)


class AccessMiddleware:
    """Stands before every view and turns away who may not enter; needs sessions, sign-in and CSRF above it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """
        Let the request through, or answer in the view's place.

        404: the route is in no table, or the person is not in the group, so nothing tells the two apart.
        405: the route does not know the method. Nobody signed in: to the sign-in page, or, where a form was
        sent, a page that keeps what was typed.
        """
        access = registry.get(route_of(request))
        if access is None:
            raise Http404
        who = access.asked_by(method=request.method or "")
        if who is None:
            return HttpResponseNotAllowed(access.methods)
        if who.public:
            return None  # the session is not even looked at: public pages set no cookie
        self._end_old_session(request)
        if not request.user.is_authenticated:
            return self._ask_to_sign_in(request)
        department = department_of(request)
        if not includes(who=who, grants=grants_in(request), signed_in=True, department=department):
            raise Http404
        return None

    def _end_old_session(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        now = clock.now()
        if sessions.is_over(request, now=now, strict=needs_second_factor(grants_in(request))):
            logout(request)
            request.standing_grants = ()  # type: ignore[attr-defined]
        else:
            sessions.touch(request, now=now)

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        here = reverse("account_login")
        if request.method in {"GET", "HEAD"}:
            return HttpResponseRedirect(f"{here}?{urlencode({'next': request.get_full_path()})}")
        return kept_text(request, sign_in_url=here)
