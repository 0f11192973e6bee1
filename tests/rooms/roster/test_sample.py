"""The invented roster of a sample City, and the lists that can be tried with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from standing.hall.installation import api as installation
from standing.rooms.roster.models import Import, Person
from standing.rooms.roster.queries import pack, samples
from standing.rooms.roster.rules import shapes
from standing.sample import roster as sample
from tests.make import roster as make

pytestmark = pytest.mark.django_db
FIRST = make.AT - timedelta(days=60)


@pytest.fixture
def is_sample(monkeypatch):
    monkeypatch.setattr(installation, "is_sample", lambda: True)


def test_a_believable_roster_and_a_list_to_try_with_it(tmp_path, is_sample):
    make.load_town(tmp_path, at=FIRST)
    by = make.personnel()
    sample.write(personnel=by, first=FIRST, until=make.AT)
    later = Import.objects.order_by("brought_at").last()
    assert make.told(later) == {"joins": 40, "leaves": 20, "same": 840}
    assert Person.objects.filter(email="", left_on__isnull=True).count() > 100
    assert sum(len(posts) > 1 for _, _, posts in make.standing().values()) >= 10
    assert not Person.objects.exclude(number__startswith="9").exists()
    content = b"\n".join(
        ",".join(f'"{cell}"' for cell in row).encode() for row in samples.lines(name=samples.SHORT, at=make.AT)
    )
    told = make.told(make.bring(content, by=by))
    assert told["wrong"] == 3
    assert all(told[what] for what in ("joins", "moves", "leaves", "changed", "same", "renamed"))


def test_a_pack_without_sorts_of_work_has_no_roster(tmp_path, is_sample, monkeypatch):
    make.load_town(tmp_path, at=FIRST)
    monkeypatch.setattr(pack, "terms", lambda *, known: shapes.NOTHING)
    sample.write(personnel=make.personnel(), first=FIRST, until=make.AT)
    assert not Person.objects.exists()
