"""Pages of accounts that the sign-in library does not bring."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.views import LoginView
from allauth.socialaccount.adapter import get_adapter as provider_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.accounts import actions, factors, names, permissions, queries, sample, sessions
from standing.hall.accounts.api import person
from standing.hall.accounts.forms import ROLE_NAMES, GrantForm, NameForm
from standing.hall.accounts.rules import needs_second_factor
from standing.kernel.access import Role
from standing.kernel.refusals import Refused


def in_our_shell(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """
    Let a page of the sign-in library look like every other page.

    Its word ``site`` would hide ours, which says whether this is a sample; and a form that was not taken in
    is answered with 422 here.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data.pop("site", None)
            form = response.context_data.get("form")
            if isinstance(form, BaseForm) and form.errors and response.status_code == HTTPStatus.OK:
                response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    return answer


class SignInView(LoginView):  # type: ignore[misc]  # the library has no types
    """The sign-in page; in a sample it also offers to try each role."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the City's provider and, in a sample, who can be tried."""
        return {
            **super().get_context_data(**kwargs),
            "samples": _samples(),
            "providers": provider_adapter().list_providers(self.request),
        }


sign_in = SignInView.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def sample_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as somebody of the sample; a real database has no such page."""
    user = sample.person_behind(token=token)
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    sessions.begin(request, now=clock.now(), sample=True)
    return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Show one's own name, roles and keys; change the name."""
    by = person(request)
    form = NameForm(_posted(request), initial={"name": by.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_account(name=form.cleaned_data["name"], by=by, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("accounts:account")
    grants = queries.grants_of(user=by)
    context = {
        "form": form,
        "person": by,
        "grants": [(ROLE_NAMES[grant.role], names.name_of(grant.department)) for grant in grants],
        "kinds": factors.kinds_of(user=by),
        "needs_factor": needs_second_factor(grants) and not sessions.is_sample(request),
        "has_factor": factors.in_use(user=by),
        "has_password": by.has_usable_password(),
    }
    return TemplateResponse(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody's roles, and give one."""
    return _people(request, department=None)


@require_http_methods(["GET", "HEAD", "POST"])
def people_of(request: HttpRequest, department: str) -> HttpResponse:
    """Show the roles of one department, and give one."""
    return _people(request, department=department)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Ask, then take a role back."""
    return _withdraw(request, grant=grant, department=None)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_of(request: HttpRequest, department: str, grant: UUID) -> HttpResponse:
    """Ask, then take back a role of one department."""
    return _withdraw(request, grant=grant, department=department)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, account: UUID) -> HttpResponse:
    """Ask, then close the account of somebody who left."""
    user = queries.account(pk=account)
    if user is None or not user.is_active:
        raise Http404
    if request.method != "POST":
        held = [(ROLE_NAMES[g.role], names.name_of(g.department)) for g in queries.grants_of(user=user)]
        return TemplateResponse(request, "accounts/close.html", {"person": user, "grants": held})
    try:
        actions.close_account(account=account, by=person(request), at=clock.now())
        messages.success(request, _("The account of %(name)s is closed.") % {"name": user})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people")


def _people(request: HttpRequest, *, department: str | None) -> HttpResponse:
    by = person(request)
    gives = permissions.gives(by=by, department=department)
    form = GrantForm(_posted(request), gives=gives, department=department)
    if request.method == "POST" and form.is_valid():
        _grant(request, form, at=clock.now())
        return redirect("accounts:people") if department is None else redirect("accounts:people_of", department)
    rows = queries.list_of_grants(department=department)
    context = {
        "form": form if gives else None,
        "gives": frozenset(gives),
        "department": department,
        "department_name": names.name_of(department) if department is not None else "",
        "groups": [
            (ROLE_NAMES[role], [row for row in rows if row.role == role], role in gives)
            for role in Role
            if any(row.role == role for row in rows)
        ],
        "withdrawn": queries.list_of_grants(department=department, withdrawn=True),
        "lone_authors": [names.name_of(code) for code in queries.departments_with_one_author(department=department)],
        "may_close": permissions.can_close(by=by),
    }
    return TemplateResponse(request, "accounts/people.html", context, status=422 if form.errors else 200)


def _grant(request: HttpRequest, form: GrantForm, *, at: datetime) -> None:
    given = form.cleaned_data
    department = given.get("department") or ""
    try:
        actions.grant_role(email=given["email"], role=given["role"], department=department, by=person(request), at=at)
        messages.success(
            request,
            _("%(email)s now holds the role: %(role)s.") % {"email": given["email"], "role": ROLE_NAMES[given["role"]]},
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    _warn_of_lone_author(request, role=given["role"], department=department)


def _withdraw(request: HttpRequest, *, grant: UUID, department: str | None) -> HttpResponse:
    row = queries.open_grant(pk=grant)
    if row is None or (department is not None and row.department != department):
        raise Http404
    if request.method != "POST":
        context = {
            "grant": row,
            "role_name": ROLE_NAMES[Role(row.role)],
            "department": department,
            "department_name": names.name_of(row.department),
        }
        return TemplateResponse(request, "accounts/withdraw.html", context)
    try:
        actions.withdraw_grant(grant=grant, by=person(request), at=clock.now())
        messages.success(request, _("%(email)s no longer holds this role, from now on.") % {"email": row.email})
        _warn_of_lone_author(request, role=Role(row.role), department=row.department)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:people") if department is None else redirect("accounts:people_of", department)


def _warn_of_lone_author(request: HttpRequest, *, role: Role, department: str) -> None:
    if role is Role.AUTHOR and department in queries.departments_with_one_author(department=department):
        messages.warning(
            request,
            _("%(department)s has only one author. Always add two: if one leaves, the plan has no owner.")
            % {"department": names.name_of(department)},
        )


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _samples() -> list[tuple[str, list[dict[str, str]]]]:
    rows = sample.sign_ins(base_url="")
    return [(str(ROLE_NAMES[role]), found) for role in Role if (found := [row for row in rows if row["role"] == role])]
