"""A small town with a disclosure desk, on 13 July 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from standing.hall.accounts import access
from standing.hall.accounts.api import Role, User
from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.hall.translations import pack as translations_pack
from standing.rooms.city import pack as city_pack
from standing.rooms.disclosure import pack, permissions
from tests.make import accounts
from tests.make import disclosure as make


@pytest.fixture(autouse=True)
def _only_the_desk_beside_the_halls_own_sections(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    every = (*SECTIONS, *translations_pack.SECTIONS, *city_pack.SECTIONS, *pack.SECTIONS)
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in every})
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path_factory.mktemp("keys") / "box.key")
    queries._facts.clear()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """Return a moment that is told, not read: a Monday."""
    return make.local("2026-07-13 09:30")


@pytest.fixture
def town(db: None, tmp_path: Path) -> Path:
    """Put the town's pack in force, and return the folder of its versions."""
    make.load_town(tmp_path, at=make.local("2025-01-01 09:00"))
    return tmp_path


@pytest.fixture
def counsel(town: Path) -> User:
    return accounts.person(role=Role.ATTORNEY, name="Sample Counsel", email="counsel@town.example")


@pytest.fixture
def records(town: Path) -> User:
    return accounts.person(role=Role.RECORDS, name="Sample Records", email="records@town.example")


@pytest.fixture
def liaison(town: Path) -> User:
    return accounts.person(role=Role.LIAISON, department="water", email="liaison@town.example")
