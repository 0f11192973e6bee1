"""The desk's page: one bundle, named by its hash, under a policy of its own, the same for everybody."""

import base64
import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings

from standing.rooms.trustee.queries.desks import open_rounds
from tests.make import trustee as make

CITY = "https://city.example"


@pytest.fixture
def client(db) -> Client:
    with override_settings(STANDING={**settings.STANDING, "city_url": CITY}):
        yield Client()


def policy(answer) -> dict[str, str]:
    parts = (one.strip().partition(" ") for one in answer.headers["Content-Security-Policy"].split(";"))
    return {name: rest for name, _, rest in parts}


def test_the_page_may_speak_to_both_parties_and_run_nothing_but_its_program(client: Client) -> None:
    answer = client.get("/desk/spring/")
    said = policy(answer)
    assert said["default-src"] == "'none'"
    assert said["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert said["connect-src"] == f"'self' {CITY}"
    assert said["form-action"] == said["frame-ancestors"] == said["base-uri"] == "'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert b"<script>" not in answer.content
    assert b"style=" not in answer.content


def test_no_other_page_may_run_webassembly(client: Client) -> None:
    assert "wasm" not in client.get("/accounts/login/").headers["Content-Security-Policy"]


def test_the_program_is_what_its_hash_says_on_the_page_in_the_tag_and_in_the_file(client: Client) -> None:
    page = client.get("/desk/").content.decode()
    address, integrity = re.search(r'<script src="([^"]+)" integrity="([^"]+)"', page).groups()
    program = client.get(address)
    digest = hashlib.sha256(program.content).digest()
    assert integrity == f"sha256-{base64.b64encode(digest).decode()}"
    assert f'data-bundle="{digest.hex()}"' in page
    files = client.get("/desk/bundle.json").json()["files"]
    assert files["desk.js"] == {"sha256": digest.hex(), "integrity": integrity}
    assert files["offline.js"]["sha256"] == hashlib.sha256(client.get("/desk/offline.js").content).hexdigest()
    assert client.get(f"/desk/program/{'0' * 64}.js").status_code == 404


def test_the_program_beside_the_page_speaks_to_nobody(client: Client) -> None:
    address = re.search(r'<script src="([^"]+)"', client.get("/desk/").content.decode())[1]
    program = client.get(address)
    assert program.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert policy(program)["connect-src"] == "'none'"
    assert policy(program)["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert "wasm" not in client.get("/desk/offline.js").headers["Content-Security-Policy"]


def test_two_desks_get_the_same_page(client: Client) -> None:
    one, other = client.get("/desk/spring/?desk=1"), client.get("/desk/spring/", headers={"accept-language": "es"})
    assert one.content == other.content


def test_the_list_names_the_rounds_that_are_open_and_no_other(held: make.Held, client: Client) -> None:
    manifest = held.manifest
    [found] = open_rounds(at=manifest.opens_at)
    assert (found.round, found.name, found.time_zone) == (manifest.round, manifest.name, manifest.time_zone)
    assert open_rounds(at=manifest.opens_at - timedelta(seconds=1)) == ()
    assert open_rounds(at=manifest.closes_at) == ()


def test_pages_are_only_read(client: Client) -> None:
    for path in ("/desk/", "/desk/spring/", "/desk/bundle.json", "/desk/offline.js"):
        assert client.post(path).status_code == 405
        assert client.get(path).status_code == 200
