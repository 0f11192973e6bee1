"""Quick passwords, no memory of earlier guesses, and a browser that holds a virtual key."""

from collections.abc import Iterator
from pathlib import Path

import pgtrigger
import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings

CHROMIUM = Path("/usr/bin/chromium-headless-shell")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_memory_of_earlier_guesses() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start one browser for the tests of a file."""
    with pytest.MonkeyPatch.context() as patch:
        # The browser's driver keeps an event loop in this thread; Django's queries here never meet it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM if CHROMIUM.exists() else None, args=["--no-sandbox"]
            )
            yield browser
            browser.close()


@pytest.fixture(scope="module")
def tables_can_be_emptied(django_db_setup: None, chromium: Browser) -> Iterator[None]:
    """
    Let the tables that only grow be emptied after a test that committed; the server's own connections refuse still.

    After the browser, whose event loop gives this thread another connection.
    """
    with pgtrigger.ignore():
        yield
