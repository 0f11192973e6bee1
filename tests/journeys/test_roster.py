"""Personnel brings a list of people, looks at what it would do, takes it in, brings it again, and takes it back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
HERE = "/staff/roster/"
NAME = "sample-people-500.csv"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_of_five_hundred_comes_in_changes_nothing_twice_and_goes_back(
    site: Site, window: Window, scripts: bool, tmp_path
):
    page = acts.sign_in(window(java_script_enabled=scripts), site, "personnel")
    page.goto(HERE)
    people = how_many(page)
    page.get_by_role("link", name="Bring a list").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=NAME).first.click()
    file = tmp_path / NAME
    download.value.save_as(file)

    bring(page, str(file))
    expect(page.get_by_role("heading", name="Rows with mistakes")).to_be_visible()
    expect(page.get_by_text("Department of Mysteries").first).to_be_visible()
    joins, leaves = told(page, "Join"), told(page, "Leave")
    assert joins >= 10
    assert leaves > people // 10
    page.get_by_role("link", name="Move", exact=True).click()
    expect(page.locator("ins").first).to_contain_text("Sample Annex")

    page.get_by_label("Leave out the rows with mistakes, and take in the rest").check()
    page.get_by_role("button", name="Take the list in").click()
    expect(page.get_by_text("type the number of those who leave").first).to_be_visible()
    page.get_by_label("Leave out the rows with mistakes, and take in the rest").check()
    page.get_by_label("How many leave").fill(str(leaves))
    page.get_by_role("button", name="Take the list in").click()
    expect(page.get_by_role("heading", name="This list is taken in")).to_be_visible()
    taken_in = page.url
    page.goto(HERE)
    assert how_many(page) == people + joins - leaves

    page.goto(f"{HERE}imports/")
    bring(page, str(file))
    expect(page.get_by_role("heading", name="Nothing would change")).to_be_visible()
    page.get_by_role("button", name="Forget this list").click()

    page.goto(taken_in)
    page.get_by_role("button", name="Take the list back").click()
    expect(page.get_by_role("heading", name="This list was taken back")).to_be_visible()
    page.goto(HERE)
    assert how_many(page) == people


def test_the_roster_fits_a_small_phone_and_somebody_is_moved_by_hand(site: Site, window: Window):
    page = acts.sign_in(window(viewport=PHONE), site, "personnel")
    for path in (HERE, f"{HERE}add/", f"{HERE}imports/"):
        page.goto(path)
        assert looks.too_wide(page) <= 0, path
        assert looks.violations(page) == [], path
    page.goto(HERE)
    page.locator("tbody th a").first.click()
    assert looks.too_wide(page) <= 0
    page.get_by_role("link", name="Change this post").first.click()
    page.get_by_label("Site").fill("Journey Yard")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Journey Yard").first).to_be_visible()
    page.get_by_role("button", name="Take this change back").click()
    expect(page.get_by_text("Journey Yard")).to_have_count(0)


def bring(page: Page, file: str) -> None:
    """Bring a list and have it read with the columns as they were guessed."""
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Employee number")).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Read the rows").click()


def told(page: Page, words: str) -> int:
    """Return how many people the list would do that with."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=words, exact=True))
    return int(row.locator("td").inner_text())


def how_many(page: Page) -> int:
    """Return how many people the page says there are."""
    return int(re.sub(r"\D", "", page.get_by_role("status").filter(has_text="people").first.inner_text()))
