"""The pages: the card and the alert without an account, the desk of the liaison, and doors that are shut."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import pypdf
import pytest
from django.test import Client
from PIL import Image

from standing.hall import clock
from standing.rooms.encounters import actions
from standing.rooms.encounters.models import Alert, Attachment, Draft, Reading, Report, SiteCode
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import reports
from tests.make import accounts
from tests.make import encounters as make
from tests.make.encounters import NOW, Town

pytestmark = pytest.mark.django_db


def client(user) -> Client:  # type: ignore[no-untyped-def]
    return accounts.client_of(user)


# Without an account


def test_the_public_page_is_the_same_for_everybody_and_sets_no_cookie(town: Town):
    first, second = Client().get("/alert/"), Client().get("/alert/")
    assert (first.status_code, first.content, first.cookies) == (200, second.content, {})
    assert b"csrf" not in first.content


def test_the_path_of_the_guide_is_filled_in(town: Town):
    page = Client().get("/alert/?path=N1b,N5b,<x>").content.decode()
    assert 'value="N1b,N5b"' in page
    assert "<x>" not in page


def test_a_card_opens_the_alert_of_its_site(town: Town):
    code = make.card(town)
    page = Client().get(f"/alert/{code}/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert b"Mill Street Yard" in page.content
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("is_revoked", [False, True])
def test_an_unknown_card_says_so(town: Town, is_revoked: bool):
    code = make.card(town) if is_revoked else "a" * 26
    if is_revoked:
        actions.revoke_code(code=SiteCode.objects.get().pk, by=town.liaison, at=NOW)
    page = Client().get(f"/alert/{code}/")
    assert page.status_code == 404
    assert b"data-forget" in page.content
    answer = make.send(Client(), code)
    assert answer.status_code == 403
    assert Alert.objects.count() == 0


def test_without_scripts_an_alert_is_sent_and_thanked_for(town: Town):
    code = make.card(town)
    answer = make.send(Client(), code, key="")
    assert answer.status_code == 200
    assert b"The liaison is told" in answer.content
    make.send(Client(), code, spot="south gate", key="")
    assert Alert.objects.count() == 2


def test_ten_times_the_same_is_one_with_and_without_scripts(town: Town):
    code = make.card(town)
    key = str(uuid.uuid4())
    for _ in range(10):
        assert make.send(Client(), code, key=key, spot="one").status_code == 200
        assert make.send(Client(), code, key="", spot="two").status_code == 200
    assert Alert.objects.filter(key=key).count() == 1
    assert Alert.objects.count() in {2, 3}  # three if the clock passes ten minutes just here


def test_a_telephone_is_answered_in_json(town: Town):
    code = make.card(town)
    asked = {**make.SAME, "accept": "application/json"}
    assert make.send(Client(), code, headers=asked).json() == {"taken": True}
    wrong = make.send(Client(), code, headers=asked, spot="with Mr. Vance")
    assert wrong.status_code == 422
    assert "Nobody is named" in " ".join(wrong.json()["said"])


def test_a_clock_a_day_off_is_put_right(town: Town):
    code, skew = make.card(town), timedelta(days=1)
    phone = clock.now() + skew
    make.send(Client(), code, seen=phone.isoformat(), phone_now=str(int(phone.timestamp() * 1000)))
    row = Alert.objects.get()
    assert abs(row.seen_at - row.received_at) < timedelta(minutes=1)
    assert row.is_clock_doubtful


def test_from_another_site_nothing_is_taken(town: Town):
    answer = make.send(Client(), make.card(town), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert Alert.objects.count() == 0


def test_every_mistake_is_said_at_once_and_all_is_kept(town: Town):
    answer = make.send(Client(), make.card(town), kind="", area="", spot="front desk", reporter="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Choose an answer.") >= 2
    assert 'value="front desk"' in page


# Staff


def test_a_worker_with_an_account_finds_the_site_and_tells_it(town: Town):
    browser = client(town.worker)
    found = browser.get("/staff/encounters/alert/?words=mill&path=N1a").content.decode()
    assert "?site=S-1&amp;path=N1a" in found
    fields = {name: text for name, text in make.posted("").items() if name != "code"}
    answer = browser.post("/staff/encounters/alert/?site=S-1", {**fields, "site": "S-1"})
    assert answer.status_code == 200
    assert queries.fact(Alert.objects.get()).is_confirmed
    assert browser.get("/staff/encounters/alert/?site=NOPE").status_code == 404


def test_looking_at_an_alert_answers_nothing_and_buttons_do(town: Town):
    fact = make.alert(town, code=make.card(town))
    browser = client(town.liaison)
    page = browser.get(f"/staff/encounters/alerts/{fact.id}/")
    assert b"213-555-0123" in page.content
    assert b"I have it in hand" in page.content
    assert queries.opened(id=fact.id, by=town.liaison).calls[0].is_open
    browser.post(f"/staff/encounters/alerts/{fact.id}/take/")
    assert not queries.opened(id=fact.id, by=town.liaison).calls[0].is_open
    browser.post(f"/staff/encounters/alerts/{fact.id}/confirm/")
    assert Report.objects.count() == 1
    assert browser.get("/staff/encounters/alerts/?state=confirmed").content.count(b"Mill Street Yard") == 1


def test_a_report_is_written_saved_and_handed_in(town: Town):
    row = make.report(town)
    browser = client(town.liaison)
    base = f"/staff/encounters/reports/{row.pk}/"
    assert b"front desk" in browser.get(f"{base}sections/place/").content
    assert browser.post(f"{base}sections/events/save/", {"detained": "2"}).status_code == 204
    bad = browser.post(f"{base}sections/request/save/", {"words": "a man named Eleno"})
    assert (bad.status_code, Draft.objects.count()) == (422, 1)
    wrong = browser.post(f"{base}sections/request/", {"words": "a man named Eleno", "asked": "The room."})
    assert wrong.status_code == 422
    assert b"Nobody is named" in wrong.content
    make.write(row, by=town.liaison, at=clock.now())
    assert b"Still missing" not in browser.get(f"{base}submit/").content
    answer = browser.post(f"{base}submit/", {"seen_version": "0"})
    assert answer.status_code == 302
    assert b"They asked to come in." in browser.get(f"{base}versions/1/").content
    page = browser.get(base)
    assert b"Version 1" in page.content
    assert browser.post(f"{base}close/").status_code == 302
    assert Report.objects.get().state == "closed"


def test_as_it_is_typed_a_text_is_looked_at_and_not_kept(town: Town):
    browser = client(town.liaison)
    said = browser.post("/staff/encounters/screen/", {"text": "It was Mr. Vance"}).json()["said"]
    assert "Nobody is named" in said
    assert browser.post("/staff/encounters/screen/", {"text": "Two vans."}).json() == {"said": ""}


def test_opening_what_is_sealed_asks_for_a_purpose_first(town: Town):
    row = make.report(town)
    actions.seal_officers(report=row.pk, said={"officers": "Q. Sample, badge 77"}, by=town.liaison, at=NOW)
    base = f"/staff/encounters/reports/{row.pk}/"
    counsel = client(town.counsel)
    assert b"badge 77" not in counsel.get(f"{base}sealed/officers/").content
    assert counsel.post(f"{base}sealed/officers/", {"purpose": "x"}).status_code == 422
    assert Reading.objects.count() == 0
    opened = counsel.post(f"{base}sealed/officers/", {"purpose": "Case 26-1: the court asked for it."})
    assert b"badge 77" in opened.content
    assert b"the court asked for it" in counsel.get(base).content
    liaison = client(town.liaison)
    assert liaison.get(f"{base}sealed/officers/").status_code == 404
    assert b"badge 77" not in liaison.get(base).content


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 60), (10, 20, 30)).save(out, "JPEG")
    return out.getvalue()


def test_a_file_is_added_and_opened_again(town: Town):
    row = make.report(town)
    base = f"/staff/encounters/reports/{row.pk}/"
    browser = client(town.liaison)

    def send(**said: object):  # type: ignore[no-untyped-def]
        file = io.BytesIO(photo())
        file.name = "gate.jpg"
        return browser.post(f"{base}files/add/", {"is_photo": "yes", "file": file, **said})

    assert send().status_code == 422
    assert send(reason="It shows the gate.", faces="marked").status_code == 422
    assert send(reason="It shows the gate.", faces="marked", marks="1 2 3 4").status_code == 302
    assert send(reason="It shows the gate.", faces="whole").status_code == 302
    assert Attachment.objects.count() == 2
    key = Attachment.objects.order_by("at").values_list("pk", flat=True)[0]
    answer = client(town.inspector).post(f"{base}sealed/{key}/", {"purpose": "Case 26-1: the court asked for it."})
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "attachment" in answer["Content-Disposition"]
    assert client(town.counsel).get(f"{base}sealed/{uuid.uuid4()}/").status_code == 404


def test_a_large_upload_is_refused_before_it_is_read(town: Town):
    row = make.report(town)

    class Endless(io.RawIOBase):
        read_bytes = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            Endless.read_bytes += len(buffer)  # type: ignore[arg-type]
            return len(buffer)  # type: ignore[arg-type]

    answer = client(town.liaison).generic(
        "POST",
        f"/staff/encounters/reports/{row.pk}/files/add/",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Endless()},
    )
    assert answer.status_code == 413
    assert Endless.read_bytes == 0


def test_the_form_for_files_is_guarded(town: Town):
    row = make.report(town)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(town.liaison)
    accounts.with_second_factor(browser, town.liaison)
    answer = browser.post(f"/staff/encounters/reports/{row.pk}/files/add/", {"is_photo": "no"})
    assert answer.status_code == 403


def test_a_card_is_made_printed_and_taken_back(town: Town):
    browser = client(town.liaison)
    answer = browser.post("/staff/encounters/cards/make/", {"site": "s-1"})
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/pdf", "no-store")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "Mill Street Yard" in words
    row = SiteCode.objects.get()
    assert row.sha256 not in words
    assert b"In use" in browser.get("/staff/encounters/cards/").content
    browser.post(f"/staff/encounters/cards/{row.pk}/revoke/")
    assert SiteCode.objects.get().revoked_at is not None
    assert browser.post("/staff/encounters/cards/make/", {"site": "S-2"}).status_code == 404
    assert browser.post("/staff/encounters/cards/make/", {"site": "S-9"}).status_code == 422


def test_outside_ones_department_there_is_nothing(town: Town):
    row = make.submitted(town)
    stranger = client(town.stranger)
    base = f"/staff/encounters/reports/{row.pk}/"
    for path in (
        base,
        f"{base}versions/1/",
        f"{base}sections/ids/",
        f"{base}submit/",
        f"{base}officers/",
        f"{base}files/add/",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"/staff/encounters/alerts/{row.alert_id}/").status_code == 404
    assert stranger.post(f"/staff/encounters/alerts/{row.alert_id}/take/").status_code == 404
    assert row.number.encode() not in stranger.get("/staff/encounters/").content
    assert row.number.encode() not in stranger.get("/staff/encounters/reports.csv").content
    assert row.number.encode() in client(town.auditor).get("/staff/encounters/reports.csv").content


def test_holds_months_and_books(town: Town):
    row = make.submitted(town)
    counsel, office, liaison = client(town.counsel), client(town.coordinator), client(town.liaison)
    hold = f"/staff/encounters/reports/{row.pk}/hold/"
    assert counsel.post(hold, {"reason": "A case.", "order": "26-1"}).status_code == 302
    assert b"26-1" in counsel.get(hold).content
    found = reports.holds_on(report=row.pk)[0]
    assert counsel.post(f"{hold}{found.id}/lift/", {"reason": "It ended."}).status_code == 302
    assert b"Missing" in liaison.get("/staff/encounters/months/").content
    assert liaison.post("/staff/encounters/months/streets/2026/6/").status_code == 302
    assert liaison.post("/staff/encounters/months/library/2026/6/").status_code == 404
    day = {"day": "2026-07-12", "department": "streets", "calls": "2", "cameras": ""}
    assert office.post("/staff/encounters/compare/", day).status_code == 302
    assert b"Calls: 2. Reports: 0." in office.get("/staff/encounters/compare/").content
    assert b"2026-07-12" in office.get("/staff/encounters/compare/unmatched.csv").content
    assert office.post("/staff/encounters/compare/", {**day, "calls": ""}).status_code == 422
    assert office.post("/staff/encounters/compare/", {"lines": "2026-07-11;streets;cam-7"}).status_code == 302
    assert b"cam-7" in office.get("/staff/encounters/compare/").content
    assert office.post("/staff/encounters/compare/", {"lines": "=cmd;streets;cam-7"}).status_code == 422


def test_lists_ask_the_same_number_of_questions(town: Town, django_assert_max_num_queries):
    browser = client(town.coordinator)
    for path in ("/staff/encounters/", "/staff/encounters/alerts/"):
        assert browser.get(path).status_code == 200
        counted = []
        for number in range(2):
            for _ in range(3):
                make.alert(town, at=NOW + timedelta(minutes=number))
            with django_assert_max_num_queries(60) as asked:
                assert browser.get(path).status_code == 200
            counted.append(len(asked))
        assert counted[0] == counted[1]
