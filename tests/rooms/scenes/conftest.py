"""A small town whose police write a log of scenes, on 10 March 2026."""

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
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.scenes import pack, permissions
from tests.make import accounts
from tests.make import scenes as make


@pytest.fixture(autouse=True)
def _only_the_log_and_what_it_rests_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    every = (
        *SECTIONS, *translations_pack.SECTIONS, *city_pack.SECTIONS, *obligations_pack.SECTIONS, *pack.SECTIONS,
    )  # fmt: skip
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in every})
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path_factory.mktemp("keys") / "box.key")
    queries._facts.clear()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """Return a moment that is told, not read."""
    return make.local("2026-03-10 09:30")


@pytest.fixture
def town(db: None, tmp_path: Path) -> Path:
    make.load_town(tmp_path)
    return tmp_path


@pytest.fixture
def police(town: Path) -> User:
    return accounts.person(role=Role.POLICE, name="Sample Sergeant", email="sergeant@town.example")


@pytest.fixture
def inspector(town: Path) -> User:
    return accounts.person(role=Role.INSPECTOR, name="Sample Inspector", email="inspector@town.example")
