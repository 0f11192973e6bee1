"""The API keeps what its own document promises."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from standing.kernel.canonical import sha256_hex
from standing.rooms.board.api import openapi
from standing.rooms.obligations import api as obligations
from tests.make import board as make

pytestmark = pytest.mark.django_db

DOCUMENT = openapi()
PARTS = {"department": "fire", "instrument": "T", "obligation": "T.plan"}
WRONG = {"department": "nowhere", "instrument": "NONE", "obligation": "T.none"}
OPERATIONS = [(path, operation["get"]) for path, operation in DOCUMENT["paths"].items()]
IDS = [path for path, _ in OPERATIONS]

READ = {
    "date": lambda text: len(text) == 10 and date.fromisoformat(text),
    "date-time": lambda text: datetime.fromisoformat(text).tzinfo is not None,
}
KINDS = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict, "null": type(None)}


def faults(value, schema, at="$"):
    """Yield where a value breaks a JSON schema; knows the words that the document uses."""
    if "$ref" in schema:
        yield from faults(value, DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], at)
        return
    if "anyOf" in schema:
        if all(any(True for _ in faults(value, one, at)) for one in schema["anyOf"]):
            yield f"{at}: none of the kinds fits"
        return
    kind = KINDS[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    if "format" in schema and not READ[schema["format"]](value):
        yield f"{at}: {value!r} is no {schema['format']}"
    for number, item in enumerate(value if kind is list else ()):
        yield from faults(item, schema["items"], f"{at}[{number}]")
    if kind is dict and "properties" in schema:
        yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        yield from (f"{at}.{name} is not in the document" for name in value if name not in schema["properties"])
        for name in value.keys() & schema["properties"].keys():
            yield from faults(value[name], schema["properties"][name], f"{at}.{name}")


def schema_of(operation, status):
    return operation["responses"][str(status)]["content"]["application/json"]["schema"]


def address(path, parts):
    return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], path)


def check(answer, operation, status):
    assert answer.status_code == status
    assert list(faults(answer.json(), schema_of(operation, status))) == []


@pytest.fixture
def full_town(town):
    obligations.freeze_board(day=date(2025, 7, 12), at=make.local("2025-07-12 00:05"))


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=IDS)
def test_a_good_answer_is_as_documented(path, operation, full_town, visitor):
    for asked in ({}, {"on": "2025-07-26"}, {"on": "2025-07-22", "known": "2025-07-23"}):
        check(visitor.get(address(path, PARTS), asked), operation, 200)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=IDS)
def test_an_answer_before_the_first_pack_is_as_documented(path, operation, full_town, visitor):
    status = 404 if "{" in path else 200
    check(visitor.get(address(path, PARTS), {"on": "2024-01-01"}), operation, status)


NAMED = [(path, operation, name) for path, operation in OPERATIONS for name in re.findall(r"\{(\w+)\}", path)]


@pytest.mark.parametrize(("path", "operation", "name"), NAMED)
def test_what_is_not_there_is_404_with_a_sentence(path, operation, name, town, visitor):
    answer = visitor.get(address(path, {**PARTS, name: WRONG[name]}))
    check(answer, operation, 404)
    assert answer.json()["detail"].endswith(".")


DATED = [(path, operation) for path, operation in OPERATIONS if operation.get("parameters")]


@pytest.mark.parametrize(("path", "operation"), DATED, ids=[path for path, _ in DATED])
@pytest.mark.parametrize("asked", ["on", "known"])
def test_a_day_that_is_none_is_422_with_a_sentence(path, operation, asked, visitor):
    for day in ("soon", "2025-02-30", "", "07/25/2025"):
        answer = visitor.get(address(path, PARTS), {asked: day})
        check(answer, operation, 422)
        assert answer.json() == {"detail": f"'{asked}' is not a day. Write it like 2025-07-25."}


def test_two_wrong_days_are_both_said(visitor):
    said = visitor.get("/api/v1/board", {"on": "x", "known": "y"}).json()["detail"]
    assert said == "'on' is not a day. Write it like 2025-07-25. 'known' is not a day. Write it like 2025-07-25."


def test_a_fault_is_found_where_there_is_one():
    board = schema_of(dict(OPERATIONS)["/api/v1/board"], 200)
    good = {
        "sample": True, "as_of": "2025-07-26T00:00:00Z", "known_by": "2025-07-26T00:00:00Z",
        "rules_version": "1", "pack_version": "1", "pack_sha256": "", "lights": [],
    }  # fmt: skip
    assert list(faults(good, board)) == []
    assert list(faults({**good, "as_of": "2025-07-26T00:00:00"}, board)) == [
        "$.as_of: '2025-07-26T00:00:00' is no date-time"
    ]
    assert list(faults({**good, "more": 1}, board)) == ["$.more is not in the document"]
    assert list(faults({**good, "lights": [{}]}, board)) != []


def test_the_document_is_served_and_the_same_as_the_one_in_the_docs(visitor):
    assert visitor.get("/api/v1/openapi.json").json() == DOCUMENT


def test_the_document_names_every_answer_it_gives():
    assert {path: sorted(operation["responses"]) for path, operation in OPERATIONS} == {
        path: ["200"] if path.endswith("/frozen") else ["200", "404", "422"] if "{" in path else ["200", "422"]
        for path in IDS
    }


@pytest.mark.parametrize("path", IDS)
def test_the_api_only_reads_and_knows_nobody(path, town, visitor):
    assert visitor.post(address(path, PARTS)).status_code == 405
    answer = visitor.get(address(path, PARTS))
    assert (dict(answer.cookies), "cookie" in answer.get("Vary", "").lower()) == ({}, False)


def test_a_light_of_the_api_replays_to_the_proof(town, visitor):
    told = visitor.get("/api/v1/lights/T.plan/water").json()
    proof = visitor.get("/status/lights/T.plan/water/proof.json", {"at": told["as_of"], "known": told["known_by"]})
    assert proof.json() == told["proof"]
    assert told["sha256"] == sha256_hex(proof.content)


def test_a_real_one_says_that_it_is_none(town, visitor):
    said = {path: visitor.get(address(path, PARTS)).json()["sample"] for path in IDS}
    assert said == dict.fromkeys(IDS, False)
