"""What tests of rights share."""

import pytest

from standing.hall.accounts import access
from standing.hall.pack import api as pack
from standing.rooms.city import pack as city_pack
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.plans import pack as plans_pack
from standing.rooms.rights import pack as rights_pack
from standing.rooms.rights import permissions
from tests.make import rights as make


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms this room needs, as the front gate does."""
    sections = (*city_pack.SECTIONS, *obligations_pack.SECTIONS, *plans_pack.SECTIONS, *rights_pack.SECTIONS)
    for section in sections:
        pack.register(section)
    access.merge(permissions.ROUTES)


@pytest.fixture
def people(db) -> make.Team:
    return make.team()


@pytest.fixture
def town(db, tmp_path) -> None:
    """A town with telephone numbers and no article yet."""
    make.load_pack(tmp_path)
