"""Whatever is asked of /api/v1/: no server error, and every answer as the document says."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.wsgi import get_wsgi_application

from standing.rooms.board.api import openapi
from standing.rooms.obligations import api as obligations
from tests.apis.throwing import operations, throw
from tests.make import board as make

application = get_wsgi_application()
OPERATIONS = operations(openapi(), app=application)
KNOWN = {"department": ["fire", "harbor"], "instrument": ["T"], "obligation": ["T.plan"]}
PATHS = {
    "/api/v1/board", "/api/v1/departments", "/api/v1/departments/{department}", "/api/v1/instruments",
    "/api/v1/instruments/{instrument}/clauses", "/api/v1/obligations", "/api/v1/lights/{obligation}/{department}",
    "/api/v1/plans", "/api/v1/waivers", "/api/v1/liaisons", "/api/v1/frozen",
}  # fmt: skip


@pytest.fixture(scope="module")
def full_town(town, django_db_blocker):
    with django_db_blocker.unblock():
        obligations.freeze_board(day=date(2025, 7, 12), at=make.local("2025-07-12 00:05"))


@pytest.mark.django_db
@pytest.mark.usefixtures("full_town")
@pytest.mark.parametrize("operation", [one for _, one in OPERATIONS], ids=[name for name, _ in OPERATIONS])
def test_no_request_breaks_it_and_every_answer_is_as_documented(operation):
    assert throw(operation, app=application, examples=25, known=KNOWN) > 0


def test_every_address_of_the_document_was_thrown_at():
    assert {name for name, _ in OPERATIONS} == {f"GET {path}" for path in PATHS}
