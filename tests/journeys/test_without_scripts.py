"""The same story for somebody whose browser runs no scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")


def test_a_returned_plan_is_mended_signed_filed_and_accepted_without_scripts(site: Site, window: Window):
    resident, author, liaison, head, reviewer = (window(java_script_enabled=False) for _ in range(5))
    department = site.cast.returned[0]
    name = site.names[department]

    # A resident opens the light: late, although a plan was filed.
    resident.goto("/")
    resident.get_by_role("link", name="Open the board").click()
    resident.get_by_role("link", name=acts.late_light(name)).click()
    expect(resident.locator(".answer-light")).to_have_text(re.compile("Late"))

    # The author comes in by the page of sign-ins and finds the comment where it belongs.
    author.goto("/staff/sign-in/")
    row = author.get_by_role("row").filter(
        has=author.get_by_role("rowheader", name=re.compile("author", re.IGNORECASE))
    )
    row.get_by_text("Others with this role").click()
    row.get_by_role("link", name=site.person("author", department).person).click()
    author.get_by_role("link", name="File a preparedness plan").click()
    expect(author.get_by_role("heading", name="Note of the reviewer")).to_be_visible()
    author.get_by_role("link", name="Protocols at the counter").click()
    expect(author.get_by_role("heading", name="The reviewer says")).to_be_visible()
    box = author.get_by_label("Your text")
    box.fill(box.input_value() + "\n\nAt night the duty desk is called, 213-555-0100.")
    author.get_by_role("button", name="Save and go on").click()
    expect(author.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(acts.heading(author)).to_contain_text("Staff and contractors are informed")

    # A table grows without a script.
    acts.open_section(author, department, "notification")
    rows = author.get_by_role("group", name=re.compile(r"^Row \d+$"))
    before = rows.count()
    author.get_by_role("button", name="Save and add rows").click()
    expect(rows).to_have_count(before + 3)

    # The review date of the old plan is over: nobody can sign before it is mended.
    acts.sign_in(liaison, site, "liaison", department)
    liaison.goto(f"/staff/plans/ed-12/{department}/certify/")
    expect(liaison.get_by_role("heading", name="Not ready to sign")).to_be_visible()
    expect(liaison.get_by_role("button", name="Sign this text")).to_have_count(0)
    acts.choose_review_date(author, department)

    # Signed by two, filed, green.
    for person, role in ((liaison, "liaison"), (head, "head")):
        acts.sign_in(person, site, role, department)
        acts.certify(person, department)
        acts.certified(person)
    acts.file_plan(head, department, version=2)
    assert acts.light(resident, department) == "Met"

    # The reviewer sees what differs and accepts.
    acts.sign_in(reviewer, site, "reviewer")
    acts.open_answer(reviewer, department)
    reviewer.get_by_role("link", name="What changed").click()
    expect(reviewer.locator("ins").first).to_contain_text("At night the duty desk is called")
    acts.open_answer(reviewer, department)
    reviewer.get_by_role("button", name="Accept", exact=True).click()
    expect(reviewer.get_by_role("status").filter(has_text="accepted and in force")).to_be_visible()
    assert acts.light(resident, department) == "Met"
    expect(resident.get_by_text("Verified by a reviewer")).to_be_visible()
