"""A treasurer, two custodians, a program, and money that is ready."""

import pytest

from tests.make import cards as make
from tests.make import funds as money


@pytest.fixture
def treasurer(db):
    return money.treasurer()


@pytest.fixture
def keeper(db):
    return make.keeper()


@pytest.fixture
def second(db):
    return make.keeper()


@pytest.fixture
def program(db):
    return make.program()


@pytest.fixture
def ready(program, treasurer):
    make.allocated(10_000_00, by=treasurer)
    return program
