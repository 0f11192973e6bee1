"""
What /hsds/ sends, held against the public schemas of the standard. None is packaged here.

STANDARDS_DIR names a folder with a checkout of the specification in ``hsds``; its schemas stand in ``hsds/schema``.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from standing.hall import clock
from tests.make import hsds as make

SCHEMAS = Path(os.environ.get("STANDARDS_DIR", "/nowhere")) / "hsds" / "schema"
AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SCHEMAS.is_dir(), reason="STANDARDS_DIR does not hold the public HSDS schemas"),
]


def strict(value):
    """Return a schema that knows no field but those it names, and the mark of a sample."""
    if isinstance(value, list):
        return [strict(each) for each in value]
    if not isinstance(value, dict):
        return value
    out = {name: strict(each) for name, each in value.items() if name != "$id"}
    if out.get("type") == "object" and isinstance(out.get("properties"), dict):
        out["properties"] = out["properties"] | {"sample": {"const": True}}
        out["additionalProperties"] = False
    return out


def checker(name):
    """Return what checks an object by a schema; those of the compiled folder stand for themselves."""
    read = {path.name: strict(json.loads(path.read_text())) for path in SCHEMAS.glob("*.json")}
    compiled = SCHEMAS / "compiled" / f"{name}.json"
    if compiled.is_file():
        read["wanted.json"] = strict(json.loads(compiled.read_text()))
    else:
        read["wanted.json"] = read[f"{name}.json"]
    resources = (
        (key, Resource.from_contents(schema, default_specification=DRAFT202012)) for key, schema in read.items()
    )
    return Draft202012Validator(
        {"$ref": "wanted.json"}, registry=Registry().with_resources(resources), format_checker=FormatChecker()
    )


@pytest.fixture
def get(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    make.load_city(tmp_path, at=AT)
    make.take_in(make.directory(), by=make.editor(), at=AT)
    client = Client()
    return lambda path, **asked: client.get(f"/hsds/{path}", asked).json()


@pytest.mark.parametrize(
    ("path", "listed", "whole"),
    [
        ("services", "service_list", "service"),
        ("organizations", "organization_list", "organization"),
        ("service_at_locations", "service_at_location_list", "service_at_location"),
        ("taxonomies", "taxonomy", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term", "taxonomy_term"),
    ],
)
def test_every_object_is_as_the_standard_says_and_holds_nothing_else(get, path, listed, whole):
    page = get(path)
    assert page["contents"] or path.startswith("taxonom")
    for one in page["contents"]:
        assert [fault.message for fault in checker(listed).iter_errors(one)] == []
        full = get(f"{path}/{one['id']}")
        assert [fault.message for fault in checker(whole).iter_errors(full)] == []


def test_every_row_of_the_tables_is_known_to_the_standard():
    from standing.rooms.services.rules.hsds_fields import TABLES

    unknown = [
        (table.name, field.name)
        for table in TABLES
        for field in table.fields
        if field.name not in json.loads((SCHEMAS / f"{table.name}.json").read_text())["properties"]
    ]
    assert unknown == []
