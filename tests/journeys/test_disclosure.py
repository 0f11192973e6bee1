"""A subpoena comes to a counter, and leaves the City only by two people."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}


def test_a_subpoena_from_the_counter_to_the_door(site: Site, window: Window, tmp_path: Path):
    liaison = acts.sign_in(window(viewport=PHONE), site, "liaison", "lapl")
    address = _record(liaison)
    expect(liaison.get_by_text("Court subpoena or order").first).to_be_visible()
    assert looks.too_wide(liaison) <= 0
    assert looks.violations(liaison) == []

    right, wrong = tmp_path / "answer.txt", tmp_path / "other.txt"
    right.write_text("Exactly this.")
    wrong.write_text("Exactly this!")
    counsel = acts.sign_in(window(), site, "attorney")
    counsel.goto(address)
    counsel.get_by_role("button", name="I have it (counsel)").click()
    counsel.get_by_role("link", name="Decide").click()
    counsel.get_by_label("Release a part").check()
    counsel.get_by_label("Reason", exact=True).select_option(index=1)
    counsel.get_by_label("Library records").check()
    counsel.get_by_label("The file, exactly as it leaves").set_input_files(right)
    counsel.get_by_role("button", name="Decide").click()
    expect(counsel.get_by_text(re.compile(r"recorded as CD-\d{4}-\d{4}"))).to_be_visible()
    expect(counsel.get_by_role("link", name="Agree as the second person")).to_have_count(0)

    second = acts.sign_in(window(), site, "records")
    second.goto(address)
    second.get_by_role("link", name="Agree as the second person").click()
    for file, sentence in ((wrong, "it differs"), (right, "this file leaves, by two people")):
        second.get_by_label("The file, exactly as it leaves").set_input_files(file)
        second.get_by_label("How does it leave?").select_option("mail")
        second.get_by_role("button", name="This may leave").click()
        expect(second.get_by_text(re.compile(sentence)).first).to_be_visible()
    assert looks.violations(second) == []


def test_what_names_a_person_comes_back_with_a_kind_sentence(site: Site, window: Window):
    page = acts.sign_in(window(java_script_enabled=False), site, "records")
    page.goto("/staff/disclosure/new/")
    page.get_by_label("Number on the paper").fill("Juan Perez")
    page.get_by_role("button", name="Record and tell counsel").click()
    expect(page.get_by_text("Give only the number on the paper").first).to_be_visible()
    expect(page.get_by_label("Number on the paper")).to_have_value("Juan Perez")


def test_everybody_can_read_the_counts_and_the_inventory(site: Site, window: Window):
    page = window(viewport=PHONE)
    page.goto("/status/requests/")
    expect(acts.heading(page)).to_have_text("Requests for data")
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
    page.get_by_role("link", name="Who the City shares data with").click()
    expect(acts.heading(page)).to_have_text("Data sharing")
    assert looks.violations(page) == []
    page.goto("/status/data-inventory")
    expect(page.get_by_role("heading", name="What we never keep")).to_be_visible()
    assert looks.too_wide(page) <= 0
    assert page.context.cookies() == []


def _record(page: Page) -> str:
    page.goto("/staff/disclosure/new/")
    page.get_by_label("Which authority asks?").select_option("federal-court")
    page.get_by_label("Is there a paper?").select_option("yes")
    page.get_by_label("What does it call itself?").select_option("subpoena")
    page.get_by_label("Does the heading name a court?").select_option("yes")
    page.get_by_label("Does the heading name an agency?").select_option("no")
    page.get_by_label("Who signed?").select_option("clerk")
    page.get_by_label("Is there the seal of a court?").select_option("yes")
    page.get_by_label("Number of the form").select_option("ao-88b")
    page.get_by_label("Return date on the paper").fill((datetime.now(UTC) + timedelta(days=14)).date().isoformat())
    page.get_by_label("Library records").check()
    page.get_by_label("How many people does it ask about?").fill("1")
    page.get_by_role("button", name="Record and tell counsel").click()
    expect(acts.heading(page)).to_have_text(re.compile(r"Request DR-\d{4}-\d{4}"))
    return page.url
