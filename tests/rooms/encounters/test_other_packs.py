"""Towns whose packs say something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from standing.hall.pager import api as pager
from standing.kernel.refusals import Refused
from tests.make import encounters as make
from tests.make.encounters import NOW
from tests.rooms.encounters.test_alerts import rung
from tests.rooms.encounters.test_reports import add, picture


def test_a_pack_can_do_without_photographs(db: None, tmp_path: Path):
    text = (make.ALDER_FORD / "encounters.yaml").read_text() + "photos: {allowed: false}\n"
    make.load(tmp_path, encounters=text)
    town = make.town()
    with pytest.raises(Refused, match="keeps no photographs"):
        add(town, make.report(town), picture())


def test_a_town_without_the_file_rings_by_default(db: None, tmp_path: Path):
    make.load(tmp_path, encounters="")
    town = make.town()
    make.alert(town, by=town.worker)
    pager.send_due(at=NOW)
    assert rung() == {"liaison@streets.example", "office@town.example"}
