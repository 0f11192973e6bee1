"""The screen on reports, measured on labelled sentences written for this purpose."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import likeness, privacy
from standing.kernel.privacy import Kind

TELLING = {
    Kind.NAME: (
        "They asked for a man named Ignacio.",
        "A woman called Rosalba came to the desk.",
        "Her name is Perla Quintanar.",
        "The visitor's last name was Obregon.",
        "Name: Casimiro Vela",
        "She introduced herself as Yolanda.",
        "Mr. Tran left at noon.",
        "Mrs. Castellanos was at the counter.",
        "Officer Dunmore showed a badge.",
        "Agent Whitlock spoke first.",
        "Sgt. Harlow gave the order.",
        "They spoke with the custodian, Eusebio.",
        "his brother Anselmo was there",
        "our coworker Lin saw it",
        "They detained Marisol Ferreira at the gate.",
        "The officers were looking for Tomas Echeverria.",
        "El hombre se llama Fermín.",
        "un señor llamado Próspero",
        "La Sra. Montiel salió.",
        "Preguntaron por la vecina Ofelia.",
        "a teenager by the name of Kwan",
        "the driver goes by Chuy",
    ),
    Kind.DESCRIPTION: (
        "a dark-skinned man",
        "He had light skin.",
        "She has long black hair.",
        "a curly haired woman",
        "two Latino men were stopped",
        "a Hispanic female near the bench",
        "The person looked Asian.",
        "He was Black.",
        "A white woman filmed it.",
        "an older Middle Eastern gentleman",
        "a Latino-looking worker",
        "a person of Asian descent",
        "Ethnicity: Latino",
        "He spoke with a heavy accent.",
        "with a Spanish accent",
        "a tattoo on the left arm",
        "a man with a beard",
        "about 40 years old",
        "a 16-year-old at the stop",
        "in his twenties",
        "a stocky man ran",
        "brown eyes",
        "de piel morena",
        "una mujer de pelo negro",
        "una morena salió corriendo",
    ),
    Kind.REACHED: (
        "Call the family at 213-555-0142.",
        "her number is (213) 555-0143",
        "write to someone@mail.example",
        "He lives at 1420 Sample Avenue.",
        "She resides on 88 Example Street",
        "home address 12 Sample Court",
        "vive en el 455 de la calle Muestra",
    ),
}
PLAIN = (
    "Two white vans without markings stood in the north lot.",
    "Six officers in black vests marked POLICE ICE.",
    "A black SUV and a gray sedan blocked the exit.",
    "They asked to enter the staff room on the second floor.",
    "I said: I am not authorised to give permission; I have to contact my supervisor.",
    "We called 911 at 10:42.",
    "The clerk called the City Attorney's duty line.",
    "The liaison called Security and the Fire Department.",
    "One person was detained. The number is all we know.",
    "They showed a paper with the header Department of Homeland Security.",
    "The warrant named a person; we did not copy the name.",
    "An officer asked for the schedule of the cleaning crew.",
    "Nobody was hurt.",
    "The gate on Main Street was closed from 9:10 to 9:45.",
    "The officers said the matter was criminal.",
    "The supervisor on duty told the staff to step aside.",
    "A visitor filmed from the sidewalk.",
    "The program for children stopped for two hours.",
    "Staff from the Library Department moved visitors to the west hall.",
    "The brown door by the loading dock.",
    "Two agents of Customs and Border Protection.",
    "They left toward the south at 11:05.",
    "A worker of a contractor was asked for identification.",
    "A man in a green vest said he was from ICE.",
    "The light was dark and the camera may not show it.",
    "They waited on the first floor in May.",
    "The officer refused to give a badge number.",
    "An officer's face was covered.",
    "Camera 14, export of 3 October.",
    "Report 26-000123 was filed.",
    "The counter is at 200 North Sample Street.",
    "Los agentes esperaron en el estacionamiento.",
    "Dos camionetas blancas sin marcas.",
    "Llamamos a la línea de la ciudad.",
    "El guía dice: no autorizo la entrada.",
    "No se tomó ningún nombre.",
    "The person looked at the paper and left.",
    "Three people were near the white car.",
    "He was told to wait in the lobby.",
    "The visitor center opened late.",
)


@pytest.mark.parametrize("kind", list(TELLING))
def test_recall_on_sentences_that_tell_something(kind: Kind) -> None:
    missed = [text for text in TELLING[kind] if kind not in {found.kind for found in likeness.screen(text)}]
    assert len(missed) <= 0.05 * len(TELLING[kind]), missed


def test_false_alarms_on_sentences_that_tell_nothing() -> None:
    assert [text for text in PLAIN if likeness.screen(text)] == []


def test_it_finds_what_the_first_screen_finds() -> None:
    assert [found.kind for found in likeness.screen("The driver is undocumented.")] == [Kind.STATUS]
    assert likeness.sentence(likeness.screen("The driver is undocumented.")) == privacy.sentence(
        privacy.screen("The driver is undocumented.")
    )


def test_the_first_screen_lets_names_pass() -> None:
    assert privacy.screen("They asked for a man named Ignacio.") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mr. Tran left.", "Nobody is named here"),
        ("two Latino men", "Please leave that out: say what happened."),
        ("Call 213-555-0142.", "how to reach a person"),
        ("Nobody was hurt.", ""),
    ],
)
def test_the_writer_is_told_kindly(text: str, said: str) -> None:
    told = likeness.sentence(likeness.screen(text))
    assert said in told
    assert bool(told) == bool(said)


@given(st.text(max_size=200))
def test_findings_are_in_order_and_inside_the_text(text: str) -> None:
    found = likeness.screen(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
