"""The bank and the issuer beside a sample: they keep their books, take a funding file, and tell a day that adds up."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from standing.rooms.cards.adapters import sample
from standing.rooms.cards.adapters.rest import RestIssuer
from standing.rooms.cards.adapters.sample import Books, BooksUnreadable
from standing.rooms.cards.adapters.simulator import SimulatedIssuer
from standing.rooms.cards.rules import bankcsv, nacha
from standing.rooms.cards.rules.issuer import Batch, LoadOrder, Standing
from standing.rooms.cards.rules.nacha import Credit
from tests.make.cards import ACCOUNT, CITY_BANK, PROGRAM, ROUTING

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
FUNDING = nacha.write(
    sender=CITY_BANK,
    credits=[Credit(routing=ROUTING, account=ACCOUNT, cents=5_000_00, reference="FUND-1", receiver="RESERVE")],
    made=NOW,
    settles=DAY,
)
BATCH = Batch(
    id="B-1",
    program=PROGRAM,
    orders=(LoadOrder(external_ref="L-1", proxy="PX-1", amount_cents=300_00, currency="USD", program=PROGRAM),),
)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path / "issuer" / "books.json")


@pytest.fixture
def server(books: Books) -> Iterator[sample.SampleServer]:
    core = SimulatedIssuer(day=DAY)
    books.take_up(core)
    made = sample.SampleServer(core, books=books, account=ACCOUNT, today=lambda: DAY, port=0)
    running = Thread(target=made.serve_forever, daemon=True)
    running.start()
    yield made
    made.shutdown()
    made.server_close()
    running.join()


def post(url: str, body: bytes, kind: str = "application/octet-stream") -> str:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        return str(answer.read().decode())


def get(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return bytes(answer.read())


def test_a_funding_file_pays_in_once_and_the_statement_adds_up(server: sample.SampleServer) -> None:
    assert "5,000.00 dollars arrived" in post(f"{server.url}/fundings", FUNDING)
    post(f"{server.url}/fundings", FUNDING)
    RestIssuer(server.url).send(BATCH)
    (statement,) = bankcsv.read(get(f"{server.url}/statement?day={DAY}"))
    assert [(one.reference, one.cents) for one in statement.lines] == [("FUND-1", 5_000_00), ("B-1", -300_00)]
    (tomorrow,) = bankcsv.read(get(f"{server.url}/statement?day=2026-03-03"))
    assert (tomorrow.opening_cents, tomorrow.lines) == (4_700_00, ())


def test_a_form_brings_the_file_too(server: sample.SampleServer) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=f.ach\r\n\r\n" + FUNDING + b"\r\n--x--\r\n"
    assert "arrived" in post(f"{server.url}/fundings", body, "multipart/form-data; boundary=x")


@pytest.mark.parametrize("other", [b"", b"hello", FUNDING[:94] + b"\r\nshort"])
def test_another_file_changes_nothing_and_gets_a_sentence(server: sample.SampleServer, other: bytes) -> None:
    assert "no funding file" in post(f"{server.url}/fundings", other)
    assert server.core.reserve == []


def test_what_was_booked_is_there_after_a_restart(server: sample.SampleServer, books: Books) -> None:
    post(f"{server.url}/fundings", FUNDING)
    RestIssuer(server.url).send(BATCH)
    again = SimulatedIssuer(day=DAY)
    books.take_up(again)
    assert again.kept() == server.core.kept()
    assert [one.standing for one in again.stand(["L-1"])] == [Standing.LOADED]
    assert again.block(external_ref="T-1", proxy="PX-1") == 300_00


def test_a_file_that_is_none_of_ours_is_refused_and_kept(books: Books) -> None:
    books.path.parent.mkdir()
    books.path.write_text("{}")
    with pytest.raises(BooksUnreadable, match="not the file"):
        books.take_up(SimulatedIssuer(day=DAY))
    assert books.path.read_text() == "{}"


def test_it_ends_when_it_is_told(books: Books) -> None:
    stop = Event()
    stop.set()
    sample.serve(SimulatedIssuer(day=DAY), books=books, account=ACCOUNT, now=lambda: NOW, port=0, until=stop)
