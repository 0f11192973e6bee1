"""No message goes out while a language that must be there is open; each no stands beside its yes."""

import datetime as dt

import pytest

from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.obligations import api as obligations
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.actions import NotTheseWords
from standing.rooms.outreach.models import Sending
from tests.make import outreach as make
from tests.make.outreach import AT, Desk

LATER = AT + dt.timedelta(hours=1)


def send(people: Desk, campaign, *, languages=("en", "es"), channel="sms", by=None, outlet=None, at=LATER):
    return actions.record_sending(
        campaign=campaign.pk,
        channel=channel,
        outlet=(outlet or make.outlet(people)).pk,
        languages=languages,
        origin=make.ORIGIN,
        by=by or people.editor,
        at=at,
    )


def test_it_goes_out_once_every_language_is_reviewed(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")

    sending = send(people, campaign)

    texts = {one.language: one.texts["text"] for one in sending.texts.all()}
    assert texts["en"] == "You have rights. Call 311 for help in your language: http://town.example/rights/"
    assert texts["es"] == "Usted tiene derechos 311 http://town.example/es/rights/"


def test_nothing_goes_out_untranslated_and_the_refusal_names_the_languages(people: Desk):
    campaign = make.approved(people)

    with pytest.raises(NotNow, match=r"Spanish \(not translated\); Persian \(not translated\)\."):
        send(people, campaign)
    assert not Sending.objects.exists()


def test_nothing_goes_out_unreviewed(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es")
    make.translate(people, campaign, "fa", is_reviewed=False)

    with pytest.raises(NotNow, match=r"Still open: Persian \(not reviewed\)\."):
        send(people, campaign)


def test_nothing_goes_out_unreviewed_in_a_sample_either(people: Desk):
    installation.create(is_sample=True, at=AT)
    installation.forget()
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa", is_reviewed=False)

    with pytest.raises(NotNow, match=r"Spanish \(not reviewed\); Persian \(not reviewed\)"):
        send(people, campaign)


def test_nothing_goes_out_in_english_alone_either(people: Desk):
    campaign = make.approved(people)
    with pytest.raises(NotNow, match="Spanish"):
        send(people, campaign, languages=("en",))


def test_a_translation_behind_its_source_holds_everything_back(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    actions.reopen_campaign(campaign=campaign.pk, by=people.editor, at=LATER)
    actions.save_texts(
        campaign=campaign.pk,
        channel="sms",
        texts={"text": "You have rights here. Call {phone_311}: {link}"},
        by=people.editor,
        at=LATER,
    )
    make.approve(people, campaign, at=LATER)

    with pytest.raises(NotNow, match=r"Spanish \(behind the source\); Persian \(behind the source\)"):
        send(people, campaign)

    make.translate(people, campaign, "es", "fa", at=LATER, text="Nuevo {phone_311} {link}")
    assert send(people, campaign, outlet=make.outlet(people, name="Other")).version.number == 2


def test_a_review_that_is_taken_back_holds_it_back_again(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    said = translations.said(keys=[f"outreach:{campaign.pk}:sms:text"], language="es")
    text = next(iter(said.values())).text
    translations.return_translation(
        key=f"outreach:{campaign.pk}:sms:text",
        language="es",
        seen_sha256=make.sha256_hex(text.encode()),
        note="Wrong word.",
        by=people.second,
        at=LATER,
    )
    with pytest.raises(NotNow, match="Spanish"):
        send(people, campaign)


def test_other_languages_go_only_once_reviewed(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    outlet = make.outlet(people)
    with pytest.raises(NotNow, match="Hindi"):
        send(people, campaign, languages=("en", "hi"), outlet=outlet)

    make.translate(people, campaign, "hi")
    assert send(people, campaign, languages=("en", "hi"), outlet=outlet).texts.count() == 2


def test_a_draft_does_not_go_out(people: Desk):
    campaign = make.draft(people)
    with pytest.raises(NotNow, match="not approved"):
        send(people, campaign)


def test_nothing_goes_out_after_the_last_day(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    outlet = make.outlet(people)

    with pytest.raises(NotNow, match="last day"):
        send(people, campaign, outlet=outlet, at=make.law.local("2026-01-01 00:00"))
    assert send(people, campaign, outlet=outlet, at=make.law.local("2025-12-31 23:59"))


def test_news_of_officers_in_a_translation_is_refused_before_it_goes_out(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "fa")
    make.translate(people, campaign, "es", text="La migra está en la calle Olvera {phone_311} {link}")

    with pytest.raises(NotTheseWords, match="where or when officers are"):
        send(people, campaign)


def test_only_those_who_send_record_a_sending(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    outlet = make.outlet(people)

    for person in (people.attorney, people.translator, people.auditor):
        with pytest.raises(NotAllowed, match="An editor or a coordinator"):
            send(people, campaign, by=person, outlet=outlet)
    assert send(people, campaign, by=people.coordinator, outlet=outlet)


def test_an_outlet_gets_what_it_takes(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    with pytest.raises(Refused, match="does not take this channel"):
        send(people, campaign, outlet=make.outlet(people, name="Paper", channels=["press"]))

    closed = make.outlet(people, name="Gone")
    actions.close_outlet(outlet=closed.pk, by=people.editor, at=AT)
    with pytest.raises(NotFound):
        send(people, campaign, outlet=closed)


def test_a_sending_is_evidence_of_the_duty_that_asks_for_it(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    send(people, campaign)

    [evidence] = obligations.evidence_of(department="fire", known=LATER)
    assert (evidence.obligation, evidence.kind, evidence.title) == (
        "T.tell",
        "outreach-log",
        "Know your rights, Text message, in en, es",
    )
    pairs = {pair.obligation: pair for pair in obligations.statuses(at=LATER).pairs if pair.department == "fire"}
    assert pairs["T.tell"].status == "met"
    assert pairs["T.plan"].status != "met"


def test_a_refused_sending_leaves_no_evidence(people: Desk):
    campaign = make.approved(people)
    with pytest.raises(NotNow):
        send(people, campaign)
    assert obligations.evidence_of(department="fire", known=LATER) == ()


def test_reach_is_by_language_and_what_is_not_said_is_not_known(people: Desk):
    campaign = make.approved(people)
    make.translate(people, campaign, "es", "fa")
    send(people, campaign, outlet=make.outlet(people, name="Says", audience=700))
    send(people, campaign, languages=("es",), outlet=make.outlet(people, name="Does not", audience=None))

    reach = {one.language: one for one in queries.reach(sendings=queries.log(), known=LATER)}
    assert (reach["en"].sendings, reach["en"].people) == (1, 700)
    assert (reach["es"].sendings, reach["es"].people) == (2, None)
    assert (reach["fa"].sendings, reach["fa"].people) == (0, 0)
