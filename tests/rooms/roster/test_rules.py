"""What is true of names, numbers, words and rows without a database."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel import words
from standing.kernel.lists import spelling
from standing.rooms.roster.rules import columns, leaving, names, reading, shapes, spoken
from standing.rooms.roster.rules.reading import Ground, Reader, Row
from standing.rooms.roster.rules.steps import RowState

TERMS = shapes.Terms(
    work_types={"office": "Office"}, work_type_words={"office": "office", "desk": "office"},
    shifts={"day": "Day"}, shift_words={"day": "day"}, columns={},
)  # fmt: skip
GROUND = Ground(
    terms=TERMS,
    departments={"parks": "Parks", "fire": "Fire"},
    department_words={"parks": "parks", "fire": "fire"},
    site_numbers={"S-1"},
    site_keys={"oak library": "S-2"},
)
CELLS = {"number": "A1", "name": "Ana Ba", "department": "Parks"}


def read(**cells):
    return Reader(GROUND).read(line=2, cells=CELLS | cells)


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_the_quick_way_for_plain_letters_is_the_same_as_the_kernel_s(text):
    assert names.tokens(text) == words.tokens(text)
    assert names.line(text) == spelling.line(text)


@given(
    st.lists(st.sampled_from(["Ana", "José", "de", "la", "O'Neill", "B."]), min_size=1, max_size=4, unique=True),
    st.randoms(),
)
@settings(max_examples=50)
def test_order_case_and_marks_never_part_a_name_from_itself(parts, random):
    other = [part.upper().replace("É", "E") for part in parts]
    random.shuffle(other)
    assert names.key_of(" ".join(parts)) == names.key_of(", ".join(other))
    assert names.fit(" ".join(other), " ".join(parts))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("García, Ana", "Ana García"),
        ("Sam Lee, Jr.", "Sam Lee, Jr."),
        ("  Ana   Ba ", "Ana Ba"),
        ("a, b, c", "a, b, c"),
        ("Lee,", "Lee,"),
    ],
)
def test_a_name_is_kept_with_the_given_name_first(written, kept):
    assert names.name_of(written) == kept


@pytest.mark.parametrize(("one", "other", "fits"), [
    ("Ana", "Ana Ba", False), ("Ana Ba", "Ana Ba Ce", True), ("Ana Ce", "Ana Ba", False), ("李小龍", "李小龍", True), ("", "", False),
])  # fmt: skip
def test_names_fit_or_do_not(one, other, fits):
    assert names.fit(one, other) is fits


@pytest.mark.parametrize("number", ["", "123-45-6789", "A_1", "x" * 33])
def test_what_is_no_employee_number(number):
    assert names.number_sentence(names.number_of(number))
    assert not names.number_sentence(names.number_of(" a 17-2 "))


@pytest.mark.parametrize(
    "header", ["SSN", "Social Security #", "Citizenship Status", "DOB", "Birthplace", "I-9 date", "Visa", "Nationality"]
)
def test_columns_that_nobody_brings(header):
    assert columns.never_brought(["Name", header]) == (header,)


@pytest.mark.parametrize("header", ["Name", "Work status", "Advisor", "Trace number", "Employee No", "Shift"])
def test_columns_that_may_come(header):
    assert columns.never_brought([header]) == ()


def test_words_of_a_row_become_codes():
    row = read(site="s-1", work_type="Desk", shift="DAY", email="ANA@Town.example")
    assert (row.state, row.department, row.site, row.work_type, row.shift, row.email) == (
        RowState.GOOD, "parks", "S-1", "office", "day", "ana@town.example",
    )  # fmt: skip
    assert read(site="Oak Library").site == "S-2"
    assert (read(site="Elm House").site, read(site="Elm House").site_said) == ("", "Elm House")


def test_a_cell_made_harmless_before_is_read_as_it_was():
    assert read(number="'-17", name="Ana Ba").state is RowState.WRONG
    assert read(site="'=Yard").site_said == "=Yard"


def test_a_site_that_tells_of_a_person_is_not_kept():
    row = read(site="home of a man with SSN 123-45-6789")
    assert row.site_said == ""
    assert row.notes


def settled(*rows):
    reading.settle(rows, departments=GROUND.departments)
    return [row.state for row in rows]


def row(line, number="A1", name="Ana Ba", department="parks", **said):
    return Row(line=line, number=number, name=name, key=names.key_of(name), department=department, **said)


def test_rows_of_one_number_are_looked_at_together():
    assert settled(row(2), row(3, department="fire")) == [RowState.GOOD, RowState.GOOD]
    assert settled(row(2), row(3)) == [RowState.GOOD, RowState.REPEATED]
    assert settled(row(2), row(3, shift="day")) == [RowState.WRONG, RowState.WRONG]
    assert settled(row(2), row(3, name="Eva Ba", department="fire")) == [RowState.WRONG, RowState.WRONG]
    assert settled(row(2), row(3, department="", state=RowState.WRONG)) == [RowState.WRONG, RowState.WRONG]


def test_rows_of_one_number_share_name_email_and_id():
    two = [row(2), row(3, department="fire", name="BA, ANA".title(), email="a@b.example")]
    settled(*two)
    assert len({(one.name, one.email, one.new_id) for one in two}) == 1


def test_a_department_is_written_in_many_ways():
    ways = spoken.spoken_departments(
        [("lib", "Library Department (Public Library)", "LAPL"), ("fire", "Fire Department", "FD")]
    )
    assert {ways[way] for way in ("lib", "lapl", "library", "public library", "library department")} == {"lib"}
    twins = spoken.spoken_departments([("a", "Office of Parks", "A"), ("b", "Parks Department", "B")])
    assert "parks" not in twins


@pytest.mark.parametrize(
    ("leaves", "here", "asks"), [(1, 10, False), (2, 10, True), (0, 0, False), (5, 50, False), (6, 50, True)]
)
def test_more_than_a_tenth_asks_again(leaves, here, asks):
    assert leaving.asks_again(leaves=leaves, here=here, percent=10) is asks


def test_a_pack_that_says_two_things_with_one_word_is_faulted():
    keep = shapes.KeepLeft(days=731, authority="x", counsel_approval="needed")
    two = (
        shapes.WorkTypeTerms(id="a", name="A", words=("desk",)),
        shapes.WorkTypeTerms(id="b", name="B", words=("Desk",)),
    )
    shift = (shapes.ShiftTerms(id="day", name="Day"),)
    assert [path for path, _ in shapes.faults(shapes.RosterFile(work_types=two, shifts=shift, keep_left=keep))] == [
        "work_types"
    ]
    assert not list(shapes.faults(shapes.RosterFile(work_types=two[:1], shifts=shift, keep_left=keep)))
