"""One server for all journeys, one browser, and a new private window for each person."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from standing.config.drills.browser import ARGUMENTS, CHROMIUM
from tests.journeys import server
from tests.journeys.server import Site

DESKTOP = {"width": 1280, "height": 800}
PATIENCE = 20_000  # milliseconds: the whole suite runs beside these journeys

Window = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start Standing on an empty database, as ``make run`` does."""
    with server.running(tmp_path_factory.mktemp("journeys")) as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Open one browser; it ends with this folder, because its event loop would stand in Django's way elsewhere."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Window]:
    """Open private windows: each has its own cookies, as each person has their own machine."""
    opened: list[BrowserContext] = []

    def open_one(**wishes: Any) -> Page:
        context = browser.new_context(
            **{"base_url": site.base, "locale": "en-US", "reduced_motion": "reduce", "viewport": DESKTOP, **wishes}
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def images() -> Path:
    """The folder of the pictures in the docs."""
    return server.ROOT / "docs" / "images"
