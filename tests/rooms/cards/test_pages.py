"""The pages of cards: by role, with every error at once and nothing lost, empty lists, CSV and paper."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.cards.actions import custody, issuers, stock
from standing.rooms.cards.models import Card, Consignment, Funding, Load, Order, Program, Shipment
from standing.rooms.cards.rules import bankcsv
from standing.rooms.cards.rules.bank import BankLine, Statement
from standing.rooms.cards.rules.issuer import write_moves
from standing.rooms.cards.rules.life import State
from tests import canary
from tests.make import accounts
from tests.make import cards as make
from tests.make import funds as money

pytestmark = pytest.mark.django_db
HERE = "/staff/cards/"
AT, DAY, PROGRAM = make.AT, make.DAY, make.PROGRAM


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def client(keeper):
    return accounts.client_of(keeper)


@pytest.fixture
def books(treasurer):
    return accounts.client_of(treasurer)


def text(answer):
    return answer.content.decode()


def upload(content, name="list.csv"):
    return SimpleUploadedFile(name, content)


LISTS = ["", "all/", "orders/", "consignments/", "counts/", "loads/", "funding/", "days/"]


@pytest.mark.parametrize("page", LISTS)
def test_every_list_says_when_it_is_empty(client, page):
    answer = client.get(HERE + page)
    assert answer.status_code == 200
    assert 'class="empty"' in text(answer)


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("role", [Role.VAULT, Role.TREASURER, Role.COORDINATOR, Role.AUDITOR, Role.EDITOR])
def test_who_reads(program, role, page):
    answer = accounts.client_of(accounts.person(role=role)).get(HERE + page)
    assert answer.status_code == (404 if role is Role.EDITOR else 200)


def test_a_program_is_entered_by_a_treasurer_and_mistakes_are_told_at_once(client, books):
    said = {
        "code": "donor-300",
        "name": "Sample",
        "source": "donor",
        "rail": "file",
        "routing": "1",
        "account": "12345678",
    }
    assert client.get(f"{HERE}programs/add/").status_code == 404
    wrong = books.post(f"{HERE}programs/add/", said | {"name": ""})
    assert wrong.status_code == 422
    assert "still empty" in text(wrong)
    assert "check digit" in text(books.post(f"{HERE}programs/add/", said))
    assert books.post(f"{HERE}programs/add/", said | {"routing": make.ROUTING}).status_code == 302
    assert Program.objects.get().code == "DONOR-300"


def test_cards_come_from_the_order_to_the_group_by_the_pages(program, client, keeper):
    assert client.post(f"{HERE}orders/", {"program": program, "count": "0"}).status_code == 422
    client.post(f"{HERE}orders/", {"program": program, "count": "3"})
    order = Order.objects.get()
    place = f"{HERE}orders/{order.pk}/"
    wrong = client.post(
        place, {"waybill": "W-1", "file": upload(b"proxy,last4\r\n4111111111111111,1111\r\nPX-1,9\r\n")}
    )
    assert wrong.status_code == 422
    assert "Line 2" in text(wrong)
    assert "Line 3" in text(wrong)
    assert "W-1" in text(wrong)
    assert "4111111111111111" not in text(wrong)
    listed = make.proxies(3)
    client.post(place, {"waybill": "W-1", "file": upload(make.manifest(listed))})
    parcel = Shipment.objects.get()
    assert "3 are named" not in text(client.get(place))
    assert client.post(f"{HERE}parcels/{parcel.pk}/", {"counted": "2"}).status_code == 422
    client.post(f"{HERE}parcels/{parcel.pk}/", {"counted": "3"})
    client.post(f"{HERE}consignments/", {"program": program, "group": "sample-group", "count": "2"})
    packed = Consignment.objects.get()
    place = f"{HERE}consignments/{packed.pk}/"
    assert "Somebody else counts again" in text(client.get(place))
    assert client.post(place, {"counted": "2", "signed_on": "2026-02-12"}).status_code == 422
    other = accounts.client_of(accounts.person(role=Role.COORDINATOR))
    assert other.post(place, {"counted": "1", "signed_on": "2026-02-12"}).status_code == 422
    assert other.post(place, {"counted": "2", "signed_on": "2026-02-12"}).status_code == 302
    assert Card.objects.filter(state=State.CONSIGNED).count() == 2
    assert "3 cards were ordered" in text(client.get(HERE))


def test_the_sheet_to_sign_lists_each_card_on_paper(program, keeper, client):
    listed = make.in_vault(3, by=keeper)
    packed = custody.pack_consignment(program=program, group="sample-group", count=3, by=keeper, at=AT)
    answer = client.get(f"{HERE}consignments/{packed}/sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    page = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for proxy in listed:
        assert proxy in page.replace("\n", "")
    assert "Received for the group" in page


def test_a_card_is_made_void_by_two_people_on_its_page(program, keeper, second, client):
    (proxy,) = make.in_vault(1, by=keeper)
    place = f"{HERE}card/{make.card(proxy).pk}/"
    assert "Ask that it becomes void" in text(client.get(place))
    client.post(f"{place}act/", {"what": "ask", "why": "damaged"})
    assert "Make it void" not in text(client.get(place))
    client.post(f"{place}act/", {"what": "agree"})
    assert make.state(proxy) is State.IN_VAULT
    other = accounts.client_of(second)
    assert "Make it void" in text(other.get(place))
    other.post(f"{place}act/", {"what": "agree"})
    assert make.state(proxy) is State.VOID
    assert client.post(f"{place}act/", {"what": "burn"}).status_code == 404


def test_a_count_that_lacks_a_card_asks_for_its_number(program, keeper, client):
    listed = make.consigned(2, by=keeper)
    said = {"program": program, "group": money.GROUP, "counted": "1", "day": "2026-02-12"}
    assert "1 are missing" in text(client.post(f"{HERE}counts/", said, follow=True))
    wrong = client.post(f"{HERE}counts/", {"program": program, "proxies": "PX-NONE", "what": "lost"})
    assert wrong.status_code == 422
    client.post(f"{HERE}counts/", {"program": program, "proxies": f" {listed[0].lower()}, ", "what": "lost"})
    assert make.state(listed[0]) is State.LOST_IN_CUSTODY
    assert "Every card is there" in text(client.post(f"{HERE}counts/", said, follow=True))


def test_loads_are_carried_on_from_the_page_and_without_an_issuer_it_says_so(ready, keeper, client, monkeypatch):
    (proxy,) = make.consigned(1, by=keeper)
    make.load(proxy, by=keeper)
    monkeypatch.setattr(issuers._asked, "issuer", lambda program, rail: None)
    assert "is set up" in text(client.post(f"{HERE}loads/", {"program": ready}, follow=True))
    found = make.issuer()
    monkeypatch.setattr(issuers._asked, "issuer", lambda program, rail: found)
    assert "1 sent, 1 settled" in text(client.post(f"{HERE}loads/", {"program": ready}, follow=True))
    assert Load.objects.get().step == "loaded"
    assert "<progress" in text(client.get(f"{HERE}loads/"))
    assert proxy in text(client.get(f"{HERE}loads/loads.csv"))


def test_the_exports_tell_nothing_of_an_obligation_and_say_sample(ready, keeper, client, monkeypatch):
    (proxy,) = make.consigned(1, by=keeper)
    make.load(proxy, by=keeper, obligation="token:secret")
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    for name in ("all/cards.csv", "loads/loads.csv"):
        answer = client.get(HERE + name)
        assert "token:secret" not in text(answer)
        assert text(answer).splitlines()[1].startswith("sample,")
        assert "sample" in answer["Content-Disposition"]
    for page in ("", "all/", "loads/", f"card/{make.card(proxy).pk}/"):
        assert "token:secret" not in text(client.get(HERE + page))


def test_a_payment_makes_the_banks_file(program, books, treasurer, monkeypatch):
    money.fund(by=treasurer)
    money.money(5_000_00, by=treasurer)
    said = {"program": program, "reference": "fund-1", "amount": "1000.50", "settles_on": "2026-02-13"}
    monkeypatch.setattr(issuers._asked, "sender", lambda: None)
    assert "not set up" in text(books.post(f"{HERE}funding/", said))
    monkeypatch.setattr(issuers._asked, "sender", lambda: make.CITY_BANK)
    assert books.post(f"{HERE}funding/", said | {"amount": "0"}).status_code == 422
    books.post(f"{HERE}funding/", said)
    assert Funding.objects.get().amount_cents == 1_000_50
    answer = books.get(f"{HERE}funding/FUND-1.ach")
    assert all(len(line) == 94 for line in text(answer).splitlines())
    assert books.get(f"{HERE}funding/NONE.ach").status_code == 404


def test_a_day_is_finished_on_its_page(program, books, treasurer, monkeypatch):
    money.fund(by=treasurer)
    money.allocated(100_00, by=treasurer)
    place = f"{HERE}days/{program}/2026-02-12/"
    bank = Statement(
        account=make.ACCOUNT, day=DAY, currency="USD", opening_cents=0, closing_cents=5,
        lines=(BankLine(reference="STRANGER", cents=5),),
    )  # fmt: skip
    wrong = books.post(f"{HERE}days/", {"file": upload(b"%PDF-1.7")})
    assert (wrong.status_code, "not a text file" in text(wrong)) == (422, True)
    assert books.post(f"{HERE}days/", {"file": upload(bankcsv.write([bank]))}).url == place
    assert books.post(place, {"what": "report", "file": upload(b"x")}).status_code == 422
    books.post(place, {"what": "report", "file": upload(write_moves([], program=program))})
    page = text(books.post(place, {"what": "compare"}, follow=True))
    assert "STRANGER" in page
    assert "<progress" in page
    assert "STRANGER" in text(books.get(f"{place}differences.csv"))
    assert "when it is over" in text(books.post(place, {"what": "close"}, follow=True))
    assert books.get(f"{HERE}days/{program}/2026-02-31/").status_code == 404
    assert books.get(f"{HERE}days/NONE/2026-02-12/").status_code == 404


def test_what_an_obligation_is_called_leaves_no_trace_outside_its_own_row(ready, keeper, caplog):
    (proxy,) = make.consigned(1, by=keeper)
    make.load(proxy, by=keeper, obligation="Canary-Obligation-4417")
    make.work(make.issuer(), by=keeper)
    hits = canary.find(canaries=["Canary-Obligation-4417"], besides={"log": caplog.text, **canary.mails()})
    assert {one.where for one in hits} == {"table:cards_card"}


def test_an_order_that_nobody_made_is_not_there(client):
    nobody = "00000000-0000-4000-8000-000000000000"
    for page in ("card/{}/", "orders/{}/", "parcels/{}/", "consignments/{}/", "consignments/{}/sheet.pdf"):
        assert client.get(HERE + page.format(nobody)).status_code == 404
    assert stock.MANIFEST == ("proxy", "last4")
