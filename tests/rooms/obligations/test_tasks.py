"""The clockwork calls the deeds with the present time."""

from __future__ import annotations

import pytest

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.rooms.obligations import api, tasks
from standing.rooms.obligations.models import ReminderCovered
from tests.make import accounts
from tests.make import obligations as make


@pytest.mark.django_db
def test_the_clockwork_reminds_and_seals(tmp_path, monkeypatch):
    make.load_pack(tmp_path)
    accounts.grant(email="author@fire.example", role=Role.AUTHOR, department="fire")
    monkeypatch.setattr(clock, "now", lambda: make.local("2025-07-18 09:00"))

    for _ in range(2):
        tasks.send_reminders(0)
        tasks.freeze_missed(0)

    assert [row.step for row in ReminderCovered.objects.all()] == ["T-7"]
    assert [one.day.day for one in api.frozen_days()] == [18, 17, 16, 15, 14, 13, 12]
