"""Which letter comes when: no rung lost or doubled, whatever runs, comes back, or is brought again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.audit.api import SYSTEM
from standing.hall.links import api as links
from standing.hall.mail import actions as mail
from standing.hall.mail.models import Letter
from standing.rooms.contractors import api
from standing.rooms.contractors.actions import _letters, asking, exceptions
from standing.rooms.contractors.models import (
    Asking,
    Attestation,
    AttestedContract,
    Contract,
    ContractException,
    FirmContact,
    Notice,
    Presence,
)
from standing.rooms.contractors.queries import answers, asked, coverage, listed, pack
from standing.rooms.contractors.queries.listed import Filters
from standing.rooms.contractors.rules.ladder import SentFact, due_on, next_place
from standing.rooms.contractors.rules.shapes import RungTerms
from standing.rooms.contractors.rules.steps import Because, State
from tests.make import contractors as make

AT = make.AT
DAY = timedelta(days=1)
LADDER = tuple(
    RungTerms(id=f"r{place}", name="R", to=("firm",), after_days=days, working_days=working, reason={"en": "Why"})
    for place, (days, working) in enumerate(((0, False), (7, False), (7, False), (10, True)))
)


def weekdays(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= day.weekday() < 5
    return day


@given(st.sets(st.integers(0, 120), max_size=25))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rungs_come_once_in_order_never_early_whatever_days_nothing_ran(days):
    sent: list[SentFact] = []
    for day in sorted(days):
        today = date(2026, 1, 5) + day * DAY
        for _twice in range(2):
            place = next_place(LADDER, sent, today=today, working_days=weekdays)
            if place is not None:
                if sent:
                    assert today >= due_on(LADDER[place], after=sent[-1].on, working_days=weekdays)
                sent.append(SentFact(place=place, on=today))
    assert [one.place for one in sent] == list(range(len(sent)))
    assert len({one.on for one in sent}) == len(sent)
    if sent and max(days) - min(days) > 90:
        last = date(2026, 1, 5) + max(days) * DAY
        after = next_place(LADDER, sent, today=last + 400 * DAY, working_days=weekdays)
        assert after == (len(sent) if len(sent) < len(LADDER) else None)


def came_back(email, at):
    letter = Letter.objects.filter(to=[email]).order_by("-pk")[0]
    mail.note_bounce(
        name=letter.name, provider_id="", event=f"e{at}", recipient=email, kind="bounced", reason="", at=at
    )


@pytest.mark.django_db
def test_the_ladder_goes_to_the_firm_the_second_office_the_manager_and_counsel(by, other):
    make.take_in(make.row(second="second@fern.example"), by=by)
    make.send(by=by)
    for days in (6, 7, 8, 14, 21, 28, 37):
        asking.send_reminders(at=AT + days * DAY)
    rungs = list(Notice.objects.order_by("at").values_list("rung", "contact__email"))
    assert rungs == [
        ("notice", "office@fern.example"),
        ("reminder", "office@fern.example"),
        ("second-contact", "second@fern.example"),
        ("manager", "office@fern.example"),
        ("non-response", "office@fern.example"),
    ]
    assert asking.send_reminders(at=AT + 43 * DAY) == 1
    assert Notice.objects.order_by("at").last().rung == "referral"
    assert asking.send_reminders(at=AT + 400 * DAY) == 0
    assert Letter.objects.filter(to__contains=[other.email]).count() == 1
    assert Letter.objects.filter(to=["manager@streets.example"]).count() == 3
    counsel = Letter.objects.get(to__contains=[other.email])
    assert "#" not in counsel.body
    make.attest(make.token_to("office@fern.example"), at=AT + 44 * DAY)
    assert make.asked() is None


@pytest.mark.django_db
def test_a_letter_that_came_back_goes_to_the_next_office_and_then_on_paper(by):
    make.take_in(make.row(second="second@fern.example"), by=by)
    make.send(by=by)
    came_back("office@fern.example", AT)
    assert asking.send_reminders(at=AT + DAY) == 1
    came_back("second@fern.example", AT + DAY)
    assert asking.send_reminders(at=AT + 2 * DAY) == 1
    assert asking.send_reminders(at=AT + 2 * DAY) == 0
    found = list(Notice.objects.order_by("at").values_list("place", "because", "contact__email", "on_paper"))
    assert found == [
        (0, Because.FIRST, "office@fern.example", False),
        (0, Because.CAME_BACK, "second@fern.example", False),
        (0, Because.CAME_BACK, None, True),
    ]
    assert [one.asking.firm_id for one in asked.to_post_on_paper()] == ["V1"]
    asking.save_contacts(firm="V1", contacts=[("new@fern.example", "Desk")], by=by, at=AT + 3 * DAY)
    assert asking.send_reminders(at=AT + 7 * DAY) == 1
    assert Notice.objects.order_by("at").last().contact.email == "new@fern.example"
    assert FirmContact.objects.filter(firm="V1").count() == 3


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("wait", "remind", "import", "attest", "bounce", "except", "end", "send", "grow")),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=14,
)


def brute_force(at):
    """Count again in plain Python what the database counts in one question."""
    day, least = pack.today(at=at), coverage.least_edition()
    found: dict[State, list[int]] = {}
    for row in Contract.objects.all():
        heads = sum(one.heads for one in Presence.objects.filter(contract=row, until_at=None))
        if not heads or not row.is_listed or not row.begins_on <= day <= row.ends_on:
            continue
        answers = AttestedContract.objects.select_related("attestation").filter(contract=row)
        has_answer = any(one.attestation.firm_id == row.firm_id and one.attestation.edition >= least for one in answers)
        pauses = ContractException.objects.filter(contract=row)
        is_paused = any(one.is_approved and one.ended_at is None and one.until >= day for one in pauses)
        state = State.ATTESTED if has_answer else State.EXCEPTED if is_paused else State.SILENT
        count = found.setdefault(state, [0, 0])
        count[0], count[1] = count[0] + 1, count[1] + heads
    return {state: tuple(count) for state, count in found.items()}


def rows(more):
    found = [
        make.row(f"C-{n}", vrn=f"V{n}", firm=f"Firm {n}", email=f"o{n}@firm.example", heads=n + 1) for n in range(3)
    ]
    return [
        *found,
        *(make.row(f"C-1{n}", vrn=f"V{n}", firm=f"Firm {n}", email=f"o{n}@firm.example") for n in range(more)),
    ]


@pytest.mark.django_db
@given(acts=ACTS)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nobody_is_silent_unseen_nobody_asked_twice_and_the_count_is_the_recount(by, other, acts):
    with transaction.atomic():
        at, more = AT, 0
        make.take_in(*rows(0), by=by, at=at)
        make.send(by=by, at=at)
        for what, which in acts:
            at += timedelta(hours=1)
            more = _act(what, which, more, by=by, other=other, at=at)
            at += timedelta(days=9) if what == "wait" else timedelta()
            _holds(at)
        transaction.set_rollback(True)


def _act(what, which, more, *, by, other, at):
    firm = f"V{which % 3}"
    open_one = Asking.objects.filter(firm=firm, ended_at=None).first()
    match what:
        case "remind":
            asking.send_reminders(at=at)
        case "grow":
            more = min(more + 1, 3)
            make.take_in(*rows(more), by=by, at=at)
        case "import":
            make.take_in(*rows(more), by=by, at=at)
        case "send" if asked.waiting(at=at):
            make.send(by=by, at=at)
        case "attest" if open_one is not None:
            make.attest(_fresh(open_one, at), at=at)
        case "bounce":
            came_back(f"o{which % 3}@firm.example", at)
        case "except" if not ContractException.objects.filter(contract=f"C-{which % 3}", decided_at=None).exists():
            until = pack.today(at=at) + 5 * DAY
            make.except_contract(f"C-{which % 3}", until=until, asks=by, decides=other, at=at)
        case "end":
            pause = ContractException.objects.filter(contract=f"C-{which % 3}", ended_at=None, is_approved=True).first()
            if pause is not None:
                exceptions.end_exception(exception=pause.pk, by=by, at=at)
    return more


def _fresh(row, at):
    return links.make(purpose="contractors.attest", subject=str(row.pk), expires_at=at + DAY, at=at)


def _holds(at):
    found = coverage.coverage(at=at).whole
    assert {state: (found.contracts[state], found.heads[state]) for state in found.contracts} == brute_force(at)
    silent = set(listed.contracts(at=at, within=None, filters=Filters(state="silent")).values_list("pk", flat=True))
    assert len(silent) == found.silent
    asked_now = set(Asking.objects.filter(ended_at=None).values_list("firm_id", flat=True))
    waiting = set(asked.waiting(at=at))
    for one in coverage.items(at=at):
        assert not one.is_open or one.firm in asked_now | waiting
    for row in Asking.objects.all():
        places = sorted(set(Notice.objects.filter(asking=row).values_list("place", flat=True)))
        assert places == list(range(len(places)))
    keys = list(Letter.objects.filter(about="contractors").values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert Attestation.objects.count() == len(set(Attestation.objects.values_list("asking", "at")))
    assert api.coverage(at=at).whole == found


@pytest.mark.django_db
@pytest.mark.parametrize(("is_material", "state"), [(True, State.SILENT), (False, State.ATTESTED)])
def test_a_new_edition_asks_anew_only_when_it_is_material(by, is_material, state):
    make.take_in(make.row(), by=by)
    make.send(by=by)
    code = make.attest(make.token_to("office@fern.example")).code
    terms = pack.terms(known=AT)
    notice = terms.notice.model_copy(
        update={
            "edition": 2,
            "is_material": is_material,
            "texts": {
                name: text.model_copy(update={"body": f"{text.body} New."}) for name, text in terms.notice.texts.items()
            },
        }
    )
    _letters.keep_texts(terms=terms.model_copy(update={"notice": notice}), by=SYSTEM, at=AT + DAY)
    assert api.coverage(at=AT + DAY).whole.contracts == {state: 1}
    fact = answers.proof(code=code, at=AT + DAY)
    assert (fact.is_valid, fact.newest) == (not is_material, 2)
