"""A small town with a directory of help, on 11 July 2025."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from standing.hall.accounts.api import Role, User
from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.hall.translations import pack as translations_pack
from standing.rooms.services import pack
from standing.rooms.services.queries import names
from tests.make import accounts, kept
from tests.make import services as make


@pytest.fixture(autouse=True, scope="module")
def _only_services_beside_the_halls_own_sections() -> Iterator[None]:
    sections = {section.name: section for section in (*SECTIONS, *translations_pack.SECTIONS, *pack.SECTIONS)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_sections", sections)
        patch.setattr(names, "_ask", [lambda _at: {"parks": "Parks", "fire": "Fire"}])
        yield


@pytest.fixture(autouse=True)
def _remember_no_pack_of_another_test() -> Iterator[None]:
    queries._facts.clear()
    yield
    queries._facts.clear()


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold one transaction around all tests of a file, for what is dear and only looked at."""
    queries._facts.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    queries._facts.clear()


kept_town = kept.for_a_module(lambda folder: make.load_town(folder, at=make.local("2025-07-01 09:00")))


@pytest.fixture
def town(kept_town: Path, db: None, tmp_path: Path) -> None:
    """Put the town's pack in force."""
    kept.copied(kept_town, tmp_path)


@pytest.fixture
def editor(town: None) -> User:
    """Return somebody who keeps the directory."""
    return accounts.person(role=Role.EDITOR, name="Sample Editor", email="editor@town.example")


@pytest.fixture
def agent(town: None) -> User:
    """Return somebody who checks services and proposes changes."""
    return accounts.person(role=Role.AGENT, name="Sample Agent", email="agent@town.example")


@pytest.fixture
def liaison(town: None) -> User:
    """Return the liaison of the parks."""
    return accounts.person(role=Role.LIAISON, department="parks", name="Sample Liaison", email="liaison@parks.example")
