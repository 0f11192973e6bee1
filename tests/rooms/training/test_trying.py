"""Who tries out names waits; everybody else gets in, and nobody learns whether a number or a name is there."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import standing
from standing.config import npm
from standing.rooms.training.actions import trying
from standing.rooms.training.models import Completion, Gate
from standing.rooms.training.rules import effort
from tests.make import roster
from tests.make import training as make
from tests.rooms.training.conftest import Browser

pytestmark = pytest.mark.django_db
COURSE = make.in_two_languages()
RIGHT = make.right(COURSE)
SOON = timedelta(seconds=1)
HOUR = timedelta(hours=1)
SCRIPT = Path(standing.__file__).parent / "rooms" / "training" / "static" / "training" / "sum.js"
RUN = """
const said = JSON.parse(process.argv[1]);
const field = value => ({ value });
const elements = { page_token: field(said.page), number: field(said.number), name: field(said.name), sum: field("") };
let submit;
const form = {
  dataset: { sum: said.bits }, elements, querySelector: () => ({}),
  addEventListener: (_name, handler) => { submit = handler; },
  requestSubmit: () => console.log(elements.sum.value),
};
global.document = { querySelector: () => form };
eval(require("fs").readFileSync(process.argv[2], "utf8"));
submit({ preventDefault() {} });
"""


@pytest.fixture
def asked(town, browser, monkeypatch):
    """The page that asks who somebody is; sums are short."""
    monkeypatch.setattr(effort, "BITS", 6)
    make.out(COURSE)
    return browser.open("/learn/desk/").send(**RIGHT)


@pytest.fixture
def another(asked, now):
    """Somebody else, who has come as far."""
    return Browser(now).open("/learn/desk/").send(**RIGHT)


def with_sum(page, number, name):
    """Send number and name as a browser with scripts does."""
    token = re.search(r'name="page_token" value="([^"]+)"', page.text)[1]
    answer = effort.do(page=token, number=number, name=name, bits=effort.BITS)
    return page.send(number=number, name=name, sum=answer, after=SOON)


def without_sum(page, number, name):
    return page.send(number=number, name=name, after=SOON)


def test_an_honest_person_gets_in_while_somebody_without_sums_hammers(asked, another, ines, monkeypatch):
    monkeypatch.setattr(trying, "WRONG_A_MINUTE", 5)
    for tried in range(5):
        assert without_sum(asked, str(tried), f"Tried {'abcde'[tried] * 3}").status == 422
    assert without_sum(asked, "6", "Tried Another").status == 429
    assert "You finished the course" in with_sum(another, "4711", "Inés Sample").text
    assert Completion.objects.get().person_id == ines.id


def test_who_has_no_scripts_waits_a_minute_with_what_they_typed(asked, another, ines, monkeypatch):
    monkeypatch.setattr(trying, "WRONG_A_MINUTE", 1)
    assert without_sum(asked, "1", "Tried Somebody").status == 422
    page = without_sum(another, "4711", "Inés Sample")
    assert page.status == 429
    assert 'value="4711"' in page.text
    assert page.send(number="4711", name="Inés Sample", after=timedelta(minutes=1)).status == 200


def test_who_hammers_with_sums_fills_some_drawers_and_others_get_in(asked, another, ines):
    roster.person(number="88", name="Otto Else")
    for tried in range(trying.WRONG_AN_HOUR):
        assert with_sum(asked, "4711", f"Tried {chr(97 + tried) * 3}").status == 422
    page = with_sum(another, "4711", "Inés Sample")
    assert page.status == 429
    assert "after the next full hour" in page.text
    assert "You finished the course" in with_sum(another, "88", "Otto Else").text
    page.now[0] += HOUR
    page.open("/learn/desk/").send(**RIGHT)
    assert "You finished the course" in with_sum(page, "4711", "Inés Sample").text


def test_however_it_is_spelt_a_name_falls_into_one_drawer(asked, ines):
    spelt = ("Inés Sample", "sample, INES", "Ines  Sample", "Ines M. Sample")
    for tried in range(trying.WRONG_AN_HOUR):
        assert with_sum(asked, str(tried), spelt[tried % 4]).status == 422
    assert with_sum(asked, "99", "Ines Sample").status == 429


def test_a_sum_is_for_one_page_one_number_and_one_name(asked, another, ines, monkeypatch):
    monkeypatch.setattr(effort, "BITS", 14)
    token = re.search(r'name="page_token" value="([^"]+)"', asked.text)[1]
    mine = {"page": token, "number": "4711", "name": "Inés Sample"}
    answer = effort.do(**mine, bits=14)
    assert effort.is_done(**mine, answer=answer, bits=14)
    for other in ({"page": token + "x"}, {"number": "4712"}, {"name": "Ines Sample"}):
        assert not effort.is_done(**{**mine, **other}, answer=answer, bits=14)
    for nonsense in ("", "x", "-1", "9" * 17, "٣"):
        assert not effort.is_done(**mine, answer=nonsense, bits=14)


@pytest.mark.parametrize("does_sum", [True, False])
def test_nobody_can_tell_which_of_number_and_name_is_there(asked, now, ines, does_sum):
    roster.person(number="9", name="Gone Sample", left_on=roster.DAY)
    send = with_sum if does_sum else without_sum
    seen = set()
    for number, name in (
        ("4711", "Otto Nobody"),  # the number is there
        ("4712", "Inés Sample"),  # the name is
        ("4712", "Otto Nobody"),  # neither is
        ("9", "Gone Sample"),  # both were
    ):
        with CaptureQueriesContext(connection) as queries:
            page = send(asked, number, name)
        work = tuple(
            re.sub(r"'[^']*'|\b\d+\b|\([^()]*\)|s\d+_x\d+", "?", one["sql"]) for one in queries.captured_queries
        )
        words = re.sub(r'value="[^"]*"', "", page.text)
        seen.add((page.status, words, work))
    assert len(seen) == 1
    assert next(iter(seen))[0] == 422
    assert send(asked, "4711", "Inés Sample").status == 200


def test_drawers_say_nothing_of_who_was_tried_and_are_emptied(asked, now, ines):
    with_sum(asked, "4712", "Otto Nobody")
    rows = list(Gate.objects.values_list("name", flat=True))
    assert sorted(one.partition(":")[0] for one in rows) == ["name", "number"]
    assert not [one for one in rows if "4712" in one.partition(":")[0] or "otto" in one.casefold()]
    assert trying.empty_drawers(at=now[0]) == 0
    assert trying.empty_drawers(at=now[0] + HOUR) == 2
    assert not Gate.objects.exists()


@pytest.mark.parametrize("name", ["Inés Sample", "日本 😀", "a" * 200, "a" * 17])
def test_a_browser_does_the_same_sum(name):
    said = {"page": "1767225600000.abc~sig", "number": "4711", "name": name}
    node = shutil.which("node") or str(npm.node())
    ran = subprocess.run(
        [node, "-e", RUN, json.dumps({**said, "bits": 10}), str(SCRIPT)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == effort.do(**said, bits=10)
