"""Who of a department has read exactly which plan."""

from __future__ import annotations

from datetime import timedelta

import pytest

from standing.hall.acknowledgements import api as acknowledgements
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.plans import actions, queries
from tests.make import accounts as make_accounts
from tests.make import plans as make
from tests.make.plans import AT, Team

LATER = AT + timedelta(days=2)


def test_somebody_of_the_department_has_read_exactly_this_plan(people: Team):
    version = make.accepted(people)
    made = actions.acknowledge_plan(version=version.pk, by=people.author, at=LATER)

    assert made.text.sha256 == version.sha256
    assert made.text.body.encode() == bytes(version.content)
    assert actions.acknowledge_plan(version=version.pk, by=people.author, at=LATER) == made
    assert [(one.account, one.on) for one in queries.known_by(version=version)] == [
        (str(people.author.pk), LATER.date())
    ]


def test_only_the_plan_in_force_and_only_by_the_department(people: Team):
    waiting = make.file(people)
    with pytest.raises(NotNow, match="not in force"):
        actions.acknowledge_plan(version=waiting.pk, by=people.author, at=LATER)
    actions.accept_version(version=waiting.pk, note="", by=people.reviewer, at=LATER)
    with pytest.raises(NotAllowed):
        actions.acknowledge_plan(version=waiting.pk, by=people.reviewer, at=LATER)
    actions.acknowledge_plan(version=waiting.pk, by=people.head, at=LATER)

    assert len(acknowledgements.acknowledgements_of(text=waiting.sha256)) == 1


def test_the_page_asks_until_it_is_said_and_shows_who_said_it(people: Team):
    version = make.accepted(people)
    address = f"/staff/plans/prep/{version.plan.department_id}/versions/{version.number}/"
    client = make_accounts.client_of(people.author)
    assert "I have read this plan" in client.get(address).content.decode()

    after = client.post(f"{address}read/", follow=True).content.decode()

    assert "It is on record" in after
    assert "I have read this plan" not in after
    assert (people.author.name or people.author.email) in after.split('id="known"')[1]
