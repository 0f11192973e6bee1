"""The pack of Los Angeles, from the day of the directive on; and liaisons, whom the city room appoints."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest

from standing.hall.accounts.api import Role
from standing.hall.pack import api as packs
from standing.rooms.city.rules.appointments import Rank
from standing.rooms.obligations import api
from tests.make import accounts
from tests.make import city as city_make
from tests.make import obligations as make

pytestmark = pytest.mark.django_db

PACK = Path(__file__).resolve().parents[3] / "packs" / "los-angeles"

READ_HERE = {
    "pack.yaml", "calendars.yaml", "languages.yaml", "thresholds.yaml", "retention.yaml", "departments.yaml", "evidence.yaml",
    "instruments",
}  # fmt: skip


@pytest.fixture
def city(tmp_path):
    """The city's pack without the parts that other rooms read."""
    shutil.copytree(PACK, tmp_path / "pack", ignore=lambda folder, names: {
        name for name in names if Path(folder) == PACK and name not in READ_HERE
    })  # fmt: skip
    packs.load(directory=tmp_path / "pack", by=make.SYSTEM, at=make.local("2025-07-11 12:00"))


def plans(text):
    board = api.statuses(at=make.local(text))
    return Counter(one.status for one in board.pairs if one.obligation == "ED12-1.plan")


def test_every_department_owes_its_plan_by_25_july_and_is_late_at_midnight(city):
    everybody = plans("2025-07-25 23:59")
    bound = everybody["at risk"]

    assert set(everybody) == {"at risk", "not applicable"}
    assert everybody["not applicable"] == 5  # four elected offices and the Housing Authority are invited
    assert plans("2025-07-26 00:00") == {"late": bound, "not applicable": 5}
    make.evidence(department="lapd", obligation="ED12-1.plan", at=make.local("2025-07-28 12:00"))
    assert plans("2025-07-29 12:00") == {"met": 1, "late": bound - 1, "not applicable": 5}
    assert plans("2025-07-27 12:00") == {"late": bound, "not applicable": 5}


def test_every_light_of_los_angeles_can_be_opened(city):
    at = make.local("2025-08-01 12:00")
    board = api.statuses(at=at)
    first = {one.obligation: one for one in board.pairs}

    for pair in first.values():
        shown = api.explain(obligation=pair.obligation, department=pair.department, at=at)
        assert shown.pair == pair
        assert shown.tree["law"]["sentences"], pair.obligation
        assert bool(shown.remedies) == (pair.status in ("late", "at risk", "due", "unknown"))
    assert {one.instrument for one in api.obligations(known=at)} <= {one.id for one in api.instruments(known=at)}


def test_a_liaison_and_a_backup_make_the_standing_duty_met_until_one_leaves(tmp_path):
    duty = make.duty(
        "T.liaison",
        due={"rule": "standing", "from": {"instrument": "T", "date": "signed"}},
        evidence={"all": ["liaison-primary", "liaison-backup"]},
    )
    kinds = [*make.KINDS, make.kind("liaison-primary"), make.kind("liaison-backup")]
    make.load_pack(tmp_path, make.instrument(duty), kinds=kinds, offices=[make.office("parks")])
    coordinator = accounts.person(role=Role.COORDINATOR)
    at = make.local("2025-07-15 09:00")

    def light(text, known=None):
        moment = make.local(text)
        return api.explain(obligation="T.liaison", department="parks", at=moment, known=known or moment).pair

    assert light("2025-07-15 12:00").status == "late"
    city_make.appoint(by=coordinator, at=at)
    assert light("2025-07-15 12:00").status == "late"
    leaves = make.local("2025-10-01 09:00")
    city_make.appoint(by=coordinator, at=at, rank=Rank.BACKUP, email="backup@parks.example", until_at=leaves)

    assert light("2025-07-15 12:00").status == "met"
    assert light("2025-07-15 12:00", known=at - dt.timedelta(minutes=1)).status == "late"
    soon = light("2025-09-15 12:00")
    assert (soon.status, soon.until) == ("at risk", leaves)
    assert light("2025-10-01 09:00").status == "late"
