"""A town with doors for 311."""

from pathlib import Path

import pytest
from django.conf import settings

from standing.config import wiring
from standing.hall import clock
from standing.hall.pack import api as packs
from standing.rooms.contact import pack as contact_pack
from standing.rooms.open311 import pack as open311_pack
from standing.rooms.outreach import pack as outreach_pack
from standing.rooms.rights import pack as rights_pack
from standing.rooms.services import pack as services_pack
from tests.make import open311 as make
from tests.make.open311 import House


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms, as the front gate does."""
    wiring.plug_in()
    for room in (rights_pack, outreach_pack, contact_pack, services_pack, open311_pack):
        for section in room.SECTIONS:
            if section not in packs.sections():
                packs.register(section)


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path_factory.mktemp("keys") / "box.key")


@pytest.fixture
def now():  # type: ignore[no-untyped-def]
    return clock.now()


@pytest.fixture
def town(db: None, tmp_path: Path) -> None:
    """Put the town's pack in force."""
    make.load_town(tmp_path / "pack")


@pytest.fixture
def people(town: None) -> House:
    """Return the people around the doors."""
    return make.house()
