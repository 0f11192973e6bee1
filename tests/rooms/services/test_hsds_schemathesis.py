"""Whatever is asked of /hsds/: no server error, and every answer as the document says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import transaction

from standing.hall import clock
from standing.rooms.services.views.hsds import openapi
from tests.apis.throwing import operations, throw
from tests.make import hsds as make

AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)
application = get_wsgi_application()
OPERATIONS = operations(openapi(), app=application)


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), transaction.atomic():
        make.load_city(tmp_path_factory.mktemp("city"), at=AT)
        make.take_in(make.directory(), by=make.editor(), at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _directory(_filled, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.mark.usefixtures("_directory")
@pytest.mark.parametrize("operation", [one for _, one in OPERATIONS], ids=[name for name, _ in OPERATIONS])
def test_no_request_breaks_it_and_every_answer_is_as_documented(operation):
    known = {
        "id": [
            make.id_of("service", "Legal clinic", "Sample Neighbors"),
            make.id_of("organization", "Sample Neighbors"),
            make.id_of("both", "Legal clinic", "Sample Neighbors"),
        ]
    }
    assert throw(operation, app=application, examples=25, known=known) > 0


def test_every_address_of_the_document_was_thrown_at():
    assert {name for name, _ in OPERATIONS} == {f"GET {path}" for path in openapi()["paths"]}
