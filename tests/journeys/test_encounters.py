"""Officers at a site: an alert from a telephone, without an account, without a network, without scripts; and its report."""

import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def card(site: Site, browser) -> str:
    """Make a card of a site and return the address of its square."""
    context = browser.new_context(base_url=site.base, accept_downloads=True)
    page = context.new_page()
    acts.sign_in(page, site, "property")
    page.goto("/staff/encounters/alert/?words=library")
    first = page.locator("main .card a").first.get_attribute("href") or ""
    number = re.search(r"site=([A-Z0-9-]+)", first)
    assert number is not None
    page.goto("/staff/encounters/cards/")
    page.get_by_label("Number of the site").fill(number[1])
    with page.expect_download() as paper:
        page.get_by_role("button", name="Make and print a card").click()
    words = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(paper.value.path()).pages)
    context.close()
    code = re.search(r"((?:[a-z2-7]{4}\s+){6}[a-z2-7]{2})", words)
    assert code is not None, words
    return f"/alert/{''.join(code[1].split())}/"


def tell(page: Page, spot: str) -> None:
    """Fill in the alert as a worker does, in a minute."""
    page.get_by_label("Cars or people gather").check()
    page.get_by_label("Outside: lot, gate, sidewalk").check()
    page.get_by_label("Exact spot").fill(spot)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Your name or your job").fill("Sample guard")
    page.get_by_label("How can the liaison call you back?").fill("213-555-0123")
    page.get_by_role("button", name="Tell the liaison").click()


def kept(page: Page) -> str | None:
    """Return what the telephone keeps of alerts."""
    said: str | None = page.evaluate("localStorage.getItem('standing.alerts')")
    return said


def test_from_a_small_phone_with_the_square(window: Window, card: str):
    page = window(viewport=PHONE)
    page.goto(card)
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
    tell(page, "north lot")
    expect(page.get_by_role("heading", name="The liaison is told")).to_be_visible()
    assert kept(page) is None
    assert page.evaluate("indexedDB.databases ? indexedDB.databases().then(all => all.length) : 0") == 0
    assert page.context.cookies() == []
    page.goto("/alert/?path=N1b,N5b")
    assert page.locator("[name=code]").input_value() in card
    assert page.locator("[name=path]").input_value() == "N1b,N5b"


def test_with_the_network_cut_it_waits_and_goes_out_once(site: Site, window: Window, card: str):
    page = window(viewport=PHONE)
    page.goto(card)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/alert/send/") else None)
    page.context.set_offline(True)
    tell(page, "lot without network")
    expect(page.get_by_role("heading", name="Kept on this phone")).to_be_visible()
    assert "lot without network" in (kept(page) or "")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="The liaison is told")).to_be_visible()
    assert kept(page) is None
    tries = len(sent)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert len(sent) == tries


def test_after_a_day_the_phone_has_forgotten_it(window: Window, card: str):
    page = window(viewport=PHONE)
    page.goto(card)
    page.evaluate(
        "localStorage.setItem('standing.alerts', JSON.stringify([{at: Date.now() - 25 * 3600 * 1000, data: {key: 'x'}}]))"
    )
    page.goto("/alert/")
    page.wait_for_function("localStorage.getItem('standing.alerts') === null")


def test_without_scripts(window: Window, card: str):
    page = window(java_script_enabled=False, viewport=PHONE)
    page.goto(card)
    tell(page, "gate without scripts")
    expect(page.get_by_role("heading", level=1)).to_have_text("The liaison is told")


def test_without_a_card_nothing_is_sent(window: Window):
    page = window(viewport=PHONE)
    page.goto(f"/alert/{'a' * 26}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This card is not known")


def test_a_worker_signed_in_then_the_liaison_confirms_and_writes(site: Site, window: Window, card: str):
    phone = window(viewport=PHONE)
    phone.goto(card)
    tell(phone, "loading dock")
    expect(phone.get_by_role("heading", name="The liaison is told")).to_be_visible()

    page = window()
    acts.sign_in(page, site, "coordinator")
    page.goto("/staff/encounters/alerts/?state=unconfirmed")
    page.locator("main table a").first.click()
    expect(page.get_by_text("loading dock")).to_be_visible()
    page.get_by_role("button", name="I have it in hand").click()
    page.get_by_role("button", name="Confirm, and tell everybody").click()
    page.get_by_role("link", name="Open the report").click()
    assert looks.violations(page) == []

    page.get_by_role("link", name=re.compile("5. What they asked for")).click()
    box = page.get_by_label("Their words")
    box.fill("They asked for a man named Ignacio.")
    expect(page.locator("#screen-said")).to_contain_text("Nobody is named here")
    box.fill("They asked for the staff list.")
    expect(page.locator("#screen-said")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert looks.violations(page) == []
