"""A town whose counsel has not approved how long firms are kept."""

from __future__ import annotations

import pytest

from standing.rooms.contractors.actions import forgetting
from standing.rooms.contractors.models import FirmContact
from standing.rooms.contractors.queries import ended
from tests.make import contractors as make
from tests.rooms.contractors.test_forgetting import DUE

pytestmark = pytest.mark.django_db


def test_nothing_is_forgotten_before_counsel_approved_the_time(tmp_path):
    make.load_town(tmp_path, approval="needed")
    make.take_in(make.row(), by=make.officer())
    assert ended.kept_since(at=DUE) is None
    assert forgetting.forget_old(at=DUE) == 0
    assert FirmContact.objects.exists()
