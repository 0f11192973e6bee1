"""What a caseworker does at the desk, in the words of the page."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playwright.sync_api import Page, Request

from standing.config.drills import browser
from standing.config.drills.browser import CODES_TAKE, begin, expect_heading, press, slip_on
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import rsa, tokens
from standing.kernel.blind.people import Adult
from standing.kernel.blind.slips import Slip
from tests.journeys.server import Site

__all__ = ["CODES_TAKE", "begin", "expect_heading", "press", "slip_on"]  # the words of the page, which drills use too


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented adult, whom no other journey knows."""

    given: str
    surname: str
    born: tuple[int, int, int] = (1990, 2, 3)
    number: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be found nowhere once the family has left."""
        return tuple(one for one in (self.given, self.surname, self.number) if one)

    @property
    def adult(self) -> Adult:
        """As a desk types it."""
        return Adult(
            given=self.given, surname=self.surname, surname2="", born=date(*self.born),
            document="passport" if self.number else "", number=self.number,
        )  # fmt: skip


def stranger(*, number: bool = False) -> Person:
    """Return an adult with a name that nobody else here has."""
    letters = "".join(random.choices(string.ascii_lowercase, k=10))
    return Person(given=f"Ro{letters}", surname=f"Qu{letters[::-1]}", number=f"P{letters}9" if number else "")


def links(site: Site) -> dict[str, str]:
    """Return the link of each group's desk."""
    return {one.department: one.url for one in site.sign_ins if one.role == "desk"}


@dataclass
class Overheard:
    """All that a window sends."""

    requests: list[Request] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.context.on("request", self._hear)

    def _hear(self, request: Request) -> None:
        self.requests.append(request)

    def text(self) -> str:
        return "\n".join(f"{one.url} {one.headers} {one.post_data or ''}" for one in self.requests)

    def to(self, end: str) -> list[Request]:
        return [one for one in self.requests if one.method == "POST" and one.url.endswith(end)]


def origin(page: Page) -> str:
    """Return where the page is served: the trustee's, not the City's."""
    return page.url.partition("/desk/")[0]


def open_desk(page: Page, link: str) -> None:
    browser.open_desk(page, link)
    assert "#" not in page.url


def enter(page: Page, person: Person) -> None:
    browser.enter(page, person.adult)


def enter_all(page: Page, *household: Person) -> None:
    """Enter a household up to its amount; the next press asks."""
    browser.enter_all(page, [one.adult for one in household])


def claim(page: Page, *household: Person) -> None:
    enter_all(page, *household)
    browser.ask(page)


def is_good(page: Page, slip: Slip) -> bool:
    """Test whether the key of the amount, as the signed manifest names it, signed this token."""
    data = page.request.get(f"{origin(page)}/trustee/v1/rounds/{slip.round}/manifest.json").body()
    manifest = manifests.read(data)
    key = rsa.read_public(manifest.exception if slip.is_exception else manifest.tiers[slip.cents])
    return tokens.verify_token(key, tokens.read_token(key, slip.token))


def at_rest(page: Page) -> str:
    """Return all that the tablet keeps, and all that stands on the page."""
    found: Any = page.evaluate(
        """async () => {
            const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href];
            for (const name of await caches.keys())
              for (const one of await (await caches.open(name)).keys()) kept.push(one.url);
            kept.push(JSON.stringify(await indexedDB.databases()), JSON.stringify(history.state));
            kept.push(document.documentElement.outerHTML);
            kept.push(...[...document.querySelectorAll('input, select')].map(it => it.value));
            return kept.join('\\n');
        }"""
    )
    return str(found)


def forget_nothing(page: Page) -> dict[str, Any]:
    """Return what the tablet keeps of the round."""
    kept: dict[str, Any] = json.loads(
        page.evaluate("localStorage[`standing-desk:round:${location.pathname.split('/')[2]}`]")
    )
    return kept
