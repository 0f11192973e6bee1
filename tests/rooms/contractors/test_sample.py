"""The invented history of firms."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.contractors import api
from standing.rooms.contractors.models import Contract, ContractException, Decline, Import, Notice, Subcontract
from standing.rooms.contractors.queries import pack, samples
from standing.rooms.contractors.rules.steps import State
from standing.sample import contractors as sample
from tests.make import accounts
from tests.make import contractors as make

pytestmark = pytest.mark.django_db
UNTIL = make.AT + timedelta(days=100)


def test_it_writes_a_believable_history_through_the_doors(by, other, monkeypatch):
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    offices = {code: accounts.person(role=Role.LIAISON, department=code) for code in pack.departments(known=UNTIL)}
    sample.write(officer=by, counsel=other, liaisons=offices, first=make.AT, until=UNTIL, random=Random("contractors"))
    found = api.coverage(at=UNTIL).whole
    assert Contract.objects.count() == 110
    assert Import.objects.get().counts == {"new": 110}
    assert found.contracts[State.ATTESTED] > 80
    assert found.contracts[State.EXCEPTED] == 1
    assert 1 < found.silent < 25
    assert ContractException.objects.filter(decided_at=None).count() == 1
    assert Decline.objects.exists()
    assert Subcontract.objects.count() > 4
    assert Notice.objects.filter(on_paper=True).exists()
    assert {"notice", "reminder", "referral"} <= set(Notice.objects.values_list("rung", flat=True))


@pytest.mark.parametrize("size", [200, 1_000])
def test_a_list_to_try_is_the_same_each_time_and_has_no_mistakes(by, monkeypatch, size):
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    made = [
        list(samples.lines(contracts=size, firms=size // 2, departments=("clerk", "streets"), sites=()))
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len({row[5] for row in made[0][1:]}) == size
    if size == 200:
        assert make.bring(*(row[:-1] for row in made[0][1:]), by=by).counts == {"new": len(made[0]) - 1}
