"""The standard's shapes, values, files and hours, without a database."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from standing.rooms.services.rules import hsds_files, hsds_profile, hsds_schemas, hsds_times, hsds_trees, hsds_values
from standing.rooms.services.rules.hsds_fields import BY_FILE, TABLE, TABLES, Field
from standing.rooms.services.rules.hsds_files import Item, LeftOut, Unfit
from tests.make import hsds as make

LOS_ANGELES = "America/Los_Angeles"
OFFSETS = (-8.0, -7.0)


def read(table, **raw):
    return hsds_values.read(table=table, raw=raw, offsets=OFFSETS)


def sentences(reading):
    return dict(reading.problems)


# Schemas


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_schema_is_a_schema_and_knows_no_other_field(table):
    document = hsds_schemas.document(table)
    Draft202012Validator.check_schema(document)
    assert document["$defs"][table]["additionalProperties"] is False


def faults(table, value):
    checker = Draft202012Validator(hsds_schemas.document(table), format_checker=FormatChecker())
    return sorted(fault.message for fault in checker.iter_errors(value))


def test_a_service_of_the_directory_is_as_its_schema_says():
    assert faults("service", make.service()) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"status": "open"}, "'open' is not one of"),
        ({"id": "7"}, "'7' is not a 'uuid'"),
        ({"email": "nobody"}, "'nobody' is not a 'email'"),
        ({"assured_date": "14 July"}, "'14 July' is not a 'date'"),
        ({"colour": "red"}, "'colour' was unexpected"),
    ],
)
def test_a_wrong_service_is_not(changed, word):
    assert any(word in fault for fault in faults("service", make.service(**changed)))


def test_what_a_row_points_to_stands_before_it():
    order = [table.name for table in TABLES]
    late = [
        (table.name, field.to)
        for table in TABLES
        for field in table.fields
        if field.to and order.index(field.to) > order.index(table.name)
    ]
    assert late == []


# Values


def test_a_good_row_is_typed():
    reading = read(
        "service",
        id=make.id_of("x").upper(),
        organization_id=make.id_of("o"),
        name="Food",
        status="Active",
        minimum_age="16",
    )
    assert reading.problems == ()
    assert (reading.row["status"], reading.row["minimum_age"], reading.row["id"]) == ("active", 16, make.id_of("x"))


def test_every_mistake_of_a_row_is_told_at_once():
    reading = read(
        "service", id="7", name="", status="open", email="x", url="javascript:alert(1)", assured_date="7/4/2025"
    )
    assert reading.row is None
    assert set(sentences(reading)) == {"id", "name", "status", "email", "url", "assured_date", "organization_id"}
    assert sentences(reading)["assured_date"] == "“7/4/2025” is not a day. Write it like 2025-07-25."


def test_unknown_fields_are_named_and_left_out():
    reading = read("taxonomy", id=make.id_of("t"), name="List", description="", colour="red", programs=[])
    assert (reading.unknown, reading.problems) == (("colour", "programs"), ())


@pytest.mark.parametrize(
    "text",
    [
        "Bring proof of citizenship.",
        "For U.S. citizens only.",
        "You must show your immigration status.",
        "Traiga prueba de ciudadanía.",
    ],
)
def test_a_listing_that_asks_for_a_status_is_refused(text):
    reading = read(
        "service",
        id=make.id_of("x"),
        organization_id=make.id_of("o"),
        name="Help",
        status="active",
        eligibility_description=text,
    )
    assert "eligibility_description" in sentences(reading)


@pytest.mark.parametrize(
    "text",
    [
        "Nobody is asked about immigration status.",
        "For everybody, whatever their immigration status.",
        "Help with green card forms.",
    ],
)
def test_a_listing_that_says_nobody_is_asked_is_welcome(text):
    reading = read(
        "service",
        id=make.id_of("x"),
        organization_id=make.id_of("o"),
        name="Help",
        status="active",
        eligibility_description=text,
    )
    assert reading.problems == ()


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1b[0m"])
def test_a_character_that_cannot_be_kept_is_refused(text):
    assert "name" in sentences(read("taxonomy", id=make.id_of("t"), name=text, description=""))


def test_a_detail_has_exactly_one_owner():
    number = {"id": make.id_of("p"), "number": "213-555-0100"}
    assert read("phone", **number, service_id=make.id_of("s")).problems == ()
    assert "location_id" in sentences(read("phone", **number))
    assert "location_id" in sentences(read("phone", **number, service_id=make.id_of("s"), location_id=make.id_of("l")))


def schedule(**more):
    return read("schedule", id=make.id_of("h"), service_id=make.id_of("s"), freq="WEEKLY", byday="mo, we", **more)


def test_hours_that_cross_midnight_are_kept_as_they_are():
    reading = schedule(opens_at="22:00", closes_at="02:00:00")
    assert (reading.row["opens_at"], reading.row["closes_at"], reading.row["byday"]) == ("22:00", "02:00", "MO,WE")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"opens_at": "09:00-07:00", "closes_at": "17:00-07:00"}, set()),
        ({"opens_at": "09:00", "closes_at": "17:00", "timezone": "-8"}, set()),
        ({"opens_at": "09:00Z", "closes_at": "17:00Z"}, {"opens_at", "closes_at"}),
        ({"opens_at": "09:00-07:00", "closes_at": "17:00-07:00", "timezone": -8}, {"opens_at", "closes_at"}),
        ({"opens_at": "09:00", "closes_at": "17:00", "timezone": 1}, {"opens_at", "closes_at"}),
        ({"opens_at": "25:00", "closes_at": "17:00"}, {"opens_at"}),
        ({"opens_at": "09:00"}, {"closes_at"}),
        ({"byday": "2MO"}, {"byday"}),
        ({"byday": "MON"}, {"byday"}),
        ({"interval": 2}, {"dtstart"}),
        ({"until": "2025-09-01", "count": 3}, {"count"}),
    ],
)
def test_hours_say_the_local_time_of_the_city(said, wrong):
    raw = {"id": make.id_of("h"), "service_id": make.id_of("s"), "freq": "WEEKLY", "byday": "MO", **said}
    assert set(sentences(read("schedule", **raw))) == wrong


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), table=st.sampled_from([table.name for table in TABLES]))
def test_no_row_whatever_it_holds_breaks_the_reader(data, table):
    names = [*TABLE[table].columns, "colour"]
    raw = data.draw(
        st.dictionaries(st.sampled_from(names), JUNK | st.sampled_from(["2025-02-30", "=1", "-7"]), max_size=8)
    )
    reading = hsds_values.read(table=table, raw=raw, offsets=OFFSETS)
    assert (reading.row is None) == bool(reading.problems)
    for found in hsds_trees.flat(table=table, value=raw):
        assert found.table in TABLE


# Hours and the clocks

SUMMER = {
    "id": make.id_of("h"),
    "opens_at": "22:00",
    "closes_at": "02:00",
    "freq": "WEEKLY",
    "byday": "SA",
    "valid_from": None,
    "valid_to": None,
}


def test_hours_are_cut_where_the_clocks_change():
    first, second = hsds_times.parted(schedule=SUMMER, zone=LOS_ANGELES, today=date(2025, 7, 15))
    assert (first["valid_from"], first["valid_to"], first["timezone"]) == ("2025-03-09", "2025-11-01", -7)
    assert (second["valid_from"], second["valid_to"], second["timezone"]) == ("2025-11-02", "2026-03-07", -8)
    assert (first["opens_at"], second["closes_at"]) == ("22:00-07:00", "02:00-08:00")
    assert first["id"] == SUMMER["id"] != second["id"]


def test_a_zone_whose_clocks_never_change_is_not_cut():
    (only,) = hsds_times.parted(schedule=SUMMER, zone="America/Phoenix", today=date(2025, 7, 15))
    assert (only["timezone"], only["valid_from"], "attributes" in only) == (-7, None, False)


@settings(max_examples=60, deadline=None)
@given(
    begins=st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    length=st.none() | st.integers(0, 700),
    today=st.dates(date(2024, 6, 1), date(2026, 6, 1)),
    zone=st.sampled_from([LOS_ANGELES, "America/Phoenix", "Asia/Kathmandu", "Europe/Lisbon", "Australia/Lord_Howe"]),
)
def test_parts_come_back_as_the_hours_they_were(begins, length, today, zone):
    ends = date.fromordinal((begins or date(2025, 1, 1)).toordinal() + length) if length is not None else None
    whole = {**SUMMER, "valid_from": begins and begins.isoformat(), "valid_to": ends and ends.isoformat()}
    parts = hsds_times.parted(schedule=whole, zone=zone, today=today)
    attributes = [one for part in parts for one in part.pop("attributes", [])]
    (back,) = hsds_times.joined(schedules=parts, attributes=attributes)
    offsets = hsds_times.offsets(zone=zone, today=today)
    for name in ("opens_at", "closes_at"):
        back[name] = hsds_times.local_time(said=back[name], offset=back["timezone"], known=offsets)
    back.pop("timezone")
    assert back == whole


# Files


def found(content, name="directory.json"):
    return list(hsds_files.items(name=name, stream=io.BytesIO(content)))


def values(content, name="directory.json"):
    return [item.value for item in found(content, name) if isinstance(item, Item)]


def test_json_is_read_in_every_layout():
    one = make.service()
    for content in (
        make.as_json([one]),
        make.as_json({"contents": [one], "total_items": 1}),
        make.as_json({"services": [one]}),
        make.as_json(one),
        make.as_json(one) + b"\n" + make.as_json(one) + b"\n",
        json.dumps(one, indent=2).encode(),
        b"\xef\xbb\xbf" + make.as_json([one]),
        json.dumps([one]).encode("utf-16"),
    ):
        assert next(item.table for item in found(content) if isinstance(item, Item)) == "service"
        assert values(content)[0] == one


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"id": 1}', "not well-formed"),
        (b'[{"id": NaN}]', "not well-formed"),
        (b'{"foo": []}', "no list of the directory"),
        (b'[{"id": "\xf1"}]', "not written in UTF-8"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"colour,size\nred,3\n", "no table of the directory"),
        (b"name,status\nFood,active\n", "no table of the directory"),
        ("id,name\n1,Ni\u00f1os\n".encode("cp1252"), "not written in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, word):
    with pytest.raises(Unfit, match=word):
        found(content)


def test_a_csv_without_ids_is_refused():
    with pytest.raises(Unfit, match="no column id"):
        found(b"name,status\nFood,active\n", "services.csv")


def test_csv_in_other_encodings_with_a_mark_is_read():
    text = "id,name\n1,Ni\u00f1os\n"
    for content in (text.encode("utf-8-sig"), text.encode("utf-16")):
        assert values(content, "services.csv") == [{"id": "1", "name": "Niños"}]


def test_a_broken_line_of_csv_is_told_and_the_rest_is_read():
    items = found(b"id,name\n1,a,b,c\n2,Food\n", "services.csv")
    assert [bool(item.sentence) for item in items] == [True, False]


def test_a_zip_is_read_table_by_table_and_the_rest_is_named():
    content = make.as_zip(
        {
            "services.csv": "id\n1\n",
            "x/organizations.csv": "id\n2\n",
            "programs.csv": "id\n3\n",
            "datapackage.json": "{}",
        }
    )
    items = found(content, "d.zip")
    assert [item.table for item in items if isinstance(item, Item)] == ["organization", "service"]
    assert [item.file for item in items if isinstance(item, LeftOut)] == ["programs.csv"]


def test_a_zip_that_unfolds_without_end_is_refused_before_it_does():
    content = make.as_zip({"services.csv": b"0" * (hsds_files.LARGEST_UNFOLDED + 1)})
    assert len(content) < 1024 * 1024
    with pytest.raises(Unfit, match="larger than 200 MB"):
        found(content, "d.zip")


def test_a_zip_that_lies_about_its_size_is_refused_too():
    content = bytearray(make.as_zip({"services.csv": b"id\n" + b"0\n" * 1000}))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Unfit, match="damaged"):
        found(bytes(content), "d.zip")


def test_a_zip_with_a_password_is_refused():
    out = bytearray(make.as_zip({"services.csv": "id\n1\n"}))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = out.index(mark) + offset
        out[at] |= 1
    with pytest.raises(Unfit, match="password"):
        found(bytes(out), "d.zip")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.json", "services.csv", "d.zip", "d.ndjson"]))
def test_no_bytes_whatever_they_are_break_the_reader(content, name):
    with suppress(Unfit):
        for item in found(content, name):
            assert isinstance(item, Item | LeftOut)


class _Endless(io.RawIOBase):
    """A JSON file of any length that stands in no memory."""

    def __init__(self, size):
        self.left = size
        self.body = make.as_json(make.service(description="x" * 7000)) + b","
        self.rest = b'{"services": ['

    def readable(self):
        return True

    def seek(self, place, whence=0):
        assert place == 0
        self.rest = b'{"services": ['
        return 0

    def read(self, size=-1):
        while len(self.rest) < size and self.left > 0:
            self.rest += self.body
            self.left -= len(self.body)
            if self.left <= 0:
                self.rest = self.rest[:-1] + b"]}"
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def test_200_megabytes_are_read_in_little_memory():
    tracemalloc.start()
    count = sum(1 for _ in hsds_files.items(name="d.json", stream=_Endless(195 * hsds_files.MIB)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 20_000
    assert peak < 40 * hsds_files.MIB


# CSV and formulas


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", "''=1", "'quoted", "plain"])
def test_a_cell_is_no_formula_and_comes_back_as_it_was(text):
    field = Field(name="x")
    cell = hsds_files.guarded_cell(field, text)
    assert cell[:1] not in "=+-@\t\r" or cell == "+1"
    assert hsds_files.plain_cell(field, cell) == text


def test_a_telephone_number_may_begin_with_plus():
    assert hsds_files.guarded_cell(Field(name="number"), "+1 (213) 555-0100") == "+1 (213) 555-0100"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_every_text_comes_back(text):
    field = Field(name="x")
    assert hsds_files.plain_cell(field, hsds_files.guarded_cell(field, text)) == text


def test_the_description_of_the_tables_names_every_file_and_column():
    described = hsds_files.datapackage(title="x", is_sample=True)
    assert {one["path"] for one in described["resources"]} == set(BY_FILE)
    assert described["sample"] is True
    for one in described["resources"]:
        assert [field["name"] for field in one["schema"]["fields"]] == list(TABLE[one["name"]].columns)


def test_a_zip_of_made_up_size_is_no_bomb():
    with zipfile.ZipFile(io.BytesIO(make.as_zip({"a.csv": "x"}))) as bundle:
        assert len(bundle.infolist()) <= hsds_files.MOST_FILES


def test_the_page_of_the_profile_says_what_the_table_of_tables_says():
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "hsds-profile.md"
    assert page.read_text() == hsds_profile.markdown()
