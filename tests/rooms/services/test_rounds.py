"""Assigned, claimed, submitted, approved by somebody else."""

import pytest
from django.db import IntegrityError, transaction

from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.services.actions import checks, rounds
from standing.rooms.services.actions._values import NotCarried
from standing.rooms.services.models import FieldCheck, Round
from standing.rooms.services.queries import work
from standing.rooms.services.rules.rounds import NEXT, OPEN, check_next
from standing.rooms.services.rules.terms import Field, How, Outcome, Step
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-06-01 10:00")
NAME = {"name": "Oak Street Food Room", "alternate_name": ""}


def propose(service, *, by, value=NAME, field=Field.NAME, how=How.PHONE):
    return rounds.propose_value(
        service=service, field=field, value=value, how=how, seen_sha256=make.seen(service, field), by=by, at=AT
    )


@pytest.fixture
def service(editor):
    return make.service(by=editor, at=AT)


def test_what_an_agent_finds_changes_nothing_until_another_approves(service, editor, agent):
    mine = propose(service, by=agent)
    assert make.row(service).name == "Oak Street Pantry"
    assert rounds.submit_round(round=mine, by=agent, at=AT) is Step.SUBMITTED
    rounds.approve_round(round=mine, by=editor, at=AT)

    assert make.row(service).name == "Oak Street Food Room"
    last = FieldCheck.objects.filter(service=service, field=Field.NAME).latest("id")
    assert (last.by, last.outcome, make.row(service).checked_on) == (agent, Outcome.CHANGED, AT.date())


def test_nobody_approves_what_they_found(service, editor):
    mine = propose(service, by=editor)
    rounds.submit_round(round=mine, by=editor, at=AT)
    with pytest.raises(NotAllowed, match="Somebody else"):
        rounds.approve_round(round=mine, by=editor, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=mine).update(step=Step.APPROVED, decided_by=editor, decided_at=AT)


def test_an_agent_does_not_approve(service, agent):
    mine = propose(service, by=accounts.person(role=accounts.Role.AGENT))
    with pytest.raises(NotAllowed):
        rounds.approve_round(round=mine, by=agent, at=AT)


def test_what_is_sent_back_is_found_again(service, editor, agent):
    mine = propose(service, by=agent)
    rounds.submit_round(round=mine, by=agent, at=AT)
    rounds.return_round(round=mine, by=editor, at=AT)
    propose(service, by=agent, value={"name": "Better", "alternate_name": ""})
    rounds.submit_round(round=mine, by=agent, at=AT)
    rounds.approve_round(round=mine, by=editor, at=AT)
    assert make.row(service).name == "Better"


def test_a_value_that_moved_in_the_meantime_is_not_overwritten(service, editor, agent):
    mine = propose(service, by=agent)
    rounds.submit_round(round=mine, by=agent, at=AT)
    checks.change_field(
        service=service,
        field=Field.NAME,
        value={"name": "Newest", "alternate_name": ""},
        how=How.TOLD,
        seen_sha256=make.seen(service, Field.NAME),
        by=editor,
        at=AT,
    )
    with pytest.raises(NotNow, match="changed since"):
        rounds.approve_round(round=mine, by=editor, at=AT)
    assert make.row(service).name == "Newest"


def test_a_round_in_which_nothing_changed_needs_no_approval(service, editor, agent):
    assert rounds.assign_rounds(services=[service], by=editor, at=AT) == 1
    mine = Round.objects.get().pk
    rounds.claim_round(round=mine, by=agent, at=AT)
    assert rounds.submit_round(round=mine, by=agent, at=AT) is Step.APPROVED


def test_one_round_at_a_time_and_one_person_in_it(service, editor, agent):
    rounds.assign_rounds(services=[service], by=editor, at=AT)
    assert rounds.assign_rounds(services=[service], by=editor, at=AT) == 0
    propose(service, by=agent)
    other = accounts.person(role=accounts.Role.AGENT)
    with pytest.raises(NotNow, match="already"):
        propose(service, by=other)
    with pytest.raises(NotAllowed):
        rounds.give_back_round(round=Round.objects.get().pk, by=other, at=AT)


def test_given_back_it_is_free_again(service, editor, agent):
    rounds.assign_rounds(services=[service], by=editor, at=AT)
    mine = Round.objects.get().pk
    rounds.claim_round(round=mine, by=agent, at=AT)
    rounds.give_back_round(round=mine, by=agent, at=AT)
    rounds.claim_round(round=mine, by=editor, at=AT)
    assert Round.objects.get().claimed_by == editor


def test_only_keepers_assign_and_drop(service, editor, agent):
    with pytest.raises(NotAllowed):
        rounds.assign_rounds(services=[service], by=agent, at=AT)
    mine = propose(service, by=agent)
    with pytest.raises(NotAllowed):
        rounds.drop_round(round=mine, by=agent, at=AT)
    rounds.drop_round(round=mine, by=editor, at=AT)
    with pytest.raises(NotNow):
        rounds.submit_round(round=mine, by=agent, at=AT)


def test_a_proposal_is_screened_before_it_is_kept(service, agent):
    with pytest.raises(NotCarried):
        propose(
            service,
            by=agent,
            field=Field.ELIGIBILITY,
            value={"text": "Green card required.", "minimum_age": None, "maximum_age": None},
        )
    assert Round.objects.count() == 0


def test_what_waits_for_approval_stands_first(service, editor, agent):
    other = make.service("Second", by=editor, at=AT)
    rounds.assign_rounds(services=[other], by=editor, at=AT)
    rounds.submit_round(round=propose(service, by=agent), by=agent, at=AT)
    facts = work.rounds(by=editor)
    assert [fact.step for fact in facts] == [Step.SUBMITTED, Step.ASSIGNED]
    assert facts[0].findings[0].value == NAME


@pytest.mark.parametrize("current", Step)
@pytest.mark.parametrize("wanted", Step)
def test_steps_follow_the_table(current, wanted):
    if wanted in NEXT[current]:
        check_next(current=current, wanted=wanted)
    else:
        with pytest.raises(NotNow):
            check_next(current=current, wanted=wanted)
    assert (current in OPEN) is bool(NEXT[current])
