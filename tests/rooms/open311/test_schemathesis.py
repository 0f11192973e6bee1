"""Whatever is asked of the doors: no server error, and every answer as the document says."""

import json
import uuid

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from standing.rooms.open311 import actions
from standing.rooms.open311.models import Request
from standing.rooms.open311.rules import openapi
from tests.apis.throwing import operations, throw
from tests.make import open311 as make
from tests.make import rights

DOCUMENT = openapi.document(
    title="Doors",
    version="2",
    codes=["rights", "message", "activity"],
    languages=["en", "es", "fa", "hi"],
    places=["town-hall"],
)
application = get_wsgi_application()
OPERATIONS = operations(DOCUMENT, app=application)


@pytest.fixture
def _one_connection():
    """Keep the test's own connection, and its transaction, over all requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(people, now, _one_connection):
    key = make.key(people, at=now)
    [said] = make.hand_in(key, service_code="rights").json()
    actions.number_requests(at=now)
    rights.approved(people.team, at=now)
    service = make.help_service(people, at=now)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the client of the tests connects it again
    return {
        "f": ["xml", "json", "json", "xml"],
        "service_code": ["rights", "activity"],
        "service_request_id": [Request.objects.get().number],
        "token": [said["token"]],
        "which": ["all", "at-the-door", str(service), str(uuid.uuid4())],
    }


@pytest.mark.parametrize("operation", [one for _, one in OPERATIONS], ids=[name for name, _ in OPERATIONS])
def test_no_request_breaks_a_door_and_every_answer_is_as_documented(operation, known):
    assert throw(operation, app=application, examples=15, known=known) > 0


def test_the_document_that_is_served_is_this_one(people, client):
    served = client.get("/open311/openapi.json").json()
    assert served["paths"].keys() == DOCUMENT["paths"].keys()
    assert json.loads(json.dumps(DOCUMENT["components"])) == served["components"]
    assert {name.partition(" ")[2] for name, _ in OPERATIONS} == set(served["paths"])
