"""A small town with an agenda, on 13 July 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation

from standing.hall.accounts import access
from standing.hall.accounts.api import Role, User
from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.hall.translations import pack as translations_pack
from standing.rooms.agenda import pack, permissions
from tests.make import accounts
from tests.make import agenda as make


@pytest.fixture(autouse=True)
def _only_the_agenda_beside_the_halls_own_sections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sections = {section.name: section for section in (*SECTIONS, *translations_pack.SECTIONS, *pack.SECTIONS)}
    monkeypatch.setattr(registry, "_sections", sections)
    queries._facts.clear()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()
    translation.deactivate()  # a page asked for at /fa/ leaves its language to the next test


@pytest.fixture
def now() -> datetime:
    """Return a moment that is told, not read."""
    return make.local("2026-07-13 09:30")


@pytest.fixture
def town(db: None, tmp_path: Path) -> Path:
    """Put the town's pack in force."""
    make.load_town(tmp_path, at=make.local("2026-01-01 09:00"))
    return tmp_path


@pytest.fixture
def editor(town: Path) -> User:
    return accounts.person(role=Role.EDITOR, name="Sample Editor", email="editor@town.example")


@pytest.fixture
def coordinator(town: Path) -> User:
    return accounts.person(role=Role.COORDINATOR, name="Sample Coordinator", email="coordinator@town.example")


@pytest.fixture
def auditor(town: Path) -> User:
    return accounts.person(role=Role.AUDITOR, name="Sample Auditor", email="auditor@town.example")
