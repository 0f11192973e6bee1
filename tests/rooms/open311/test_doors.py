"""GeoReport v2, read by a client written apart, in both forms."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.kernel.canonical import sha256_hex
from standing.rooms.contact.models import Message
from standing.rooms.open311 import actions, queries
from standing.rooms.open311.models import ApiKey, Request
from standing.rooms.open311.rules import openapi
from standing.rooms.open311.rules.documents import written
from tests.make import open311 as make
from tests.make.open311 import House
from tests.rooms.open311 import georeport

LA = ZoneInfo("America/Los_Angeles")
FORMS = pytest.mark.parametrize("f", ["xml", "json"])
NOBODY = ("phone", "email", "first_name", "213-555", "Ana", "secret words", "34.05")


def get(path, f, **more):
    return Client().get(f"/open311/v2/{path}.{f}", **more)


@FORMS
def test_discovery_says_all_that_is_required(people: House, f):
    answer = get("discovery", f)
    said = georeport.read(answer, f)

    assert set(said) == {"changeset", "contact", "key_service", "endpoints"}
    georeport.moment(said["changeset"])
    assert len(said["endpoints"]) == 2
    for endpoint in said["endpoints"]:
        assert set(endpoint) == {"specification", "url", "changeset", "type", "formats"}
        assert endpoint["type"] == "production"
        assert endpoint["formats"] == ["text/xml", "application/json"]
    assert not answer.cookies


@FORMS
def test_a_sample_says_so_everywhere(people: House, f):
    installation.create(is_sample=True, at=make.law.SIGNED)
    installation.forget()
    assert {one["type"] for one in georeport.read(get("discovery", f), f)["endpoints"]} == {"test"}
    assert {one["sample"] for one in georeport.read(get("services", f), f)} == {"true"}


@FORMS
def test_services_are_those_of_the_pack(people: House, f):
    said = georeport.read(get("services", f), f)

    assert [one["service_code"] for one in said] == ["rights", "message", "activity"]
    assert said[0] == {
        "service_code": "rights",
        "service_name": "Rights information",
        "description": "We send a leaflet & call back.",
        "metadata": "true",
        "type": "batch",
        "keywords": "rights,leaflet",
        "group": "Information",
    }
    assert {one["type"] for one in said} <= {"realtime", "batch", "blackbox"}


@FORMS
def test_names_come_in_the_language_that_is_asked_for(people: House, f, now):
    for part, text in (("name", "Sus derechos"), ("description", "Enviamos un folleto.")):
        key, source = f"open311:rights:{part}", make.FILE["topics"][0][part]
        translations.write_translation(
            key=key,
            language="es",
            text=text,
            seen_source_sha256=sha256_hex(source.encode()),
            by=people.team.translator,
            at=now,
        )
        translations.review_translation(
            key=key, language="es", seen_sha256=sha256_hex(text.encode()), by=people.team.reviewer, at=now
        )
    answer = get("services", f, headers={"accept-language": "es-MX,es;q=0.9,en;q=0.1"})

    said = georeport.read(answer, f)
    assert (said[0]["service_name"], said[1]["service_name"]) == ("Sus derechos", "Message to the office")
    assert answer.headers["Content-Language"] == "es, en"
    assert "Accept-Language" in answer.headers["Vary"]
    assert georeport.read(get("services", f, headers={"accept-language": "ko"}), f)[0]["service_name"] == (
        "Rights information"
    )


@FORMS
def test_a_definition_asks_for_a_language_or_for_a_city_place_only(people: House, f):
    said = georeport.read(get("services/rights", f), f)
    assert [one["code"] for one in said["attributes"]] == ["language", "safe_time"]
    assert {one["required"] for one in said["attributes"]} == {"false"}

    [place] = georeport.read(get("services/activity", f), f)["attributes"]
    assert (place["code"], place["required"], place["datatype"]) == ("place", "true", "singlevaluelist")
    assert place["values"] == [{"key": "town-hall", "name": "Town Hall"}]


# -- handing in


@FORMS
def test_a_batch_gets_a_token_and_later_a_number(people: House, f, now):
    key = make.key(people, at=now)
    answer = make.hand_in(key, f=f, service_code="rights", description="secret words", phone="213-555-0142")

    [said] = georeport.read(answer, f)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "service_request_id" not in said
    assert "Receipt code" in said["service_notice"]
    token = said["token"]
    assert georeport.read(get(f"tokens/{token}", f), f) == [{"service_request_id": "", "token": token}]
    assert georeport.read(get("requests", f), f) == []

    assert actions.number_requests(at=now) == 1
    [numbered] = georeport.read(get(f"tokens/{token}", f), f)
    number = numbered["service_request_id"]
    [one] = georeport.read(get(f"requests/{number}", f), f)
    assert (one["status"], one["service_code"]) == ("open", "rights")
    georeport.moment(one["requested_datetime"])
    assert georeport.read(get("requests", f), f) == [one]


@FORMS
def test_what_is_listed_names_nobody(people: House, f, now):
    key = make.key(people, at=now)
    make.hand_in(
        key,
        service_code="rights",
        description="secret words",
        phone="213-555-0142",
        email="ana@mail.example",
        first_name="Canary-Ana",
        last_name="Canary-Sample",
        lat="34.05",
        long="-118.24",
        address_string="1 Canary Street",
        address_id="town-hall",
        device_id="canary-device",
        account_id="canary-account",
        media_url="http://canary.example/p.jpg",
    )
    actions.number_requests(at=now)

    answer = get("requests", f)
    [said] = georeport.read(answer, f)
    assert said["address_id"] == "town-hall"
    for field in ("lat", "long", "description", "media_url", "zipcode", "updated_datetime"):
        assert said[field] == ""
    for word in (*NOBODY, "Canary", "canary"):
        assert word not in answer.content.decode()
    row = str(Request.objects.values().get())  # random bytes in it spell any three signs now and then
    for word in ("34.05", "Canary", "canary", "mail.example", "213-555", "2135550142", "secret words"):
        assert word not in row


def test_the_hour_of_a_request_is_not_told(people: House, now):
    make.hand_in(make.key(people, at=now), service_code="rights")
    actions.number_requests(at=now)
    [said] = get("requests", "json").json()
    assert "T00:00:00" in said["requested_datetime"]
    assert dt.datetime.fromisoformat(said["requested_datetime"]).utcoffset() in {
        dt.timedelta(hours=-7),
        dt.timedelta(hours=-8),
    }


@FORMS
def test_a_blackbox_leaves_nothing_to_follow(people: House, f, now):
    key = make.key(people, at=now)
    [said] = georeport.read(make.hand_in(key, f=f, service_code="message", description="secret words"), f)
    actions.number_requests(at=now)

    assert set(said) == {"service_notice", "account_id"}
    assert Message.objects.get().topic == "help"
    assert not Request.objects.exists()
    assert georeport.read(get("requests", f), f) == []


@FORMS
def test_activity_on_city_property_is_listed_and_not_taken(people: House, f, now):
    key = make.key(people, at=now)
    answer = make.hand_in(
        key, f=f, service_code="activity", description="secret words", **{"attribute[place]": "town-hall"}
    )

    [said] = georeport.read(answer, f)
    assert answer.status_code == 400
    assert said == {"code": "400", "description": make.FILE["topics"][2]["not_yet"]}
    assert not Message.objects.exists()
    assert not Request.objects.exists()
    actions.number_requests(at=now)
    assert "activity" not in get("requests", f).content.decode()


def test_the_person_reads_the_answer_with_the_receipt(people: House, now):
    from standing.rooms.contact import api as contact

    [said] = make.hand_in(
        make.key(people, at=now),
        service_code="rights",
        **{"attribute[language]": "fa", "attribute[safe_time]": "evening"},
    ).json()
    code = said["service_notice"].split("code ")[1].split(".")[0]
    status = contact.status(code=code, at=now)
    assert (status.topic, status.language) == ("rights", "fa")


def test_a_request_is_closed_when_the_desk_closes_it(people: House, now):
    from standing.rooms.contact import actions as desk

    make.hand_in(make.key(people, at=now), service_code="rights")
    actions.number_requests(at=now)
    message = Message.objects.get()
    assert get("requests", "json").json()[0]["status"] == "open"
    desk.read_message(message=message.pk, by=people.team.second, at=now)
    desk.close_message(message=message.pk, by=people.team.second, at=now)
    assert get("requests", "json").json()[0]["status"] == "closed"
    assert get("requests", "json", data={"status": "open"}).json() == []
    assert len(get("requests", "json", data={"status": "closed"}).json()) == 1


# -- keys


@FORMS
@pytest.mark.parametrize("key", ["", "wrong", "\x00"])
def test_without_a_key_nothing_is_taken(people: House, f, key):
    answer = make.hand_in(key, f=f, service_code="rights")
    assert answer.status_code == 403
    assert georeport.read(answer, f)[0]["code"] == "403"
    assert not Message.objects.exists()


def test_a_key_in_the_address_does_not_count(people: House, now):
    key = make.key(people, at=now)
    answer = Client().post(f"/open311/v2/requests.json?api_key={key}", {"service_code": "rights"})
    assert answer.status_code == 403


def test_a_revoked_key_opens_nothing(people: House, now):
    key = make.key(people, at=now)
    assert make.hand_in(key, service_code="rights").status_code == 200
    actions.revoke_key(key=ApiKey.objects.get().pk, by=people.administrator, at=now)
    assert make.hand_in(key, service_code="rights").status_code == 403


def test_a_key_is_kept_as_a_hash_with_a_day_and_no_hour(people: House, now):
    key = make.key(people, at=now)
    make.hand_in(key, service_code="rights")
    row = ApiKey.objects.values().get()
    assert key not in str(row)
    assert row["last_used_on"] == now.astimezone(LA).date()


def test_each_key_has_its_own_limit(people: House, now):
    first, second = make.key(people, at=now), make.key(people, owner="Other office", at=now)
    at = now.replace(second=5)
    for _ in range(4):
        actions.use_key(key=first, most=4, at=at)
    with pytest.raises(Exception, match="Too many requests with this key"):
        actions.use_key(key=first, most=4, at=at)
    actions.use_key(key=second, most=4, at=at)
    actions.use_key(key=first, most=4, at=at + dt.timedelta(minutes=1))


# -- lists


def filled(people, now, number=3):
    key = make.key(people, at=now)
    for _ in range(number):
        make.hand_in(key, service_code="rights")
    actions.number_requests(at=now)
    return list(Request.objects.order_by("number").values_list("number", flat=True))


def test_ids_override_all_else(people: House, now):
    numbers = filled(people, now)
    wanted = {"service_request_id": ",".join(numbers[:2]), "service_code": "nothing", "status": "closed"}
    found = get("requests", "json", data=wanted).json()
    assert sorted(one["service_request_id"] for one in found) == numbers[:2]


def test_an_empty_parameter_is_an_absent_one(people: House, now):
    filled(people, now)
    data = {"service_request_id": "", "service_code": " ", "start_date": "", "status": "", "jurisdiction_id": "x"}
    assert len(get("requests", "json", data=data).json()) == 3


def test_codes_and_days_choose(people: House, now):
    filled(people, now)
    today = now.astimezone(LA)
    for data, number in (
        ({"service_code": "rights,other"}, 3),
        ({"service_code": "other"}, 0),
        ({"start_date": today.isoformat()}, 3),
        ({"start_date": (today - dt.timedelta(days=2)).isoformat(), "end_date": today.isoformat()}, 3),
        ({"end_date": (today - dt.timedelta(days=1)).isoformat()}, 0),
    ):
        assert len(get("requests", "json", data=data).json()) == number, data


@FORMS
@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, "90 days"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "before"),
        ({"start_date": "yesterday"}, "start_date"),
        ({"end_date": "9999-12-31T23:59:59Z"}, "end_date"),
        ({"status": "done"}, "status"),
        ({"status": "done", "start_date": "x", "end_date": "y"}, "end_date"),
    ],
)
def test_a_wrong_list_is_told_all_its_mistakes(people: House, f, data, word):
    answer = get("requests", f, data=data)
    said = georeport.read(answer, f)
    assert answer.status_code == 400
    assert word in " ".join(one["description"] for one in said)
    assert len(said) == (3 if len(data) == 3 else 1)


def test_numbers_tell_no_order(people: House, now):
    numbers = filled(people, now, number=4)
    assert all(len(one) == 10 and one.isdigit() for one in numbers)


def test_old_requests_are_not_listed_and_then_gone(people: House, now):
    filled(people, now)
    later = now + dt.timedelta(days=401)
    assert queries.listed(wanted=make_wanted(now), rows=10, oldest=later.date() - dt.timedelta(days=400)) == ()
    assert actions.forget_requests(at=now) == 0
    assert actions.forget_requests(at=later) == 3
    assert not Request.objects.exists()


def make_wanted(now):
    from standing.rooms.open311.rules.asking import Wanted

    return Wanted(first=now.date() - dt.timedelta(days=1), last=now.date() + dt.timedelta(days=1))


# -- errors in the form that was asked for


@FORMS
@pytest.mark.parametrize(
    "path",
    [
        "services/nothing",
        "requests/0000000000",
        "requests/%00",
        "tokens/nothing",
        "nothing",
        "deep/er/still",
        "services/a/b",
    ],
)
def test_what_is_unknown_is_told_in_that_form(people: House, f, path):
    answer = get(path, f)
    [said] = georeport.read(answer, f)
    assert answer.status_code == 404
    assert said["code"] == "404"
    assert said["description"]


@pytest.mark.parametrize(
    "path", ["services.html", "services.", "services/rights.yaml", "requests", "", "discovery.XML", "services.json/"]
)
def test_an_odd_form_is_told_in_xml(people: House, path):
    answer = Client().get(f"/open311/v2/{path}")
    assert answer.status_code == 404
    assert georeport.read(answer, "json" if path.endswith(".json") else "xml")[0]["code"] == "404"


@FORMS
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_wrong_method_is_told_in_that_form(people: House, f, method):
    answer = getattr(Client(), method)(f"/open311/v2/services.{f}")
    assert answer.status_code == 400
    assert georeport.read(answer, f)[0]["code"] == "400"
    assert answer.headers["Allow"] == "GET, HEAD"


@FORMS
def test_every_mistake_of_a_form_is_told_at_once(people: House, f, now):
    key = make.key(people, at=now)
    answer = make.hand_in(
        key,
        f=f,
        service_code="rights",
        description="x" * 4001,
        address_id="my-house",
        **{"attribute[language]": "xx", "attribute[safe_time]": "noon"},
    )
    assert answer.status_code == 400
    assert len(georeport.read(answer, f)) == 4


@FORMS
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "400"),
        ({"service_code": "nothing"}, "404"),
        ({"service_code": "rights", "phone": "not a phone"}, "400"),
        ({"service_code": "rights", "description": "He is undocumented."}, "400"),
    ],
)
def test_what_the_desk_refuses_is_refused_here(people: House, f, fields, code, now):
    answer = make.hand_in(make.key(people, at=now), f=f, **fields)
    assert str(answer.status_code) == code
    assert georeport.read(answer, f)[0]["code"] == code
    assert not Message.objects.exists()


def test_a_town_without_doors_says_so(db, tmp_path):
    make.load_town(tmp_path / "pack", doors=None)
    for path in ("discovery.xml", "services.xml", "requests.xml"):
        answer = Client().get(f"/open311/v2/{path}")
        assert answer.status_code == 404
        assert georeport.read(answer, "xml")


def test_a_broken_form_is_no_accident(people: House):
    for content_type, body in (
        ("application/x-www-form-urlencoded; charset=latin-1", b"a=\xff"),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data", b"nothing"),
        ("application/json", b"{}"),
    ):
        answer = Client().generic("POST", "/open311/v2/requests.xml", body, content_type=content_type)
        assert answer.status_code in {400, 403}
        assert georeport.read(answer, "xml")


# -- shapes


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("discovery", openapi._DISCOVERY),
        ("services", openapi._list(openapi._SERVICE)),
        ("services/rights", openapi._DEFINITION),
        ("services/activity", openapi._DEFINITION),
        ("requests", openapi._list(openapi._REQUEST)),
        ("services/nothing", openapi._ERRORS),
    ],
)
@pytest.mark.parametrize("is_sample", [False, True])
def test_what_is_said_has_the_shape_that_is_promised(people: House, path, schema, is_sample, now):
    filled(people, now)
    if is_sample:
        installation.create(is_sample=True, at=make.law.SIGNED)
        installation.forget()
    checker = jsonschema.Draft202012Validator(json.loads(json.dumps(schema)), format_checker=jsonschema.FormatChecker())
    assert list(checker.iter_errors(get(path, "json").json())) == []


def test_the_same_answer_is_not_sent_twice(people: House):
    first = get("services", "json")
    again = get("services", "json", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get("services", "xml", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_head_is_a_get_without_a_body(people: House):
    answer = Client().head("/open311/v2/services.xml")
    assert (answer.status_code, answer.content) == (200, b"")


TEXT = st.text(max_size=60)


@given(TEXT, TEXT)
def test_no_text_becomes_markup(name, description):
    content = [{"service_name": name, "description": description}]
    [said] = georeport.value(georeport.fromstring(written(root="services", content=content, form="xml")))
    keep = lambda text: "".join(  # noqa: E731
        char
        if char in "\t\n\r" or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
        else "\ufffd"
        for char in text
    )
    tidy = lambda text: keep(text).replace("\r\n", "\n").replace("\r", "\n")  # noqa: E731
    assert said == {"service_name": tidy(name), "description": tidy(description)}
