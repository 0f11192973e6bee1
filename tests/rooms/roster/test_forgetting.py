"""Who left is forgotten on the day, if counsel approved it and nothing holds it; counts stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.kernel.refusals import NotNow
from standing.rooms.roster import api
from standing.rooms.roster.actions import editing, forgetting
from standing.rooms.roster.models import Touch
from tests import canary
from tests.make import accounts
from tests.make import roster as make

pytestmark = pytest.mark.django_db
GONE_AT = make.AT + timedelta(days=10)
DUE = GONE_AT + timedelta(days=732)


@pytest.fixture
def ana(by):
    """Return somebody who was renamed and then left, all by hand."""
    key = editing.add_person(
        number="A17", name="Ana Quetzal", email="quetzal@town.example",
        post=editing.PostWords(department="streets"), on=make.DAY, by=by, at=make.AT,
    )  # fmt: skip
    editing.correct_person(person=key, name="Ana Pangolin", email="", by=by, at=make.AT)
    editing.end_posts(person=key, post=None, on=GONE_AT.date(), by=by, at=GONE_AT)
    return key


def test_number_name_and_email_go_on_the_day_and_counts_stay(ana):
    assert forgetting.forget_left(at=DUE - timedelta(days=1)) == 0
    assert api.person(id=ana).name == "Ana Pangolin"
    assert {hit.canary for hit in canary.find(canaries=["Pangolin", "Quetzal"])} == {"Pangolin", "Quetzal"}
    assert forgetting.forget_left(at=DUE) == 1
    kept = api.person(id=ana)
    assert (kept.number, kept.name, kept.email, kept.is_forgotten) == ("", "", "", True)
    assert set(Touch.objects.filter(person=ana).values_list("name", "email")) == {("", "")}
    assert api.count(on=make.DAY, department="streets") == 1
    assert Record.objects.filter(verb="roster.forget_person", subject=str(ana)).count() == 1
    assert not canary.find(canaries=["Pangolin", "Quetzal"])
    assert forgetting.forget_left(at=DUE) == 0


def test_a_name_that_came_with_a_list_is_no_longer_kept_anywhere(by):
    """What lists, changes and records of deeds knew of somebody is gone, too; the whole database is searched."""
    told = {"Zephyrine Quillmoor", "Zephyrine Pangolin", "zephyrine@town.example", "Q77123"}
    folded = {"quillmoor zephyrine", "zephyrine quillmoor", "pangolin zephyrine", "zephyrine pangolin"}
    for number, name in enumerate(("Quillmoor, Zephyrine", "Pangolin, Zephyrine")):
        row = ("Q77123", name, "zephyrine@town.example", "streets", "", "", "")
        make.take_in(make.listed(make.BEN, row), by=by, at=make.AT + timedelta(days=number))
    make.take_in(make.listed(make.BEN), by=by, at=GONE_AT)
    assert {hit.canary for hit in canary.find(canaries=told)} >= {"Zephyrine Pangolin", "Q77123"}
    assert forgetting.forget_left(at=DUE - timedelta(days=1)) == 0
    assert forgetting.forget_left(at=DUE) == 1
    assert canary.find(canaries=told | folded) == ()
    assert canary.find(canaries=["Ben Okafor"])
    assert api.count(on=make.DAY + timedelta(days=1), department="streets") == 2


@pytest.mark.parametrize("below", ["", "roster"])
def test_a_legal_hold_stops_it_until_it_is_lifted(ana, below):
    counsel = accounts.person(role=Role.ATTORNEY)
    subject = below or f"roster:person:{ana}"
    with transaction.atomic():
        hold = holds.place(subject=subject, reason="A case.", order="Order 1", by=counsel, at=GONE_AT)
    assert forgetting.forget_left(at=DUE) == 0
    with transaction.atomic():
        holds.lift(hold=hold.id, reason="It ended.", by=counsel, at=GONE_AT)
    assert forgetting.forget_left(at=DUE) == 1


def test_who_is_here_is_never_forgotten(by):
    make.person(number="A17", by=by)
    assert forgetting.forget_left(at=DUE + timedelta(days=9000)) == 0


def test_who_is_forgotten_comes_back_as_somebody_new(ana, by):
    forgetting.forget_left(at=DUE)
    again = editing.add_person(
        number="A17",
        name="Ana Quetzal",
        email="",
        post=editing.PostWords(department="streets"),
        on=DUE.date(),
        by=by,
        at=DUE,
    )
    assert again != ana
    with pytest.raises(NotNow, match="forgotten"):
        editing.correct_person(person=ana, name="Ana", email="", by=by, at=DUE)


def test_parts_are_forgotten_one_after_the_other(by):
    for number in ("A1", "A2", "A3"):
        make.person(number=number, left_on=make.DAY, by=by)
    assert [forgetting.forget_left(at=DUE, most=2) for _ in range(3)] == [2, 1, 0]
