"""The invented town with its pack, its sites and its people, on 13 July 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from standing.config import wiring
from standing.hall.pack import queries as pack_queries
from tests.make import encounters as make
from tests.make import kept
from tests.make.encounters import Town


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms, as the front gate does."""
    wiring.plug_in()


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Give each test folders of its own."""
    folder = tmp_path / "var"
    settings.STANDING = {
        **settings.STANDING, "var": folder, "files_dir": folder / "files", "mail_dir": folder / "mail",
        "box_key_file": folder / "keys" / "box.key", "pager_url": "", "pager_token": "",
    }  # fmt: skip
    pack_queries._facts.clear()
    yield folder
    pack_queries._facts.clear()
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """Return a moment that is told, not read."""
    return make.NOW


kept_town = kept.for_a_module(lambda _folder: make.load())


@pytest.fixture
def town(kept_town: Path, db: None) -> Town:
    """Return the people of a town whose pack is in force."""
    return make.town()
