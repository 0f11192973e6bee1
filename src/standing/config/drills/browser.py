"""
The trustee's desk page in a real browser, as a caseworker uses it on a tablet that keeps its folder.

Playwright and Chromium are there where the journeys run, and not on every machine of an operator: whoever drills
imports this module only when it is needed, and says so if it cannot be.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Page, Playwright, Request, expect, sync_playwright

from standing.config import npm
from standing.config.drills.desk import Desk, Step, Visit
from standing.config.drills.families import Family
from standing.kernel.blind import slips, tokens
from standing.kernel.blind.people import Adult
from standing.kernel.blind.slips import Slip

CHROMIUM: Final = Path("/usr/bin/chromium-headless-shell")
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
CODES_TAKE: Final = 60_000  # milliseconds: argon2id beside everything else that runs here
_PATIENCE: Final = 20_000
_IDLE: Final = 125_000
_KEPT: Final = "async () => (await (await caches.open('standing-desk-1')).keys()).length >= 4"


# -- the words of the page


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name, exact=True).click()


def open_desk(page: Page, link: str) -> None:
    """Open the link that a group was given for its desk."""
    page.goto(link)
    expect(page.get_by_role("button", name="A new family")).to_be_visible()


def begin(page: Page) -> None:
    """Go through the rules of the round with a new family."""
    press(page, "A new family")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Continue")


def enter(page: Page, adult: Adult) -> None:
    """Type one adult."""
    page.get_by_label("First name").fill(adult.given)
    page.get_by_label("Surname", exact=True).fill(adult.surname)
    if adult.surname2:
        page.get_by_label("Second surname").fill(adult.surname2)
    for name, value in (("Year", adult.born.year), ("Month", adult.born.month), ("Day", adult.born.day)):
        page.get_by_label(name, exact=True).fill(str(value))
    if adult.number:
        page.get_by_label("Kind of document").select_option(adult.document)
        page.get_by_label("Number of the document").fill(adult.number)
    press(page, "Continue")


def enter_all(page: Page, adults: Sequence[Adult], *, cents: int = 0) -> None:
    """Type a household up to its amount, the smallest if none is named; the next press asks."""
    begin(page)
    for place, adult in enumerate(adults):
        if place:
            press(page, "Add another adult")
        enter(page, adult)
    press(page, "These are all")
    (page.locator(f"#amount-{cents}") if cents else page.get_by_role("radio").first).check()


def ask(page: Page) -> None:
    """Have the token asked for."""
    press(page, "Ask for the token")


def keep_waiting(page: Page, passphrase: str) -> None:
    """Without a network: close the claim that was typed, the first on this tablet, under a new passphrase."""
    press(page, "Keep the claim until there is a network")
    page.get_by_label("Passphrase of this tablet").fill(passphrase)
    page.get_by_label("The same again").fill(passphrase)
    press(page, "Open")


def slip_on(page: Page) -> Slip:
    """Return the slip that stands on the screen."""
    shown = page.locator("[data-slip]")
    expect(shown).to_be_visible(timeout=CODES_TAKE)
    return slips.read(shown.inner_text())


def expect_heading(page: Page, text: str) -> None:
    """Wait until this is what the page is about."""
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible(timeout=CODES_TAKE)


def remove(page: Page) -> None:
    """Take the desk off the tablet."""
    page.get_by_text("What this page runs on").click()
    press(page, "Remove this desk from the tablet")
    press(page, "Yes, remove all of it")
    expect_heading(page, "Open this desk")


# -- a tablet


def missing() -> Path | None:
    """Return what is not there and would be needed: a Chromium to be driven, the program of the desk's page."""
    return next((one for one in (CHROMIUM, npm.PAGES / "desk") if not one.exists()), None)


@contextmanager
def switched_on(tablets: Sequence[Tablet], *, at: datetime) -> Iterator[None]:
    """Have these tablets run as long as the block lasts; ``at`` is what their clocks say at its beginning."""
    with sync_playwright() as playwright:
        for tablet in tablets:
            tablet.switch_on(playwright, at=at)
        yield
        for tablet in tablets:
            tablet.switch_off()


class Tablet:
    """One group's tablet. All that its browser writes goes into ``folder``, home and passing files included."""

    def __init__(self, *, desk: Desk, folder: Path, passphrase: str) -> None:
        """Take a new tablet out of its box."""
        self.desk, self.folder, self.passphrase = desk, folder, passphrase
        self._heard: dict[str, str] = {}

    def switch_on(self, playwright: Playwright, *, at: datetime) -> None:
        """Open the desk with this on the clock; the link with its codes is needed the first time only."""
        is_new = not self.folder.exists()
        places = {name: self.folder / name.lower() for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
        for place in places.values():
            place.mkdir(parents=True, exist_ok=True)
        self._context = playwright.chromium.launch_persistent_context(
            self.folder / "profile",
            executable_path=CHROMIUM,
            args=list(ARGUMENTS),
            env={**os.environ, **{name: str(place) for name, place in places.items()}},
            locale="en-US",
            viewport={"width": 820, "height": 1180},
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(_PATIENCE)
        self._context.on("request", self._hear)
        self._context.clock.install(time=at)
        self._page = self._context.pages[0]
        there = f"{self.desk.trustee.base}/desk/{self.desk.manifest.round}/"
        codes = {
            "city": self.desk.city_credential,
            "trustee": self.desk.trustee_credential,
            "group": self.desk.group,
            "name": "Table 1",
        }
        open_desk(self._page, f"{there}#{urlencode(codes)}" if is_new else there)

    def switch_off(self) -> None:
        """Say that the last family has its slip, let the browser write down what it keeps, and end."""
        self._next()
        self._context.close()

    def claim(self, visit: Visit) -> None:
        """Take a household from its name to its token, as ``visit.go_on(until=Step.UNBLIND)`` does without a page."""
        self._next()
        enter_all(self._page, visit.adults, cents=visit.cents)
        ask(self._page)
        self._show_slip(visit)

    def keep(self, visit: Visit) -> None:
        """Let a household wait, closed, because there is no network at this moment."""
        self._next()
        self._page.wait_for_function(_KEPT)
        self._online(False)
        self._page.reload()
        expect_heading(self._page, self.desk.manifest.name)
        enter_all(self._page, visit.adults, cents=visit.cents)
        ask(self._page)
        expect_heading(self._page, "does not answer")
        keep_waiting(self._page, self.passphrase)
        expect_heading(self._page, "Waiting number 1")
        press(self._page, "To the start")
        self._online(True)

    def claim_what_waits(self, visit: Visit) -> None:
        """Make the claim that waits, now that there is a network."""
        self._next()
        press(self._page, "Claims that wait on this tablet (1)")
        press(self._page, "Make these claims now")
        self._page.get_by_label("Passphrase of this tablet").fill(self.passphrase)
        press(self._page, "Open")
        self._page.get_by_role("button", name="Show the token", exact=True).click(timeout=CODES_TAKE)
        self._show_slip(visit)

    def forget(self, family: Family) -> None:
        """Type a household and go away: after two minutes the page wipes itself."""
        self._next()
        begin(self._page)
        enter(self._page, family.adults[0])
        self._page.clock.run_for(_IDLE)
        expect(self._page.get_by_text("The page was wiped, because nobody typed for two minutes.")).to_be_visible()

    def remove(self) -> None:
        """Take the desk off the tablet."""
        self._next()
        remove(self._page)

    def _next(self) -> None:
        """Have the page ready for the next family; a slip stands on it until then, or until it is switched off."""
        for name in ("The family has it: done", "To the start"):
            if (shown := self._page.get_by_role("button", name=name, exact=True)).is_visible():
                shown.click()

    def _show_slip(self, visit: Visit) -> None:
        slip = slip_on(self._page)
        asked = {name: json.loads(said) for name, said in self._heard.items()}
        self._heard.clear()
        visit.kept |= {
            "tags": [base64.b64decode(tag) for tag in asked["claim"]["tags"]],
            "points": [base64.b64decode(one) for one in asked["evaluate"]["blinded"]],
            "blinding": tokens.Blinding(
                blinded=base64.b64decode(asked["claim"]["token"]),
                message=slip.token[: tokens.NONCE],
                inverse=0,  # the page's own
                variant=tokens.PSS_DETERMINISTIC,
            ),
            "token": slip.token,
        }
        visit.cents = slip.cents
        visit.done[:] = [step for step in Step if step not in {Step.REDEEM, Step.HAND_OVER}]

    def _online(self, is_so: bool) -> None:
        self._context.set_offline(not is_so)

    def _hear(self, request: Request) -> None:
        if request.method == "POST" and request.post_data:
            self._heard[request.url.rsplit("/", 1)[-1]] = request.post_data
