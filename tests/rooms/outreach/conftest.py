"""A town that speaks four languages, and the people who make its messages."""

from pathlib import Path

import pytest

from standing.config import wiring
from standing.hall.pack import api as packs
from standing.rooms.outreach import pack as outreach_pack
from standing.rooms.rights import pack as rights_pack
from tests.make import outreach as make
from tests.make.outreach import Desk


@pytest.fixture(scope="session", autouse=True)
def _plugged_in() -> None:
    """Join the rooms, as the front gate does."""
    wiring.plug_in()
    for section in (*rights_pack.SECTIONS, *outreach_pack.SECTIONS):
        if section not in packs.sections():
            packs.register(section)


@pytest.fixture
def town(db: None, tmp_path: Path) -> None:
    """Put the town's pack in force."""
    make.load_town(tmp_path / "pack")


@pytest.fixture
def people(town: None) -> Desk:
    """Return the people who make messages."""
    return make.desk()
