"""Pages of those who keep, check and answer for the directory."""

import re
from datetime import timedelta

import pytest

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.events import api as events
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.services import api
from standing.rooms.services.actions import attesting, rounds
from standing.rooms.services.models import Attestation, FieldCheck, Round, Service
from standing.rooms.services.queries import gaps, values, work
from standing.rooms.services.rules.terms import Field, How, Outcome, Status
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-06-01 10:00")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Have it be one moment everywhere."""
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def service(editor):
    return make.service(by=editor, at=AT)


def visible(answer):
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def check_path(service, field):
    return f"/staff/services/{service}/check/{field}/"


def said(service, field, outcome="same", **more):
    return {"how": "phone", "seen": make.seen(service, field), "outcome": outcome, **more}


@pytest.mark.parametrize("field", [field.value for field in Field])
def test_the_screen_for_checking_shows_one_field_and_three_answers(field, service, editor):
    answer = accounts.client_of(editor).get(check_path(service, field))
    assert re.findall(r'name="outcome" value="(\w+)"', answer.content.decode()) == ["same", "unreachable", "changed"]


def test_one_press_records_and_leads_to_the_next_field(editor):
    service = make.service(by=editor, at=AT, how=None)
    browser = accounts.client_of(editor)
    path = check_path(service, "name")
    for field in Field:
        answer = browser.post(path, said(service, field))
        assert answer.status_code == 302
        path = answer["Location"]
    assert path == f"/staff/services/{service}/"
    assert FieldCheck.objects.filter(service=service, outcome=Outcome.SAME).count() == 7
    assert "Everybody can find it" in visible(browser.get(path))


def test_nobody_reached_is_recorded_and_shown(service, editor):
    browser = accounts.client_of(editor)
    browser.post(check_path(service, "phone"), said(service, Field.PHONE, "unreachable"))
    assert "Last time nobody could be reached" in visible(browser.get(f"/staff/services/{service}/"))


HOURS = {"MO_0_opens": "20:00", "MO_0_closes": "02:00", "TU_0_opens": "20:00", "TU_0_closes": "02:00", "WE_0_opens": "09:00", "WE_0_closes": "12:00", "WE_1_opens": "13:00", "WE_1_closes": "17:00", "closed_on_holidays": "no", "notes": "Ring twice."}  # fmt: skip
TYPED = {
    "name": {"name": "New Name", "alternate_name": "NN"},
    "address": {"address_1": "5 Elm Street", "city": "Alder Falls", "state_province": "CA", "postal_code": "00002", "latitude": "34.05", "longitude": "-118.25"},
    "phone": {"number_0": "213-555-0188", "extension_0": "7", "description_0": "desk", "number_1": "213-555-0189"},
    "hours": HOURS,
    "languages": {"codes": ["es", "fa"], "notes": "fa: call ahead"},
    "eligibility": {"text": "Families.", "minimum_age": "0", "maximum_age": "17"},
    "cost": {"is_free": "no", "text": "Two dollars."},
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(TYPED))
def test_what_is_typed_is_put_in_place_and_the_form_shows_it_again(field, service, editor):
    browser = accounts.client_of(editor)
    answer = browser.post(check_path(service, field), said(service, Field(field), "changed", **TYPED[field]))
    assert answer.status_code == 302, visible(answer)
    before = values.values(ids=[service])[service][Field(field)]

    again = browser.get(check_path(service, field)).context["value_form"]
    typed = {name: again[name].value() for name in again.fields}
    shown = {name: "" if value is None else value for name, value in typed.items()}
    sent = said(
        service, Field(field), "changed", **{name: value for name, value in shown.items() if value is not False}
    )
    assert browser.post(check_path(service, field), sent).status_code == 302
    assert values.values(ids=[service])[service][Field(field)] == before


def test_hours_over_midnight_and_two_spans_a_day_are_kept(service, editor):
    accounts.client_of(editor).post(check_path(service, "hours"), said(service, Field.HOURS, "changed", **HOURS))
    found = values.values(ids=[service])[service][Field.HOURS]
    assert sorted((rule["byday"], rule["opens_at"], rule["closes_at"]) for rule in found["rules"]) == [
        ("MO,TU", "20:00", "02:00"),
        ("WE", "09:00", "12:00"),
        ("WE", "13:00", "17:00"),
    ]


def test_hours_that_are_not_weekly_stay_unless_they_are_taken_off(editor):
    monthly = make.weekly("1TU", "10:00", "13:00") | {"freq": "MONTHLY"}
    service = make.service(by=editor, at=AT, hours=make.hours(make.weekly("MO", "09:00", "17:00"), monthly))
    browser = accounts.client_of(editor)
    for more, left in (({}, 2), ({"drop": "on"}, 1)):
        sent = said(service, Field.HOURS, "changed", MO_0_opens="10:00", MO_0_closes="16:00", **more)
        assert browser.post(check_path(service, "hours"), sent).status_code == 302
        assert len(values.values(ids=[service])[service][Field.HOURS]["rules"]) == left


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("hours", {"MO_0_opens": "09:00"}, "Give both times, or neither."),
        ("address", {}, "Give the street"),
        ("address", {"address_1": "x", "latitude": "34"}, "Give both numbers"),
        ("languages", {"codes": ["es"], "notes": "call ahead"}, "Begin each line with a language"),
        ("eligibility", {"minimum_age": "9", "maximum_age": "3"}, "younger than the first age"),
        ("eligibility", {"text": "Proof of citizenship required."}, "depend on somebody"),
        ("name", {"name": ""}, "This is still empty"),
    ],
)
def test_a_mistake_is_told_and_everything_typed_is_kept(field, typed, told, service, editor):
    before = values.values(ids=[service])[service]
    answer = accounts.client_of(editor).post(
        check_path(service, field), said(service, Field(field), "changed", **typed)
    )
    assert (answer.status_code, told in visible(answer)) == (422, True)
    assert all(value in answer.content.decode() for value in typed.values() if isinstance(value, str))
    assert values.values(ids=[service])[service] == before


def test_an_agent_s_change_waits_and_the_pages_say_so(service, agent, editor):
    browser = accounts.client_of(agent)
    browser.post(check_path(service, "name"), said(service, Field.NAME, "changed", name="New Name"))
    assert make.row(service).name == "Oak Street Pantry"
    assert "Proposed: New Name" in visible(browser.get(f"/staff/services/{service}/"))
    mine = Round.objects.get().pk
    browser.post(f"/staff/services/rounds/{mine}/move/", {"move": "submit"})
    keeper = accounts.client_of(editor)
    assert "New Name" in visible(keeper.get("/staff/services/rounds/"))
    keeper.post(f"/staff/services/rounds/{mine}/decide/", {"decision": "approved"})
    assert make.row(service).name == "New Name"


def test_what_an_agent_may_not_do_is_answered_with_a_sentence_or_not_at_all(service, agent):
    browser = accounts.client_of(agent)
    assert browser.get(f"/staff/services/{service}/edit/").status_code == 404
    mine = rounds.propose_value(
        service=service, field=Field.NAME, value={"name": "N", "alternate_name": ""}, how=How.PHONE,
        seen_sha256=make.seen(service, Field.NAME), by=agent, at=AT,
    )  # fmt: skip
    answer = accounts.client_of(accounts.person(role=Role.AGENT)).post(
        f"/staff/services/rounds/{mine}/move/", {"move": "submit"}
    )
    assert (answer.status_code, "Only whoever took this checking" in visible(answer)) == (422, True)


def test_those_ticked_are_asked_for(service, editor):
    browser = accounts.client_of(editor)
    answer = browser.post("/staff/services/rounds/assign/", {"service": [str(service)]}, follow=True)
    assert "Waits for somebody" in visible(answer)
    mine = Round.objects.get().pk
    browser.post(f"/staff/services/rounds/{mine}/move/", {"move": "claim"})
    browser.post(f"/staff/services/rounds/{mine}/move/", {"move": "give-back"})
    browser.post(f"/staff/services/rounds/{mine}/decide/", {"decision": "dropped"})
    assert Round.objects.get().step == "dropped"
    assert browser.post(f"/staff/services/rounds/{mine}/decide/", {"decision": "dropped"}).status_code == 422
    assert browser.post(f"/staff/services/rounds/{mine}/decide/", {"decision": "x"}).status_code == 404
    assert browser.post("/staff/services/rounds/assign/", {"service": ["x"]}).status_code == 404


def test_a_new_service_is_entered_by_its_name_and_stays_hidden(editor):
    browser = accounts.client_of(editor)
    typed = {"organization": "sample HELPERS", "name": "New Room", "categories": ["food"], "documents": "A bag\nA list"}
    make.organization(by=editor, at=AT)
    answer = browser.post("/staff/services/add/", typed, follow=True)
    assert "Nobody can find it" in visible(answer)
    row = Service.objects.get()
    assert (row.organization.name, row.name, row.checked_on) == ("Sample Helpers", "New Room", None)
    assert browser.post("/staff/services/add/", {"name": "x"}).status_code == 422
    wrong = browser.post("/staff/services/add/", {"organization": "o", "name": "n", "description": "Citizens only."})
    assert wrong.status_code == 422


def test_an_edit_changes_what_is_not_checked(service, editor):
    browser = accounts.client_of(editor)
    form = browser.get(f"/staff/services/{service}/edit/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"description": "Bread.", "do_not_call": "on"}
    typed = {name: value for name, value in typed.items() if value is not False}
    assert browser.post(f"/staff/services/{service}/edit/", typed).status_code == 302
    assert (make.row(service).description, make.row(service).do_not_call) == ("Bread.", True)
    assert browser.post(f"/staff/services/{service}/edit/", typed).status_code == 422
    assert "Do not call them" in visible(browser.get(check_path(service, "name")))


def test_closing_news_and_history(service, editor):
    browser = accounts.client_of(editor)
    path = f"/staff/services/{service}"
    assert browser.post(f"{path}/alert/", {"text": "New door."}).status_code == 422
    browser.post(f"{path}/alert/", {"text": "New door.", "until": "2026-06-10"})
    assert browser.post(f"{path}/close/", {"status": ""}).status_code == 422
    browser.post(f"{path}/close/", {"status": "temporarily closed", "reopens_on": "2026-06-20"})
    assert make.row(service).status == Status.TEMPORARILY_CLOSED
    browser.post(f"{path}/close/", {"status": "active"})
    assert make.row(service).status == Status.ACTIVE
    assert browser.post(f"{path}/close/", {"status": "active"}).status_code == 422
    page = visible(browser.get(f"{path}/history/"))
    assert ("New door." in page, "temporarily closed" in page, "I called" in page) == (True, True, True)


@pytest.mark.parametrize(
    "address",
    [
        "/staff/services/{no}/",
        "/staff/services/{no}/history/",
        "/staff/services/{no}/check/name/",
        "/staff/services/{yes}/check/weight/",
    ],
)
def test_what_is_not_there_is_404(address, service, editor):
    no = "00000000-0000-4000-8000-000000000000"
    assert accounts.client_of(editor).get(address.format(no=no, yes=service)).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_of_work_costs_the_same_for_one_and_for_many(rows, editor, django_assert_num_queries):
    for number in range(rows):
        make.service(f"Room {number}", by=editor, at=AT)
    with django_assert_num_queries(5):
        assert len(work.work_rows(list(work.to_check(by=editor, at=AT)), at=AT)) == rows


# Departments


@pytest.fixture
def parks(editor):
    return make.service("Lunch", by=editor, at=AT, of="Parks", department="parks")


def test_a_liaison_stands_behind_exactly_the_list_that_was_shown(parks, editor, liaison, monkeypatch):
    heard = []
    events.subscribe(api.ServiceListAttested, heard.append)
    browser = accounts.client_of(liaison)
    assert browser.get("/staff/services/departments/")["Location"] == "/staff/services/departments/parks/"
    form = browser.get("/staff/services/departments/parks/attest/").context["form"]
    typed = {"seen": form["seen"].value(), "widened": "Open on Sundays.", "sure": "on"}
    make.service("Second", by=editor, at=AT, of="Parks", department="parks")
    answer = browser.post("/staff/services/departments/parks/attest/", typed)
    assert (answer.status_code, "The list has changed" in visible(answer)) == (422, True)
    typed["seen"] = work.list_of(department="parks", at=AT).sha256
    assert browser.post("/staff/services/departments/parks/attest/", {**typed, "sure": ""}).status_code == 422
    assert browser.post("/staff/services/departments/parks/attest/", typed).status_code == 302

    [fact] = api.attestations(at=AT)
    assert (fact.department, fact.services, fact.widened, fact.day) == ("parks", 2, "Open on Sundays.", AT.date())
    assert api.attestations(at=AT - timedelta(seconds=1)) == ()
    assert "Open on Sundays." in visible(browser.get("/staff/services/departments/parks/"))


def test_only_the_department_s_own_people_attest(parks, editor, liaison):
    seen = work.list_of(department="parks", at=AT).sha256
    with pytest.raises(NotAllowed):
        attesting.attest_list(department="parks", widened="", seen_sha256=seen, by=editor, at=AT)
    with pytest.raises(NotAllowed):
        attesting.attest_list(department="fire", widened="", seen_sha256=seen, by=liaison, at=AT)
    with pytest.raises(NotNow):
        attesting.attest_list(department="parks", widened="", seen_sha256="0" * 64, by=liaison, at=AT)
    assert Attestation.objects.count() == 0
    browser = accounts.client_of(liaison)
    assert browser.get("/staff/services/departments/fire/").status_code == 404
    assert browser.get("/staff/services/departments/fire/attest/").status_code == 404


def test_a_closed_for_good_service_is_not_on_the_list(parks):
    before = work.list_of(department="parks", at=AT)
    Service.objects.filter(pk=parks).update(status=Status.DEFUNCT)
    after = work.list_of(department="parks", at=AT)
    assert (len(before.services), len(after.services), before.sha256 != after.sha256) == (1, 0, True)


def test_gaps_count_services_by_language_and_district(parks, editor):
    make.service(
        "Line",
        by=editor,
        at=AT,
        kinds=["hotline"],
        address={"places": []},
        languages={"languages": [{"code": "fa", "name": "Persian", "note": ""}]},
    )
    make.service("Hidden", by=editor, at=AT, how=None)
    found = gaps.gaps(at=AT)
    by_language = {
        row.kind: dict(zip([code for code, _ in found.by_language.columns], row.counts, strict=True))
        for row in found.by_language.rows
    }
    by_district = {row.kind: row.counts for row in found.by_district.rows}
    assert by_language["food"] == {"en": 0, "es": 1, "fa": 0}
    assert by_language["hotline"] == {"en": 0, "es": 0, "fa": 1}
    assert by_district == {"legal-help": (0, 0), "food": (1, 0), "hotline": (1, 1)}
    assert ("Food", "South") in found.by_district.missing
    assert gaps.gaps(at=AT, department="parks").services == 1
    assert api.gap(at=AT).services == 2


def test_gaps_are_shown_as_table_drawing_and_file(parks, editor):
    browser = accounts.client_of(editor)
    answer = browser.get("/staff/services/gaps/")
    page = answer.content.decode()
    assert page.count("<svg viewBox") >= 2
    assert page.count('fill="#005ea2"') == 2
    assert page.count('stroke="#b50909"') == 3 * 3 + 3 * 2 - 2
    file = browser.get("/staff/services/gaps.csv?of=parks").content.decode("utf-8-sig").splitlines()
    assert file[0] == "record,kind,by,code,name,services"
    assert "city,food,language,es,Spanish,1" in file
    assert len(file) == 1 + 3 * 3 + 3 * 2
    assert browser.get("/staff/services/gaps/?of=nowhere").status_code == 404


def test_departments_are_listed_with_what_they_last_said(parks, editor):
    page = visible(accounts.client_of(editor).get("/staff/services/departments/"))
    assert ("Parks" in page, "Not yet" in page) == (True, True)
