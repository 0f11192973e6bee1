"""A pack with the sections of this room and of the one below."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS
from standing.rooms.city import pack as city_pack
from standing.rooms.obligations import pack as obligations_pack


@pytest.fixture(autouse=True)
def _only_sections_of_these_floors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    sections = (*SECTIONS, *city_pack.SECTIONS, *obligations_pack.SECTIONS)
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in sections})
    queries._facts.clear()
    yield
    queries._facts.clear()
