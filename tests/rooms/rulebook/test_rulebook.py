"""Editions, counsel's approval, court orders, and the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.pack import api as packs
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.rulebook import actions, api, queries
from standing.rooms.rulebook.models import Edition, Reading, Suspension
from standing.rooms.rulebook.rules.book import Answer, Told
from tests import canary
from tests.make import accounts
from tests.make import rulebook as make

pytestmark = pytest.mark.django_db
AT, LATER = make.AT, make.AT + timedelta(days=3)
ORDER = {"order": "Sample court, No. 1, 13 July 2026", "reason": "The order puts this rule on hold."}


@pytest.fixture
def town(db: None) -> None:
    packs.load_first(directory=make.PACKS["alder-ford"], by=SYSTEM, at=AT - timedelta(days=9))


def seen(number: int) -> str:
    return queries.edition(number=number).sha256


def other_words() -> make.RulebookFile:
    return make.book(note="Other words.")


class TestEditions:
    def test_a_pack_brings_an_edition_that_guides_nobody_yet(self, town):
        [edition] = queries.editions()
        assert (edition.number, edition.is_approved) == (1, None)
        assert queries.book(language="en", at=LATER) is None
        assert api.waiting_for(by=make.counsel()) == (1,)
        assert api.waiting_for(by=accounts.person(role=Role.AUDITOR)) == ()

    def test_counsel_approves_and_it_guides_staff_from_then_on(self, town):
        by = make.counsel()
        actions.approve_edition(number=1, seen_sha256=seen(1), note="", by=by, at=AT)
        assert queries.in_force(at=AT - timedelta(seconds=1)) is None
        assert [rule.id for rule in api.rules(language="en", at=AT)] == ["R-1", "R-2"]
        assert api.waiting_for(by=by) == ()
        assert Record.objects.filter(subject="rulebook:1", verb="rulebook.approve_edition").count() == 1

    def test_the_same_rules_again_are_no_new_edition(self):
        make.taken()
        assert actions.take_rules(book=make.book(), pack_sha256="b" * 64, by=SYSTEM, at=LATER) is None

    def test_a_returned_edition_leaves_what_guides_staff(self):
        make.approved()
        number = make.taken(other_words(), at=LATER)
        by = make.counsel()
        with pytest.raises(Refused, match="Say what to change"):
            actions.return_edition(number=number, seen_sha256=seen(number), note=" ", by=by, at=LATER)
        actions.return_edition(number=number, seen_sha256=seen(number), note="Name the source.", by=by, at=LATER)
        held = queries.in_force(at=LATER)
        assert held is not None
        assert held.number == 1

    def test_only_counsel_approves_and_nobody_their_own(self):
        number = make.taken()
        with pytest.raises(NotAllowed):
            actions.approve_edition(
                number=number, seen_sha256=seen(number), note="", by=accounts.person(role=Role.COORDINATOR), at=AT
            )
        counsel = make.counsel()
        mine = actions.take_rules(book=other_words(), pack_sha256="a" * 64, by=counsel, at=AT)
        assert mine is not None
        with pytest.raises(NotAllowed, match="wrote, sent or brought in"):
            actions.approve_edition(number=mine, seen_sha256=seen(mine), note="", by=counsel, at=AT)
        actions.approve_edition(number=mine, seen_sha256=seen(mine), note="", by=make.counsel(), at=AT)

    def test_the_database_refuses_ones_own_approval_too(self):
        counsel = make.counsel()
        mine = actions.take_rules(book=make.book(), pack_sha256="a" * 64, by=counsel, at=AT)
        row = Edition.objects.get(number=mine)
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(edition=row, is_approval=True, sha256=row.sha256, by=counsel, at=AT)
        Reading.objects.create(edition=row, is_approval=True, sha256=row.sha256, by=make.counsel(), at=AT)

    def test_what_was_not_seen_overtaken_or_answered_is_not_approved(self):
        old, by = make.taken(), make.counsel()
        with pytest.raises(NotNow, match="not the text you opened"):
            actions.approve_edition(number=old, seen_sha256="0" * 64, note="", by=by, at=AT)
        new = make.taken(other_words())
        with pytest.raises(NotNow, match="newer edition"):
            actions.approve_edition(number=old, seen_sha256=seen(old), note="", by=by, at=AT)
        actions.approve_edition(number=new, seen_sha256=seen(new), note="", by=by, at=AT)
        with pytest.raises(NotNow, match="answered already"):
            actions.approve_edition(number=new, seen_sha256=seen(new), note="", by=by, at=AT)
        with pytest.raises(NotFound):
            actions.approve_edition(number=9, seen_sha256="", note="", by=by, at=AT)

    def test_editions_and_answers_stay_as_they_are(self):
        make.approved()
        for change in (
            lambda: Edition.objects.update(sha256="0" * 64),
            lambda: Reading.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_a_pack_with_a_story_that_ends_otherwise_is_refused(self, tmp_path):
        folder = tmp_path / "town"
        folder.mkdir()
        for path in make.PACKS["alder-ford"].rglob("*"):
            if path.is_file():
                target = folder / path.relative_to(make.PACKS["alder-ford"])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
        assert packs.validate(folder).problems == ()
        text = (folder / "rulebook.yaml").read_text()
        (folder / "rulebook.yaml").write_text(
            text.replace("answer: may-not, rules: [R-1]}", "answer: may, rules: [R-1]}")
        )
        [problem] = packs.validate(folder).problems
        assert (problem.file, problem.line) == ("rulebook.yaml", 20)
        assert problem.sentence == "The rules answer may-not, and may is expected."


class TestCourtOrders:
    def test_a_suspended_rule_is_shown_and_no_answer_rests_on_it(self, town):
        make.approved(other_words())
        by = make.counsel()
        api.suspend_rule(rule="R-1", **ORDER, by=by, at=LATER)
        assert api.rule(id="R-1", language="en", at=AT).suspension is None
        assert api.rule(id="R-1", language="en", at=LATER).suspension is not None
        answer = queries.verdict(act="behind-the-counter", told={}, language="en", at=LATER)
        assert (answer.answer, answer.suspended) == (Answer.ASK, ("R-1",))
        order = {"judge-order": Told.YES}
        assert queries.verdict(act="behind-the-counter", told=order, language="en", at=LATER).answer is Answer.COMPLY

        api.lift_suspension(rule="R-1", reason="The order was lifted.", by=by, at=LATER + timedelta(days=1))
        later = LATER + timedelta(days=1)
        assert queries.verdict(act="behind-the-counter", told={}, language="en", at=later).answer is Answer.MAY_NOT
        assert queries.verdict(act="behind-the-counter", told={}, language="en", at=LATER).answer is Answer.ASK

    def test_who_may_not_and_what_is_missing(self, town):
        make.approved(other_words())
        by = make.counsel()
        with pytest.raises(NotAllowed):
            api.suspend_rule(rule="R-1", **ORDER, by=accounts.person(role=Role.COORDINATOR), at=AT)
        with pytest.raises(NotFound):
            api.suspend_rule(rule="R-9", **ORDER, by=by, at=AT)
        with pytest.raises(Refused, match="Name the order"):
            api.suspend_rule(rule="R-1", order=" ", reason="x", by=by, at=AT)
        with pytest.raises(Refused, match="status"):
            api.suspend_rule(rule="R-1", order="No. 1", reason="My neighbor is undocumented.", by=by, at=AT)
        api.suspend_rule(rule="R-1", **ORDER, by=by, at=AT)
        with pytest.raises(NotNow):
            api.suspend_rule(rule="R-1", **ORDER, by=by, at=AT)
        with pytest.raises(NotNow):
            api.lift_suspension(rule="R-2", reason="x", by=by, at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Suspension.objects.all().delete()


class TestPages:
    def test_the_rules_show_law_doubt_edition_and_approval(self, town, client):
        assert "Counsel has not approved the rules yet." in client.get("/rules/").content.decode()
        make.approved(other_words())
        page = client.get("/rules/").content.decode()
        for said in ("No access behind the counter", "Edition 2", "we read the source itself", 'id="R-1"'):
            assert said in page
        assert client.get("/rules/").cookies == {}

    def test_may_i_without_a_script_in_two_steps(self, town, client):
        make.approved(other_words())
        assert "May I let an officer behind the counter?" in client.get("/rules/may-i/").content.decode()
        asked = client.get("/rules/may-i/?act=behind-the-counter").content.decode()
        assert "Is there an order signed by a judge?" in asked
        assert "No, you may not." not in asked
        told = "/rules/may-i/?act=behind-the-counter&told=1&emergency=no&judge-order="
        answered = client.get(told + "no").content.decode()
        for said in ("No, you may not.", "I have to ask first.", "Decline.", "Record.", "R-1", "edition 2"):
            assert said in answered
        assert "Comply." in client.get(told + "yes").content.decode()
        unsure = client.get(told + "unknown").content.decode()
        assert "Ask counsel first." in unsure
        assert "Find out:" in unsure
        assert client.get("/rules/may-i/?act=fly").status_code == 404
        assert "Select a valid choice" in client.get(told + "perhaps").content.decode()

    def test_counsel_answers_on_the_page(self, town):
        browser = accounts.client_of(make.counsel())
        page = browser.get("/staff/rules/editions/1/").content.decode()
        assert "An officer asks to come behind the counter." in page
        sent = {"seen_sha256": seen(1), "finding": "return", "note": ""}
        answer = browser.post("/staff/rules/editions/1/answer/", sent)
        assert answer.status_code == 422
        assert "Say what to change." in answer.content.decode()
        assert browser.post("/staff/rules/editions/1/answer/", sent | {"finding": "approve"}).status_code == 302
        assert queries.in_force(at=accounts.AT + timedelta(days=9999)) is not None

        form = {"rule": "R-1", "order": "", "reason": "It says so."}
        refused = browser.post("/staff/rules/suspend/", form)
        assert refused.status_code == 422
        assert "It says so." in refused.content.decode()
        assert browser.post("/staff/rules/suspend/", form | {"order": "No. 1"}).status_code == 302
        assert "No. 1" in Client().get("/rules/").content.decode()
        assert browser.get("/staff/rules/R-2/lift/").status_code == 404
        assert browser.post("/staff/rules/R-1/lift/", {"reason": "Over."}).status_code == 302
        assert "Over." in browser.get("/staff/rules/").content.decode()

    @pytest.mark.parametrize("told", canary.TOLD)
    def test_nothing_about_a_person_is_kept_from_what_counsel_writes(self, town, told):
        browser, sentence = accounts.client_of(make.counsel()), canary.TOLD[told]
        sent = {"seen_sha256": seen(1), "finding": "return", "note": sentence}
        answer = browser.post("/staff/rules/editions/1/answer/", sent)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        browser.post("/staff/rules/editions/1/answer/", sent | {"finding": "approve", "note": ""})
        form = {"rule": "R-1", "order": "No. 1", "reason": "It says so."}
        assert browser.post("/staff/rules/suspend/", form | {"reason": sentence}).status_code == 422
        assert browser.post("/staff/rules/suspend/", form).status_code == 302
        assert browser.post("/staff/rules/R-1/lift/", {"reason": sentence}).status_code == 422

        assert canary.find(canaries=[told], besides=canary.mails()) == ()

    def test_others_read_and_do_not_answer(self, town):
        browser = accounts.client_of(accounts.person(role=Role.AUDITOR))
        page = browser.get("/staff/rules/editions/1/").content.decode()
        assert "Send the answer" not in page
        assert browser.post("/staff/rules/editions/1/answer/", {}).status_code in {403, 404}
        assert browser.get("/staff/rules/suspend/").status_code in {403, 404}
        stranger = accounts.client_of(accounts.person(role=Role.AUTHOR, department="clk"))
        assert stranger.get("/staff/rules/").status_code in {403, 404}

    def test_the_published_page_changes_with_the_rules_only(self, town, settings):
        assert list(api.published_pages(AT)) == []
        make.approved(other_words())
        [before, *_] = api.published_pages(AT)
        assert before.path == "/rules/"
        api.suspend_rule(rule="R-1", **ORDER, by=make.counsel(), at=LATER)
        assert next(iter(api.published_pages(AT))).stamp == before.stamp
        assert next(iter(api.published_pages(LATER))).stamp != before.stamp
