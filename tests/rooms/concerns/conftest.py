"""A small town whose channel is open, on 13 July 2026."""

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
from standing.hall.sealed import people
from standing.hall.translations import pack as translations_pack
from standing.rooms.city import pack as city_pack
from standing.rooms.concerns import pack, permissions
from standing.rooms.obligations import pack as obligations_pack
from tests.make import concerns as make


@pytest.fixture(autouse=True)
def _only_these_floors(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    sections = (*SECTIONS, *translations_pack.SECTIONS, *city_pack.SECTIONS, *obligations_pack.SECTIONS, *pack.SECTIONS)
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in sections})
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path_factory.mktemp("keys") / "box.key")
    # A try at a passphrase costs little here; what it costs stands with each key, and one test asks for the real one.
    monkeypatch.setattr(people, "PASSPHRASE", people.Cost(passes=1, mebibytes=1))
    monkeypatch.setattr(people, "CODE", people.Cost(passes=1, mebibytes=1))
    queries._facts.clear()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """Return a moment that is told, not read."""
    return make.local("2026-07-13 09:30")


@pytest.fixture
def town(db: None, tmp_path: Path) -> Path:
    """Put the town's pack in force, and return the folder of its versions."""
    make.load_town(tmp_path, at=make.local("2026-01-01 09:00"))
    return tmp_path


@pytest.fixture
def investigator(town: Path) -> User:
    return make.reader(at=make.local("2026-01-02 09:00"), name="Sample Investigator")


@pytest.fixture
def counsel(town: Path) -> User:
    return make.reader(role=Role.ATTORNEY, at=make.local("2026-01-02 09:00"), name="Sample Counsel")


@pytest.fixture
def custodian(town: Path) -> User:
    return make.reader(role=Role.CUSTODIAN, at=make.local("2026-01-02 09:00"), name="Sample Custodian")


@pytest.fixture
def readers(investigator: User, counsel: User) -> tuple[User, User]:
    """Return two who can open what is reported."""
    return investigator, counsel
