"""The story with the keyboard alone: Tab, Enter, Space and letters; the focus can always be seen."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

MOST_STOPS = 400
_FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const label = it.labels && it.labels.length ? it.labels[0].innerText : '';
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    name: ((it.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.innerText || '').join(' ').trim()
      || it.getAttribute('aria-label') || label || it.innerText || it.value || '').trim().replace(/\\s+/g, ' '),
    tag: it.tagName.toLowerCase(),
    // the browser itself marks the little calendar inside a field for a day
    marked: it.matches('[type=date]:focus-within:not(:focus)') || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !(top && (top === it || it.contains(top) || top.contains(it))),
  };
}"""


def test_light_section_and_signature_with_the_keyboard_alone(site: Site, window: Window):
    page = window()
    department = site.cast.returned[1]
    name = site.names[department]

    # From the home page to the proof behind a light.
    page.goto("/")
    page.keyboard.press("Tab")
    assert _focus(page)["name"] == "Skip to the main part"
    page.keyboard.press("Enter")
    press(page, "Open the board")
    expect(acts.heading(page)).to_have_text("Status board")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips the navigation
    press(page, acts.late_light(name).pattern)
    expect(page.locator(".answer-light")).to_have_text(re.compile("Late"))

    # To the sign-in, and in as author.
    page.goto("/")
    press(page, "Staff sign-in")
    _sign_in(page, site, "author", department)

    # A section is mended and saved.
    press(page, "File a preparedness plan")
    press(page, "Protocols at the counter")
    tab_to(page, r"^Your text")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nAt night the duty desk is called, 213-555-0100.")
    press(page, "Save")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    press(page, "Back to the plan")
    press(page, "Review date")
    tab_to(page, r"^Day")
    page.keyboard.type((datetime.now(UTC).date() + timedelta(days=300)).strftime("%m%d%Y"))
    press(page, "Save and finish")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    press(page, "Sign out")

    # The liaison reads and signs.
    page.goto("/staff/sign-in/")
    _sign_in(page, site, "liaison", department)
    press(page, "File a preparedness plan")
    press(page, "Read and sign")
    tab_to(page, r"^I have read this text")
    page.keyboard.press("Space")
    press(page, "Sign this text")
    acts.certified(page)


def _sign_in(page: Page, site: Site, role: str, department: str) -> None:
    place = [one.department for one in site.sign_ins if one.role == role].index(department)
    if place:
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(role, re.IGNORECASE)))
        while not row.get_by_role("group").first.evaluate("it => it.open"):
            tab_to(page, "^Others with this role$")
            if row.locator("summary:focus").count():
                page.keyboard.press("Enter")
    press(page, site.person(role, department).person)
    expect(acts.heading(page)).to_have_text("What to do next")


def press(page: Page, name: str) -> None:
    """Go to the thing with this name and press Enter."""
    tab_to(page, f"^{name}$")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, pattern: str) -> None:
    """Press Tab until the focus is on the thing; at every stop it can be seen."""
    wanted = re.compile(pattern)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = _focus(page)
        if focus is None:
            continue  # the end of the page: the next Tab begins again at its top
        assert focus["marked"], f"the focus leaves no mark on {focus}"
        assert focus["seen"], f"the focus is out of sight on {focus}"
        assert not focus["covered"], f"the focus is covered on {focus}"
        if wanted.search(focus["name"]):
            return
    raise AssertionError(f"{pattern} was not reached on {page.url}")


def _focus(page: Page):
    return page.evaluate(_FOCUS)
