"""The way to the trustee, and an auditor's way to a round: real HTTP on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from standing.config import aid as command
from standing.hall import neighbour
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.aid import api as aid
from standing.rooms.aid.actions import parties
from tests.make import aid as make
from tests.make import funds as money

PAGES: dict[str, bytes] = {}


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/there")
            self.end_headers()
            return
        body = PAGES.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def place() -> Iterator[str]:
    PAGES.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(base: str, path: str) -> bytes:
    return neighbour.fetch(base=base, path=path, who="The trustee", setting="STANDING_TRUSTEE_URL")


def test_what_the_trustee_shows_is_fetched_and_nothing_else(place):
    PAGES["/there"] = b"{}"
    assert fetch(place, "/there") == b"{}"
    PAGES["/much"] = b"x" * (300 * 1024)
    for path in ("/moved", "/none", "/much"):
        with pytest.raises(NotNow):
            fetch(place, path)
    for base in ("http://trustee.example", "", "http://127.0.0.1:1"):
        with pytest.raises(NotNow):
            fetch(base, "/there")


@pytest.mark.django_db
def test_a_round_is_made_over_http(place, monkeypatch):
    monkeypatch.setattr(parties._asked, "url", lambda: place)
    by, other, base = money.treasurer(), make.trustee(), f"/trustee/v1/rounds/{make.ROUND}"
    aid.draft_round(draft=make.draft(), by=by, at=make.AT)
    with pytest.raises(NotNow):
        aid.fetch_offer(round_=make.ROUND, by=by, at=make.AT)
    PAGES[f"{base}/offer.json"] = other.offer()
    aid.fetch_offer(round_=make.ROUND, by=by, at=make.AT)
    sha256 = aid.make_manifest(round_=make.ROUND, by=by, at=make.AT)
    papers = aid.papers(round_=make.ROUND)
    assert papers is not None
    PAGES[f"{base}/signature.json"] = other.signature(papers.manifest)
    aid.fetch_trustee_signature(round_=make.ROUND, by=by, at=make.AT)
    PAGES[f"{base}/statement.json"] = other.statement(through=make.AT.date(), manifest=sha256)
    assert aid.fetch_statement(round_=make.ROUND, by=by, at=make.AT)
    assert aid.rounds()[0].step is aid.Step.SIGNED


@pytest.mark.django_db
def test_an_auditor_checks_from_an_address_or_a_folder_and_the_code_tells(place, tmp_path):
    make.signed_round()
    said: list[str] = []
    assert command.save(make.ROUND, folder=tmp_path, say=said.append) == 0
    for one in tmp_path.iterdir():
        PAGES[f"/aid/v1/rounds/{make.ROUND}/{one.name}"] = one.read_bytes()
    assert command.verify(make.ROUND, place=place, say=said.append) == 0
    assert any(line.startswith("✓ Both parties signed") for line in said)

    signature = f"/aid/v1/rounds/{make.ROUND}/signature.json"
    PAGES[signature] = PAGES[f"/aid/v1/rounds/{make.ROUND}/trustee-signature.json"]
    assert command.verify(make.ROUND, place=place, say=said.append) == 1
    assert said[-1].endswith("each ✗.")
    del PAGES[signature]
    with pytest.raises(NotFound):
        command.verify(make.ROUND, place=place, say=said.append)
