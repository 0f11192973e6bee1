"""What people see and send."""

import csv
import hashlib
import io
import zipfile

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from standing.hall import clock
from standing.hall.paper import api as paper
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.models import Campaign, Outlet, Sending
from standing.rooms.outreach.views import kit
from tests.make import accounts
from tests.make import outreach as make
from tests.make.outreach import Desk

ALL = tuple(make.TEXTS)


def url(name, *parts):
    return reverse(f"outreach:{name}", args=parts)


def of(person):
    return accounts.client_of(person)


@pytest.fixture
def now():
    return clock.now()


def gone_out(people, now):
    """Return a campaign with all channels that went out by text message."""
    campaign = make.approved(people, channels=ALL, at=now)
    make.translate(people, campaign, "es", "fa", at=now)
    actions.record_sending(
        campaign=campaign.pk,
        channel="sms",
        outlet=make.outlet(people).pk,
        languages=["en", "es"],
        origin=make.ORIGIN,
        by=people.editor,
        at=clock.now(),
    )
    return campaign


def test_the_way_of_a_message_from_the_first_word_to_the_log(people: Desk, now):
    editor, coordinator = of(people.editor), of(people.coordinator)
    editor.post(
        url("start_campaign"),
        {
            "name": "Help by phone",
            "about": "",
            "department": "fire",
            "link": "/help/",
            "kill_date": (now.date().replace(day=1)).replace(year=now.year + 1).isoformat(),
        },
    )
    campaign = Campaign.objects.get()
    counted = editor.post(url("write_texts", campaign.pk, "sms"), {"text": "Call {phone_311}. á"}, follow=True)
    assert "UCS-2" in counted.content.decode()
    page = editor.get(url("show_campaign", campaign.pk)).content.decode()
    assert "Read and approve" not in page
    shown = coordinator.get(url("approve_campaign", campaign.pk))
    coordinator.post(
        url("approve_campaign", campaign.pk),
        {"seen_sha256": shown.context["page"].content.sha256, "has_read": "on"},
    )
    blocked = editor.get(url("send", campaign.pk, "sms")).content.decode()
    assert "It does not go out yet" in blocked
    assert "Spanish" in blocked
    make.translate(people, campaign, "es", "fa", at=now)
    outlet = make.outlet(people)
    sent = editor.post(url("send", campaign.pk, "sms"), {"outlet": str(outlet.pk), "languages": ["en", "es"]})
    assert sent.status_code == 302, sent.content.decode()
    log = list(csv.reader(io.StringIO(editor.get(url("sent_csv")).content.decode())))
    assert [row[5] for row in log] == ["language", "en", "es"]
    assert "<svg" in editor.get(url("show_campaign", campaign.pk)).content.decode()
    assert "<svg" in editor.get(url("list_campaigns")).content.decode()


def test_a_refused_form_keeps_every_word_and_says_all_reasons(people: Desk, now):
    campaign = make.draft(people, channels=(), at=now)
    words = "ICE is at 6th and Main. Call {phone_nobody}."
    answer = of(people.editor).post(url("write_texts", campaign.pk, "sms"), {"text": words})

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "where or when officers are" in said
    assert words in said

    again = of(people.editor).post(url("write_texts", campaign.pk, "sms"), {"text": "Call {phone_nobody}."})
    assert "phone_nobody" in again.content.decode()
    assert again.status_code == 422


def test_sending_while_a_language_is_open_answers_422_with_its_name(people: Desk, now):
    campaign = make.approved(people, at=now)
    outlet = make.outlet(people)
    answer = of(people.editor).post(url("send", campaign.pk, "sms"), {"outlet": str(outlet.pk), "languages": ["en"]})
    assert answer.status_code == 422
    assert "Persian" in answer.content.decode()
    assert not Sending.objects.exists()


@pytest.mark.parametrize("role", ["editor", "coordinator", "attorney", "translator", "auditor"])
def test_everybody_at_the_desk_reads_and_the_buttons_are_theirs(people: Desk, now, role):
    campaign = make.draft(people, at=now)
    page = of(getattr(people, role)).get(url("show_campaign", campaign.pk)).content.decode()

    assert ("Read and approve" in page) == (role in {"coordinator", "attorney"})
    assert ("Write for another channel" in page) == (role in {"editor", "coordinator"})
    assert ("Take back" in page) == (role in {"editor", "coordinator", "attorney"})


@pytest.mark.parametrize("language", ["en", "es", "fa", "hi"])
def test_every_language_has_a_preview(people: Desk, now, language):
    campaign = make.approved(people, channels=ALL, at=now)
    make.translate(people, campaign, "es", "fa", at=now)
    page = of(people.translator).get(url("preview", campaign.pk, language))
    assert page.status_code == 200
    if language in make.SPOKEN and language != "hi":
        assert make.SPOKEN[language] in page.content.decode()
    assert of(people.translator).get(url("preview", campaign.pk, "xx")).status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "fa"])
def test_a_poster_is_tagged_and_says_what_it_is(people: Desk, now, language):
    campaign = make.approved(people, channels=ALL, at=now)
    make.translate(people, campaign, "es", "fa", at=now)
    content = of(people.editor).get(url("poster_pdf", campaign.pk, language)).content

    reader = PdfReader(io.BytesIO(content), strict=True)
    root = reader.trailer["/Root"]
    text = reader.pages[0].extract_text()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert len(reader.pages) == 1
    assert f"{campaign.pk} · {language} · v1" in " ".join(text.split())


def test_the_code_on_a_poster_leads_to_the_page_in_its_language(people: Desk, now):
    campaign = make.approved(people, channels=ALL, at=now)
    make.translate(people, campaign, "es", "fa", at=now)
    channel = next(one for one in queries.used(campaign=campaign.pk, known=now) if one.kind == "poster")
    wording = queries.wording(
        campaign=campaign,
        channel=channel,
        language=queries.language(code="fa", known=now),
        known=now,
        origin=make.ORIGIN,
    )
    version = queries.approved_version(campaign=campaign.pk)
    piece = kit.Piece(campaign=campaign, wording=wording, version=version, origin=make.ORIGIN)
    picture = paper.png(
        template="outreach/poster.typ", data=kit._data(piece), title="Poster", language="fa", width_px=900
    )
    with Image.open(io.BytesIO(picture)) as page:
        [code] = zxingcpp.read_barcodes(page.convert("L"))
    assert code.text == "http://town.example/fa/rights/"


def test_a_letter_that_no_font_has_is_told_and_the_kit_says_what_it_left_out(people: Desk, now):
    campaign = make.draft(people, channels=("poster",), at=now)
    words = {**make.TEXTS["poster"], "headline": "You have rights \U000f0fff"}
    actions.save_texts(campaign=campaign.pk, channel="poster", texts=words, by=people.editor, at=now)
    answer = of(people.editor).get(url("poster_pdf", campaign.pk, "en"))
    assert answer.status_code == 422
    assert "No font" in answer.content.decode()

    channel = next(one for one in queries.channels(known=now) if one.kind == "poster")
    language = queries.language(code="en", known=now)
    wording = queries.wording(campaign=campaign, channel=channel, language=language, known=now, origin=make.ORIGIN)
    piece = kit.Piece(campaign=campaign, wording=wording, version=None, origin=make.ORIGIN)
    with zipfile.ZipFile(io.BytesIO(kit.zipped([piece]))) as archive:
        assert "poster.pdf" not in archive.namelist()
        assert b"No font" in archive.read("poster-not-printed.txt")


@pytest.mark.parametrize(("shape", "size"), [("square", (1080, 1080)), ("tall", (1080, 1920))])
def test_a_card_has_the_size_its_place_wants(people: Desk, now, shape, size):
    campaign = make.approved(people, channels=ALL, at=now)
    content = of(people.editor).get(url("card_png", campaign.pk, "en", shape)).content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == size
        assert picture.format == "PNG"
    assert of(people.editor).get(url("card_png", campaign.pk, "en", "round")).status_code == 404


def test_the_kit_of_a_language_holds_what_is_ready_with_true_checksums(people: Desk, now):
    campaign = gone_out(people, now)
    content = of(people.editor).get(url("kit_zip", campaign.pk, "es")).content
    with zipfile.ZipFile(io.BytesIO(content)) as kit:
        names = set(kit.namelist())
        sums = dict(reversed(line.split("  ")) for line in kit.read("SHA256SUMS").decode().splitlines())
        assert names == {*sums, "manifest.csv", "SHA256SUMS"}
        assert {"poster.pdf", "card-square.png", "card-tall.png", "sms-text.txt", "radio-15-script.txt"} <= names
        for name, sha256 in sums.items():
            assert hashlib.sha256(kit.read(name)).hexdigest() == sha256
        rows = list(csv.DictReader(io.StringIO(kit.read("manifest.csv").decode())))
    assert {row["language"] for row in rows} == {"es"}
    assert {row["alt"] for row in rows if row["channel"] == "card"} == {make.SPOKEN["es"]}
    again = of(people.editor).get(url("kit_zip", campaign.pk, "es")).content
    assert again == content


def test_a_language_without_ready_words_has_no_kit(people: Desk, now):
    campaign = make.approved(people, at=now)
    assert of(people.editor).get(url("kit_zip", campaign.pk, "en")).status_code == 200
    make.translate(people, campaign, "es", is_reviewed=False, at=now)
    assert of(people.editor).get(url("kit_zip", campaign.pk, "es")).status_code == 404


def test_everybody_gets_what_went_out_and_nothing_else(people: Desk, now):
    campaign = make.approved(people, at=now)
    public = Client()
    assert public.get(url("public_kit", campaign.pk, "en")).status_code == 404

    out = gone_out_as(people, "Second message", now)
    answer = public.get(url("public_kit", out.pk, "es"))
    assert answer.status_code == 200
    assert not answer.cookies

    actions.withdraw_campaign(campaign=out.pk, reason="A wrong number.", by=people.attorney, at=clock.now())
    assert public.get(url("public_kit", out.pk, "es")).status_code == 404


def gone_out_as(people, name, now):
    campaign = make.approved(people, name=name, at=now)
    make.translate(people, campaign, "es", "fa", at=now)
    actions.record_sending(
        campaign=campaign.pk,
        channel="sms",
        outlet=make.outlet(people).pk,
        languages=["en", "es"],
        origin=make.ORIGIN,
        by=people.editor,
        at=clock.now(),
    )
    return campaign


@pytest.mark.parametrize("prefix", ["", "/es", "/fa"])
def test_the_public_page_lists_messages_and_those_taken_back(people: Desk, now, prefix):
    gone_out_as(people, "A good message", now)
    bad = make.approved(people, name="A bad message", at=now)
    make.translate(people, bad, "es", "fa", at=now)
    actions.record_sending(
        campaign=bad.pk,
        channel="sms",
        outlet=Outlet.objects.get().pk,
        languages=["en"],
        origin=make.ORIGIN,
        by=people.editor,
        at=clock.now(),
    )
    actions.withdraw_campaign(campaign=bad.pk, reason="A wrong number.", by=people.attorney, at=clock.now())

    answer = Client().get(f"{prefix}/outreach/")
    page = answer.content.decode()
    assert not answer.cookies
    assert "A good message" in page
    assert page.index("A good message") < page.index("A bad message")
    assert "A wrong number." in page


def test_the_form_of_an_outlet_keeps_what_was_typed(people: Desk, now):
    editor = of(people.editor)
    good = {"name": "News", "office_email": "a@b.example", "channels": ["sms"], "languages": ["es"], "audience": ""}
    bad = editor.post(url("add_outlet"), {**good, "office_email": "nobody"})
    assert bad.status_code == 422
    assert "News" in bad.content.decode()
    assert editor.post(url("add_outlet"), good).status_code == 302
    outlet = Outlet.objects.get()
    assert outlet.audience is None
    assert "not known" in editor.get(url("list_outlets")).content.decode()
    editor.post(url("close_outlet", outlet.pk))
    assert "No outlets yet" in editor.get(url("list_outlets")).content.decode()


@pytest.mark.parametrize("name", ["start_campaign", "add_outlet"])
def test_forms_are_for_those_who_use_them(people: Desk, name):
    assert of(people.editor).get(url(name)).status_code == 200
    assert of(people.auditor).get(url(name)).status_code == 404


def test_what_is_there_not_has_no_page(people: Desk):
    editor = of(people.editor)
    for name, parts in [
        ("show_campaign", ["no"]),
        ("change_campaign", ["no"]),
        ("approve_campaign", ["no"]),
        ("withdraw_campaign", ["no"]),
        ("write_texts", ["no", "sms"]),
        ("send", ["no", "sms"]),
        ("preview", ["no", "en"]),
    ]:
        person = people.coordinator if name in {"approve_campaign", "withdraw_campaign"} else None
        browser = of(person) if person else editor
        assert browser.get(url(name, *parts)).status_code == 404, name
