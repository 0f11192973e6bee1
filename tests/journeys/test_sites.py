"""A property manager brings the City's list, a department makes its sites whole and files them; also without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import ROOT, Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
LIST = ROOT / "docs" / "samples" / "sample-property-list.csv"
HERE = "/staff/sites/"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_messy_list_is_brought_looked_at_and_taken_back(site: Site, window: Window, scripts: bool):
    page = acts.sign_in(window(java_script_enabled=scripts), site, "property")
    page.goto(f"{HERE}imports/")
    expect(page.get_by_role("link", name="sample-property-list.csv").first).to_be_visible()
    page.get_by_label("File").set_input_files(str(LIST))
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("row 3 names the columns")).to_be_visible()
    expect(page.get_by_label("Responsible person")).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Read the rows").click()

    expect(page.get_by_role("heading", name="With mistakes")).to_be_visible()
    expect(page.get_by_text("Department of Mysteries").first).to_be_visible()
    page.get_by_role("button", name="Take the list in").click()
    expect(page.get_by_text("Rows have mistakes.").first).to_be_visible()
    page.get_by_label("Leave out the rows with mistakes, and take in the rest").check()
    page.get_by_role("button", name="Take the list in").click()
    expect(page.get_by_role("heading", name="This list is taken in")).to_be_visible()

    search(page, "dogwod park")
    expect(page.get_by_role("link", name="Dogwood Park", exact=True).first).to_be_visible()
    page.goto(f"{HERE}imports/")
    page.get_by_role("link", name=LIST.name, exact=True).and_(page.locator("tbody a")).first.click()
    page.get_by_role("button", name="Take the list back").click()
    expect(page.get_by_role("heading", name="This list was taken back")).to_be_visible()


def test_the_register_fits_a_small_phone_and_says_why_there_is_no_map(site: Site, window: Window):
    page = acts.sign_in(window(viewport=PHONE), site, "property")
    for path in (HERE, f"{HERE}gaps/", f"{HERE}lists/", f"{HERE}imports/", f"{HERE}add/"):
        page.goto(path)
        assert looks.too_wide(page) <= 0, path
        assert looks.violations(page) == [], path
    page.goto(HERE)
    expect(page.get_by_text("No map is drawn")).to_be_visible()
    assert page.locator("main figure svg").count() == 0


def test_a_site_is_changed_and_its_history_keeps_both_words(site: Site, window: Window):
    page = acts.sign_in(window(), site, "property")
    page.goto(f"{HERE}add/")
    page.get_by_label("Name", exact=True).fill("Journey Yard")
    page.get_by_label("Department", exact=True).select_option(index=1)
    page.get_by_label("Not yet judged").check()
    page.get_by_role("button", name="Save").click()
    expect(acts.heading(page)).to_contain_text("Journey Yard")
    expect(page.get_by_role("heading", name="Still missing")).to_be_visible()
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Journey Garden")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="History").click()
    expect(page.locator("del").first).to_contain_text("Yard")
    expect(page.locator("ins").first).to_contain_text("Garden")


def search(page: Page, words: str) -> None:
    """Look for a site by words, mistyped as people do."""
    page.goto(HERE)
    page.get_by_label("Number, name or address").fill(words)
    page.get_by_role("button", name="Show").click()
