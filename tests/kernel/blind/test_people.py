"""How a person is spelt: what two desks write differently must come out the same, and other people must not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.blind import people
from standing.kernel.blind.people import Adult
from standing.kernel.blind.refusals import BlindRefused

ROSA = Adult(
    given="Rosa María",
    surname="de la Peña",
    surname2="O'Brien",
    born=date(1990, 2, 3),
    document="consular",
    number="ab-12 3",
)
SAME = [
    replace(ROSA, given="ROSA", surname="Pena", surname2="O’Brien"),
    replace(ROSA, given=" rosa ", surname="PEÑA", surname2="OBRIEN"),
    replace(ROSA, given="Rosa de María", surname="Pen\u0303a", surname2="o`brien"),
    replace(ROSA, number="AB123"),
    replace(ROSA, number="ａｂ１２３"),
]
OTHERS = [
    replace(ROSA, given="Rocio"),
    replace(ROSA, surname="Pinna"),
    replace(ROSA, surname2=""),
    replace(ROSA, born=date(1990, 3, 2)),
]


def test_an_adult_has_one_string_by_document_and_one_by_name() -> None:
    assert people.strings(round_="spring", adult=ROSA) == (
        "spring|doc|consular|AB123",
        "spring|nd|PENA|OBRIEN|ROSA|1990-02-03",
    )


@pytest.mark.parametrize("other", SAME)
def test_what_two_desks_write_differently_is_one_person(other: Adult) -> None:
    assert people.strings(round_="spring", adult=other) == people.strings(round_="spring", adult=ROSA)


@pytest.mark.parametrize("other", OTHERS)
def test_another_name_or_birthday_is_another_person(other: Adult) -> None:
    assert people.strings(round_="spring", adult=other)[1] != people.strings(round_="spring", adult=ROSA)[1]


def test_without_a_document_the_name_stands_alone() -> None:
    assert len(people.strings(round_="spring", adult=replace(ROSA, number=""))) == 1


def test_a_name_of_particles_only_is_a_name() -> None:
    assert people.name("Du") == "DU"


@pytest.mark.parametrize(
    "bad", [replace(ROSA, given=" "), replace(ROSA, surname="--"), replace(ROSA, document="birth certificate")]
)
def test_an_adult_without_a_name_or_with_an_unknown_document_is_refused(bad: Adult) -> None:
    with pytest.raises(BlindRefused):
        people.strings(round_="spring", adult=bad)


@given(st.text(max_size=30))
def test_spelling_twice_changes_nothing(text: str) -> None:
    for spell in (people.name, people.first_name, people.number):
        assert spell(spell(text)) == spell(text)
