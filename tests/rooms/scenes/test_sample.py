"""The invented log obeys every rule, and its first report tells what was reported in public."""

from __future__ import annotations

from datetime import date
from random import Random

import yaml

from standing.hall.accounts.api import Role
from standing.rooms.scenes import queries
from standing.rooms.scenes.models import Scene
from standing.rooms.scenes.rules import log as logs
from standing.rooms.scenes.rules.log import ScenesFile
from standing.sample import scenes as sample
from tests.make import accounts
from tests.make import scenes as make


def test_the_first_months_are_those_that_were_heard_on_3_march(tmp_path, db):
    log = (
        (make.ROOT / "packs" / "los-angeles" / "scenes.yaml")
        .read_text()
        .replace("department: lapd", "department: police")
    )
    make.load_town(tmp_path, log=log)
    until = make.local("2026-04-12 12:00")
    sample.write(
        police=accounts.person(role=Role.POLICE),
        inspector=accounts.person(role=Role.INSPECTOR),
        first=make.local("2025-12-05 08:00"),
        until=until,
        random=Random("scenes"),
    )
    march, february, january = queries.reports()
    assert (january.content["totals"]["calls"], january.given_on) == (8, date(2026, 3, 3))
    assert {name: one["calls"] for name, one in january.content["divisions"].items() if one["calls"]} == {
        "northeast": 3, "rampart": 2, "harbor": 1, "southeast": 1, "olympic": 1,
    }  # fmt: skip
    assert (february.content["totals"]["scenes"], february.given_on) == (0, date(2026, 3, 3))
    assert march.month == "2026-03"
    assert not Scene.objects.filter(recorded_at__gt=until).exists()
    assert any(one.is_drawn for one in queries.draws())


def test_the_logs_of_the_packs_are_sound():
    for pack in ("packs/los-angeles", "tests/packs/alder-ford"):
        file = ScenesFile.model_validate(yaml.safe_load((make.ROOT / pack / "scenes.yaml").read_text()))
        assert list(logs.faults(file)) == []
    broken = file.model_copy(
        update={"divisions": (*file.divisions, file.divisions[0]), "first_report": date(2026, 1, 5)}
    )
    assert [path for path, _ in logs.faults(broken)] == [("divisions",), ("first_report",)]
