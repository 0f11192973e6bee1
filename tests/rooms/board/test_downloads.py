"""What may be taken away: CSV, JSON, frozen boards and feeds show what the page shows, byte for byte where it counts."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from lxml import etree

from standing.rooms.obligations import api as obligations
from tests.make import board as make
from tests.rooms.board import reading

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DAY = {"on": "2025-07-26"}


def rows(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def by_pair(lights):
    return {(light["obligation"], light["department"]): light["status"] for light in lights}


def test_csv_json_api_and_pages_show_the_same_lights(town, visitor):
    table = by_pair(rows(visitor.get("/status/board.csv", DAY)))
    plain = by_pair(visitor.get("/status/board.json", DAY).json()["lights"])
    api = by_pair(visitor.get("/api/v1/board", DAY).json()["lights"])
    pages = {
        pair: word.lower()
        for instrument in ("T", "U")
        for pair, word in reading.lights(visitor.get("/status/", {**DAY, "instrument": instrument})).items()
    }
    assert len(table) == 14
    assert table == plain == api == pages


def test_the_csv_says_when_and_by_what_was_known(town, visitor):
    [first, *_] = rows(visitor.get("/status/board.csv", {"on": "2025-07-22", "known": "2025-07-23"}))
    assert (first["kind"], first["as_of"], first["known_by"]) == (
        "record", "2025-07-23T06:59:59.999999+00:00", "2025-07-24T06:59:59.999999+00:00",
    )  # fmt: skip


def test_a_formula_in_a_sentence_does_not_run_in_a_spreadsheet(town, visitor, monkeypatch):
    real = obligations.statuses

    def with_formula(**asked):
        facts = real(**asked)
        return replace(facts, pairs=tuple(replace(pair, sentence="=HYPERLINK(1)") for pair in facts.pairs))

    monkeypatch.setattr(obligations, "statuses", with_formula)
    assert {row["sentence"] for row in rows(visitor.get("/status/board.csv"))} == {"'=HYPERLINK(1)"}


@pytest.mark.parametrize("address", ["/status/board.csv", "/status/board.json"])
@pytest.mark.parametrize("asked", [{"on": "soon"}, {"known": "2025-02-30"}])
def test_a_day_that_is_none_is_refused_with_a_sentence(address, asked, town, visitor):
    answer = visitor.get(address, asked)
    [name] = asked
    assert (answer.status_code, answer.json()) == (422, {"detail": f"'{name}' is not a day. Write it like 2025-07-25."})


def test_downloads_of_real_records_do_not(town, visitor):
    table = visitor.get("/status/board.csv")
    assert {row["kind"] for row in rows(table)} == {"record"}
    assert "sample" not in table["Content-Disposition"]
    assert visitor.get("/status/board.json").json()["sample"] is False
    proof = visitor.get("/status/lights/T.plan/fire/proof.json")
    assert (proof["X-Standing-Records"], "sample" in proof["Content-Disposition"]) == ("city", False)
    assert b"ample" not in visitor.get("/status/changes.atom").content


def freeze(first=date(2025, 7, 12), days=15):
    for number in range(days):
        day = first + timedelta(days=number)
        obligations.freeze_board(day=day, at=make.local(f"{day} 00:05"))


def test_frozen_boards_are_listed_and_come_as_the_bytes_that_were_hashed(town, visitor):
    freeze(days=3)
    page = reading.main_of(visitor.get("/status/frozen/"))
    links = page.xpath(".//tbody//a/@href")
    assert links == [f"/status/frozen/2025-07-{day}.json" for day in (14, 13, 12)]
    for link, fact in zip(links, obligations.frozen_days(), strict=True):
        assert hashlib.sha256(visitor.get(link).content).hexdigest() == fact.sha256
    assert visitor.get("/status/frozen/2025-07-15.json").status_code == 404


def entries(answer):
    feed = etree.fromstring(answer.content)
    return feed, feed.findall("a:entry", ATOM)


@pytest.mark.parametrize("address", ["/status/changes.atom", "/status/departments/fire/changes.atom"])
@pytest.mark.parametrize("frozen", [0, 15])
def test_feeds_have_what_atom_asks_for(address, frozen, town, visitor):
    freeze(days=frozen)
    answer = visitor.get(address)
    feed, items = entries(answer)
    assert answer["Content-Type"].startswith("application/atom+xml")
    for element in (feed, *items):
        assert [len(element.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert len(feed.findall("a:author/a:name", ATOM)) == 1
    assert [link.get("href") for link in feed.findall("a:link[@rel='self']", ATOM)] == [
        f"http://127.0.0.1:8000{address}"
    ]
    ids = [item.findtext("a:id", namespaces=ATOM) for item in items]
    assert len(ids) == len(set(ids))


def test_the_feed_tells_each_change_once_the_newest_first(town, visitor):
    freeze()
    _, items = entries(visitor.get("/status/departments/water/changes.atom"))
    told = [
        (item.findtext("a:updated", namespaces=ATOM)[:10], item.findtext("a:title", namespaces=ATOM)) for item in items
    ]
    plan = [(day, title.removeprefix("Department water: Do T.plan: ")) for day, title in told if "T.plan" in title]
    assert plan == [("2025-07-26", "Late"), ("2025-07-24", "At risk"), ("2025-07-19", "Met"), ("2025-07-18", "At risk")]


def test_a_feed_without_news_is_the_same_each_time(town, visitor):
    assert visitor.get("/status/changes.atom").content == visitor.get("/status/changes.atom").content
