"""A small site around the web package, without the rooms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from standing.hall.web import navigation, shell

TEMPLATE = """{% extends "web/staff.html" %}{% load web %}
{% block title %}A note{% endblock %}
{% block content %}<form method="post" novalidate data-autosave="/staff/save/">{% csrf_token %}
<input type="hidden" name="seen" value="1">{{ form }}<button class="button">Send</button></form>{% endblock %}"""


def _small(folder: Path) -> dict[str, Any]:
    (folder / "web").mkdir()
    (folder / "web" / "example_form.html").write_text(TEMPLATE)
    return {
        "ROOT_URLCONF": "tests.hall.web.urls",
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "standing.hall.web.middleware.SecurityHeadersMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "standing.hall.web.middleware.KindRefusalsMiddleware",
        ],
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "TEMPLATES": [{**settings.TEMPLATES[0], "DIRS": [folder]}],
    }


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve the web package alone, for the tests of one file."""
    menus = [navigation._public, navigation._staff, navigation._foot]
    kept = [list(menu) for menu in menus]
    for menu in menus:
        menu.clear()  # the rooms' pages have no address here
    with pytest.MonkeyPatch.context() as patch, override_settings(**_small(tmp_path_factory.mktemp("templates"))):
        for name in ("route", "offline_route", "changes_route"):
            patch.setattr(shell, name, "")
        yield
    for menu, items in zip(menus, kept, strict=True):
        menu[:] = items


@pytest.fixture
def site(small_site: None, db: None) -> Client:
    """Return a visitor of the small site whose forms are checked as in real life."""
    return Client(enforce_csrf_checks=True)
