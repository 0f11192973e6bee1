"""What tests of the guide share."""

import pytest

from standing.hall.accounts import access
from standing.hall.pack import api as pack
from standing.hall.translations import pack as translations_pack
from standing.rooms.city import pack as city_pack
from standing.rooms.guide import pack as guide_pack
from standing.rooms.guide import permissions
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.plans import pack as plans_pack
from tests.make import guide as make


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms this room needs, as the front gate does."""
    for rooms in (translations_pack, city_pack, obligations_pack, plans_pack, guide_pack):
        for section in rooms.SECTIONS:
            pack.register(section)
    access.merge(permissions.ROUTES)


@pytest.fixture
def people(db) -> make.Team:
    return make.team()


@pytest.fixture
def town(db, tmp_path) -> None:
    """A town whose pack brought a guide, which nobody has approved yet."""
    make.load_pack(tmp_path)


@pytest.fixture
def now(monkeypatch):
    """Let the house's clock stand where a test puts it."""
    from standing.hall import clock

    def stand(at):
        monkeypatch.setattr(clock, "now", lambda: at)

    stand(make.AT + make.DAY)
    return stand
