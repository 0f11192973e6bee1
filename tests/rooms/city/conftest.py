"""A small town with three departments, on 11 July 2025."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from standing.hall.accounts import access
from standing.hall.accounts.api import Role, User
from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.rooms.city import pack, permissions
from tests.make import accounts
from tests.make import city as make


@pytest.fixture(autouse=True)
def _only_departments_beside_the_halls_own_sections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sections = {section.name: section for section in (*SECTIONS, *pack.SECTIONS)}
    monkeypatch.setattr(registry, "_sections", sections)
    queries._facts.clear()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()


@pytest.fixture
def town(db: None, tmp_path: Path) -> None:
    """Put the town's pack in force."""
    make.load_town(tmp_path, at=make.local("2025-07-01 09:00"))


@pytest.fixture
def coordinator(town: None) -> User:
    return accounts.person(role=Role.COORDINATOR, name="Sample Coordinator", email="coordinator@town.example")


@pytest.fixture
def head(town: None) -> User:
    return accounts.person(role=Role.HEAD, department="parks", name="Sample Head", email="head@parks.example")
