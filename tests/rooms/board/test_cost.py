"""What a board costs: the same few queries however many departments there are."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standing.hall.pack import queries as pack_queries
from tests.make import board as make
from tests.rooms.board.test_pages import ALL

pytestmark = pytest.mark.django_db


def cost(visitor, address):
    visitor.get(address)  # packs are read once
    with CaptureQueriesContext(connection) as found:
        assert visitor.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["board", "department", "clause", "light", "instruments", "home"])
def test_48_departments_cost_the_queries_of_6(name, tmp_path):
    counted = []
    for offices in (6, 48):
        savepoint = transaction.savepoint()
        make.load_town(tmp_path / str(offices), offices=offices)
        make.facts()
        counted.append(cost(Client(), ALL[name]))
        transaction.savepoint_rollback(savepoint)
        pack_queries._facts.clear()
    assert counted[0] == counted[1]
    assert counted[1] <= 30
