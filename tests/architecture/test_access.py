"""Who comes in where: every route x every role x own department, other department, none x every method."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from standing.config import reference, urls
from standing.hall.accounts.access import registry
from standing.hall.accounts.rules import SECOND_FACTOR_ROLES
from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, Access, Role, Who
from tests.architecture.probe import REACHED
from tests.make import accounts as make

OWN, OTHER = "fire", "parks"
NUMBER = "00000000-0000-4000-8000-000000000000"
DUMMIES = {
    "IntConverter": "7", "UUIDConverter": NUMBER, "SlugConverter": "thing", "StringConverter": "thing",
    "_Id": "thing", "_Sha256": "ab" * 32,
}  # fmt: skip
DRESSING = (
    ".KindRefusalsMiddleware", ".WhiteNoiseMiddleware", ".SecurityHeadersMiddleware", ".MemoryMiddleware",
    ".CSPMiddleware", ".XFrameOptionsMiddleware",
)  # fmt: skip
"""Parts that draw or dress an answer and turn nobody away."""
BY_PATTERN = {"uidb36": "1a", "key": "set-password"}


def walk(patterns, prefix=""):
    """Yield each route's name and what its address is made of."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        else:
            named = {name: DUMMIES[type(converter).__name__] for name, converter in each.pattern.converters.items()}
            named |= {name: BY_PATTERN[name] for name in each.pattern.regex.groupindex if name not in named}
            yield f"{prefix}{each.name}", named


def address(name, parts, department):
    return reverse(name, kwargs={**parts, "department": department} if "department" in parts else parts)


ROUTES = sorted(walk(get_resolver().url_patterns), key=lambda route: (route[0], sorted(route[1])))
DOORS = [
    (name, place, address(name, parts, place))
    for name, parts in ROUTES
    for place in ([OWN, OTHER] if "department" in parts else [None])
]
SIGN_IN = "/staff/sign-in/"


def group(access, method):
    return access.see if method in {"GET", "HEAD"} else access.do


def expected(name, place, method, *, role, is_signed_in=True):
    """Say what the table means, in other words than the code that enforces it."""
    access = registry.get(name)
    if access is None:
        return 404
    who = group(access, method)
    if who == Who() and method not in {"GET", "HEAD"}:
        return 405
    if who.public:
        return REACHED
    if not is_signed_in:
        return 302 if method in {"GET", "HEAD"} else 401
    if who.signed_in or role in who.city:
        return REACHED
    return REACHED if role in who.own and place in {None, OWN} else 404


def asked(client, method, path):
    return client.generic(method, path)


@pytest.fixture(autouse=True)
def _every_view_is_a_probe(settings, monkeypatch):
    """All that decides is real; pages are not drawn or dressed and sessions stay in memory: there are thousands."""
    kept = [path for path in settings.MIDDLEWARE if not path.endswith(DRESSING)]
    settings.MIDDLEWARE = [*kept, "tests.architecture.probe.Probe"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    monkeypatch.setattr(urls, "handler404", nothing, raising=False)


def nothing(_request, exception):
    return HttpResponseNotFound("nothing here")


PERSONAS = [(None, ""), *((role, "" if role in CITY_ROLES else OWN) for role in Role)]


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "department"), PERSONAS, ids=[str(role or "no role") for role, _ in PERSONAS])
def test_what_the_table_says_is_what_the_server_does(role, department):
    client = make.client_of(make.person(role=role, department=department))

    wrong = [
        (method, path, wanted, got)
        for name, place, path in DOORS
        for method in ("GET", "POST")
        if (got := asked(client, method, path).status_code) != (wanted := expected(name, place, method, role=role))
    ]

    assert wrong == []


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_or_keeps_the_text():
    client = Client()
    wrong = []
    for name, place, path in DOORS:
        for method in ("GET", "HEAD", "POST"):
            answer = asked(client, method, path)
            wanted = expected(name, place, method, role=None, is_signed_in=False)
            if answer.status_code != wanted:
                wrong.append((method, path, wanted, answer.status_code))
            if wanted == 302 and answer["Location"] != f"{SIGN_IN}?{urlencode({'next': path})}":
                wrong.append((method, path, answer["Location"]))
            if wanted == 401 and SIGN_IN not in answer.content.decode():
                wrong.append((method, path, "no way to sign in"))
            if method != "POST" and answer.cookies:
                wrong.append((method, path, str(answer.cookies)))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
def test_every_other_writing_method_is_judged_as_a_post(role):
    client = make.client_of(make.person(role=role))
    wrong = [
        (method, path, wanted, got)
        for name, place, path in DOORS
        for method in ("PUT", "PATCH", "DELETE")
        if (got := asked(client, method, path).status_code) != (wanted := expected(name, place, "POST", role=role))
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_methods_that_no_route_knows_are_refused_everywhere(method):
    client = make.client_of(make.administrator())
    assert [
        path for name, _, path in DOORS if name in registry and asked(client, method, path).status_code != 405
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_without_the_second_key_a_strong_role_reaches_only_its_own_account(role):
    client = make.client_of(make.person(role=role, department=OWN if role in DEPARTMENT_ROLES else ""), proven=False)
    reached = set()
    wrong = []
    for name, place, path in DOORS:
        access = registry.get(name)
        for method in ("GET", "POST"):
            wanted = expected(name, place, method, role=role)
            if wanted != REACHED:
                continue  # closed to this role with the second key too: the test above asks
            answer = asked(client, method, path)
            if not group(access, method).public and not group(access, "GET").signed_in:
                wanted = 302 if method == "GET" else 401
                if method == "GET" and not answer.get("Location", "").startswith("/staff/account/security/"):
                    wrong.append((path, answer.get("Location")))
            else:
                reached.add(name)
            if answer.status_code != wanted:
                wrong.append((method, path, wanted, answer.status_code))
    assert wrong == []
    assert {"mfa_index", "accounts:account"} <= reached


def test_no_address_is_hidden_behind_another():
    assert [(name, found) for name, _, path in DOORS if (found := resolve(path).view_name) != name] == []


def test_the_walk_saw_each_scope_and_each_decision():
    seen = {
        expected(name, place, method, role=role, is_signed_in=role is not None)
        for name, place, _ in DOORS
        for method in ("GET", "POST")
        for role in (None, *Role)
    }
    assert seen == {REACHED, 302, 401, 404, 405}
    assert {place for _, place, _ in DOORS} == {OWN, OTHER, None}


def test_the_auditor_reads_and_changes_nothing():
    assert [name for name, access in registry.items() if Role.AUDITOR in access.do.own | access.do.city] == []
    assert [name for name, access in registry.items() if Role.AUDITOR in access.see.city] != []


def test_whoever_may_do_something_may_see_it_too():
    """A page that sends a form must be open to whoever may send it; addresses that only take forms show nobody a page."""
    blind = [name for name, access in registry.items() if access.see != Who() and not _covers(access.see, access.do)]
    assert blind == []


def _covers(see: Who, do: Who) -> bool:
    if see.public or (see.signed_in and not do.public):
        return True
    return not (do.public or do.signed_in) and do.city <= see.city and do.own <= see.own | see.city


def test_nothing_behind_the_staff_door_is_public_but_signing_in():
    open_to_all = {
        name for name, _, path in DOORS if path.startswith("/staff/") and registry.get(name, Access(Who())).see.public
    }
    assert {name for name in open_to_all if not name.startswith(("account_", "mfa_", "openid_", "socialaccount_"))} == {
        "accounts:sample_sign_in"
    }


def test_the_page_of_permissions_says_what_the_table_says():
    rows = {
        cells[0]: (cells[2], cells[3])
        for line in reference._permissions().splitlines()
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 4 and cells[0] in registry
    }
    assert rows == {name: (said(access.see), said(access.do)) for name, access in registry.items()}


def said(who):
    if who.public or who.signed_in:
        return "everybody" if who.public else "everybody signed in"
    parts = [f"{scope}: {', '.join(sorted(roles))}" for scope, roles in (("own", who.own), ("city", who.city)) if roles]
    return "; ".join(parts) or "nobody"


def test_every_department_in_an_address_is_called_so():
    """The scope is read from this one part of the address; another name for it would open the door to all."""
    strays = [
        (name, parts)
        for name, parts in ROUTES
        if any(re.search("dep|office|bureau", part) for part in parts if part != "department")
    ]
    assert strays == []


def test_the_probe_stands_behind_the_real_middleware():
    assert settings.MIDDLEWARE[-1] == "tests.architecture.probe.Probe"
    assert settings.MIDDLEWARE.index("standing.hall.accounts.access.AccessMiddleware") < len(settings.MIDDLEWARE) - 1
