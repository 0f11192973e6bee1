"""The desk in a real browser, with both parties as real processes: one household, one token, and no name anywhere."""

from __future__ import annotations

import base64
import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys import desk, looks
from tests.journeys.conftest import Window
from tests.journeys.desk import Overheard, Person
from tests.journeys.server import Site

TABLET = {"width": 820, "height": 1180}
SMALL = {"width": 320, "height": 640}
PASSPHRASE = "four plain words here"
CLAIM = "**/trustee/v1/claim"
CITY = "**/aid/v1/evaluate"


@pytest.fixture
def tablet(window: Window, site: Site) -> Page:
    """A tablet of the first group, at its desk."""
    page = window(viewport=TABLET)
    desk.open_desk(page, next(iter(desk.links(site).values())))
    return page


@pytest.fixture
def other(window: Window, site: Site) -> Page:
    """A tablet of another group."""
    page = window(viewport=TABLET)
    desk.open_desk(page, list(desk.links(site).values())[1])
    return page


def absent(page: Page, overheard: Overheard, *people: Person) -> None:
    """Make sure that nothing typed about these people was sent, is kept, or still stands on the page."""
    sent, kept = overheard.text().casefold(), desk.at_rest(page).casefold()
    for person in people:
        for mark in person.marks:
            assert mark.casefold() not in sent
            assert mark.casefold() not in kept


def test_a_household_gets_one_token_in_a_round_and_leaves_no_name(tablet: Page, other: Page) -> None:
    sent_here, sent_there = Overheard(), Overheard()
    sent_here.listen(tablet)
    sent_there.listen(other)
    rosa, luis = desk.stranger(number=True), desk.stranger()

    desk.claim(tablet, rosa, luis)
    slip = desk.slip_on(tablet)
    assert desk.is_good(tablet, slip)
    absent(tablet, sent_here, rosa, luis)
    assert {one.url.split("/", 3)[3] for one in sent_here.requests if one.method == "POST"} == {
        "aid/v1/evaluate", "trustee/v1/evaluate", "trustee/v1/claim",
    }  # fmt: skip
    claimed = json.loads(sent_here.to("claim")[0].post_data or "")
    assert len(claimed["tags"]) == 3
    assert slip.token.hex() not in sent_here.text()

    # One of them comes to the other group, alone and spelt another way.
    desk.claim(other, Person(given=luis.given.upper(), surname=f"de {luis.surname}", born=luis.born))
    desk.expect_heading(other, "This household was helped in this round already")
    expect(other.get_by_text(re.compile(r"Refusal R1 · "))).to_be_visible()
    absent(other, sent_there, luis)

    # And the first desk goes on with somebody else, with another token.
    desk.press(tablet, "The family has it: done")
    assert desk.forget_nothing(tablet)["open"] == []
    desk.claim(tablet, desk.stranger())
    assert desk.slip_on(tablet).token != slip.token


def test_a_claim_whose_answer_was_lost_is_finished_with_the_same_token(tablet: Page) -> None:
    lost = 0

    def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        route.fetch()
        route.abort()

    ana, eva = desk.stranger(), desk.stranger()
    tablet.context.route(CLAIM, lose)
    desk.claim(tablet, ana)
    desk.expect_heading(tablet, "The trustee does not answer")
    desk.press(tablet, "Try again")
    desk.expect_heading(tablet, "The trustee does not answer")
    assert lost == 2
    [waiting] = desk.forget_nothing(tablet)["open"]

    # The tablet is switched off and on. First another family comes, then the one whose claim broke off.
    tablet.context.unroute(CLAIM)
    tablet.reload()
    expect(tablet.get_by_text("A claim was not finished here today")).to_be_visible()
    desk.claim(tablet, eva)
    first = desk.slip_on(tablet)
    assert desk.is_good(tablet, first)
    desk.press(tablet, "The family has it: done")
    desk.claim(tablet, ana)
    second = desk.slip_on(tablet)
    assert desk.is_good(tablet, second)
    assert second.token[:32] == base64.b64decode(waiting["nonce"])
    desk.press(tablet, "The family has it: done")
    desk.claim(tablet, ana)
    desk.expect_heading(tablet, "This household was helped in this round already")


@pytest.mark.parametrize(("party", "where"), [("the City", CITY), ("the trustee", "**/trustee/v1/evaluate")])
def test_an_answer_without_a_true_proof_stops_the_claim(tablet: Page, party: str, where: str) -> None:
    sent = Overheard()
    sent.listen(tablet)

    def forge(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        said["elements"].reverse()
        route.fulfill(response=answer, json=said)

    tablet.context.route(where, forge)
    somebody = desk.stranger(number=True)
    desk.claim(tablet, somebody)
    desk.expect_heading(tablet, f"Stop: the proof of {party} does not hold")
    expect(tablet.get_by_text("call the help line of the round")).to_be_visible()
    assert not sent.to("claim")
    absent(tablet, sent, somebody)

    tablet.context.unroute(where)
    desk.press(tablet, "To the start")
    desk.claim(tablet, somebody)
    assert desk.is_good(tablet, desk.slip_on(tablet))


def test_claims_wait_closed_without_a_network_and_are_made_afterwards(tablet: Page) -> None:
    sent = Overheard()
    sent.listen(tablet)
    known, new = desk.stranger(), desk.stranger(number=True)
    desk.claim(tablet, known)
    desk.slip_on(tablet)
    desk.press(tablet, "The family has it: done")
    tablet.wait_for_function("async () => (await (await caches.open('standing-desk-1')).keys()).length >= 4")

    tablet.context.set_offline(True)
    tablet.reload()
    expect(tablet.get_by_role("heading", name="No connection")).to_be_visible()
    expect(tablet.get_by_text("A card that is handed out now is not active.")).to_be_visible()
    for place, person in enumerate((new, known, new)):
        desk.claim(tablet, person)
        desk.expect_heading(tablet, "does not answer")
        desk.press(tablet, "Keep the claim until there is a network")
        if place:
            tablet.get_by_label("Passphrase of this tablet").fill(PASSPHRASE)
        else:
            tablet.get_by_label("Passphrase of this tablet").fill("short")
            desk.press(tablet, "Open")
            expect(tablet.get_by_role("alert")).to_contain_text("Use at least 16 characters.")
            tablet.get_by_label("Passphrase of this tablet").fill(PASSPHRASE)
            tablet.get_by_label("The same again").fill(PASSPHRASE)
        desk.press(tablet, "Open")
        desk.expect_heading(tablet, f"Waiting number {place + 1}")
        absent(tablet, sent, known, new)
        desk.press(tablet, "To the start")

    tablet.context.set_offline(False)
    tablet.reload()
    desk.press(tablet, "Claims that wait on this tablet (3)")
    desk.press(tablet, "Make these claims now")
    tablet.get_by_label("Passphrase of this tablet").fill("not the passphrase")
    desk.press(tablet, "Open")
    expect(tablet.get_by_role("alert")).to_contain_text("This is not the passphrase of this tablet.")
    tablet.get_by_label("Passphrase of this tablet").fill(PASSPHRASE)
    desk.press(tablet, "Open")
    desk.expect_heading(tablet, "Claims that wait on this tablet")
    expect(tablet.locator("main li strong")).to_have_text(
        ["The token is ready", "Helped already: the card stays empty", "Helped already: the card stays empty"]
    )
    absent(tablet, sent, known, new)
    desk.press(tablet, "Show the token")
    assert desk.is_good(tablet, desk.slip_on(tablet))
    desk.press(tablet, "The family has it: done")
    for _ in range(2):
        tablet.get_by_role("button", name="Take it off this tablet").first.click()
    expect(tablet.get_by_text("No claim waits")).to_be_visible()


def test_what_was_typed_is_wiped_when_nobody_types_for_two_minutes(tablet: Page) -> None:
    tablet.clock.install()
    somebody = desk.stranger(number=True)
    desk.begin(tablet)
    desk.enter(tablet, somebody)
    tablet.clock.run_for(95_000)
    expect(tablet.get_by_text(re.compile(r"is wiped in \d+ seconds"))).to_be_visible()
    desk.press(tablet, "I am still here")
    tablet.clock.run_for(60_000)
    expect(tablet.get_by_text(somebody.given).first).to_be_visible()
    tablet.clock.run_for(65_000)
    expect(tablet.get_by_text("The page was wiped, because nobody typed for two minutes.")).to_be_visible()
    absent(tablet, Overheard(), somebody)


def test_leaving_the_page_and_coming_back_shows_nobody(tablet: Page) -> None:
    somebody = desk.stranger()
    desk.begin(tablet)
    desk.enter(tablet, somebody)
    tablet.goto("about:blank")
    tablet.go_back()
    expect(tablet.get_by_role("button", name="A new family")).to_be_visible()
    absent(tablet, Overheard(), somebody)


SENTENCES = [
    ("closed", "The round is not open", False),
    ("over-quota", "This desk has done as much as it may today", False),
    ("not-known", "The trustee does not know this desk", False),
    ("destroyed", "The keys of this round are destroyed", False),
    ("misread", "The trustee did not understand this page", True),
    ("anything else", "Something did not work", True),
]


@pytest.mark.parametrize(("code", "heading", "may_retry"), SENTENCES)
def test_every_refusal_says_what_to_do(tablet: Page, code: str, heading: str, may_retry: bool) -> None:
    tablet.context.route(CLAIM, lambda route: route.fulfill(status=403, json={"code": code, "sentence": "No."}))
    desk.claim(tablet, desk.stranger())
    desk.expect_heading(tablet, heading)
    assert tablet.get_by_role("alert").inner_text()
    assert tablet.get_by_role("button", name="Try again").is_visible() is may_retry
    desk.press(tablet, "To the start")
    expect(tablet.get_by_role("button", name="A new family")).to_be_visible()


def test_a_manifest_that_the_parties_do_not_share_or_that_changes_stops_the_desk(tablet: Page) -> None:
    where = "**/aid/v1/rounds/*/manifest.json"

    def other(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("Sample round", "Simple round"))

    tablet.context.route(where, other)
    tablet.reload()
    desk.expect_heading(tablet, "Stop: the rules of the round do not hold")
    assert not tablet.get_by_role("button", name="A new family").is_visible()
    tablet.context.unroute(where)
    tablet.evaluate(
        """() => { const name = `standing-desk:round:${location.pathname.split('/')[2]}`;
        const kept = JSON.parse(localStorage[name]); kept.manifest.sha256 = '0'.repeat(64);
        localStorage[name] = JSON.stringify(kept); }"""
    )
    tablet.reload()
    desk.expect_heading(tablet, "Stop: the rules of the round have changed")


def test_a_changed_program_is_shown_before_a_family_is_typed_in(tablet: Page) -> None:
    tablet.evaluate("localStorage['standing-desk:program'] = JSON.stringify('0'.repeat(64))")
    tablet.reload()
    desk.expect_heading(tablet, "The program of this page has changed")
    shown = tablet.locator("code.hash").first.inner_text()
    told = tablet.request.get(f"{desk.origin(tablet)}/desk/bundle.json").json()
    assert shown == told["files"]["desk.js"]["sha256"]
    desk.press(tablet, "I compared it: go on")
    expect(tablet.get_by_role("button", name="A new family")).to_be_visible()


def test_an_appeal_waits_under_a_number(tablet: Page) -> None:
    sent = Overheard()
    sent.listen(tablet)
    somebody = desk.stranger()
    for _ in range(2):
        desk.claim(tablet, somebody)
        if not _:
            desk.slip_on(tablet)
            desk.press(tablet, "The family has it: done")
    desk.expect_heading(tablet, "This household was helped in this round already")
    desk.press(tablet, "Appeal")
    desk.press(tablet, "Send the appeal")
    expect(tablet.get_by_role("alert")).to_contain_text("Choose a reason.")
    tablet.get_by_label("Another mistake").check()
    desk.press(tablet, "Send the appeal")
    expect(tablet.get_by_role("heading", level=1)).to_contain_text("The appeal has number")
    desk.press(tablet, "To the start")
    tablet.get_by_role("button", name=re.compile("Appeals from this tablet")).click()
    tablet.get_by_role("button", name="Ask how it stands").last.click()
    expect(tablet.get_by_text("Not decided yet").last).to_be_visible()
    absent(tablet, sent, somebody)


def test_a_desk_can_be_taken_off_a_tablet(tablet: Page) -> None:
    tablet.get_by_text("What this page runs on").click()
    desk.press(tablet, "Remove this desk from the tablet")
    desk.press(tablet, "Yes, remove all of it")
    desk.expect_heading(tablet, "Open this desk")
    assert tablet.evaluate("Object.keys(localStorage).filter(it => it.includes(':round:'))") == []
    desk.press(tablet, "Keep on this tablet")
    expect(tablet.get_by_role("alert").get_by_role("link")).to_have_count(4)


@pytest.mark.parametrize("speaks", ["en-US", "es-US"])
def test_every_screen_is_readable_by_everybody_and_fits_a_small_phone(window: Window, site: Site, speaks: str) -> None:
    page = window(viewport=SMALL, locale=speaks)
    watch = looks.Watch(base=site.base)
    watch.listen(page)
    is_spanish = speaks.startswith("es")
    seen = []

    def look() -> None:
        expect(page.locator("h1")).to_be_visible()
        seen.append(page.locator("h1").inner_text())
        assert not looks.violations(page), seen
        assert looks.too_wide(page) <= 0, seen
        assert page.evaluate("document.documentElement.lang") == ("es" if is_spanish else "en")

    def go(english: str, spanish: str) -> None:
        page.get_by_role("button", name=spanish if is_spanish else english, exact=True).click()

    link = next(iter(desk.links(site).values()))
    page.goto(link.split("/desk/")[0] + "/desk/")
    look()
    page.goto(link.split("#")[0])
    go("Keep on this tablet", "Guardar en esta tableta")
    look()
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_role("button", name="Una familia nueva" if is_spanish else "A new family")).to_be_visible()
    look()
    for english, spanish in (
        ("Claims that wait on this tablet", "Solicitudes que esperan en esta tableta"),
        ("Appeals from this tablet", "Apelaciones de esta tableta"),
    ):
        go(english, spanish)
        look()
        go("To the start", "Al inicio")
    go("A new family", "Una familia nueva")
    go("Continue", "Continuar")
    look()
    for box in page.get_by_role("checkbox").all():
        box.check()
    go("Continue", "Continuar")
    go("Continue", "Continuar")
    look()
    # By keyboard alone: the fault links to its field, and each field leads to the next.
    page.locator(".error-summary a").first.press("Enter")
    person = desk.stranger()
    born = ("3", "2", "1990") if is_spanish else ("2", "3", "1990")
    for text in (person.given, person.surname, "", *born):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    go("Continue", "Continuar")
    look()
    go("These are all", "Son todos")
    look()
    page.get_by_role("radio").first.check()
    go("Ask for the token", "Pedir la ficha")
    desk.slip_on(page)
    look()
    assert len(set(seen)) == 10
    assert not watch.complaints
    assert {re.sub(r"^(https?://[^/]+)/.*", r"\1", one) for one in watch.strangers} <= {link.split("/desk/")[0]}
