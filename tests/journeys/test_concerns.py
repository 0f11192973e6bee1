"""Somebody reports, with and without scripts, and reads the answer; somebody else opens it with a passphrase."""

import re

import pytest
from playwright.sync_api import Page, expect

from standing.rooms.concerns.rules.samples import PASSPHRASE
from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
WORDS = "Sample report: the heron at the jetty saw who opened the gate."
MORE = "Sample: it was on a Monday."
ASKED = "Which gate was it?"
AS_A_PERSON = 3500  # faster than anybody can read is refused
WITHOUT_SCRIPTS = 10_500  # what the pack asks for


def fill(page: Page) -> None:
    page.locator("input[value='O-3']").check()
    page.locator("textarea").fill(WORDS)


def ask(site: Site, window: Window, alias: str | None = None) -> str:
    """Open the newest report as an investigator, and put a question into the box; return its two words."""
    page = acts.sign_in(window(), site, "investigator")
    page.goto("/staff/concerns/?state=new")
    link = page.get_by_role("row").get_by_role("link", name=alias) if alias else page.locator("tbody th a").last
    alias = link.inner_text()
    link.click()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.get_by_label("Passphrase of your key").first.fill("this is not the passphrase")
    page.get_by_role("button", name="Open and read").click()
    expect(page.locator(".error-summary")).to_contain_text("This is not the passphrase of your key")
    page.get_by_label("Passphrase of your key").first.fill(PASSPHRASE)
    page.get_by_role("button", name="Open and read").click()
    expect(page.locator("main .typed").first).to_have_text(WORDS)
    assert looks.violations(page) == []
    page.get_by_label("Question to the reporter").check()
    page.get_by_label("Words", exact=True).fill(ASKED)
    page.get_by_role("button", name="Put it in the box").click()
    expect(page.get_by_text("Your words are in the box.")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_have_count(0)
    return alias


def test_a_browser_closes_the_report_and_opens_the_answer(site: Site, window: Window):
    page = window(viewport=PHONE)
    watch = looks.Watch(base=site.base)
    watch.listen(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    page.goto("/concerns/")
    expect(page.locator("main a[href='tel:911']").first).to_be_visible()
    page.get_by_role("link", name="Write a report").click()
    expect(page.get_by_text("Your own device locks your words")).to_be_visible()
    expect(page.get_by_text("It sees them for a moment")).to_be_hidden()
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []

    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer.")
    fill(page)
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name="Send").click()
    expect(acts.heading(page)).to_have_text("Your report is sent")
    code = page.locator("[data-slot=code]").inner_text()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code)
    proof = page.locator("[data-slot=proof]").inner_text()
    assert acts.path(page) == "/concerns/write/"
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []

    ask(site, window)

    page.goto("/concerns/answer/")
    page.get_by_label("Your code").fill(code.lower())
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text(ASKED)).to_be_visible()
    assert WORDS not in page.locator("main").inner_text()
    page.get_by_label("Add something").fill(f"{MORE} {code}")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Your code stands in your text.")
    page.get_by_label("Add something").fill(MORE)
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. Thank you.")).to_be_visible()
    assert looks.violations(page) == []
    assert page.context.cookies() == []

    told = " ".join(sent)
    assert all(secret not in told for secret in (WORDS, "heron", MORE, code, code.replace("-", ""), ASKED))
    assert watch.strangers == []
    assert watch.complaints == []

    page.goto("/concerns/proof/")
    page.get_by_label("Proof number").fill(proof)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name=re.compile("The City had this report on"))).to_be_visible()


def test_without_scripts_the_page_says_who_sees_the_words(site: Site, window: Window):
    page = window(java_script_enabled=False, viewport=PHONE)
    page.goto("/concerns/write/")
    expect(page.get_by_text("It sees them for a moment")).to_be_visible()
    expect(page.get_by_text("Your own device locks your words before they leave it.")).to_be_hidden()
    fill(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".error-summary")).to_contain_text("That was very fast.")
    assert page.locator("textarea[name=text]").input_value() == WORDS
    page.wait_for_timeout(WITHOUT_SCRIPTS)
    page.get_by_role("button", name="Send").click()
    expect(acts.heading(page)).to_have_text("Your report is sent")
    code = page.locator("main .figure code").inner_text()
    assert page.context.cookies() == []

    ask(site, window)

    page.goto("/concerns/answer/")
    page.get_by_label("Your code").fill(code)
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text(ASKED)).to_be_visible()
    page.get_by_label("Add something").fill(MORE)
    page.wait_for_timeout(AS_A_PERSON)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Close this page").click()
    expect(acts.heading(page)).to_have_text("The page is closed")


def test_the_custodian_sees_who_asks_and_never_the_name(site: Site, window: Window):
    page = acts.sign_in(window(), site, "custodian")
    page.goto("/staff/concerns/names/")
    expect(page.get_by_text("Sample Reporter")).to_have_count(0)
    expect(page.get_by_role("heading", name="Decided")).to_be_visible()
    assert looks.violations(page) == []
    page.goto("/staff/concerns/key/")
    expect(page.get_by_text(PASSPHRASE)).to_be_visible()
    assert looks.violations(page) == []
    page.goto("/staff/concerns/")
    expect(acts.heading(page)).not_to_have_text("Concerns")
