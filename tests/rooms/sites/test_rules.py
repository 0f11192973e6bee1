"""What is true of sites without a database: files, columns, rows, likeness, gaps, cells."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel.lists import columns as header
from standing.kernel.lists import spelling, spreadsheet, tables
from standing.kernel.lists.tables import Unfit
from standing.kernel.refusals import NotNow
from standing.rooms.sites.rules import columns, lists, matching, records, texts
from standing.rooms.sites.rules.lists import Evidence
from standing.rooms.sites.rules.matching import Register
from standing.rooms.sites.rules.reading import Ground, Reading, understand
from standing.rooms.sites.rules.records import Access, Area, Gap, Gate, Locked, SiteRecord, Use
from standing.rooms.sites.rules.shapes import NOTHING, SiteDistrictTerms, SiteKindTerms, SitesFile, faults, terms_of
from standing.rooms.sites.rules.steps import Answer, Verdict
from tests.make import sites as make

FILE = SitesFile(
    kinds=(
        SiteKindTerms(id="library", name="Library", words=("branch library",)),
        SiteKindTerms(id="yard", name="Yard"),
    ),
    districts=(SiteDistrictTerms(id="4", name="Council District 4"),),
)
GROUND = Ground(
    terms=terms_of(FILE),
    departments={"lapl": "Library Department", "bss": "Bureau of Street Services"},
    department_words={
        "lapl": "lapl",
        "library department": "lapl",
        "bss": "bss",
        "bureau of street services": "bss",
    },
)


def read(**cells):
    return understand({"name": "Oak Library", "department": "lapl"} | cells, ground=GROUND)


# Gaps


def test_a_bare_site_lacks_everything_and_a_whole_one_nothing():
    assert records.gaps_of(SiteRecord(name="A", department="b")) == tuple(Gap)[:-1]
    assert records.gaps_of(make.WHOLE) == ()
    assert records.gaps_of(make.record(plan="")) == (Gap.NO_PLAN,)
    assert records.gaps_of(make.record(plan="", use=Use.NO)) == ()
    assert records.gaps_of(SiteRecord(name="A", department="b", is_listed=False)) == ()


@pytest.mark.parametrize(
    ("gates", "has_no_gates", "are_known"),
    [
        ((), False, False),
        ((), True, True),
        ((Gate(name="Main", locked=Locked.YES),), False, True),
        ((Gate(name="Main", locked=Locked.NO, why="Fire exit"),), False, True),
        ((Gate(name="Main", locked=Locked.NO),), False, False),
        ((Gate(name="Main", locked=Locked.YES), Gate(name="Side")), False, False),
    ],
)
def test_gates_are_known_when_each_is_locked_or_says_why_not(gates, has_no_gates, are_known):
    assert records.gates_are_known(SiteRecord(gates=gates, has_no_gates=has_no_gates)) is are_known


def test_a_record_comes_back_from_the_history_as_it_was():
    assert records.from_json(records.to_json(make.WHOLE)) == make.WHOLE
    assert records.fingerprint(make.WHOLE) == records.fingerprint(records.from_json(records.to_json(make.WHOLE)))
    assert records.fingerprint(make.WHOLE) != records.fingerprint(make.record(name="Other"))


# What is filed


def test_a_list_holds_the_sites_that_were_or_could_be_used_in_the_order_of_their_numbers():
    draft = lists.draft([("B", make.WHOLE), ("A", make.record(use=Use.USED)), ("C", make.record(use=Use.NO))])
    assert [row["id"] for row in draft.rows] == ["A", "B"]
    assert draft.ready == tuple(Evidence)
    assert lists.draft([]).ready == tuple(Evidence)


def test_what_is_missing_stands_in_the_way_of_its_own_kind_of_evidence():
    draft = lists.draft(
        [("A", make.record(plan="")), ("B", make.record(use=Use.UNJUDGED)), ("C", make.record(gates=()))]
    )
    assert draft.ready == ()
    assert [key for key, _ in draft.unready[Evidence.LIST]] == ["B"]
    assert [key for key, _ in draft.unready[Evidence.PLAN]] == ["A"]
    assert [key for key, _ in draft.unready[Evidence.BARRIERS]] == ["C"]
    with pytest.raises(NotNow, match=r"not yet judged: 1\. Listed sites without a plan: 1\."):
        lists.check_can_be_filed(draft=draft, kinds=[Evidence.LIST, Evidence.PLAN])


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_file_is_read_in_whatever_way_it_was_written(encoding, separator):
    content = make.csv(["Name", "Dept"], ["Peña Park", "lapl"], ["Two", "bss"], separator=separator, encoding=encoding)
    rows = tables.read(content=content).rows
    assert [cells for _, cells in rows] == [("Name", "Dept"), ("Peña Park", "lapl"), ("Two", "bss")]
    assert [line for line, _ in rows] == [1, 2, 3]


def test_a_spreadsheet_is_read_with_numbers_days_and_merged_cells():
    content = make.xlsx(
        ["No", "Name", "Dept", "Lat"], [421.0, "A", "lapl", 34.05], [422, "B", None, None], merged=["C2:C3"]
    )
    table = tables.read(content=content)
    assert [cells for _, cells in table.rows][1:] == [("421", "A", "lapl", "34.05"), ("422", "B", "lapl", "")]
    assert (table.how, table.sheet) == ("XLSX", "List")


def test_a_formula_gives_its_kept_result_and_never_runs():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Dept"])
    book.active.append(['=HYPERLINK("http://x.example","A")', "lapl"])
    out = io.BytesIO()
    book.save(out)
    rows = tables.read(content=out.getvalue()).rows
    assert rows[1][1] == ("", "lapl")


def zipped(parts, *, before=b"", behind=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return before + out.getvalue() + behind


BOOK = {"xl/workbook.xml": b"<workbook/>"}
FAR_CELL = b'<worksheet><sheetData><row r="1"><c r="XFD1"/></row></sheetData></worksheet>'
FAR_ROW = b'<worksheet><sheetData><row r="1048576"/></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n  ", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<html><body>", "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old spreadsheet"),
        (b"abc\x00def,x\nname\x00", "no text"),
        (b"PK\x03\x04 and no archive", "no whole spreadsheet"),
        (zipped(BOOK, behind=b"<script>"), "behind the spreadsheet"),
        (zipped({"a.txt": b"x"}), "no XLSX"),
        (zipped(BOOK | {"xl/vbaProject.bin": b"x"}), "macros"),
        (zipped(BOOK | {"xl/worksheets/sheet1.xml": FAR_CELL}), "far beside"),
        (zipped(BOOK | {"xl/worksheets/sheet1.xml": FAR_ROW}), "far below"),
        (zipped(BOOK), "damaged"),
        (zipped({f"{n}.xml": b"" for n in range(spreadsheet.MOST_ENTRIES + 1)}), "too many parts"),
        (make.csv(["Name"], ["x" * 5000]), "very long cell"),
        (make.csv(["n"] * 201, ["1"] * 201), "more than 200"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(content, says):
    with pytest.raises(Unfit, match=says):
        tables.read(content=content)


def test_a_zip_bomb_is_refused_before_it_fills_the_memory():
    bomb = zipped(BOOK | {"xl/worksheets/sheet1.xml": b" " * (spreadsheet.MOST_INFLATED + 1)})
    assert len(bomb) < 300_000
    with pytest.raises(Unfit, match="unfolds"):
        spreadsheet.check_archive(bomb)


def test_something_in_front_of_a_spreadsheet_makes_it_no_spreadsheet():
    with pytest.raises(Unfit):
        tables.read(content=zipped(BOOK, before=b"GIF89a"))
    with pytest.raises(Unfit, match="in front"):
        spreadsheet.check_archive(b"PK\x03\x04" + zipped(BOOK))


def test_a_list_of_a_hundred_thousand_rows_is_read_and_no_longer_one():
    head, row = b"name,dept\r\n", b"Oak Library,lapl\r\n"
    with pytest.raises(Unfit, match="100,000"):
        tables.read(content=head + row * 102_000)
    assert len(tables.read(content=head + row * 99_999).rows) == 100_000


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(content):
    if content[:2] == b"PK":
        return
    with suppress(Unfit):
        assert tables.read(content=content).rows


# Columns


def test_titles_above_the_columns_and_repeated_names_do_not_confuse():
    rows = [
        (1, ("City property, printed 2024",)),
        (3, ("Fac. No", "Facility Name", "Dept", "Address", "Address", "")),
        (4, ("1", "A", "lapl", "x", "y", "")),
    ]
    place = header.header_place(rows, names=columns.names(known={"id": ("plant no",)}))
    assert place == 1
    headers = header.named(rows[place][1])
    assert headers == ("Fac. No", "Facility Name", "Dept", "Address", "Address (2)", "Column 6")
    assert header.guess(headers, names=columns.names(known={})) == {"id": 0, "name": 1, "department": 2, "address": 3}


def test_a_misspelled_column_is_guessed_and_a_strange_one_is_left_alone():
    assert header.guess(["Cost Center", "Plant No"], names=columns.names(known={"id": ("plant no",)})) == {"id": 1}
    assert header.guess(["Departmnt", "Facility Nmae", "Colour"], names=columns.names(known={})) == {
        "department": 0,
        "name": 1,
    }


# Rows


def test_a_row_is_understood_with_its_areas_gates_and_judgement():
    found = read(
        id=" 17/b ", kind="Branch Library", address="  1 Oak  St ", zip="9012", district="CD 4",
        latitude="34,05", longitude="-118.2", areas="Lobby (public); Offices: staff; Yard", public_areas="Lobby, Garden",
        gates="Main: locked; Side: not locked (fire exit)", use="Could be used",
    )  # fmt: skip
    assert found.problems == []
    assert found.id == "17-B"
    assert found.said == {
        "name": "Oak Library", "department": "lapl", "kind": "library", "address": "1 Oak St", "zip": "09012",
        "district": "4", "latitude": 34.05, "longitude": -118.2, "use": "could",
        "areas": [
            {"name": "Lobby", "access": "public"},
            {"name": "Offices", "access": "non-public"},
            {"name": "Garden", "access": "public"},
        ],
        "gates": [
            {"name": "Main", "locked": "yes", "why": ""},
            {"name": "Side", "locked": "no", "why": "fire exit"},
        ],
    }  # fmt: skip
    assert found.notes == ["The area “Yard” is neither public, non-public nor perimeter, and is left out."]


def test_every_mistake_of_a_row_is_found_at_once_with_the_value_as_it_was():
    found = read(id="no/such number at all", name="", department="Libary Dep of Mars", plan="x" * 5000)
    assert [(column, value[:20]) for column, _, value in found.problems] == [
        ("id", "no/such number at al"),
        ("plan", "x" * 20),
        ("department", "Libary Dep of Mars"),
        ("name", ""),
    ]


def test_a_misspelled_department_is_understood_and_said():
    found = read(department="Libary Departmnt")
    assert found.said["department"] == "lapl"
    assert found.notes == ["“Libary Departmnt” was read as Library Department."]


def test_a_row_without_a_department_takes_the_one_that_was_chosen():
    assert read(department="").problems[0][0] == "department"
    ground = Ground(
        terms=GROUND.terms, departments=GROUND.departments, department_words=GROUND.department_words,
        default_department="bss",
    )  # fmt: skip
    assert understand({"name": "A"}, ground=ground).said["department"] == "bss"


def test_spoiled_and_unseen_letters_are_put_right():
    assert read(name="PeÃ±a Park").said["name"] == "Peña Park"
    turned = read(name="\u202egnikraP\u202c \u200bLot\u2066")
    assert turned.said["name"] == "gnikraP Lot"
    assert turned.notes == ["Letters that nobody sees were taken out."]
    assert spelling.clean("می‌خواهم") == "می‌خواهم"


def test_text_that_tells_of_a_person_is_refused():
    found = read(plan="The guard is undocumented and hides in the shed.")
    assert [column for column, _, _ in found.problems] == ["plan"]
    assert read(plan="The gate is locked at night.").problems == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "\ufeff=1"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_and_comes_back(cell):
    assert spelling.harmless(cell) == f"'{cell}"
    assert spelling.plain(spelling.harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Oak Library", "-118.25", "12", "O'Brien"])
def test_a_cell_that_is_harmless_stays(cell):
    assert spelling.harmless(cell) == cell


def test_a_department_is_known_by_its_parts_but_not_by_what_two_share():
    spoken = texts.spoken_names(
        [
            ("lapl", "Library Department (Los Angeles Public Library)", "LAPL"),
            ("gsd", "Department of General Services", "GSD"),
            ("a", "Office of Records", "A"),
            ("b", "Bureau of Records", "B"),
        ]
    )
    assert {spoken.get(word) for word in ("lapl", "library", "library department", "los angeles public library")} == {
        "lapl"
    }
    assert spoken["general services"] == "gsd"
    assert "records" not in spoken
    assert spoken["bureau of records"] == "b"


# Likeness


def row(name, address="", *, id="", department="lapl"):
    said = {"name": name, "department": department} | ({"address": address} if address else {})
    return Reading(id=id, said=said)


def register():
    return Register(
        [
            ("LIB-1", SiteRecord(name="Oak Branch Library", department="lapl", address="100 North Oak Street")),
            ("LIB-2", SiteRecord(name="Elm Branch Library", department="lapl", address="200 Elm Avenue")),
            ("LOT-1", SiteRecord(name="Parking Lot", department="bss")),
        ]
    )


@pytest.mark.parametrize(
    ("reading", "verdict", "twin"),
    [
        (row("Anything", id="LIB-1"), Verdict.CHANGED, "LIB-1"),
        (row("Oak Branch Library", "100 N. Oak St", id="LIB-1"), Verdict.SAME, "LIB-1"),
        (row("Oak Br. Lib", "100 N Oak St."), Verdict.SAME, "LIB-1"),
        (row("Oak Branch Libary", "100 N Oak St"), Verdict.CHANGED, "LIB-1"),
        (row("Oak Branch Library", "102 N Oak St"), Verdict.NEW, ""),
        (row("Oak Branch Library", "100 N Oak St", id="NEW-9"), Verdict.UNSURE, "LIB-1"),
        (row("Oak Library Branch Annex", "100 N Oak St"), Verdict.UNSURE, "LIB-1"),
        (row("Parking Lot", department="bss"), Verdict.UNSURE, "LOT-1"),
        (row("Parking Lot", department="lapl"), Verdict.NEW, ""),
        (row("Fire Station 9", "9 Ash Road"), Verdict.NEW, ""),
    ],
)
def test_the_number_decides_first_then_how_alike_name_and_address_are(reading, verdict, twin):
    judged = register().judge(line=2, reading=reading)
    assert (judged.verdict, judged.twin) == (verdict, twin)


def test_a_row_that_repeats_an_earlier_one_is_named_with_it():
    ours = register()
    assert ours.judge(line=2, reading=row("New Place", "1 Ash Road")).verdict is Verdict.NEW
    again = ours.judge(line=3, reading=row("New Plase", "1 Ash Rd."))
    assert (again.verdict, again.twin_line) == (Verdict.DUPLICATE, 2)
    assert ours.judge(line=4, reading=row("X", id="LIB-1")).verdict is Verdict.CHANGED
    same = ours.judge(line=5, reading=row("Y", id="LIB-1"))
    assert (same.verdict, same.twin, same.twin_line) == (Verdict.DUPLICATE, "LIB-1", 4)
    assert ours.judge(line=6, reading=row("Z", id="Z-1")).verdict is Verdict.NEW
    assert ours.judge(line=7, reading=row("Z two", id="Z-1")).twin_line == 6


def test_a_person_decides_about_rows_that_look_alike():
    reading = row("Oak Library Branch Annex", "100 N Oak St")
    as_ours = register().judge(line=2, reading=reading, answer=Answer.SAME, twin="LIB-1")
    assert (as_ours.verdict, as_ours.twin) == (Verdict.CHANGED, "LIB-1")
    assert register().judge(line=2, reading=reading, answer=Answer.OTHER, twin="LIB-1").verdict is Verdict.NEW


def test_an_empty_cell_leaves_what_we_have_and_nothing_is_lost():
    said = {"name": "Mill Street Yard", "department": "streets", "areas": [{"name": "yard", "access": "perimeter"}],
            "gates": [{"name": "Main gate", "locked": "unknown", "why": ""}, {"name": "Side", "locked": "no", "why": "x"}]}  # fmt: skip
    ours = make.record(
        areas=(Area(id="A1", name="Office", access=Access.PUBLIC), Area(id="A2", name="Yard", access=Access.PUBLIC))
    )
    joined = matching.joined(ours, said)
    assert joined.areas == (ours.areas[0], Area(id="A2", name="Yard", access=Access.PERIMETER))
    assert joined.gates == (*ours.gates, Gate(name="Side", locked=Locked.NO, why="x"))
    assert joined.plan == ours.plan


# The pack


def test_a_pack_that_contradicts_itself_is_told_so():
    wrong = SitesFile(
        kinds=(SiteKindTerms(id="a", name="Yard"), SiteKindTerms(id="b", name="Yard"), SiteKindTerms(id="a", name="C"))
    )
    assert [path for path, _ in faults(wrong)] == ["kinds", "kinds"]
    assert list(faults(FILE)) == []
    assert NOTHING.kinds == {}
