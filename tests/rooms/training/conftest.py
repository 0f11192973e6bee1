"""The invented town, its clock, and somebody on its roster."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from standing.hall import clock
from tests.make import roster
from tests.make import training as make


class Browser:
    """A browser without a cookie: it sends back what the page hides, from where the page stood."""

    def __init__(self, now: list) -> None:
        self.client, self.now, self.page = Client(enforce_csrf_checks=True), now, None

    def open(self, path: str):
        self.page = self.client.get(path)
        return self

    def send(self, path: str = "", /, *, after: timedelta = timedelta(seconds=20), site: str = "same-origin", **fields):
        """Send the first form of the page with these fields, some seconds later."""
        self.now[0] += after
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text))
        data = {name.replace("q_", "q-"): value for name, value in {**hidden, **fields}.items()}
        self.page = self.client.post(path or self.page.request["PATH_INFO"], data, headers={"Sec-Fetch-Site": site})
        return self

    @property
    def text(self) -> str:
        return self.page.content.decode()

    @property
    def status(self) -> int:
        return self.page.status_code


@pytest.fixture
def now(monkeypatch):
    """Let the house's clock stand where a test puts it."""
    held = [make.AT + make.HOUR]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


@pytest.fixture
def town(db, tmp_path, now):
    roster.load_town(tmp_path)


@pytest.fixture
def ines(town):
    return roster.person(number="4711", name="Inés Sample")


@pytest.fixture
def browser(town, now):
    return Browser(now)
