"""The sample file of nginx, run as it is: the same answers as the application's own."""

import contextlib
import gzip
import http.client
import re
import ssl
import threading
import time
from contextlib import closing
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import brotli
import pytest
from django.conf import settings as django_settings

from standing.config.environment import CHECKOUT
from standing.hall.audit import api as audit
from standing.hall.publish import api as publish
from standing.hall.publish.rules import TYPES
from standing.hall.publish.serving import TreeFirst
from tests.hall.publish import webserver
from tests.hall.publish.test_serving import ask, said
from tests.make.publish import AT

OF_THE_LINE = {"server", "date", "connection", "keep-alive", "transfer-encoding", "accept-ranges"}
PATHS = [
    "/made-up/", "/es/made-up/", "/fa/made-up/", "/made-up/feed.ics", "/made-up/card.pdf", "/made-up/list.csv",
    "/robots.txt", "/sitemap.xml", "/changes.atom", "/es/changes.atom", "/offline/", "/es/offline.json", "/sw.js",
    "/not-found/", "/es/unavailable/", "/static/web/standing.css", "/static/web/mark.svg", "/SHA256SUMS",
]  # fmt: skip


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def closed_line(settings):
    """The settings of an installation behind TLS."""
    settings.STANDING = {**settings.STANDING, "origin": "https://localhost"}
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture
def published(room, disk, closed_line, monkeypatch):
    from standing.hall.publish import rendering

    rendering._handler.cache_clear()  # its middleware read the settings of before
    room.say("/made-up/", "Know your rights. " * 60)
    room.say("/es/made-up/", "Conozca sus derechos. " * 60)
    room.say("/fa/made-up/", "حقوق خود را بشناسید. " * 60)
    for path in ("/help/", "/es/help/", "/events/"):
        room.say(path, "from the disk")
    room.say("/made-up/feed.ics", "BEGIN:VCALENDAR", media_type="text/calendar")
    room.say("/made-up/card.pdf", "%PDF-1.7", media_type="application/pdf")
    room.say("/made-up/list.csv", "a,b", media_type="text/csv")
    report = publish.publish(at=AT, by=audit.SYSTEM)
    assert report.problems == ()
    yield disk
    rendering._handler.cache_clear()


def application(environ, start_response):
    """Stand for the application behind nginx; says what it was told."""
    left = int(environ.get("CONTENT_LENGTH") or 0)
    while left > 0:
        left -= len(environ["wsgi.input"].read(min(left, 1024 * 1024)))
    told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ['QUERY_STRING']} {environ['HTTP_HOST']} "
    told += f"{environ.get('HTTP_X_FORWARDED_PROTO')} {environ.get('HTTP_X_FORWARDED_FOR')}"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Referrer-Policy", "same-origin")])
    return [told.encode()]


@pytest.fixture
def upstream():
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def nginx(published, tmp_path, upstream):
    folder = tmp_path / "nginx"
    folder.mkdir()
    with webserver.running(folder=folder, root=published.root, upstream=upstream) as ports:
        yield ports


def get(port, path, *, method="GET", tls=True, body=None, **headers):
    trusting = ssl._create_unverified_context() if tls else None
    line = (
        http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=10)
        if tls
        else http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    )
    try:
        line.request(method, path, body=body, headers={"Host": "localhost", **headers})
        answer = line.getresponse()
        pairs = [(name.lower(), value) for name, value in answer.getheaders()]
        assert len(pairs) == len(dict(pairs)), pairs  # no header twice
        return answer.status, dict(pairs), answer.read()
    finally:
        line.close()


@pytest.mark.parametrize("accepted", ["", "gzip", "br, gzip"])
def test_every_header_is_that_of_the_application(published, nginx, accepted):
    if "br" in accepted and not webserver.BROTLI.exists():
        accepted = "gzip"
    site = TreeFirst(
        application,
        root=published.root,
        languages={"": "en", **{code: code for code, _ in django_settings.LANGUAGES}},
        is_for_us=lambda _environ: True,
    )
    for path in PATHS:
        status, head, body = get(nginx[1], path, **{"Accept-Encoding": accepted})
        our_status, our_head, our_body = ask(site, path, accept_encoding=accepted)
        ours = {name.lower(): value for name, value in our_head.items()}

        assert (path, status, body) == (path, int(our_status.split()[0]), our_body)
        assert {**ours, "path": path} == {**{k: v for k, v in head.items() if k not in OF_THE_LINE}, "path": path}


def test_the_headers_are_those_that_django_gives(client, published, nginx):
    true = client.get("/es/made-up/", headers={"host": "localhost", "x-forwarded-proto": "https"}).headers
    _, head, _ = get(nginx[1], "/es/made-up/")

    for name in ("content-security-policy", "permissions-policy", "referrer-policy", "x-frame-options",
                 "x-content-type-options", "cross-origin-opener-policy", "cross-origin-resource-policy",
                 "strict-transport-security", "content-language", "content-type"):  # fmt: skip
        title = name.title() if name == "content-security-policy" else name
        assert said(head, name) == said(true, title) or sorted(head[name].split("; ")) == sorted(
            true[title].split("; ")
        )


def test_each_visitor_gets_the_small_copy_that_they_can_read(nginx):
    plain = get(nginx[1], "/made-up/")[2]

    _, head, body = get(nginx[1], "/made-up/", **{"Accept-Encoding": "gzip"})
    assert (head["content-encoding"], head["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(body) == plain
    if webserver.BROTLI.exists():
        _, head, body = get(nginx[1], "/made-up/", **{"Accept-Encoding": "gzip, br"})
        assert head["content-encoding"] == "br"
        assert brotli.decompress(body) == plain


def test_who_has_it_is_told_so(nginx):
    _, head, _ = get(nginx[1], "/made-up/", **{"Accept-Encoding": "gzip"})

    status, _, body = get(nginx[1], "/made-up/", **{"Accept-Encoding": "gzip", "If-None-Match": head["etag"]})

    assert (status, body) == (304, b"")


def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(nginx, upstream, published):
    """With the application: it says so itself. Here nobody does but nginx: the address of the page of errors."""
    for path, code in (("/not-found/", "en"), ("/es/not-found/", "es"), ("/fa/not-found/", "fa")):
        status, head, body = get(nginx[1], path)
        assert (status, head["content-language"], head["cache-control"]) == (404, code, "no-store")
        assert f'lang="{code}"' in body.decode()


def test_without_the_application_pages_go_on_and_the_rest_says_so_kindly(published, tmp_path):
    folder = tmp_path / "alone"
    folder.mkdir()
    with webserver.running(folder=folder, root=published.root, upstream=webserver.free_port()) as (_, port):
        assert get(port, "/es/made-up/")[0] == 200
        status, head, body = get(port, "/es/search/?q=x")
        assert (status, head["content-language"], head["x-frame-options"]) == (502, "es", "DENY")
        assert 'lang="es"' in body.decode()
        assert get(port, "/search/", method="POST", body="q=x")[0] == 502


def test_a_search_is_for_the_application_though_a_page_of_that_name_lies_on_the_disk(nginx):
    for path in ("/help/", "/es/help/", "/events/"):
        for question in ("q=lawyer", "q=comida&open=1", "page=2", "page=", "q=%2F..%2F"):
            status, head, body = get(nginx[1], f"{path}?{question}")
            assert (status, body.decode()) == (200, f"GET {path} {question} localhost https None")
            assert "etag" not in head

        status, head, body = get(nginx[1], path)
        assert status == 200
        assert b"<!doctype html>" in body
        assert "etag" in head


def test_only_an_import_of_the_directory_may_be_large(nginx):
    wanted = {
        ("/staff/services/imports/", 51): 200,
        ("/staff/services/imports/", 53): 413,
        ("/staff/plans/attach/", 11): 200,
        ("/staff/plans/attach/", 13): 413,
        ("/staff/services/", 13): 413,
        ("/contact/write/", 0.9): 200,
        ("/contact/write/", 1.1): 413,
        ("/es/contact/write/", 13): 413,
        ("/open311/v2/requests.json", 1.1): 413,
    }
    answered = {(path, megabytes): answer_to(nginx[1], path, megabytes) for path, megabytes in wanted}
    assert answered == wanted


def answer_to(port, path, megabytes):
    """Return the status of a large request, which asks first whether it may be sent, as browsers do not need to."""
    body = b"x" * int(megabytes * 1024 * 1024)
    line = http.client.HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context(), timeout=20)
    line.putrequest("POST", path, skip_host=True)
    for name, value in (("Host", "localhost"), ("Content-Length", str(len(body))), ("Expect", "100-continue")):
        line.putheader(name, value)
    line.endheaders()
    with closing(line), line.sock.makefile("rb") as answers:
        status = int(answers.readline().split()[1])
        if status != 100:
            return status
        while answers.readline().strip():
            pass
        line.send(body)
        return int(answers.readline().split()[1])


def test_what_does_not_say_how_long_it_is_may_be_as_long_as_a_form(nginx):
    def pieces(megabytes):
        return (b"x" * 65536 for _ in range(int(megabytes * 16)))

    assert get(nginx[1], "/contact/", method="POST", body=pieces(0.5))[0] == 200
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        assert get(nginx[1], "/contact/", method="POST", body=pieces(3))[0] == 413


def test_everything_else_is_left_to_the_application(nginx):
    for path, method in (
        ("/made-up/?on=2025-08-01", "GET"),
        ("/made-up/", "POST"),
        ("/made-up", "GET"),
        ("/made-up/index.html", "GET"),
        ("/made-up/index.html.gz", "GET"),
        ("/staff/", "GET"),
        ("/release.json", "GET"),
        ("/es/", "HEAD"),
    ):
        status, head, body = get(nginx[1], path, method=method, body="a=b" if method == "POST" else None)
        told = f"{method} {path.partition('?')[0]} {path.partition('?')[2]} localhost https None"
        assert (path, status, body.decode()) == (path, 200, told if method != "HEAD" else "")
        # The application's own headers, once, and none of ours beside them.
        assert head["referrer-policy"] == "same-origin"
        assert "cache-control" not in head
        assert "x-nothing" not in head


@pytest.mark.parametrize("path", ["/../release.json", "/%2e%2e/release.json", "/made-up/..%2f..%2f..%2frelease.json"])
def test_no_address_leads_out_of_the_tree(nginx, path):
    status, _, body = get(nginx[1], path)
    assert status == 400 or b'"manifest"' not in body
    assert b'"pages"' not in body


def test_an_open_line_leads_to_the_closed_one(nginx):
    status, head, _ = get(nginx[0], "/es/made-up/?a=b", tls=False)
    assert (status, head["location"]) == (301, "https://localhost/es/made-up/?a=b")


def test_a_new_release_is_seen_and_so_is_the_way_back(nginx, room, published):
    assert b"Know your rights" in get(nginx[1], "/made-up/")[2]
    old = get(nginx[1], "/made-up/")[1]["etag"]
    room.say("/made-up/", "Other words")

    publish.publish(at=AT + timedelta(minutes=1), by=audit.SYSTEM)
    assert _soon(lambda: b"Other words" in get(nginx[1], "/made-up/")[2])
    assert get(nginx[1], "/made-up/")[1]["etag"] != old

    publish.roll_back(by=audit.SYSTEM, at=AT + timedelta(minutes=2))
    assert _soon(lambda: get(nginx[1], "/made-up/")[1]["etag"] == old)


def _soon(is_so, seconds=4.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def test_too_many_forms_from_one_place_are_slowed_down(nginx):
    answers = [get(nginx[1], "/contact/", method="POST", body="a=b")[0] for _ in range(45)]
    assert set(answers) == {200, 429}
    assert get(nginx[1], "/contact/")[0] == 200


def test_nothing_is_written_about_a_visitor(nginx, tmp_path):
    get(nginx[1], "/made-up/")
    get(nginx[1], "/none/")
    written = [path for path in (tmp_path / "nginx").rglob("*") if path.is_file()]
    assert {path.name for path in written} == {"nginx.conf", "nginx.pid", "fullchain.pem", "privkey.pem"}
    text = webserver.SAMPLE.read_text()
    assert "access_log off;" in text
    assert re.findall(r"error_log [^;]+;", text) == ["error_log stderr emerg;", "error_log /dev/null crit;"]


def test_the_sample_knows_the_languages_and_the_kinds_of_this_installation():
    folders = {each.name for each in (CHECKOUT / "locale").iterdir() if each.is_dir()}
    assert webserver.languages() == {name.lower().replace("_", "-") for name in folders if name != "en"}
    text = webserver.SAMPLE.read_text()
    listed = dict(
        reversed(line.split())
        for line in re.search(r"types \{(.*?)\}", text, re.DOTALL)[1].replace(";", "").strip().splitlines()
    )
    assert listed == {ending: kind.partition(";")[0] for ending, kind in TYPES.items()}
    with_charset = set(re.search(r"charset_types ([^;]+);", text)[1].split())
    wanted = {kind.partition(";")[0] for kind in TYPES.values() if "charset" in kind}
    assert with_charset == wanted - {"text/html"}  # which nginx adds by itself
