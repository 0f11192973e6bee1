"""The invented town, and people who look after its firms."""

import pytest

from standing.hall import clock
from standing.hall.accounts.api import Role
from tests.make import accounts, kept
from tests.make import contractors as make

kept_town = kept.for_a_module(make.load_town)


@pytest.fixture
def town(kept_town, db, monkeypatch, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    kept.copied(kept_town, tmp_path)


@pytest.fixture
def by(town):
    return make.officer()


@pytest.fixture
def other(town):
    return accounts.person(role=Role.ATTORNEY)


@pytest.fixture
def client(by):
    return accounts.client_of(by)


@pytest.fixture
def liaison(town):
    return accounts.person(role=Role.LIAISON, department="streets")
