"""A treasurer, in the hours of the invented town."""

import pytest

from tests.make import funds as make


@pytest.fixture
def by(db):
    return make.treasurer()
