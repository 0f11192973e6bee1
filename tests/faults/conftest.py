"""One house is made the slow way; the others are copies of its records."""

import pytest

from tests.faults.house import WHOLE, House, copy_of, new_house


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> House:
    """A house with tables and nothing in them."""
    house = new_house(tmp_path_factory.mktemp("bare"))
    made = house.run("migrate")
    assert (made.returncode, made.stderr) == (0, "")
    assert house.everything() == []
    return house


@pytest.fixture(scope="session")
def first(bare, tmp_path_factory) -> House:
    """A house that was started once, and stopped by Ctrl-C."""
    house = copy_of(bare, tmp_path_factory.mktemp("first"))
    try:
        house.start().until_ready()
        assert house.stop() == 0, house.text()
        house.nothing_is_left()
    finally:
        house.tear_down()
    return house


@pytest.fixture(scope="session")
def whole(first, tmp_path_factory) -> tuple[object, ...]:
    """How much a complete sample holds."""
    from standing.config import postgres

    house = copy_of(first, tmp_path_factory.mktemp("counted"))
    with postgres.held(house.var):
        return house.ask(WHOLE)


@pytest.fixture
def house(first, tmp_path):
    """A house with records, not running."""
    made = copy_of(first, tmp_path / "house")
    yield made
    made.tear_down()


@pytest.fixture
def unwritten(bare, tmp_path):
    """A house with tables and no sample yet."""
    made = copy_of(bare, tmp_path / "house")
    yield made
    made.tear_down()


@pytest.fixture
def empty(tmp_path):
    """A house that was never started."""
    made = new_house(tmp_path / "house")
    yield made
    made.tear_down()
