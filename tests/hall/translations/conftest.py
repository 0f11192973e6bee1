"""Two people who translate; a pack with the hall's sections only; nothing remembered from another test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import deactivate

from standing.hall.accounts import access
from standing.hall.accounts.api import User
from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.hall.translations import pack, permissions
from standing.hall.translations.queries import offers
from tests.make import translations as make

EVERY_SECTION = dict(registry._sections)


@pytest.fixture(autouse=True)
def _only_words_beside_the_halls_own_sections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sections = {section.name: section for section in (*SECTIONS, *pack.SECTIONS)}
    monkeypatch.setattr(registry, "_sections", sections)
    queries._facts.clear()
    offers.forget()
    access.register(permissions.ROUTES)
    yield
    queries._facts.clear()
    offers.forget()
    deactivate()  # a page in another language leaves that language behind in this thread


@pytest.fixture
def writer(db: None) -> User:
    return make.translator()


@pytest.fixture
def reader(db: None) -> User:
    return make.translator()
