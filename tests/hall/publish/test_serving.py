"""The tree in front of the application: the same answers, from the disk."""

import gzip
import os
import time
from datetime import timedelta
from io import BytesIO
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.audit import api as audit
from standing.hall.publish import api as publish
from standing.hall.publish import serving
from standing.hall.publish.serving import TreeFirst, encodings
from standing.hall.publish.visitors import Welcome
from tests.make.publish import AT

LANGUAGES = {"": "en", "es": "es", "fa": "fa"}
SECURITY = (
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "Content-Language",
)  # fmt: skip


def said(head, name):
    """The parts of a policy have no order; the application gives them in any."""
    value = head.get(name, "")
    return sorted(part.strip() for part in value.split(";")) if name == "Content-Security-Policy" else value


def nobody(environ, start_response):
    start_response("418 Asked", [("Content-Type", "text/plain")])
    return [b"the application was asked"]


def ask(application, path, *, method="GET", query="", host="127.0.0.1:8000", **headers):
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "wsgi.input": BytesIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    setup_testing_defaults(environ)
    begun = []
    body = validator(application)(environ, lambda status, head, exc_info=None: begun.append((status, dict(head))))
    try:
        content = b"".join(body)
    finally:
        body.close()
    return begun[0][0], begun[0][1], content


def in_front_of(application, disk, **wishes):
    welcome = Welcome(hosts=["127.0.0.1"], secure_header=wishes.get("secure_header"))
    return TreeFirst(application, root=disk.root, languages=LANGUAGES, is_for_us=welcome)


@pytest.fixture
def published(room, disk):
    room.say("/made-up/", "Know your rights. " * 40)
    room.say("/es/made-up/", "Conozca sus derechos")
    room.say("/made-up/feed.ics", "BEGIN:VCALENDAR", media_type="text/calendar")
    room.say("/made-up/card.pdf", "%PDF-1.7", media_type="application/pdf")
    publish.publish(at=AT, by=audit.SYSTEM)
    return disk


@pytest.fixture
def site(published):
    return in_front_of(nobody, published)


@pytest.mark.parametrize(
    "path", ["/made-up/", "/es/made-up/", "/made-up/feed.ics", "/robots.txt", "/sw.js", "/offline/", "/es/offline.json",
             "/changes.atom", "/sitemap.xml", "/not-found/", "/fa/unavailable/"],
)  # fmt: skip
def test_the_tree_says_what_the_application_says(site, client, path):
    status, head, body = ask(site, path)
    true = client.get(path, headers={"host": "127.0.0.1:8000"})

    assert (status.split()[0], body) == (str(true.status_code), true.content)
    assert {name: said(head, name) for name in SECURITY} == {name: said(true.headers, name) for name in SECURITY}
    assert head["Content-Type"].partition(";")[0] == true.headers["Content-Type"].partition(";")[0]
    assert head["Content-Length"] == str(len(body))
    assert "Set-Cookie" not in head


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("identity", None, bytes),
        ("gzip;q=0", None, bytes),
        ("br;q=nonsense", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_visitor_gets_what_they_can_read(site, accepted, encoding, unpack):
    plain = ask(site, "/made-up/")[2]

    _, head, body = ask(site, "/made-up/", accept_encoding=accepted)

    assert head.get("Content-Encoding") == encoding
    assert unpack(body) == plain
    assert head["Vary"] == "Accept-Encoding"
    assert head["Content-Length"] == str(len(body))


def test_what_is_small_already_is_sent_as_it_is(site):
    _, head, body = ask(site, "/made-up/card.pdf", accept_encoding="br, gzip")

    assert (head.get("Content-Encoding"), head.get("Vary"), body) == (None, None, b"%PDF-1.7")
    assert head["Content-Type"] == "application/pdf"


def test_head_is_get_without_the_body(site):
    status, head, _ = ask(site, "/made-up/", accept_encoding="gzip")

    assert ask(site, "/made-up/", method="HEAD", accept_encoding="gzip") == (status, head, b"")


def test_who_has_it_is_told_so(site):
    _, head, _ = ask(site, "/made-up/", accept_encoding="br")
    tag, day = head["ETag"], head["Last-Modified"]

    def again(**headers):
        return ask(site, "/made-up/", accept_encoding="br", **headers)[0]

    assert again(if_none_match=tag) == "304 Not Modified"
    assert again(if_none_match=f'"other", W/{tag}') == "304 Not Modified"
    assert again(if_none_match="*") == "304 Not Modified"
    assert again(if_modified_since=day) == "304 Not Modified"
    assert again(if_none_match='"other"') == "200 OK"
    assert again(if_none_match='"other"', if_modified_since=day) == "200 OK"
    assert again(if_modified_since="Thu, 01 Jan 2026 00:00:00 GMT") == "200 OK"
    assert ask(site, "/made-up/", accept_encoding="gzip", if_none_match=tag)[0] == "200 OK"
    assert ask(site, "/not-found/", if_none_match="*")[0] == "404 Not Found"


def test_a_304_says_what_the_200_said_about_keeping_it(site):
    _, head, _ = ask(site, "/made-up/")

    _, short, body = ask(site, "/made-up/", if_none_match=head["ETag"])

    assert body == b""
    assert {name: head[name] for name in ("ETag", "Cache-Control", "Vary")}.items() <= short.items()
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(short)


ELSEWHERE = {
    "a question": {"path": "/made-up/", "query": "on=2025-08-01"},
    "a form": {"path": "/made-up/", "method": "POST"},
    "no slash": {"path": "/made-up"},
    "no page": {"path": "/made-up/none/"},
    "staff": {"path": "/staff/"},
    "another host": {"path": "/made-up/", "host": "other.example"},
    "no host": {"path": "/made-up/", "host": ""},
    "the file": {"path": "/made-up/index.html"},
    "its small copy": {"path": "/made-up/index.html.gz"},
    "up": {"path": "/made-up/../../release.json"},
    "up and down": {"path": "/made-up/../made-up/"},
    "dots": {"path": "/./made-up/"},
    "two slashes": {"path": "//made-up/"},
    "hidden": {"path": "/.making/"},
    "a null": {"path": "/made-up/\x00"},
    "backslash": {"path": "/made-up\\..\\"},
    "other letters": {"path": "/made-\u00fc/"},
    "the list": {"path": "/release.json"},
}


@pytest.mark.parametrize("wishes", ELSEWHERE.values(), ids=ELSEWHERE)
def test_everything_else_is_left_to_the_application(site, wishes):
    assert ask(site, **wishes)[2] == (b"the application was asked")


@given(path=st.text(st.characters(max_codepoint=255)).map(lambda text: f"/{text}"))
def test_no_address_leads_out_of_the_tree(path):
    file = serving.place_of(path)
    assert not file or os.path.normpath(file) == file
    assert not file.startswith(("/", "."))
    assert "/." not in file


def test_escaped_dots_are_no_way_out_either(site):
    # A server hands over the address with the escapes undone, once.
    for escaped in ("/%2e%2e/release.json", "/made-up/%2e%2e/%2e%2e/release.json", "/..%2frelease.json"):
        assert ask(site, escaped)[0] == "418 Asked"


def test_over_an_open_line_the_application_sends_to_the_closed_one(published):
    site = in_front_of(nobody, published, secure_header=("HTTP_X_FORWARDED_PROTO", "https"))

    assert ask(site, "/made-up/")[0] == "418 Asked"
    assert ask(site, "/made-up/", x_forwarded_proto="https")[0] == "200 OK"


def test_a_new_release_is_noticed(site, room, monkeypatch):
    monkeypatch.setattr(serving, "_LOOK_SECONDS", 600)  # longer than a slow machine takes to publish
    old = ask(site, "/made-up/")
    room.say("/made-up/", "Other words")
    publish.publish(at=AT + timedelta(minutes=1), by=audit.SYSTEM)

    assert ask(site, "/made-up/") == old
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 601)
    _, head, body = ask(site, "/made-up/")

    assert b"Other words" in body
    assert head["ETag"] != old[1]["ETag"]


@pytest.mark.parametrize("damage", ["no link", "no folder", "no list", "a broken list", "no page"])
def test_when_the_tree_is_not_there_the_application_answers(site, published, damage):
    folder = published.of(1)
    if damage == "no link":
        published.link.unlink()
    elif damage == "no folder":
        folder.rename(published.root / "gone")
    elif damage == "no list":
        (folder / serving.FILE).unlink()
    elif damage == "a broken list":
        (folder / serving.FILE).write_text("{")
    else:
        for ending in ("", ".gz", ".br"):
            (folder / "tree" / "made-up" / f"index.html{ending}").unlink()

    assert ask(site, "/made-up/")[0] == "418 Asked"


def test_files_with_a_hash_in_their_name_may_be_kept_for_ever():
    assert serving.cache_control("static/web/standing.0123456789ab.css") == serving.FOR_EVER
    assert serving.cache_control("static/web/standing.css") == serving.FRESH
    assert serving.cache_control("es/index.html") == serving.FRESH
    assert serving.cache_control("sw.js") == "no-cache"


def test_memory_is_bounded(published, monkeypatch):
    monkeypatch.setattr(serving, "_MOST_KEPT", 8_000)
    site = in_front_of(nobody, published)
    for _ in range(3):
        for path in ("/made-up/", "/es/made-up/", "/robots.txt", "/offline/", "/es/offline/", "/fa/offline/"):
            assert ask(site, path)[0] == "200 OK"
            assert site._tree.kept <= 8_000
    for number in range(1000):
        ask(site, "/made-up/", accept_encoding=f"gzip;q=0.{number}")
        ask(site, "/made-up/", host=f"host{number}.example")
    assert len(site._ways) <= serving._MOST_WAYS
    assert len(site._is_for_us._remembered) <= 64


@given(st.text())
def test_any_words_about_encodings_end_in_the_plain_one(accepted):
    assert encodings(accepted)[-1] == ""
    assert set(encodings(accepted)) <= {"br", "gzip", ""}
