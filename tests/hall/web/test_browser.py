"""What only a browser can tell: axe, reflow at 320 pixels, targets, and the scripts of staff pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

import standing.hall.web

STATIC = Path(standing.hall.web.__file__).parent / "static"
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
HOST = "http://testserver"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _show(page: Page, html: str, path: str) -> None:
    """Open the page in the browser, with its style and script, and no server or network behind it."""

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(HOST).partition("?")[0].partition("#")[0]
        if asked.startswith("/static/"):
            file = STATIC / asked.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto(f"{HOST}{path}")


@pytest.fixture(scope="module")
def pages(small_site: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """Return the pages as the server writes them, before there is a browser."""
    client = Client()
    with django_db_blocker.unblock():
        answers = {
            "design": client.get("/design/"),
            "rtl": client.get("/design/?dir=rtl"),
            "long": client.get("/design/?long=1"),
            "note": client.get("/staff/note/"),
            "wrong": client.post("/staff/note/", {"title": "", "body": "Some text"}),
            "kept": client.post("/staff/out/", {"body": "Some text\nmore"}),
            "missing": client.get("/nowhere/"),
        }
    return {name: answer.content.decode() for name, answer in answers.items()}


@pytest.fixture(scope="module")
def chromium(pages: dict[str, str]) -> Iterator[Browser]:
    """Start one browser; its driver keeps an event loop in this thread, so the database comes first."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


VIEWS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
    "forced": {"forced_colors": "active", "viewport": {"width": 1280, "height": 900}},
}
SEEN = [
    *(("light", name) for name in ("design", "note", "wrong", "kept", "missing")),
    *(("dark", name) for name in ("design", "wrong")),
    *(("phone", name) for name in ("rtl", "long", "note")),
    ("forced", "design"),
]


@pytest.mark.parametrize(("view", "name"), SEEN)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    chromium: Browser, pages: dict[str, str], view: str, name: str
):
    context = chromium.new_context(**VIEWS[view])
    page = context.new_page()
    _show(page, pages[name], f"/{name}/")
    found = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"]])
        for violation in Axe().run(page).response["violations"]
    ]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()

    assert (found, too_wide) == ([], False)


@pytest.fixture
def window(pages: dict[str, str], chromium: Browser) -> Iterator[Page]:
    """Open a window as on a cheap phone."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


SMALL = """() => [...document.querySelectorAll('button, .button, input:not([type=hidden]), select, textarea, summary, nav a')]
  .filter(e => e.checkVisibility() && e.type !== 'checkbox' && e.type !== 'radio')
  .filter(e => e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML.slice(0, 80))"""


def test_everything_to_press_is_tall_enough(window: Page, pages: dict[str, str]):
    _show(window, pages["design"], "/design/")

    assert window.evaluate(SMALL) == []


def test_the_ring_of_focus_is_three_pixels(window: Page, pages: dict[str, str]):
    _show(window, pages["note"], "/note/")
    window.locator(".content button").focus()

    ring = "getComputedStyle(document.activeElement).outlineWidth + ' ' + getComputedStyle(document.activeElement).outlineStyle"
    assert window.evaluate(ring) == "3px solid"


def test_the_first_stop_leads_past_the_header(window: Page, pages: dict[str, str]):
    _show(window, pages["design"], "/design/")
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")

    assert window.evaluate("document.activeElement.id") == "main"


def test_the_list_of_mistakes_has_the_focus_and_leads_to_the_field(window: Page, pages: dict[str, str]):
    _show(window, pages["wrong"], "/wrong/")

    assert window.evaluate("document.activeElement.className") == "error-summary"
    window.locator(".error-summary a").first.click()
    assert window.evaluate("document.activeElement.id") == "id_title"


@pytest.mark.parametrize(
    ("status", "body", "state", "words"),
    [
        (200, '{"fields": {"seen": "2"}}', "good", "Saved at "),
        (409, "", "warn", "Not saved: somebody else has changed this text."),
        (401, "", "warn", "Not saved: you were signed out."),
        (500, "", "warn", "Not saved yet."),
    ],
)
def test_text_is_saved_by_itself_and_never_lost(window: Page, pages: dict[str, str], status, body, state, words):
    _show(window, pages["note"], "/staff/note/")
    posted: list[str] = []

    def save(route: Route) -> None:
        posted.append(route.request.headers["x-autosave"])
        route.fulfill(status=status, body=body, content_type="application/json")

    window.route("**/staff/save/", save)
    window.locator("#id_body").fill("An afternoon of work")
    window.locator("#id_body").blur()
    line = window.locator(f".saved[data-state={state}]")
    line.wait_for()

    assert line.inner_text().startswith(words)
    assert line.get_attribute("role") == "status"
    assert posted == ["1"]
    assert window.locator("#id_body").input_value() == "An afternoon of work"
    assert window.locator("[name=seen]").input_value() == ("2" if status == 200 else "1")
