"""What only a browser can tell: axe finds nothing, and nothing is wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, sync_playwright

import standing.hall.web
from tests.make import accounts
from tests.make import translations as make
from tests.make.translations import ASK, CALL, CARD, DOOR, SPANISH, TEXTS, SourceText

STATIC = Path(standing.hall.web.__file__).parent / "static"
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
HOST = "http://testserver"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NAMES = ("list_pages", "list_stale", "list_reviews", "list_terms", "edit_term", "list_files", "list_recordings")


@pytest.fixture
def pages(tmp_path, writer, reader) -> dict[str, str]:
    """Return the pages as the server writes them, before there is a browser."""
    make.sample()
    make.load_town(tmp_path)
    make.page()
    for key in (ASK, CARD, CALL):
        make.write(key, by=writer)
    make.approve(by=reader)
    make.give_back(CARD, by=reader, note="Say usted.")
    make.page([SourceText(key=ASK, text="Ask to see the judge's paper.", critical=True), *TEXTS[1:]])
    make.write(ASK, "کاغذ را بخواهید.", by=writer, language="fa")
    client, second = accounts.client_of(writer), accounts.client_of(reader)
    client.post(
        reverse("translations:edit_term"), {"word": "help", "meaning": "What the City gives.", "said:es": "ayuda"}
    )
    client.post(
        reverse("translations:list_recordings"),
        {"page": DOOR, "language": "mix", "link": "https://video.example/", "transcript": "Stay calm."},
    )
    found = {name: client.get(reverse(f"translations:{name}")) for name in NAMES}
    found |= {
        "bench": client.get(reverse("translations:translate_page", args=[DOOR, "es"])),
        "bench_rtl": client.get(reverse("translations:translate_page", args=[DOOR, "fa"])),
        "review": second.get(reverse("translations:review_page", args=[DOOR, "es"])),
        "wrong": client.post(
            reverse("translations:translate_page", args=[DOOR, "es"]),
            {
                f"text:{CALL}": "<b>Llame</b>",
                f"seen:{CALL}": make.source_hash(CALL),
                f"number:{CALL}": "1",
                "draft": "1",
            },
        ),
        "public": Client().get("/languages/"),
        "public_rtl": Client().get("/fa/languages/"),
    }
    assert {name: answer.status_code for name, answer in found.items()} == {**dict.fromkeys(found, 200), "wrong": 422}
    assert SPANISH[ASK] in found["bench"].content.decode()
    return {name: answer.content.decode() for name, answer in found.items()}


@pytest.fixture
def chromium(pages) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def show(page: Page, html: str) -> None:
    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(HOST).partition("?")[0].partition("#")[0]
        if asked.startswith("/static/"):
            file = STATIC / asked.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto(f"{HOST}/shown/")


@pytest.mark.django_db
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(pages, chromium):
    wrong = {}
    for name, html in pages.items():
        for width in (1280, 320):
            page = chromium.new_page(viewport={"width": width, "height": 800})
            show(page, html)
            if width == 1280 and (found := Axe().run(page).response["violations"]):
                wrong[name] = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong[f"{name} at {width}"] = ["too wide"]
            page.close()
    assert wrong == {}
