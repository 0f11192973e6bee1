"""A note about an event names nobody."""

import pytest

from standing.kernel.particulars import Pointer, point, sentence


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Juan Perez was there.", {Pointer.NAME}),
        ("It was María de la Cruz Ortega.", {Pointer.NAME}),
        ("A man named Tomás came.", {Pointer.NAME}),
        ("Ask Mrs. Garcia.", {Pointer.NAME}),
        ("Call 213-555-0142 first.", {Pointer.REACH}),
        ("Call (213) 555 0142.", {Pointer.REACH}),
        ("Write to somebody@mail.example.", {Pointer.REACH}),
        ("At 412 Maple Street.", {Pointer.ADDRESS, Pointer.NAME}),
        ("En Calle Ocho.", {Pointer.ADDRESS, Pointer.NAME}),
        ("The number was 123456.", {Pointer.NUMBER}),
        ("Juan Perez, 213-555-0142, 412 Maple Street", {Pointer.NAME, Pointer.REACH, Pointer.ADDRESS}),
    ],
)
def test_what_points_to_a_person_is_found(text, found):
    assert point(text) == found
    assert "No person is named here" in sentence(point(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The contract is silent about passing data on.",
        "The City Attorney asks the Police Department for the Camera Policy.",
        "Counsel spoke with the Federal District Court on Monday, March 3, 2026.",
        "Asked for the clause; the Vendor has not answered.",
        "No camera was on for 12 minutes.",
        "Three people were asked about.",
    ],
)
def test_words_about_offices_and_days_pass(text):
    assert point(text) == frozenset()
    assert sentence(point(text)) == ""


def test_names_of_places_pass_where_they_are_known():
    assert point("The North Hollywood Rampart unit came.") == {Pointer.NAME}
    assert point("The North Hollywood Rampart unit came.", known=["North Hollywood", "Rampart"]) == frozenset()
