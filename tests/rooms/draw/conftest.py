"""These tests need the trustee's tables, which no City process has: ``make test`` runs them with STANDING_ROLE=trustee."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from standing.rooms.draw.rules import applying
from tests.make import draw as make


@pytest.fixture(autouse=True)
def _sums_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "WORK", 4)  # one test asks for the real one


@pytest.fixture
def held(db) -> make.Open:
    """A round with open application, two groups and two places in each."""
    return make.open_round()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[make.Open]:
    """The same, for tests in which several connections see it. Afterwards all tables are emptied."""
    with django_db_blocker.unblock():
        yield make.open_round()
        tables = [one._meta.db_table for one in apps.get_models() if one.__module__.startswith("standing.")]
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
