"""Personnel makes a course a duty, a department's people sign on paper, and the board's light turns."""

import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
HERE = "/staff/training/"


def test_the_pages_fit_a_small_phone(site: Site, window: Window):
    page = acts.sign_in(window(viewport=PHONE), site, "personnel")
    for path in (HERE, f"{HERE}missing/", f"{HERE}rules/", f"{HERE}rules/make/", f"{HERE}sheets/", f"{HERE}imports/"):
        page.goto(path)
        assert looks.too_wide(page) <= 0, path
        assert looks.violations(page) == [], path
    page.goto("/status/training/")
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_rule_is_made_counted_and_ended(site: Site, window: Window, scripts: bool):
    page = acts.sign_in(window(java_script_enabled=scripts), site, "personnel")
    page.goto(f"{HERE}rules/make/")
    page.get_by_label("Course").select_option(label="At the counter")
    page.get_by_label("With the work").select_option(label="Office")
    page.get_by_label("In the shift").select_option(label="Night")
    page.get_by_role("button", name="See how many people it covers").click()
    expect(page.get_by_role("heading", name=re.compile("This rule covers"))).to_be_visible()
    page.get_by_role("button", name="Make this rule").click()
    expect(page.get_by_text("The rule is made")).to_be_visible()
    row = page.locator("tbody tr", has_text="Office, Night").first
    row.get_by_role("button", name="End it today").click()
    expect(page.get_by_text("The rule has ended")).to_be_visible()


def test_people_sign_a_sheet_and_the_light_turns(site: Site, window: Window, tmp_path):
    scan = tmp_path / "scan.png"
    Image.new("RGB", (400, 600), "white").save(scan)
    page = acts.sign_in(window(), site, "personnel")
    department, name = _one_below_the_mark(page)
    page.goto(f"{HERE}sheets/")
    page.get_by_label("Course").select_option(label="What the ordinance says")
    page.get_by_label("Department").select_option(label=name)
    page.get_by_role("button", name="Make a sheet").click()
    expect(acts.heading(page)).to_contain_text("Sheet")
    printed = page.request.get(page.get_by_role("link", name="Print the sheet").get_attribute("href") or "")
    assert printed.body().startswith(b"%PDF")
    for box in page.get_by_role("group", name="Who signed").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Supervisor who signed").fill("Sample Lead")
    page.get_by_label("Scan or photograph").set_input_files(str(scan))
    page.get_by_role("button", name="Enter the sheet").click()
    expect(page.get_by_text(re.compile("people were entered|person was entered"))).to_be_visible()
    papers = page.request.get(page.get_by_role("link", name="the certificates of").get_attribute("href") or "")
    assert papers.body().startswith(b"%PDF")

    for _ in range(20):  # the count is a job
        page.goto(f"/status/lights/ED12-1.training/{department}/")
        if page.get_by_text("Training finished").count():
            break
        page.wait_for_timeout(1500)
    expect(page.get_by_text("Training finished").first).to_be_visible()


def _one_below_the_mark(page: Page) -> tuple[str, str]:
    """Return code and name of a department whose people did not take the ordinance's course yet, of the smallest."""
    lines = page.request.get(f"{HERE}coverage.csv?course=the-ordinance").text().splitlines()
    found = []
    for line in lines[1:]:
        cells = line.split(",")
        if cells[3] == "department" and cells[-1].isdigit() and int(cells[-1]) < 95 and '"' not in line:
            found.append((int(cells[-4]), cells[4], cells[5]))
    _size, code, name = min(found)
    return code, name
