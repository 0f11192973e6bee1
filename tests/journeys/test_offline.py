"""A phone that was here once keeps what matters: read without a network, in the language it was read in."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Window

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
ESSENTIAL = ["/", "/rights/at-the-door/", "/rights/officers-here-now/", "/help/essentials/", "/rights/numbers/"]
NOT_SAVED = "/events/"
SAVED = """async language => {
  for (let i = 0; i < 400; i++) {
    const all = await caches.keys();
    if (all.some(name => name.startsWith(`standing-${language}-`) && !name.endsWith("~"))) return;
    await new Promise(r => setTimeout(r, 50));
  }
  throw "nothing was saved";
}"""
BEGUN = """async address => {
  for (let i = 0; i < 4000; i++) {
    if (await caches.match(address)) return;
    await new Promise(r => setTimeout(r, 5));
  }
  throw "nothing was saved";
}"""
STYLED = "getComputedStyle(document.body).margin"


@pytest.fixture
def phone(window: Window) -> Page:
    return window(viewport=PHONE, locale="es-US")


def visit(page: Page, *, language: str, prefix: str) -> None:
    """Open one public page with a network, and let the worker save the essentials of its language."""
    page.goto(f"{prefix}/rights/")
    page.evaluate(SAVED, language)


def heading_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("h1").inner_text()


@pytest.mark.parametrize(("language", "prefix"), [("es", "/es"), ("en", "")])
def test_after_one_visit_the_essentials_are_read_without_a_network(phone: Page, language: str, prefix: str):
    online = {address: heading_of(phone, f"{prefix}{address}") for address in ESSENTIAL}
    missing = heading_of(phone, f"{prefix}/offline/")
    visit(phone, language=language, prefix=prefix)

    phone.context.set_offline(True)

    for address, heading in online.items():
        assert heading_of(phone, f"{prefix}{address}") == heading
        assert phone.evaluate("document.documentElement.lang") == language
        assert phone.evaluate(STYLED) == "0px"
    # Loaded anew, the browser asks the network, and not what it keeps for ten seconds by itself: the copy says its age.
    phone.reload()
    expect(phone.locator("[data-saved]")).to_be_visible()
    assert phone.locator("[data-saved] time").get_attribute("datetime")

    assert heading_of(phone, f"{prefix}{NOT_SAVED}") == missing
    listed = phone.locator("main a[href]").evaluate_all("all => all.map(it => it.getAttribute('href'))")
    assert {f"{prefix}{address}" for address in ESSENTIAL} <= set(listed)
    phone.locator(f"main a[href='{prefix}/rights/numbers/']").click()
    expect(phone.locator("h1")).to_have_text(online["/rights/numbers/"])
    assert phone.locator("main a[href='tel:911']").count() >= 1


def test_both_languages_are_kept_beside_each_other(phone: Page):
    for language, prefix in (("es", "/es"), ("en", "")):
        visit(phone, language=language, prefix=prefix)
    phone.context.set_offline(True)

    for language, prefix in (("es", "/es"), ("en", "")):
        phone.goto(f"{prefix}/rights/at-the-door/")
        assert phone.evaluate("document.documentElement.lang") == language
        phone.goto(f"{prefix}{NOT_SAVED}")
        assert phone.evaluate("document.documentElement.lang") == language


def test_an_address_in_a_language_that_is_not_saved_shows_the_list_of_the_one_that_is(phone: Page):
    visit(phone, language="es", prefix="/es")
    phone.context.set_offline(True)

    for address in ("/", "/rights/", "/fa/rights/", NOT_SAVED, "/es"):
        phone.goto(address)
        assert (address, phone.evaluate("document.documentElement.lang")) == (address, "es")
        assert phone.locator("main a[href='/es/rights/at-the-door/']").count() == 1


def test_a_network_that_goes_in_the_middle_of_saving_leaves_what_came_and_the_list(phone: Page):
    phone.goto("/es/rights/")
    phone.evaluate(BEGUN, "/es/offline/")
    phone.context.set_offline(True)

    phone.goto(f"/es{NOT_SAVED}")
    expect(phone.locator("main a[href='/es/rights/at-the-door/']")).to_be_visible()
    come_back(phone.context)
    visit(phone, language="es", prefix="/es")
    phone.context.set_offline(True)
    phone.goto("/es/rights/at-the-door/")
    assert phone.evaluate(STYLED) == "0px"


def test_whoever_was_never_here_has_nothing_saved(phone: Page):
    phone.goto("/healthz")
    phone.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.goto("/es/rights/")


def come_back(context: BrowserContext) -> None:
    context.set_offline(False)
