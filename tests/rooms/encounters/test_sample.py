"""The sample tells a believable story, through the actions, in a few seconds."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from standing.hall.installation import api as installation
from standing.hall.pager import api as pager
from standing.rooms.encounters.models import Alert, Attachment, Reading, Report
from standing.rooms.encounters.queries import figures
from standing.sample import encounters as sample
from tests.make import encounters as make
from tests.make.encounters import NOW, Town


@pytest.mark.django_db
def test_a_city_has_alerts_reports_and_counts(town: Town):
    installation.create(is_sample=True, at=make.BEFORE)
    desk = sample.Desk(
        liaisons={"streets": town.liaison, "library": town.stranger},
        coordinator=town.coordinator,
        counsel=town.counsel,
        inspector=town.inspector,
        property=town.manager,
    )
    sample.write(desk=desk, first=make.BEFORE, until=NOW, random=Random("encounters"))
    assert Report.objects.filter(submitted_at=None).count() == 2
    assert Report.objects.filter(versions=2).count() == 1
    assert Alert.objects.filter(decision=None).count() == 1
    assert Attachment.objects.count() == Reading.objects.count() == 1
    assert pager.send_due(at=NOW + timedelta(minutes=1)) <= 1
    shown = figures.published(at=NOW)
    assert shown.months
