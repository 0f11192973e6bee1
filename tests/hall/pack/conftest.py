"""The pack alone: sections of rooms are left out, and the memory of packs is empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from standing.hall.pack import queries, registry
from standing.hall.pack.base import SECTIONS


@pytest.fixture(autouse=True)
def _only_the_halls_own_sections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in SECTIONS})
    queries._facts.clear()
    yield
    queries._facts.clear()
