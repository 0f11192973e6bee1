"""The tags of `{% load accounts %}`."""

from django import template
from django.http import HttpRequest
from django.template.context import Context

from standing.hall.accounts import access, names
from standing.hall.accounts.forms import ROLE_NAMES
from standing.kernel.access import Role

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, route: str, department: str | None = None, method: str = "") -> bool:
    """
    Test whether the person of this page may use a route, for showing a link or a button.

    Without a method: may do, if the route has anything to do; else may see.
    """
    entry = access.registry.get(route)
    if not method:
        method = "GET" if entry is None or entry.do.is_nobody else "POST"
    request: HttpRequest = context["request"]
    return access.allowed(request.user, route, method, department or None, grants=access.grants_in(request))


@register.filter
def role_name(role: str) -> str:
    """Return a role in the words of the office."""
    return str(ROLE_NAMES[Role(role)])


@register.filter
def department_name(code: str) -> str:
    """Return the name of a department."""
    return names.name_of(code)


@register.simple_tag(takes_context=True)
def address_with_a_name(context: Context) -> str:
    """Return this page at http://localhost when it was opened at 127.0.0.1: a passkey needs a name."""
    request: HttpRequest = context["request"]
    host, _, port = request.get_host().partition(":")
    if host != "127.0.0.1":
        return ""
    return f"http://localhost{f':{port}' if port else ''}{request.get_full_path()}"
