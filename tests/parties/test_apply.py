"""Families apply in a real browser, on a small phone: from a group's key to its opened application, both parties real."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from standing.config.drills import parties, rounds
from standing.config.drills.browser import ARGUMENTS, CHROMIUM
from standing.config.drills.parties import Party
from standing.config.drills.rounds import GROUPS, Opened
from standing.hall.sealed import people, receipts
from tests.journeys import desk, looks
from tests.journeys.desk import Overheard, Person

ROUND = "open-spring"
SMALL = {"width": 320, "height": 640}
PATIENCE = 20_000
SENDS = "**/apply/v1/*/applications"
KNOWN_TO_NOBODY = receipts.new_code()
THE_SUM_TAKES = 15  # seconds at most, the answers of both parties and a machine that does other things included
HARBOR, VALLEY = GROUPS


@pytest.fixture(scope="module")
def both(prepared, tmp_path_factory) -> Iterator[tuple[Party, Party]]:
    with parties.pair(tmp_path_factory.mktemp("apply"), prepared=prepared) as started:
        yield started


@pytest.fixture
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))


class Window:
    """A person's own browser on a small phone, and all that is heard of it."""

    def __init__(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, locale="en-US", viewport=SMALL, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.sent = Overheard()
        self.sent.listen(self.page)
        self.watch = looks.Watch(base=base)
        self.watch.listen(self.page)

    def look(self) -> None:
        """Hold the page against what every page must be."""
        assert looks.faults_of(self.page, status=200, axe=True) == []


def make_key(window: Window, into: Path) -> str:
    """Make a group's key in its browser; return the public half."""
    window.page.goto("/apply/group-key/")
    desk.press(window.page, "Make a key")
    expect(window.page.get_by_role("heading", name="Your key is made")).to_be_visible()
    window.look()
    with window.page.expect_download() as saved:
        window.page.get_by_role("link", name="Save the secret half").click()
    saved.value.save_as(into)
    assert into.read_text().strip() not in window.sent.text()
    return window.page.locator("[data-public]").inner_text()


def fill(page: Page, family: list[Person], *, group: str) -> None:
    """Write an application up to its last press."""
    page.goto(f"/apply/{ROUND}/")
    page.get_by_role("radio", name=group.replace("-", " ").title()).check()
    for number, person in enumerate(family, start=1):
        if number > 1:
            desk.press(page, "Add another adult")
        year, month, day = person.born
        for field, value in (
            ("given", person.given), ("surname", person.surname), ("number", person.number),
            ("day", str(day)), ("month", str(month)), ("year", str(year)),
        ):  # fmt: skip
            page.locator(f"#{field}-{number}").fill(value)
        if person.number:
            page.locator(f"#document-{number}").select_option("passport")
    page.get_by_label("How many people live in your household?").fill("4")
    page.get_by_label("Whom should the group ask for?").fill(family[0].given)
    page.get_by_label("How can it reach you?").fill("213-555-0142, evenings")


def receipt_on(page: Page) -> str:
    expect(page.get_by_role("heading", level=1, name="Your application is in")).to_be_visible(timeout=60_000)
    code = page.locator("[data-code]").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)
    return code


def state_of(page: Page, receipt: str) -> str:
    """Ask how an application stands; return the sentence."""
    page.goto(f"/apply/{ROUND}/receipt/")
    page.get_by_label("Receipt number").fill(receipt)
    desk.press(page, "Ask")
    said = page.locator("[data-state], .error-summary li")
    expect(said.filter(visible=True)).to_have_count(1)
    return said.filter(visible=True).inner_text()


def other_code(code: str) -> str:
    """Return a number of the same form that nobody was given."""
    return code[:-1] + next(one for one in "0123456789" if one != code[-1])


def applications(trustee: Party) -> int:
    [[count]] = trustee.do("ask", sql="SELECT count(*) FROM draw_application")
    return int(count)


def open_round(both: tuple[Party, Party], *, key: str) -> Opened:
    city, trustee = both
    return rounds.open_round(
        city=city, trustee=trustee, round_=ROUND, cards_each=4, places=dict.fromkeys(GROUPS, 1),
        boxes={HARBOR: key, VALLEY: base64.b64encode(people.new_pair().public).decode()},
    )  # fmt: skip


def test_a_family_applies_on_a_phone_and_chance_decides(both, browser, tmp_path):
    city, trustee = both
    group = Window(browser, trustee.base)
    secret = tmp_path / "group-key.txt"
    opened = open_round(both, key=make_key(group, secret))
    rosa, luis = Window(browser, trustee.base), Window(browser, trustee.base)
    family, neighbours = [desk.stranger(number=True), desk.stranger()], [desk.stranger()]

    # Nothing is lost when something is missing; then the answer is lost, and the same is sent again by itself.
    page = rosa.page
    fill(page, family, group=HARBOR)
    page.get_by_label("How can it reach you?").fill("")
    desk.press(page, "Apply")
    expect(page.get_by_role("alert")).to_contain_text("Write a telephone number or e-mail")
    rosa.look()
    page.get_by_label("How can it reach you?").fill("213-555-0142, evenings")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route(SENDS, lose)
    desk.press(page, "Apply")
    receipt = receipt_on(page)
    rosa.look()
    first, second = rosa.sent.to("/applications")
    assert (lost, first.post_data, applications(trustee)) == ([200], second.post_data, 1)
    assert receipt not in rosa.sent.text()  # its mark alone has left the device

    # Nothing that was typed has left in the clear, and nothing of it stays.
    sent, kept = rosa.sent.text().casefold(), desk.at_rest(page).casefold()
    for person in family:
        for mark in (*person.marks, "555-0142"):
            assert mark.casefold() not in sent
            assert mark.casefold() not in kept

    # A neighbour applies to the same place; the first family again, elsewhere. Everybody gets the same answer.
    fill(luis.page, neighbours, group=HARBOR)
    begun = time.monotonic()
    desk.press(luis.page, "Apply")
    theirs = receipt_on(luis.page)
    took = time.monotonic() - begun
    assert took < THE_SUM_TAKES, f"{took:.1f} seconds"
    fill(page, family[1:], group=VALLEY)
    desk.press(page, "Apply")
    again = receipt_on(page)
    assert applications(trustee) == 3
    waiting = "We have your application. Everybody is told this until the draw."
    assert {state_of(page, one) for one in (receipt, receipt.lower().replace("-", " "), theirs, again)} == {waiting}
    rosa.look()

    # A stranger learns nothing: a number that nobody was given, and one that is none.
    stranger = Window(browser, trustee.base)
    assert "This is not a receipt number" in state_of(stranger.page, other_code(receipt))
    unknown = "We find no application with this number."
    assert unknown in state_of(stranger.page, KNOWN_TO_NOBODY)

    # Numbered, both seeds opened, drawn.
    over = (datetime.now(tz=UTC) + timedelta(days=2, hours=3)).isoformat()
    trustee.do("number_entries", round_=ROUND, at=over)
    seed = city.do("open_seed", round_=ROUND, at=over)
    given = trustee.do("draw_places", round_=ROUND, seed=seed, at=over)
    assert given[HARBOR] == 1
    fixed = page.request.get(f"/apply/v1/{ROUND}/commitment.json").json()
    assert sum(map(len, fixed["void"].values())) == 1

    # One of the family's two applications fell out. Whoever was not drawn is told the same, whatever the reason.
    said = {one: state_of(page, one) for one in (receipt, theirs, again)}
    drawn, not_drawn = "You were drawn.", "You were not drawn this time. There were more applications than places."
    assert all(one.startswith(drawn) or one == not_drawn for one in said.values())
    assert sum(one.startswith(drawn) for one in said.values()) == sum(given.values())
    assert sum(said[one].startswith(drawn) for one in (receipt, theirs)) == 1
    assert sum(said[one].startswith(drawn) for one in (receipt, again)) <= 1
    assert unknown in state_of(stranger.page, KNOWN_TO_NOBODY)
    rosa.look()

    # The group opens the one that was drawn, with its key; with another key, or another's code, nothing.
    winner = family[0] if said[receipt].startswith(drawn) else neighbours[0]
    page = group.page
    page.goto(f"/apply/{ROUND}/group/")
    page.get_by_label("Credential of your desk at the trustee").fill(opened.desks[0].trustee_credential)
    page.get_by_label("File with your group's key").set_input_files(secret)
    desk.press(page, "Open the applications")
    expect(page.get_by_role("heading", name="Drawn: 1")).to_be_visible()
    row = page.locator("[data-families] tr")
    expect(row).to_have_count(1)
    assert [one.inner_text() for one in row.locator("td").all()] == [
        winner.given, "213-555-0142, evenings", "en", "4",
    ]  # fmt: skip
    group.look()
    assert winner.given not in group.sent.text()
    other = tmp_path / "other-key.txt"
    other.write_text(base64.b64encode(people.new_pair().secret).decode())
    page.reload()
    page.get_by_label("Credential of your desk at the trustee").fill(opened.desks[0].trustee_credential)
    page.get_by_label("File with your group's key").set_input_files(other)
    desk.press(page, "Open the applications")
    expect(page.get_by_role("alert")).to_contain_text("This key does not open these applications.")
    page.get_by_label("Credential of your desk at the trustee").fill("a code that nobody gave")
    desk.press(page, "Open the applications")
    expect(page.get_by_role("alert")).to_contain_text("This desk may not ask.")
    assert not page.locator("[data-families] tr").count()
    opened.close()
