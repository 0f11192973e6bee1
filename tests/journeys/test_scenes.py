"""A police scene is written down, reviewed and reported, and nobody who lives here is in it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}


def test_a_scene_from_the_street_to_the_inspector(site: Site, window: Window):
    page = acts.sign_in(window(viewport=PHONE), site, "police")
    page.goto("/staff/scenes/new/")
    day = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    page.get_by_label("Division").select_option(index=1)
    page.get_by_label("A call").check()
    page.get_by_label("Day it began").fill(day)
    page.get_by_label("Time it began").fill("08:10")
    page.get_by_label("Asked, and name or badge given").check()
    page.get_by_label("Name of the federal supervisor").fill("Sample Supervisor Nine")
    page.get_by_label("Checked on camera").check()
    page.get_by_label("Body-worn videos").fill("not an id")
    page.get_by_label("The videos are marked to be kept").check()
    page.get_by_label("Nobody was hurt").check()
    page.get_by_label("Nobody wanted to make a report").check()
    page.get_by_role("button", name="Put it into the log").click()
    expect(page.get_by_text("Each is written as in BWV-2026-00123").first).to_be_visible()
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
    page.get_by_label("Body-worn videos").fill("BWV-2026-00777")
    page.get_by_role("button", name="Put it into the log").click()
    expect(acts.heading(page)).to_have_text(re.compile(r"Scene SC-\d{4}-\d{4}"))
    expect(page.get_by_text("Sample Supervisor Nine")).to_have_count(0)
    address = page.url

    inspector = acts.sign_in(window(), site, "inspector")
    inspector.goto(address)
    inspector.get_by_label("Why do you read it?").select_option("review")
    inspector.get_by_role("button", name="Read the name").click()
    expect(inspector.get_by_text("Sample Supervisor Nine")).to_be_visible()
    inspector.get_by_role("button", name="Record the finding").click()
    expect(inspector.get_by_text("The finding is recorded.")).to_be_visible()
    assert looks.violations(inspector) == []


def test_the_first_report_tells_of_eight_calls_and_comes_out_the_same(site: Site, window: Window):
    page = acts.sign_in(window(), site, "auditor")
    page.goto("/staff/scenes/reports/")
    page.get_by_role("link", name="2026-01", exact=True).click()
    expect(page.get_by_text("every byte is the same")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Northeast 3"))).to_be_visible()
    assert looks.violations(page) == []
    page.goto("/staff/scenes/videos/")
    expect(acts.heading(page)).to_have_text("Video check")
    assert looks.violations(page) == []


def test_everybody_can_read_the_months(site: Site, window: Window):
    page = window(viewport=PHONE)
    page.goto("/status/scenes/")
    expect(acts.heading(page)).to_have_text("Police at federal scenes")
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
    assert page.context.cookies() == []
