"""A small town with a board, made once for all tests of a file; what a test adds is taken back after it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from standing.hall.pack import queries as pack_queries
from tests.make import board as make


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold one transaction around all tests of a file."""
    pack_queries._facts.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    pack_queries._facts.clear()


@pytest.fixture(scope="module")
def town(ground: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put the town's pack in force and let things happen."""
    make.load_town(tmp_path_factory.mktemp("town"))
    make.facts()


@pytest.fixture(scope="module")
def sample_town(ground: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same, of a database that was made as a sample."""
    make.load_town(tmp_path_factory.mktemp("sample"), sample=True)
    make.facts()


@pytest.fixture(scope="module")
def los_angeles(ground: None) -> None:
    """Put the Los Angeles pack in force."""
    make.load_los_angeles()


@pytest.fixture
def visitor() -> Client:
    """Return the browser of somebody unknown."""
    return Client()
