"""The Los Angeles pack on the board: 48 departments, every light with a word, readable copy."""

import re
from datetime import date

import pytest
import textstat
import yaml
from django.test import Client
from pyphen import Pyphen

from standing.hall.web.api import LIGHTS
from tests.make.board import LOS_ANGELES
from tests.rooms.board import reading

WORDS = {str(light.word) for light in LIGHTS.values()}


@pytest.fixture
def visitor(los_angeles, db):
    return Client()


def test_every_department_stands_on_the_board_with_a_word_for_each_light(visitor):
    answer = visitor.get("/status/")
    page = reading.main_of(answer)
    table = page.xpath(".//table[contains(@class, 'lights')]")[0]
    rows = table.xpath("./tbody/tr")
    cells = [reading.words(cell.text_content()) for row in rows for cell in row.xpath("./td")]
    assert len(rows) == 48
    assert len(cells) == 48 * len(table.xpath("./thead//th")[1:])
    assert set(cells) - WORDS == set()


def test_every_light_of_every_instrument_opens(visitor):
    opened = {}
    page = reading.main_of(visitor.get("/status/"))
    for link in page.xpath(".//nav[@class='tabs screen-only']//a/@href"):
        for pair, word in reading.lights(visitor.get(f"/status/{link}")).items():
            opened.setdefault(pair[0], (pair[1], word))
    assert len(opened) == 31
    for duty, (department, word) in opened.items():
        page = reading.main_of(visitor.get(f"/status/lights/{duty}/{department}/"))
        assert reading.words(page.xpath("string(.//p[@class='answer-light'])")) == word


def test_the_board_is_of_a_size_that_a_phone_bears(visitor):
    assert len(visitor.get("/status/").content) < 105_000


def test_invited_offices_are_never_late(visitor):
    for office in visitor.get("/api/v1/departments").json()["departments"]:
        if office["standing"] == "invited":
            lights = visitor.get(f"/api/v1/departments/{office['id']}", {"on": "2026-06-30"}).json()["lights"]
            assert {light["status"] for light in lights} <= {"not applicable", "unknown", "met", "waived"}


def test_the_first_days_are_as_the_directive_says(visitor):
    def status(day):
        lights = visitor.get("/api/v1/departments/ladot", {"on": day}).json()["lights"]
        return {light["obligation"]: light["status"] for light in lights}["ED12-1.plan"]

    assert [status(day) for day in ("2025-07-25", "2025-07-26")] == ["at risk", "late"]


# words

PAGES = {
    "home": "/",
    "board": "/status/",
    "board, a past day": "/status/?on=2025-07-20",
    "department": "/status/departments/ladot/",
    "invited office": "/status/departments/council/",
    "instruments": "/status/clauses/",
    "instrument": "/status/clauses/ED12/",
    "clause": "/status/clauses/ED12/ED12-1/",
    "light": "/status/lights/ED12-1.plan/ladot/",
    "plans": "/status/plans/",
    "waivers": "/status/waivers/",
    "frozen": "/status/frozen/",
    "liaisons": "/status/liaisons/",
}
GRADE = 6.0
SYLLABLES = Pyphen(lang="en_US")


def syllables(word):
    """Return how many syllables a word has; the dictionary knows no numbers and few names."""
    try:
        return textstat.syllable_count(word)
    except KeyError:
        return len(SYLLABLES.positions(word)) + 1


def grade(copy):
    """Return the Flesch-Kincaid grade of some sentences."""
    spoken = [word for said in copy for word in re.findall(r"[A-Za-z'’]+|\d+", said)]
    return 0.39 * len(spoken) / len(copy) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


def strings(value):
    """Yield every text of a pack."""
    if isinstance(value, str):
        yield reading.words(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


FROM_PACK = [text for path in LOS_ANGELES.rglob("*.yaml") for text in strings(yaml.safe_load(path.read_text()))]
LONG = [text.rstrip(".") for text in FROM_PACK if len(text) > 24]


def sentences_of(answer):
    """
    Return the copy that the templates themselves bring: whole sentences of paragraphs, lists and definitions.

    Names, titles of laws, table cells and sentences of the pack are left out.
    """
    page = reading.html.fromstring(answer.content.decode())
    for gone in page.xpath(
        "//table | //code | //svg | //nav | //blockquote | //option | //*[contains(@class, 'light')]"
    ):
        gone.drop_tree()
    found = []
    for block in page.xpath("//p | //li[not(.//p)] | //dd[not(.//p)]"):
        for said in re.split(r"(?<=[.?!])\s+", reading.words(block.text_content())):
            is_sentence = re.search(r"[a-z][.?!]$", said) and len(said.split()) > 2
            if is_sentence and not any(said in text for text in FROM_PACK) and not any(text in said for text in LONG):
                found.append(said)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_public_copy_reads_at_grade_six(name, visitor):
    copy = sentences_of(visitor.get(PAGES[name]))
    assert len(copy) >= 3
    assert grade(copy) <= GRADE, copy


def test_no_single_sentence_of_public_copy_is_hard(visitor):
    copy = {said for address in PAGES.values() for said in sentences_of(visitor.get(address))}
    assert {said: grade([said]) for said in copy if len(said.split()) > 6 and grade([said]) > 10} == {}


def test_the_grade_tells_plain_from_hard():
    assert grade(["The cat sat on the mat.", "It was late."]) < 2
    assert grade(["Notwithstanding preexisting jurisdictional determinations, municipalities retain discretion."]) > 15


def test_a_day_in_the_past_is_named_in_the_words_of_the_page(visitor):
    said = reading.said(visitor.get("/status/", {"on": date(2025, 7, 20).isoformat()}))
    assert "This is how it stood at the end of July 20, 2025. See today" in said
