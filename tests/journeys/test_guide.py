"""The guide at a counter: on a small phone, with the network cut, without scripts, read aloud, from a disk."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
WHOLE, CRITICAL = 60_000, 14_000
MOST_TAPS = 6
SAVED = """async () => {
  for (let i = 0; i < 300; i++) {
    const names = await caches.keys();  // a name with "~" is still being filled
    if (names.length && !names.some(n => n.endsWith("~")) && await caches.match(location.pathname)) return true;
    await new Promise(r => setTimeout(r, 100));
  }
  return false;
}"""
AGED = """async () => {
  for (const name of await caches.keys()) {
    const kept = await caches.open(name), found = await kept.match(location.pathname);
    if (!found) continue;
    const headers = new Headers(found.headers);
    headers.set("Date", new Date(Date.now() - 15 * 864e5).toUTCString());
    await kept.put(location.pathname, new Response(await found.text(), {headers}));
  }
}"""
WALK = """() => {
  const found = {}, start = document.body.dataset.start;
  const on = (id, taps) => {
    const ways = [...document.querySelectorAll(`#${id} .ways a`)].map(a => a.hash.slice(1));
    if (!ways.length) return;
    if (!(id in found) || taps.length < found[id].length) found[id] = taps;
    for (const way of ways) on(way, [...taps, way]);
  };
  on(start, []);
  return found;
}"""


def shown(page: Page) -> str:
    """Return the step that is on the screen."""
    found: str = page.evaluate("[...document.querySelectorAll('main > section')].filter(s => !s.hidden)[0].id")
    return found


def tap(page: Page, to: str) -> None:
    """Take the answer that leads to a step, and see that a screen reader is there too."""
    page.locator(f"main > section:not([hidden]) .ways a[href='#{to}']").first.click()
    expect(page.locator(f"#{to}-h")).to_be_focused()


def walk(page: Page, *steps: str) -> None:
    """Take one answer after the other."""
    for to in steps:
        tap(page, to)


def test_every_step_is_reached_with_six_taps_on_the_smallest_phone(site: Site, window: Window):
    page = window(viewport=PHONE)
    watch = looks.Watch(base=site.base)
    watch.listen(page)
    page.goto("/guide/")
    expect(acts.heading(page)).to_have_text("When immigration officers come")
    ways = page.evaluate(WALK)

    assert len(ways) >= 20
    for taps in ways.values():
        assert len(taps) <= MOST_TAPS
        page.goto("/guide/")
        walk(page, *taps)
        assert looks.too_wide(page) <= 0
    assert watch.complaints == []
    assert watch.strangers == []
    assert page.context.cookies() == []


def test_the_path_goes_into_the_alert_and_back_goes_back(window: Window):
    page = window(viewport=PHONE)
    page.goto("/guide/")
    page.evaluate("localStorage.setItem('standing.site-code', 'CARD-1234')")
    walk(page, "N1", "N2", "N4", "N5", "N5b")
    alert = page.locator("#N5b [data-alert]")
    assert str(alert.get_attribute("href")).endswith("/alert/CARD-1234/?path=N0,N1,N1b,N2,N3,N4,N5,N5b")

    page.go_back()
    expect(page.locator("#N5")).to_be_visible()
    assert shown(page) == "N5"
    tap(page, "N5a")
    assert str(page.locator("#N5a [data-alert]").get_attribute("href")).endswith("N5,N5a")
    expect(page.locator("#N5a")).to_contain_text("A judge's order must be followed.")
    expect(page.get_by_role("img", name=re.compile("^AO 93: A judge's warrant to search"))).to_be_visible()
    walk(page, "N8")
    assert str(page.locator("#N8 .go").get_attribute("href")).endswith("N5,N5a,N8")


@pytest.mark.parametrize("language", ["", "/es"])
def test_with_the_network_cut_all_of_it_is_there_after_one_visit(window: Window, language: str):
    page = window(viewport=PHONE)
    page.goto(f"{language}/guide/")
    assert page.evaluate(SAVED)
    page.context.set_offline(True)
    try:
        page.goto(f"{language}/guide/", wait_until="domcontentloaded")
        walk(page, "N1", "N2", "N4", "N5", "N5e", "N8")
        alert = str(page.locator("#N8 .go").get_attribute("href"))
        assert alert.endswith("/alert/#path=N0,N1,N1b,N2,N3,N4,N5,N5e,N8")  # the saved page has no question
        for step in page.evaluate("[...document.querySelectorAll('main > section')].map(s => s.id)"):
            page.goto(f"{language}/guide/#{step}", wait_until="domcontentloaded")
            expect(page.locator(f"#{step}")).to_be_visible()
        expect(page.locator("#saved")).to_be_visible()
    finally:
        page.context.set_offline(False)


def test_a_department_keeps_its_own_liaison_on_the_phone(site: Site, window: Window):
    department = site.cast.accepted[0]
    page = window(viewport=PHONE)
    page.goto(f"/guide/{department}/")
    assert page.evaluate(SAVED)
    page.context.set_offline(True)
    try:
        page.goto(f"/guide/{department}/", wait_until="domcontentloaded")
        expect(page.locator("header")).to_contain_text(site.names[department])
        expect(page.locator(".who").first).to_be_attached()
    finally:
        page.context.set_offline(False)
    page.goto("/guide/#call")
    expect(page.locator("#mine a")).to_have_text(site.names[department])


def test_without_scripts_every_step_stands_there_with_its_links(window: Window):
    page = window(viewport=PHONE, java_script_enabled=False)
    page.goto("/guide/")
    sections = page.locator("main > section")
    assert sections.count() > 25
    for place in range(sections.count()):
        expect(sections.nth(place)).to_be_visible()
    page.locator("#N1 .ways a[href='#N2']").click()
    expect(page).to_have_url(re.compile("#N2$"))
    assert page.locator("#N5d [data-alert]").get_attribute("href") == "/alert/?path=N5d"


@pytest.mark.parametrize(
    "path", ["/guide/", "/es/guide/", "/guide/#N5a", "/guide/#papers", "/guide/#call", "/guide/print/"]
)
def test_it_can_be_read_aloud_and_with_a_keyboard(window: Window, path: str):
    page = window()
    page.goto(path)
    assert looks.violations(page) == []
    if "print" not in path:
        for role in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    if path.endswith("/guide/"):
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()


def test_a_copy_older_than_two_weeks_says_so(window: Window):
    page = window(viewport=PHONE)
    page.goto("/guide/")
    assert page.evaluate(SAVED)
    expect(page.locator("#old")).to_be_hidden()
    page.context.set_offline(True)
    try:
        page.wait_for_timeout(11_000)  # the browser's own cache answers for ten seconds, and would be kept anew
        page.evaluate(AGED)
        page.goto("/guide/", wait_until="domcontentloaded")
        expect(page.locator("#old")).to_be_visible()
        expect(page.locator("#saved")).to_be_visible()
    finally:
        page.context.set_offline(False)


def test_it_says_when_there_is_a_newer_version(window: Window):
    page = window(service_workers="block")
    with page.expect_response("**/guide/version.json"):
        page.goto("/guide/")
    expect(page.locator("#newer")).to_be_hidden()
    page.route("**/guide/version.json", lambda route: route.fulfill(json={"version": 99, "sha256": "f" * 64}))
    page.goto("/guide/")
    expect(page.locator("#newer")).to_be_visible()


def test_as_one_file_it_opens_from_a_disk(window: Window, tmp_path: Path):
    page = window(viewport=PHONE)
    page.goto("/guide/#law")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Save it as one file").click()
    saved = tmp_path / "guide.html"
    caught.value.save_as(saved)
    assert saved.stat().st_size <= WHOLE

    disk = window(viewport=PHONE)
    asked: list[str] = []
    disk.on("request", lambda request: asked.append(request.url))
    disk.goto(saved.as_uri())
    walk(disk, "N1", "N2", "N4", "N5", "N5c", "N8")
    assert str(disk.locator("#N8 .go").get_attribute("href")).startswith("http")
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize("path", ["/guide/", "/es/guide/"])
def test_it_is_light_and_one_file(window: Window, path: str):
    page = window()
    loaded: dict[str, bytes] = {}
    page.on("response", lambda answer: loaded.update({answer.url: b""}) if "/static/" in answer.url else None)
    answer = page.goto(path)
    assert answer is not None
    body = answer.body()

    assert len(body) <= WHOLE
    assert len(gzip.compress(body, 9)) <= CRITICAL
    assert loaded == {}
