"""A town whose counsel has not approved how long the roster is kept."""

from __future__ import annotations

import pytest

from standing.rooms.roster.actions import forgetting
from standing.rooms.roster.models import Person
from tests.make import roster as make
from tests.rooms.roster.test_forgetting import DUE

pytestmark = pytest.mark.django_db


def test_nothing_is_forgotten_before_counsel_approved_it(tmp_path, monkeypatch):
    make.load_town(tmp_path, is_approved=False)
    make.person(number="A17", left_on=make.DAY)
    assert forgetting.forget_left(at=DUE) == 0
    assert Person.objects.get().name
