"""/hsds/ answers what was asked, as the profile says, and says no as clearly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.rooms.services.models import Service
from standing.rooms.services.rules import hsds_schemas
from standing.rooms.services.rules.hsds_fields import TABLES
from standing.rooms.services.views.hsds import openapi
from tests.make import hsds as make

AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)
SERVICE = make.id_of("service", "Legal clinic", "Sample Neighbors")
FOOD = make.id_of("service", "Food pantry", "Sample Kitchen")


@pytest.fixture(scope="module")
def _directory(django_db_setup, django_db_blocker, tmp_path_factory):
    """Fill the directory once for all tests here; each works in a part of this transaction."""
    foreign = {
        "id": make.id_of("term"),
        "name": "Soup",
        "description": "Hot.",
        "code": "S",
        "taxonomy_id": make.id_of("list"),
    }
    with django_db_blocker.unblock(), transaction.atomic():
        make.load_city(tmp_path_factory.mktemp("city"), at=AT)
        make.take_in(
            make.directory(
                taxonomies=[{"id": make.id_of("list"), "name": "Their list", "description": "Of theirs."}],
                taxonomy_terms=[
                    foreign,
                    {**foreign, "id": make.id_of("narrow"), "name": "Thin soup", "parent_id": make.id_of("term")},
                ],
                organizations=[make.organization(), make.organization("Sample Kitchen")],
                locations=[
                    make.location(),
                    make.location("Sample Hall", code="90013", latitude=34.04, longitude=-118.25),
                ],
                services=[
                    make.service(),
                    make.service(
                        "Food pantry",
                        of="Sample Kitchen",
                        at="Sample Hall",
                        description="Something to eat.",
                        attributes=[{"id": make.id_of("attribute"), "taxonomy_term_id": make.id_of("term")}],
                    ),
                ],
            ),
            by=make.editor(),
            at=AT,
        )
        yield
        transaction.set_rollback(True)


@pytest.fixture
def hsds(_directory, db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    client = Client()
    return lambda path, headers=None, **asked: client.get(f"/hsds{path}", asked, headers=headers or {})


@cache
def checker(name):
    document = {"$schema": hsds_schemas.DIALECT, "$defs": hsds_schemas.definitions(), "$ref": f"#/$defs/{name}"}
    for table in TABLES:
        document["$defs"][f"{table.name}_page"] = hsds_schemas.page_of(table.name)
    return Draft202012Validator(document, format_checker=FormatChecker())


def good(answer, name):
    """Return an answer that is as the profile says."""
    assert answer.status_code == 200, answer.content
    value = json.loads(answer.content)
    assert [fault.message for fault in checker(name).iter_errors(value)] == []
    return value


def names(page):
    return sorted(one["name"] for one in page["contents"])


def test_the_root_says_what_this_is(hsds):
    said = hsds("/").json()
    assert (said["version"], said["openapi_url"]) == ("3.1", "http://127.0.0.1:8000/hsds/openapi.json")
    assert hsds("/openapi.json").json()["openapi"].startswith("3.1")
    assert Client().get(said["profile"].removeprefix("http://127.0.0.1:8000")).status_code == 200


LISTS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_and_everything_in_it_is_as_the_profile_says(hsds, name):
    table = hsds_schemas.TABLE and {"taxonomies": "taxonomy"}.get(name, name.rstrip("s"))
    page = good(hsds(f"/{name}"), f"{table}_page")
    assert page["total_items"] == 2 - (name == "taxonomies") or name.startswith("taxonom")
    for one in page["contents"]:
        good(hsds(f"/{name}/{one['id']}"), table)
    if name in LISTS[:3]:
        good(hsds(f"/{name}", full="true"), f"{table}_page")


def test_a_page_counts_as_the_standard_does(hsds):
    page = hsds("/services", per_page=1, page=2).json()
    assert {name: page[name] for name in hsds_schemas.PAGE} == {
        "total_items": 2,
        "total_pages": 2,
        "page_number": 2,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    empty = hsds("/services", search="nothingofthesort").json()
    assert (empty["total_items"], empty["total_pages"], empty["empty"], empty["contents"]) == (0, 0, True, [])


def test_a_service_has_everything_that_belongs_to_it(hsds):
    one = good(hsds(f"/services/{SERVICE}"), "service")
    assert one["organization"]["name"] == "Sample Neighbors"
    assert one["assured_date"] == "2025-07-14"
    place = one["service_at_locations"][0]["location"]
    assert (place["addresses"][0]["postal_code"], place["accessibility"][0]["description"]) == (
        "90012",
        "A ramp at the side door.",
    )
    assert [part["timezone"] for part in one["schedules"]] == [-7, -8]
    assert one["schedules"][0]["opens_at"] == "09:00-07:00"
    assert one["phones"][0]["languages"][0]["code"] == "es"
    assert {entry["updated_by"] for entry in one["metadata"]} == {"Import of directory.json"}


def test_what_is_asked_for_at_once_holds_at_once(hsds):
    kitchen = make.id_of("organization", "Sample Kitchen")
    assert names(hsds("/services", search="lawyer").json()) == ["Legal clinic"]
    assert names(hsds("/services", organization_id=kitchen).json()) == ["Food pantry"]
    assert names(hsds("/services", organization_id=kitchen, search="lawyer").json()) == []
    assert names(hsds("/services", taxonomy_term_id=make.id_of("term")).json()) == ["Food pantry"]
    assert names(hsds("/services", taxonomy_id=make.id_of("list")).json()) == ["Food pantry"]
    assert names(hsds("/services", modified_after=AT.isoformat()).json()) == ["Food pantry", "Legal clinic"]
    assert names(hsds("/services", modified_after=(AT + timedelta(seconds=1)).isoformat()).json()) == []
    assert names(hsds("/organizations", taxonomy_term_id=make.id_of("term")).json()) == ["Sample Kitchen"]


def test_terms_can_be_walked_from_the_top(hsds):
    assert names(hsds("/taxonomy_terms", top_only="true", taxonomy_id=make.id_of("list")).json()) == ["Soup"]
    assert names(hsds("/taxonomy_terms", parent_id=make.id_of("term")).json()) == ["Thin soup"]


def test_places_near_a_postcode(hsds):
    assert hsds("/service_at_locations", postcode="90013").json()["total_items"] == 1
    assert hsds("/service_at_locations", postcode="90012", proximity=500).json()["total_items"] == 1
    assert hsds("/service_at_locations", postcode="90012", proximity=5000).json()["total_items"] == 2
    unknown = hsds("/service_at_locations", postcode="90099", proximity=500)
    assert (unknown.status_code, unknown.json()["detail"]) == (
        422,
        "It is not known where 90099 is. Give a ZIP code of this city.",
    )
    assert hsds("/service_at_locations", proximity=500).status_code == 422


def test_minimal_services_are_short(hsds):
    page = good(hsds("/services", minimal="true"), "service_page")
    assert {tuple(sorted(one)) for one in page["contents"]} == {("id", "last_modified", "name", "status")}


def test_an_organization_shows_its_services_by_id_or_whole(hsds):
    key = make.id_of("organization", "Sample Kitchen")
    short = good(hsds(f"/organizations/{key}"), "organization")
    whole = good(hsds(f"/organizations/{key}", full_service="true"), "organization")
    assert (short["services"][0]["id"], "schedules" in short["services"][0]) == (FOOD, False)
    assert "schedules" in whole["services"][0]


def test_ndjson_streams_everything_without_pages(hsds):
    answer = hsds("/services", format="ndjson", per_page=1, full="true")
    assert answer["Content-Type"] == "application/x-ndjson"
    lines = b"".join(answer.streaming_content).splitlines()
    assert [fault.message for line in lines for fault in checker("service").iter_errors(json.loads(line))] == []
    assert len(lines) == 2


def test_the_same_answer_again_costs_nothing(hsds):
    first = hsds("/services")
    again = hsds("/services", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert hsds("/services", headers={"If-None-Match": '"other"'}).status_code == 200
    assert not first.cookies


def test_a_language_is_answered_and_what_is_missing_says_so(hsds):
    plain = hsds("/services")
    assert (plain["Content-Language"], "Accept-Language" in plain["Vary"]) == ("en", True)
    for asked in ({"lang": "es"}, {"headers": {"Accept-Language": "xx, es;q=0.8"}}):
        answer = hsds(f"/services/{SERVICE}", **asked)
        states = {
            one["label"]: one["value"]
            for one in good(answer, "service")["attributes"]
            if one["link_type"] == "translation"
        }
        assert answer["Content-Language"] == "es"
        assert states["name"] == "missing"
    assert hsds("/services", lang="zz")["Content-Language"] == "en"


@pytest.mark.parametrize(
    "asked",
    [
        {"page": 0},
        {"page": "two"},
        {"per_page": 501},
        {"format": "xml"},
        {"organization_id": "7"},
        {"modified_after": "soon"},
        {"search": "x" * 201},
        {"search": "a\x00b"},
        {"lang": "../x"},
    ],
)
def test_what_cannot_be_read_is_422_with_a_sentence(hsds, asked):
    answer = hsds("/services", **asked)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"'{next(iter(asked))}'")


def test_what_is_not_there_is_404_and_writing_is_405(hsds):
    for path in ("/services/7", f"/services/{make.id_of('nothing')}", f"/taxonomies/{SERVICE}", "/organizations/x"):
        assert hsds(path).status_code == 404
        assert "There is no" in hsds(path).json()["detail"]
    refused = Client().post("/hsds/services", "{}", content_type="application/json")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_what_the_public_does_not_find_is_not_sent(hsds):
    Service.objects.filter(pk=FOOD).update(do_not_list=True)
    assert hsds(f"/services/{FOOD}").status_code == 404
    assert names(hsds("/organizations").json()) == ["Sample Neighbors"]


def test_a_merged_service_leads_to_the_one_that_stands_for_it(hsds):
    Service.objects.filter(pk=FOOD).update(merged_into=SERVICE)
    answer = hsds(f"/services/{FOOD}")
    assert (answer.status_code, answer["Location"]) == (301, f"/hsds/services/{SERVICE}")


def test_a_sample_says_so_in_every_answer(hsds):
    assert "sample" not in hsds("/services").json()
    assert hsds("/services")["X-Standing-Records"] == "city"
    installation.create(is_sample=True, at=AT)
    for path in ("/", "/services", f"/services/{SERVICE}", "/taxonomies", "/organizations"):
        assert (hsds(path).json()["sample"], hsds(path)["X-Standing-Records"]) == (True, "sample")
    good(hsds("/services"), "service_page")
    assert json.loads(next(iter(hsds("/services", format="ndjson").streaming_content)))["sample"] is True


def test_the_document_names_what_may_be_answered():
    for path, operations in openapi()["paths"].items():
        answers = set(operations["get"]["responses"])
        if path != "/hsds/":
            assert "422" in answers or "404" in answers, path


def test_schemas_are_handed_out(hsds):
    assert hsds("/schemas/service.json").json()["$ref"] == "#/$defs/service"
    assert hsds("/schemas/nothing.json").status_code == 404


def test_the_profile_names_every_table_and_what_is_left_out(hsds):
    page = hsds("/profile/").content.decode()
    assert all(f'id="{table.name}"' in page for table in TABLES)
    assert "tax numbers are not kept" in page
    assert "csrf" not in page


def test_lists_ask_the_database_the_same_number_of_questions(hsds, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        hsds("/services", full="true", per_page=500)
