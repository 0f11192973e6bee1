"""A small town whose pack has two campaigns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from standing.hall.accounts import access
from standing.hall.pack import api as pack
from standing.rooms.city import pack as city_pack
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.plans import pack as plans_pack
from standing.rooms.plans import permissions
from tests.make import plans as make
from tests.make.plans import Team
from tests.rooms.plans.threads import at_once


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms this room needs, as the front gate does."""
    for section in (*city_pack.SECTIONS, *obligations_pack.SECTIONS, *plans_pack.SECTIONS):
        pack.register(section)
    access.merge(permissions.ROUTES)


@pytest.fixture
def town(db: None, tmp_path: Path) -> None:
    """Put the town's pack in force."""
    make.load_pack(tmp_path)


@pytest.fixture
def people(town: None) -> Team:
    """Return the people around the plan of the parks department."""
    return make.team()


@pytest.fixture
def committed_town(db: None, tmp_path: Path) -> Iterator[Team]:
    """
    Put a town into the database for good, so that several connections see it; and take it out again.

    The test's own connection must not touch a table meanwhile: ask with ``at_once`` too.
    """
    at_once(lambda: make.load_pack(tmp_path))
    [people] = at_once(make.team)
    assert isinstance(people, Team)
    try:
        yield people
    finally:
        at_once(_empty)


def _empty() -> None:
    """Empty the house's own tables; their triggers refuse it, so they are put to rest meanwhile."""
    there = set(connection.introspection.table_names())
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models()
        if model.__module__.startswith("standing.") and model._meta.db_table in there
    ]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
