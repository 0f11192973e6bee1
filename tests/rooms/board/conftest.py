"""A small town with a board."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from standing.hall.pack import queries as pack_queries
from tests.make import board as make


@pytest.fixture(autouse=True)
def _ask_each_pack_anew() -> Iterator[None]:
    pack_queries._facts.clear()
    yield
    pack_queries._facts.clear()


@pytest.fixture
def town(db: None, tmp_path: Path) -> None:
    """Put the town's pack in force and let things happen."""
    make.load_town(tmp_path)
    make.facts()


@pytest.fixture
def sample_town(db: None, tmp_path: Path) -> None:
    """The same, of a database that was made as a sample."""
    make.load_town(tmp_path, sample=True)
    make.facts()


@pytest.fixture
def visitor() -> Client:
    """Return the browser of somebody unknown."""
    return Client()
