"""A folder of its own for each test, and a room that is only pages."""

import pytest

from standing.hall.publish import queries
from tests.make import publish as make


@pytest.fixture
def var(settings, tmp_path):
    """The folder of this installation."""
    settings.STANDING = {**settings.STANDING, "var": tmp_path}
    return tmp_path


@pytest.fixture
def room(db, settings, var):
    """A room whose pages a test writes."""
    settings.ROOT_URLCONF = "tests.hall.publish.urls"
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish"), ("fa", "Persian")]
    with make.open_room() as room:
        yield room


@pytest.fixture
def disk(room):
    """The releases on the disk."""
    return queries.releases()
