"""Writing, approving, opening again, taking back: the rules and the database behind them."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from standing.hall.mail.models import Letter
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.actions import NotReady, NotTheseWords
from standing.rooms.outreach.models import Campaign, ChannelText, Sending, SentText, Told, Version, Withdrawal
from standing.rooms.outreach.rules import spoken
from standing.rooms.outreach.rules.steps import NEXT, Step, check_next
from tests.make import outreach as make
from tests.make.outreach import AT, Desk

LATER = AT + dt.timedelta(hours=2)


@pytest.mark.parametrize("current", list(Step))
@pytest.mark.parametrize("wanted", list(Step))
def test_steps_follow_the_table(current, wanted):
    if wanted in NEXT[current]:
        check_next(current=current, wanted=wanted)
    else:
        with pytest.raises(NotNow):
            check_next(current=current, wanted=wanted)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("You have rights.", 3),
        ("Call 311", 4),
        ("213-555-0123", 10),
        ("It's the city's line", 4),
        ("well-known", 1),
        ("9 a.m.", 3),
        ("Llame al ٣١١", 5),
        ("می\u200cخواهم", 1),
        ("room 12b", 4),
    ],
)
def test_digits_are_words(text, words):
    assert spoken.words_in(text) == words


@pytest.mark.parametrize(("seconds", "least", "most"), [(15, 37, 40), (30, 75, 80), (60, 150, 160)])
def test_so_many_words_fit(seconds, least, most):
    said = spoken.count("word " * most, seconds=seconds)
    assert (said.least, said.most, said.is_too_long) == (least, most, False)
    assert spoken.count("word " * (most + 1), seconds=seconds).is_too_long


def test_a_script_without_spaces_is_timed_by_reading():
    said = spoken.count("您有权利。请拨打311。", seconds=15)
    assert said.words is None
    assert not said.is_too_long


# -- who


def test_editors_write_and_others_do_not(people: Desk):
    campaign = make.draft(people)
    for person in (people.translator, people.auditor, people.attorney):
        with pytest.raises(NotAllowed):
            actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "x"}, by=person, at=AT)
    actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "Hello"}, by=people.editor, at=AT)
    assert queries.texts_of(campaign=campaign.pk) == {"sms": {"text": "Hello"}}


def test_whoever_wrote_does_not_approve(people: Desk):
    campaign = make.draft(people)
    actions.save_texts(campaign=campaign.pk, channel="press", texts=make.TEXTS["press"], by=people.coordinator, at=AT)
    with pytest.raises(NotAllowed, match="never words of their own"):
        make.approve(people, campaign)
    assert make.approve(people, campaign, by=people.attorney).number == 1


def test_the_database_says_so_too(people: Desk):
    campaign = make.draft(people)
    words = queries.content_of(campaign)
    with pytest.raises(DatabaseError, match="whoever wrote the words"), transaction.atomic():
        Version.objects.create(
            campaign=campaign,
            number=1,
            content=words.data,
            sha256=words.sha256,
            approved_by=people.editor,
            approved_at=AT,
        )


def test_what_is_approved_is_what_was_seen(people: Desk):
    campaign = make.draft(people)
    seen = queries.content_of(campaign).sha256
    actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "Other words"}, by=people.editor, at=AT)
    with pytest.raises(NotNow, match="changed since you opened"):
        actions.approve_campaign(
            campaign=campaign.pk, seen_sha256=seen, origin=make.ORIGIN, by=people.coordinator, at=AT
        )
    assert make.approve(people, campaign).sha256 == queries.content_of(campaign).sha256


# -- words


def test_faults_are_told_all_at_once(people: Desk):
    campaign = make.draft(people, channels=())
    with pytest.raises(NotReady, match="at least one channel"):
        make.approve(people, campaign)

    actions.save_texts(campaign=campaign.pk, channel="poster", texts={"headline": "Hi"}, by=people.editor, at=AT)
    actions.save_texts(
        campaign=campaign.pk, channel="radio-15", texts={"script": "word " * 41}, by=people.editor, at=AT
    )
    actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "á" * 140}, by=people.editor, at=AT)
    with pytest.raises(NotReady) as refusal:
        make.approve(people, campaign)
    assert {(fault.channel, fault.part) for fault in refusal.value.faults} == {
        ("poster", "body"),
        ("poster", "alt"),
        ("radio-15", "script"),
        ("sms", "text"),
    }


@pytest.mark.parametrize("text", ["ICE is at 6th and Alvarado.", "He is undocumented.", "Call {phone_nobody}."])
def test_some_words_are_not_even_kept_in_a_draft(people: Desk, text):
    campaign = make.draft(people, channels=())
    with pytest.raises(NotTheseWords):
        actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": text}, by=people.editor, at=AT)
    assert not ChannelText.objects.exists()


def test_no_field_of_a_campaign_could_hold_a_place_or_a_time_of_a_report():
    names = {field.name for model in (Campaign, ChannelText, Sending, SentText) for field in model._meta.get_fields()}
    assert not [name for name in names if any(word in name for word in ("place", "where", "address", "report", "lat"))]


def test_the_pack_says_which_channels_there_are(people: Desk, tmp_path):
    campaign = make.draft(people, channels=())
    with pytest.raises(NotFound, match="no such channel"):
        actions.save_texts(campaign=campaign.pk, channel="pigeon", texts={}, by=people.editor, at=AT)


# -- when


def test_words_move_only_in_a_draft(people: Desk):
    campaign = make.approved(people)
    with pytest.raises(NotNow, match="Open it again"):
        actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "x"}, by=people.editor, at=LATER)
    with pytest.raises(DatabaseError, match="move only in a draft"), transaction.atomic():
        ChannelText.objects.update(text="x")
    actions.reopen_campaign(campaign=campaign.pk, by=people.editor, at=LATER)
    actions.save_texts(campaign=campaign.pk, channel="sms", texts={"text": "x"}, by=people.editor, at=LATER)


@pytest.mark.parametrize("day", [dt.date(2025, 7, 31), dt.date(2027, 1, 1)])
def test_a_campaign_ends_and_within_a_year(people: Desk, day):
    with pytest.raises(Refused):
        actions.start_campaign(
            name="X", about="", department="fire", kill_date=day, link="/rights/", by=people.editor, at=AT
        )


@pytest.mark.parametrize("name", ["!!!", "new", "Outlets"])
def test_a_name_makes_an_address(people: Desk, name):
    with pytest.raises(Refused, match="letters or digits"):
        actions.start_campaign(
            name=name,
            about="",
            department="fire",
            kill_date=make.LAST_DAY,
            link="/rights/",
            by=people.editor,
            at=AT,
        )


# -- taken back


def test_everybody_who_had_it_is_told_once(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    outlets = [make.outlet(people, name=name) for name in ("One", "Two")]
    make.outlet(people, name="Had nothing")
    for number, outlet in enumerate([*outlets, outlets[0]]):
        actions.record_sending(
            campaign=campaign.pk,
            channel="sms",
            outlet=outlet.pk,
            languages=["en"],
            origin=make.ORIGIN,
            by=people.editor,
            at=AT + dt.timedelta(minutes=number),
        )

    actions.withdraw_campaign(campaign=campaign.pk, reason="A wrong number.", by=people.attorney, at=LATER)

    assert sorted(Told.objects.values_list("outlet__name", flat=True)) == ["One", "Two"]
    letters = Letter.objects.filter(key__startswith="outreach:withdrawn:")
    assert letters.count() == 2
    assert all("A wrong number." in letter.body for letter in letters)
    assert [one.campaign for one in queries.withdrawn()] == [campaign.pk]
    with pytest.raises(NotNow, match="withdrawn"):
        actions.withdraw_campaign(campaign=campaign.pk, reason="Again.", by=people.attorney, at=LATER)
    with pytest.raises(NotNow, match="withdrawn"):
        actions.reopen_campaign(campaign=campaign.pk, by=people.editor, at=LATER)


def test_it_is_taken_back_by_some_and_with_a_reason(people: Desk):
    campaign = make.approved(people)
    with pytest.raises(NotAllowed):
        actions.withdraw_campaign(campaign=campaign.pk, reason="No.", by=people.auditor, at=LATER)
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw_campaign(campaign=campaign.pk, reason="  ", by=people.editor, at=LATER)
    actions.withdraw_campaign(campaign=campaign.pk, reason="Not needed.", by=people.editor, at=LATER)
    assert queries.withdrawn() == ()  # it never went out, so nobody has it


@pytest.mark.parametrize("model", [Version, Sending, SentText, Withdrawal, Told, Campaign])
def test_what_happened_stays(people: Desk, model):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    actions.record_sending(
        campaign=campaign.pk,
        channel="sms",
        outlet=make.outlet(people).pk,
        languages=["en"],
        origin=make.ORIGIN,
        by=people.editor,
        at=LATER,
    )
    actions.withdraw_campaign(campaign=campaign.pk, reason="Old.", by=people.editor, at=LATER)
    table = connection.ops.quote_name(model._meta.db_table)
    for deed in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(deed)
    assert model.objects.exists()


def test_the_log_takes_only_approved_words(people: Desk):
    campaign = make.approved(people)
    outlet = make.outlet(people)
    version = queries.approved_version(campaign=campaign.pk)
    actions.reopen_campaign(campaign=campaign.pk, by=people.editor, at=LATER)
    with pytest.raises(DatabaseError, match="only what is approved goes out"), transaction.atomic():
        Sending.objects.create(version=version, channel="sms", outlet=outlet, sent_by=people.editor, sent_at=LATER)


# -- any order of deeds


class Walk(RuleBasedStateMachine):
    """Deeds in any order; whatever happens, what the room promises holds."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = AT
        self.people = make.desk()
        self.campaign = make.draft(self.people, channels=()).pk
        self.outlet = make.outlet(self.people).pk
        self.step = Step.DRAFT
        self.has_words = False
        self.translated = {}
        self.sent = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def later(self):
        self.at += dt.timedelta(minutes=1)
        return self.at

    def row(self):
        return Campaign.objects.get(pk=self.campaign)

    @rule(number=st.integers(1, 2))
    def write(self, number):
        words = {"text": f"Words number {number}. Call {{phone_311}}."}
        try:
            actions.save_texts(
                campaign=self.campaign, channel="sms", texts=words, by=self.people.editor, at=self.later()
            )
        except NotNow:
            assert self.step is not Step.DRAFT
        else:
            assert self.step is Step.DRAFT
            self.has_words = True

    @property
    def ready(self):
        """Which languages say these very words: going back to earlier words makes their translation good again."""
        words = queries.texts_of(campaign=self.campaign).get("sms", {}).get("text")
        return {language for language, source in self.translated.items() if source == words}

    @rule()
    def approve(self):
        try:
            make.approve(self.people, self.row(), at=self.later())
        except (NotNow, NotReady):
            assert self.step is not Step.DRAFT or not self.has_words
        else:
            assert (self.step, self.has_words) == (Step.DRAFT, True)
            self.step = Step.APPROVED

    @rule()
    def reopen(self):
        try:
            actions.reopen_campaign(campaign=self.campaign, by=self.people.editor, at=self.later())
        except NotNow:
            assert self.step is not Step.APPROVED
        else:
            self.step = Step.DRAFT

    @precondition(lambda self: self.step is Step.APPROVED)
    @rule(language=st.sampled_from(["es", "fa", "hi"]))
    def translate(self, language):
        if language not in self.ready:
            at = self.later()
            said = f"{make.SPOKEN[language]} {at:%H%M%S} {{phone_311}}".replace(f"{at:%H%M%S}", "")
            source = queries.texts_of(campaign=self.campaign)["sms"]["text"]
            number = "1" if "1" in source else "2"
            make.translate(self.people, self.row(), language, text=f"{said} {number}", at=at)
            self.translated[language] = source

    @rule()
    def send(self):
        try:
            actions.record_sending(
                campaign=self.campaign,
                channel="sms",
                outlet=self.outlet,
                languages=["en"],
                origin=make.ORIGIN,
                by=self.people.editor,
                at=self.later(),
            )
        except NotNow:
            assert self.step is not Step.APPROVED or not {"es", "fa"} <= self.ready
        else:
            assert self.step is Step.APPROVED
            assert {"es", "fa"} <= self.ready
            self.sent += 1

    @precondition(lambda self: self.sent > 1)
    @rule()
    def withdraw(self):
        try:
            actions.withdraw_campaign(campaign=self.campaign, reason="Old.", by=self.people.attorney, at=self.later())
        except NotNow:
            assert self.step is Step.WITHDRAWN
        else:
            self.step = Step.WITHDRAWN

    @invariant()
    def it_stands_where_the_table_says(self):
        assert self.row().step == self.step.value
        assert Sending.objects.count() == self.sent


def test_going_back_to_earlier_words_makes_their_translation_good_again(town):
    walk = Walk()
    try:
        for number in (1, 2, 1):
            walk.write(number)
            walk.approve()
            if number == 1:
                for language in ("es", "fa"):
                    walk.translate(language)
                walk.send()
            else:
                walk.send()  # refused: nobody translated these words
            walk.reopen()
        assert walk.sent == 2
    finally:
        walk.teardown()


class TestWalk(DjangoCase):
    @pytest.fixture(autouse=True)
    def _town(self, town):
        pass

    def _walk(self):
        from hypothesis.stateful import run_state_machine_as_test

        run_state_machine_as_test(
            Walk,
            settings=settings(
                max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )

    def test_any_order_of_deeds(self):
        self._walk()
