"""Families find help: on an old phone, in their language, without scripts, on paper, and away at once."""

import gzip
import io
import re
from itertools import pairwise

import pypdf
import pytest
from playwright.sync_api import Page, Route, expect

from tests.html.validator import problems
from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
CRITICAL_BYTES, WHOLE_BYTES = 14 * 1024, 60 * 1024
URGENT = "/rights/officers-here-now/"
FAMILY = ["/", "/rights/", URGENT, "/rights/at-the-door/", "/rights/numbers/", "/rights/print/", "/help/", "/help/essentials/",
          "/events/", "/contact/", "/contact/write/", "/contact/answer/", "/languages/", "/outreach/"]  # fmt: skip
TONGUES = {"": "ltr", "/es": "ltr", "/fa": "rtl", "/hy": "ltr", "/zh-hant": "ltr"}


def test_in_spanish_on_a_small_phone(site: Site, window: Window):
    page = window(viewport=PHONE, locale="es-US")
    watch = looks.Watch(base=site.base)
    watch.listen(page)
    page.goto("/")
    page.get_by_role("navigation", name="Language").get_by_role("link", name="Español").click()
    expect(page).to_have_url(re.compile("/es/$"))
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["es", "ltr"]

    page.locator("main").get_by_role("link", name="Conozca sus derechos").click()
    expect(page).to_have_url(re.compile("/es/rights/$"))
    page.locator("main a[href$='/rights/at-the-door/']").first.click()
    assert page.locator("main [lang=en]:not(blockquote [lang=en]):not(details [lang=en])").all_inner_texts() == []
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
    expect(page.get_by_role("link", name=re.compile("Salga|Salir"))).to_be_in_viewport()
    assert watch.complaints == []
    assert watch.strangers == []
    assert page.context.cookies() == []


def test_in_farsi_from_right_to_left(site: Site, window: Window):
    page = window(viewport=PHONE, locale="fa-IR")
    page.goto("/fa/rights/")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["fa", "rtl"]
    expect(page.get_by_role("link", name=re.compile("[\u0600-\u06ff]")).first).to_be_visible()
    brand, languages = page.locator(".brand").bounding_box(), page.locator(".skip").first.bounding_box()
    assert brand
    assert languages
    assert brand["x"] + brand["width"] / 2 > PHONE["width"] / 2

    page.goto(f"/fa{URGENT}")
    words = page.locator("main").inner_text()
    assert re.search("[\u0600-\u06ff]", words)
    assert page.locator("main a[href^='tel:']").first.get_attribute("dir") == "ltr"
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []


def test_what_is_not_said_yet_stands_in_english_and_says_so(window: Window):
    page = window()
    page.goto(f"/zap{URGENT}")
    assert page.evaluate("document.documentElement.lang") == "zap"
    expect(page.locator("main [lang=en]").first).to_be_visible()
    expect(page.get_by_text("Call 311 for help in your language.").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Language").get_by_role("link", name="Dizhsa")).to_have_attribute(
        "aria-current", "true"
    )
    page.goto("/")
    expect(page.get_by_role("navigation", name="Language").get_by_role("link", name="Dizhsa")).to_have_count(0)


def test_help_events_and_a_message_without_scripts(site: Site, window: Window):
    page = window(java_script_enabled=False, viewport=PHONE)
    page.goto("/es/help/?q=avogado")
    assert page.locator("main a[href*='/es/help/']").count() >= 1
    page.goto("/help/?q=lawyer")
    page.locator("main ol a[href^='/help/'], main ul a[href^='/help/'], main h3 a[href^='/help/']").first.click()
    expect(page.get_by_text(re.compile("Checked on|Not checked since")).first).to_be_visible()

    page.goto("/events/")
    page.locator("main a[href^='/events/']").first.click()
    expect(acts.heading(page)).to_be_visible()

    page.goto("/contact/write/")
    page.wait_for_timeout(3500)  # faster than anybody can read is refused
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("select[name=topic], input[name=topic]").first.wait_for()
    if page.locator("select[name=topic]").count():
        page.locator("select[name=topic]").select_option(index=1)
    else:
        page.locator("input[name=topic]").first.check()
    page.locator("textarea[name=text]").fill("Sample: when is the next free talk?")
    page.locator("input[name=answer_by]").first.check()
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Send").click()
    code = page.locator("main").inner_text()
    found = re.search(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4})+\b", code)
    assert found, code
    assert page.context.cookies() == []

    page.goto("/contact/answer/")
    page.locator("input[name=receipt]").fill(found[0].lower())
    page.wait_for_timeout(3500)
    page.get_by_role("button").filter(visible=True).last.click()
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("I want to know my rights")


def test_a_page_and_a_card_on_paper(window: Window):
    page = window()
    page.goto("/es/rights/at-the-door/")
    page.emulate_media(media="print")
    expect(page.locator("[data-exit], .main-nav, .languages").filter(visible=True)).to_have_count(0)
    words = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages)
    assert page.locator("h1").inner_text().split()[-1] in words

    for language in ("", "/es"):
        answer = page.request.get(f"{language}/rights/print/wallet-card.pdf")
        assert answer.status == 200
        paper = pypdf.PdfReader(io.BytesIO(answer.body()))
        root = paper.trailer["/Root"]
        assert bool(root["/MarkInfo"]["/Marked"]) is True
        assert str(root["/Lang"]).startswith(language.removeprefix("/") or "en")


def test_a_screen_reader_finds_its_way(window: Window):
    page = window()
    for address in ("/rights/", f"/es{URGENT}", "/help/", "/events/", "/contact/write/"):
        page.goto(address)
        for landmark in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(landmark)).to_have_count(1)
        names = [one.get_attribute("aria-label") for one in page.get_by_role("navigation").all()]
        assert None not in names
        assert len(set(names)) == len(names)
        levels = [
            int(one) for one in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(it => it.tagName[1])")
        ]
        assert levels.count(1) == 1
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
        page.keyboard.press("Tab")
        expect(page.locator(".skip").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def elsewhere(page: Page) -> None:
    """Answer for the other site, so that nothing leaves this machine."""

    def weather(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Weather</title><h1>Sunny</h1>")

    page.context.route(re.compile(r"^https://"), weather)


@pytest.mark.parametrize("by", ["button", "keys", "link without scripts"])
def test_leaving_at_once(window: Window, by: str):
    page = window(java_script_enabled=by != "link without scripts")
    elsewhere(page)
    page.goto("/languages/")
    page.goto(URGENT)
    if by == "keys":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.get_by_role("link", name="Leave this page now").click()
    expect(page.get_by_role("heading", name="Sunny")).to_be_visible()
    if by != "link without scripts":
        page.go_back()
        expect(page).to_have_url(re.compile("/languages/$"))


def test_two_presses_of_shift_do_not_leave(window: Window):
    page = window()
    elsewhere(page)
    page.goto(URGENT)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(f"{URGENT}$"))


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_family_page_is_light_valid_and_quiet(site: Site, window: Window, tongue: str):
    page = window(viewport=PHONE)
    watch = looks.Watch(base=site.base)
    watch.listen(page)
    addresses = [f"{tongue}{address}" for address in FAMILY]
    for shelf, kind in ((f"{tongue}/help/essentials/", "help"), (f"{tongue}/events/", "events")):
        page.goto(shelf)
        links = page.evaluate("[...document.querySelectorAll('main a[href]')].map(it => it.getAttribute('href'))")
        addresses.append(
            next(link for link in links if re.fullmatch(rf"{tongue}/{kind}/[0-9a-f]{{8}}-[0-9a-f-]+/", link))
        )
    html: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    for address in addresses:
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        html[address] = answer.text()
        found = looks.faults_of(page, status=answer.status, axe=True)
        if page.evaluate("document.documentElement.dir") != TONGUES[tongue]:
            found.append("is read the wrong way")
        found += weight(site, page, answer.body())
        if page.context.cookies():
            found.append("set a cookie")
        if found:
            faults[address] = found
    assert faults == {}
    assert problems(html) == []
    assert watch.complaints == []
    assert watch.strangers == []


def weight(site: Site, page: Page, html: bytes) -> list[str]:
    """Return what is too heavy: page and style together first, then all that it loads. Measured as gzip, in bytes."""
    loaded = [str(url) for url in page.evaluate("performance.getEntriesByType('resource').map(it => it.name)")]
    sizes = {
        url: len(gzip.compress(page.request.get(url).body(), 9))
        for url in dict.fromkeys(loaded)
        if url.startswith(site.base)
    }
    style = sum(size for url, size in sizes.items() if ".css" in url)
    own = len(gzip.compress(html, 9))
    found = []
    if own + style > CRITICAL_BYTES:
        found.append(f"needs {own + style} bytes before it can be read (page {own}, style {style})")
    if own + sum(sizes.values()) > WHOLE_BYTES:
        found.append(f"loads {own + sum(sizes.values())} bytes in all")
    return found
