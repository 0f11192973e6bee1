"""These tests need the trustee's tables, which no City process has: ``make test`` runs them with STANDING_ROLE=trustee."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from tests.make import trustee as make


@pytest.fixture
def held(db) -> make.Held:
    """An open round with two desks of two groups."""
    return make.open_round()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[make.Held]:
    """An open round that several connections see. Afterwards all tables are emptied, though they refuse it."""
    with django_db_blocker.unblock():
        yield make.open_round()
        tables = [one._meta.db_table for one in apps.get_models() if one.__module__.startswith("standing.")]
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
