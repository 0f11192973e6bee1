"""The invented town, and somebody who keeps its roster."""

import pytest

from standing.hall import clock
from standing.hall.accounts.api import Role
from tests.make import accounts
from tests.make import roster as make


@pytest.fixture
def town(monkeypatch, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    make.load_town(tmp_path)


@pytest.fixture
def by(town):
    return make.personnel()


@pytest.fixture
def client(by):
    return accounts.client_of(by)


@pytest.fixture
def head(town):
    return accounts.person(role=Role.HEAD, department="streets")
