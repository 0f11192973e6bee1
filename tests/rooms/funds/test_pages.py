"""The pages of aid money: who enters, what they show, and every mistake at its field."""

from __future__ import annotations

import json

import pytest

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.funds import api as funds
from standing.rooms.funds.models import Decision, Donor, DonorContact, Entry, Fund, Gift, Receipt
from standing.rooms.funds.rules.chart import Code, Source
from tests import canary
from tests.make import accounts
from tests.make import funds as make
from tests.make.funds import AT, GROUP, ROUND, key

pytestmark = pytest.mark.django_db
HERE = "/staff/funds/"
PAGES = ("", "donors/", "donors/donors.csv", "decisions/", "entries/", "entries/entries.csv", "books.beancount",
         "trial-balance.csv", "trial-balance.json")  # fmt: skip
FORMS = ("open/", "city-money/", "allocate/", "close-round/", "donors/add/", "gifts/add/", "decisions/propose/")


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(by):
    return accounts.client_of(by)


def text(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_every_page_opens_empty_and_with_money(client, by, page):
    assert client.get(HERE + page).status_code == 200
    make.fund(by=by)
    make.allocated(12_300, by=by)
    make.load(2_300, by=by)
    assert client.get(HERE + page).status_code == 200


@pytest.mark.parametrize(
    ("role", "reads", "posts"),
    [
        (Role.TREASURER, 200, 200),
        (Role.COORDINATOR, 200, 404),
        (Role.AUDITOR, 200, 404),
        (Role.VAULT, 404, 404),
        (Role.EDITOR, 404, 404),
    ],
)
def test_pages_by_role(db, role, reads, posts):
    visitor = accounts.client_of(accounts.person(role=role))
    assert {visitor.get(HERE + page).status_code for page in PAGES} == {reads}
    assert {visitor.get(HERE + page).status_code for page in FORMS} == {posts}


def test_the_overview_draws_the_chart_with_its_table_and_sentence(client, by):
    assert "No funds yet" in text(client.get(HERE))
    make.fund(by=by)
    make.allocated(12_300, by=by)
    make.load(2_300, by=by)
    page = text(client.get(HERE))
    assert '<svg role="img"' in page
    assert "Sample fund general: $123.00 came, $23.00 loaded." in page
    assert '<td class="num">$100.00</td>' in page


def test_a_fund_a_donor_a_promise_a_gift_and_a_receipt_by_form(client, by):
    said = {"name": "Families", "id": "families", "source": "donor", "round": ROUND, "organisation": "", "use": ""}
    assert client.post(f"{HERE}open/", said)["Location"] == HERE
    assert Fund.objects.get().round == ROUND
    page = client.post(f"{HERE}donors/add/", {"kind": "organisation", "shown_as": "Sample Trust"})["Location"]
    donor = Donor.objects.get()
    pledge = {"fund": "families", "cents": "1,000", "pledged_on": "2026-02-01", "due_on": ""}
    assert client.post(f"{page}pledge/", pledge)["Location"] == page
    gift = {
        "donor": str(donor.pk), "fund": "families", "cents": "$250.50", "received_on": "2026-02-12",
        "bank_reference": "wire 1", "pledge": str(donor.pledges.get().pk),
    }  # fmt: skip
    there = client.post(f"{HERE}gifts/add/", gift)["Location"]
    assert Gift.objects.get().cents == 25_050
    assert client.post(f"{HERE}gifts/add/", gift)["Location"] == there
    assert "$749.50" in text(client.get(page))
    assert client.post(f"{there}receipt/")["Location"] == there
    receipt = f"{HERE}receipts/{Receipt.objects.get().number}/"
    assert "Sample Trust" in text(client.get(receipt))
    paper = client.get(f"{receipt}receipt.pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.post(f"{receipt}void/", {}).status_code == 422
    assert client.post(f"{receipt}void/", {"because": "mistake"})["Location"] == receipt
    assert "Voided" in text(client.get(receipt))
    client.post(f"{there}receipt/")
    assert client.post(f"{there}undo/")["Location"] == there
    assert list(Receipt.objects.order_by("number").values_list("number", "voided_because")) == [
        (1, "mistake"),
        (2, "gift-undone"),
    ]
    assert "This gift was undone" in text(client.get(there))
    withdrawn = client.post(f"{page}pledge/{donor.pledges.get().pk}/withdraw/")
    assert withdrawn["Location"] == page
    assert "taken back" in text(client.get(page))


def test_all_mistakes_of_a_gift_stand_at_their_fields_and_nothing_typed_is_lost(client, by):
    answer = client.post(f"{HERE}gifts/add/", {"cents": "12.345", "received_on": "soon", "bank_reference": "wire 7"})
    assert answer.status_code == 422
    page = text(answer)
    assert "Give an amount such as 1,250.50." in page
    assert "Give a day such as" in page
    assert "wire 7" in page
    assert set(answer.context["form"].errors) == {"donor", "fund", "cents", "received_on"}


def test_a_name_that_tells_what_may_not_be_kept_is_refused_at_its_field(client, by):
    answer = client.post(f"{HERE}donors/add/", {"kind": "person", "shown_as": "She is undocumented"})
    assert answer.status_code == 422
    assert not Donor.objects.exists()


def test_money_is_set_aside_set_free_and_a_round_is_closed_by_form(client, by):
    make.fund(by=by, round=ROUND)
    make.money(1_000, by=by)
    said = {
        "way": "allocate",
        "fund": "general",
        "round": ROUND,
        "organisation": GROUP,
        "cents": "6",
        "day": "2026-02-12",
    }
    assert client.post(f"{HERE}allocate/", said).status_code == 302
    assert client.post(f"{HERE}allocate/", said | {"cents": "5"}).status_code == 422
    assert client.post(f"{HERE}allocate/", said | {"way": "release", "cents": "2"}).status_code == 302
    assert funds.balance_of(account=key(Code.ALLOCATED, "general")) == 400
    close = {"round": ROUND, "day": "2026-02-12", "sure": "on"}
    assert client.post(f"{HERE}close-round/", close)["Location"].endswith(f"entries/?round={ROUND}")
    assert funds.sum_of(code=Code.PAYABLE) == 1_000
    assert "Nothing came back" in text(client.post(f"{HERE}close-round/", close))


def test_a_return_waits_for_a_second_person(client, by):
    make.fund(by=by)
    gift = make.gift(1_000, by=by)
    said = {"act": "return", "fund": "general", "donor": str(gift.donor_id), "cents": "4"}
    assert client.post(f"{HERE}decisions/propose/", said).status_code == 302
    row = Decision.objects.get()
    assert "Approve" not in text(client.get(f"{HERE}decisions/"))
    assert client.post(f"{HERE}decisions/{row.pk}/approve/").status_code in {403, 422}
    second = accounts.client_of(accounts.person(role=Role.COORDINATOR))
    assert "Approve" in text(second.get(f"{HERE}decisions/"))
    assert second.post(f"{HERE}decisions/{row.pk}/approve/").status_code == 302
    assert funds.balance_of(account=key(Code.BANK)) == 600
    assert second.post(f"{HERE}decisions/{row.pk}/refuse/").status_code == 422


def test_a_redirect_asks_for_the_consent_and_keeps_it(client, by):
    from django.core.files.uploadedfile import SimpleUploadedFile

    make.fund(by=by)
    make.fund("second", by=by)
    gift = make.gift(1_000, by=by)
    said = {"act": "redirect", "fund": "general", "donor": str(gift.donor_id), "cents": "4"}
    answer = client.post(f"{HERE}decisions/propose/", said)
    assert {"to_fund", "consent", "consent_on"} <= set(answer.context["form"].errors)
    paper = SimpleUploadedFile("Zephyrine Quillmoor.png", _picture())
    whole = said | {"to_fund": "second", "consent": paper, "consent_on": "2026-02-11"}
    assert client.post(f"{HERE}decisions/propose/", whole).status_code == 302
    row = Decision.objects.get()
    assert client.get(f"{HERE}decisions/{row.pk}/consent/").status_code == 200
    second = accounts.client_of(accounts.person(role=Role.TREASURER))
    assert second.post(f"{HERE}decisions/{row.pk}/approve/").status_code == 302
    assert funds.balance_of(account=key(Code.FREE, "second")) == 400
    assert canary.find(canaries=["Zephyrine Quillmoor"]) == ()


def _picture():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


def test_city_money_and_an_entry_undone_by_hand(client, by):
    make.fund("treasury", source=Source.CITY, by=by)
    said = {"fund": "treasury", "cents": "10", "day": "2026-02-12", "reference": "warrant-1"}
    assert client.post(f"{HERE}city-money/", said)["Location"] == HERE
    entry = Entry.objects.get()
    assert "Undo" in text(client.get(f"{HERE}entries/"))
    assert client.post(f"{HERE}entries/{entry.pk}/reverse/").status_code == 302
    assert client.post(f"{HERE}entries/{entry.pk}/reverse/").status_code in {302, 422}
    assert client.post(f"{HERE}entries/99999/reverse/").status_code == 404
    make.fund(by=by)
    gift = make.gift(100, by=by)
    assert client.post(f"{HERE}entries/{gift.entry_id}/reverse/").status_code == 422


def test_entries_are_filtered_and_handed_out(client, by):
    make.fund(by=by)
    make.allocated(1_000, by=by)
    make.load(300, reference="load-7", by=by)
    page = text(client.get(f"{HERE}entries/", {"kind": "load"}))
    assert "load-7" in page
    assert "1 entry" in page
    assert "Nothing fits" in text(client.get(f"{HERE}entries/", {"reference": "none"}))
    lines = text(client.get(f"{HERE}entries/entries.csv", {"kind": "load"})).splitlines()
    assert len(lines) == 1 + 4
    told = json.loads(text(client.get(f"{HERE}trial-balance.json")))
    assert sum(row["cents"] for row in told["accounts"]) == 0
    assert told["sample"] is False


def test_every_file_of_a_sample_says_so(client, by):
    installation.create(is_sample=True, at=AT)
    make.fund(by=by)
    make.allocated(1_000, by=by)
    for page in PAGES:
        answer = client.get(HERE + page)
        assert "sample" in text(answer).lower()
        if "Content-Disposition" in answer.headers:
            assert "sample-" in answer["Content-Disposition"]


def test_how_to_reach_a_donor_is_read_by_treasurers_only_and_stays_out_of_records_logs_and_mails(
    client, by, caplog, tmp_path
):
    caplog.set_level(0)
    donor = make.donor(by=by)
    said = {
        "name": canary.NAME, "email": "zephyrine@quillmoor.example", "phone": canary.PHONE, "address": canary.HOME,
        "keep_until": "2029-01-01",
    }  # fmt: skip
    page = f"{HERE}donors/{donor}/"
    assert client.post(f"{page}contact/", said | {"keep_until": "2026-03-01"}).status_code == 422
    assert client.post(f"{page}contact/", said)["Location"] == page
    assert canary.NAME in text(client.get(page))
    make.fund(by=by)
    make.gift(500, donor=donor, by=by)
    for role in (Role.AUDITOR, Role.COORDINATOR):
        visitor = accounts.client_of(accounts.person(role=role))
        assert canary.NAME not in text(visitor.get(page))
        assert visitor.get(f"{page}contact/").status_code == 404
    words = [canary.NAME, canary.PHONE, canary.HOME, "zephyrine@quillmoor.example"]
    exported = {name: text(client.get(HERE + name)) for name in PAGES}
    places = ["table:funds_donorcontact"]
    assert canary.find(canaries=words, besides={"log": caplog.text, **exported, **canary.mails()}, but_not=places) == ()
    assert canary.find(canaries=words)  # it can find them
    DonorContact.objects.all().delete()
    assert canary.find(canaries=words) == ()
