"""The service worker in a real browser: saved once, read without a network, never a trace of who read what."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import sync_playwright

from standing.hall.audit import api as audit
from standing.hall.publish import api as publish
from standing.hall.publish import serving
from standing.hall.publish.serving import TreeFirst
from tests.make.publish import AT

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
SAVED = """async () => {
  for (let i = 0; i < 200; i++) {
    const all = await caches.keys();
    if (all.length && !all.some(name => name.endsWith("~"))) return all;
    await new Promise(r => setTimeout(r, 50));
  }
  throw "nothing was saved";
}"""
KEPT = """async () => {
  const all = [];
  for (const name of await caches.keys())
    for (const asked of await (await caches.open(name)).keys()) all.push(new URL(asked.url).pathname);
  return all.sort();
}"""
REPLACED = """async old => {
  for (let i = 0; i < 200; i++) {
    const all = await caches.keys();
    if (all.length == 1 && all[0] != old) return;
    await new Promise(r => setTimeout(r, 50));
  }
  throw "the old copies are still there";
}"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


def application(environ, start_response):
    """Stand for the application: a form, a staff page, and nothing else."""
    known = environ["PATH_INFO"] in {"/staff/secret/", "/es/made-up/form/"}
    start_response(
        "200 OK" if known else "404 Not Found", [("Content-Type", "text/html"), ("Cache-Control", "no-store")]
    )
    return [b"<h1>from the application</h1>"]


@contextmanager
def served(disk, port=0):
    """Serve the tree; ``slow`` lets a test hold every answer back."""
    site = TreeFirst(application, root=disk.root, languages={"": "en", "es": "es"}, is_for_us=lambda _environ: True)
    slow = threading.Event()

    def answer(environ, start_response):
        if slow.is_set() and environ["PATH_INFO"] != "/sw.js":
            time.sleep(8)
        return site(environ, start_response)

    server = make_server("127.0.0.1", port, answer, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port, slow
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def in_browser(story):
    """Tell a story to a browser in a thread of its own: its event loop would stand in Django's way here."""

    def tell():
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            try:
                return story(browser.new_page(locale="es-US", timezone_id="America/Los_Angeles"))
            finally:
                browser.close()

    with ThreadPoolExecutor(1) as alone:
        return alone.submit(tell).result(timeout=120)


@pytest.fixture
def published(room, disk, monkeypatch):
    monkeypatch.setattr(serving, "FRESH", "no-cache")  # so that it is the worker that answers, and not the browser
    for number, words in enumerate(("Primero", "Segundo")):
        room.say(f"/es/made-up/{number}/", words, essential=True)
    room.say("/es/made-up/other/", "Otra")
    publish.publish(at=AT, by=audit.SYSTEM)
    return disk


def test_after_one_visit_the_essentials_can_be_read_without_a_network(published):
    with served(published) as (port, _):
        pass  # a free port, which the stories below use again and again
    base = f"http://127.0.0.1:{port}"

    def story(page):
        with served(published, port):
            page.goto(f"{base}/es/made-up/other/")
            names = page.evaluate(SAVED)
            kept = page.evaluate(KEPT)
        seen = {}
        for path in ("/es/made-up/0/", "/es/made-up/1/", "/es/made-up/other/", "/es/none/"):
            page.goto(f"{base}{path}")
            seen[path] = page.inner_text("h1"), page.evaluate("getComputedStyle(document.body).margin")
            note = page.locator("[data-saved]")
            seen[path] += (note.inner_text() if note.count() and note.is_visible() else "",)
        return names, kept, seen

    names, kept, seen = in_browser(story)

    assert len(names) == 1
    assert names[0].startswith("standing-es-")
    # The essentials and what they load; not the page that was visited, so that the phone tells nobody.
    assert {path for path in kept if not path.startswith("/static/")} == {
        "/es/made-up/0/", "/es/made-up/1/", "/es/offline/",
    }  # fmt: skip
    assert "/static/web/standing.css" in kept
    assert seen["/es/made-up/0/"][0] == "Primero"
    assert seen["/es/made-up/1/"][0] == "Segundo"
    assert seen["/es/made-up/0/"][1] == "0px"  # its style came along
    assert " de 20" in seen["/es/made-up/0/"][2]  # the day, in the words of the page's language
    offline = (published.link / "tree" / "es" / "offline" / "index.html").read_text()
    assert seen["/es/made-up/other/"][0] == seen["/es/none/"][0] == re.search(r"<h1>(.*?)</h1>", offline)[1]


def test_a_slow_network_is_given_three_seconds_and_a_new_release_replaces_the_old_copies(published, room):
    room.say("/es/made-up/0/", "Corregido", essential=True)

    def story(page):
        with served(published) as (port, slow):
            base = f"http://127.0.0.1:{port}"
            page.goto(f"{base}/es/made-up/0/")
            first = page.evaluate(SAVED)
            slow.set()
            begun = time.monotonic()
            page.goto(f"{base}/es/made-up/1/")
            waited = time.monotonic() - begun
            was_noted = page.locator("[data-saved]").is_visible()
            slow.clear()
            publish_again()
            time.sleep(0.4)
            page.goto(f"{base}/es/made-up/0/")
            fresh = page.inner_text("h1")
            page.reload()
            page.evaluate(REPLACED, first[0])
            return waited, was_noted, fresh, first, page.evaluate("caches.keys()")

    with ThreadPoolExecutor(1) as beside:
        go, done = threading.Event(), threading.Event()

        def publish_again():
            go.set()
            assert done.wait(20)

        told = beside.submit(in_browser, story)
        assert go.wait(60) or told.result(1)
        publish.publish(at=AT + timedelta(minutes=1), by=audit.SYSTEM)
        done.set()
        waited, was_noted, fresh, first, second = told.result(timeout=60)

    assert 2.9 < waited < 6
    assert was_noted
    assert fresh == "Corregido"
    assert len(second) == 1
    assert first != second


def test_staff_pages_and_forms_never_pass_through_the_worker(published):
    def story(page):
        with served(published) as (port, _):
            base = f"http://127.0.0.1:{port}"
            page.goto(f"{base}/es/made-up/0/")
            page.evaluate(SAVED)
            through = []
            page.on(
                "response", lambda answer: through.append((answer.url.removeprefix(base), answer.from_service_worker))
            )
            page.goto(f"{base}/es/made-up/0/")
            page.goto(f"{base}/staff/secret/")
            page.goto(f"{base}/es/made-up/form/")
            page.evaluate("fetch('/es/made-up/0/', {method: 'POST'})")
            page.wait_for_timeout(300)
            return dict(through), page.evaluate(KEPT)

    through, kept = in_browser(story)

    assert through["/staff/secret/"] is False
    assert "/staff/secret/" not in kept
    assert "/es/made-up/form/" not in kept
