"""The whole story: a light is late, a department writes, two sign, it comes back, it is mended, it is accepted."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PICTURE = {"width": 1280, "height": 960}
WHOLE_BOARD = {"width": 1280, "height": 1400}
AT_NIGHT = "At night the duty desk is called, 213-555-0100. The liaison keeps the record."
FIRST_COMMENT = "Say who is called at night."
SECOND_COMMENT = "Name the neighborhood papers you use."


@pytest.fixture
def picture(images: Path):
    """Keep pictures only when the docs are made anew: DOCS_IMAGES=1."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("DOCS_IMAGES") == "1":
            acts.picture(page, images, name)

    return take


def test_a_plan_is_written_signed_filed_returned_mended_and_accepted(site: Site, window: Window, picture):
    resident, author, liaison, head, reviewer = (window(viewport=PICTURE) for _ in range(5))
    department = site.cast.not_begun
    name = site.names[department]

    # A resident looks: the home page, the board, one light and its proof.
    resident.goto("/")
    resident.get_by_role("link", name="Open the board").click()
    expect(acts.heading(resident)).to_have_text("Status board")
    resident.set_viewport_size(WHOLE_BOARD)
    picture(resident, "board.png")
    resident.set_viewport_size(PICTURE)
    resident.get_by_role("link", name=acts.late_light(name)).click()
    expect(resident.locator(".answer-light")).to_have_text(re.compile("Late"))
    expect(resident.get_by_text(re.compile("it was due on .*July.* 2025")).first).to_be_visible()
    remedies = resident.get_by_role("region", name="What would turn it green").get_by_role("listitem")
    expect(remedies.first).to_have_text(re.compile(r"\w+ \w+"))
    expect(resident.get_by_role("region", name="The clause")).to_contain_text("preparedness plan")
    expect(resident.get_by_role("region", name="The proof")).to_contain_text(re.compile("[0-9a-f]{64}"))
    picture(resident, "light.png")
    resident.goto(f"/status/departments/{department}/")
    picture(resident, "department.png")
    phone = window(viewport={"width": 390, "height": 1500})
    phone.goto("/status/")
    picture(phone, "board-phone.png")

    # The author signs in as a newcomer does, from the foot of the home page.
    resident.goto("/")
    resident.get_by_role("link", name="Staff sign-in").click()
    expect(resident.get_by_role("heading", name="Try it as…")).to_be_visible()
    acts.sign_in(author, site, "author", department)
    picture(author, "staff-home.png")
    author.get_by_role("link", name="File a preparedness plan").click()
    expect(acts.heading(author)).to_contain_text(name)
    tasks = author.get_by_role("main").locator(".tasks > li")
    wanted = acts.sections()
    expect(tasks).to_have_count(len(wanted))
    expect(tasks.filter(has_text="Not started")).to_have_count(len(wanted))

    # Every section, one after the other; the guidance stands beside it.
    tasks.get_by_role("link").first.click()
    for number, section in enumerate(wanted):
        expect(acts.heading(author)).to_contain_text(section.heading)
        expect(author.get_by_role("heading", name="What to write")).to_be_visible()
        acts.write(author, acts.good_text(site, department, section))
        if number == 0:
            author.get_by_label("Your text").evaluate("box => { box.scrollTop = 0; box.blur(); }")
            picture(author, "plan-section.png")
        acts.save_and_go_on(author)
        if number == 5:
            acts.open_plan(author, department)
            expect(tasks.filter(has_text="Done")).to_have_count(6)
            picture(author, "plan-overview.png")
            tasks.get_by_role("link").nth(6).click()
    expect(acts.heading(author)).to_contain_text(name)
    expect(tasks.filter(has_text="Done")).to_have_count(len(wanted))

    # An author cannot sign; two other people do. Then a word is changed, and both signatures are void.
    expect(author.get_by_role("link", name="Read and sign")).to_have_count(0)
    acts.sign_in(liaison, site, "liaison", department)
    acts.certify(liaison, department)
    acts.certified(liaison)
    acts.sign_in(head, site, "head", department)
    acts.certify(head, department)
    acts.certified(head)
    expect(head.get_by_role("link", name="File the plan")).to_be_visible()
    acts.add_to_text(author, department, "child", "The duty desk keeps the list.")
    acts.open_plan(author, department)
    expect(author.get_by_text("Nobody has signed this text yet.")).to_be_visible()
    expect(author.get_by_role("heading", name="A signature lost its text")).to_have_count(2)
    expect(author.get_by_role("link", name="File the plan")).to_have_count(0)

    # Both sign again, the author files, and the light turns.
    acts.certify(liaison, department)
    acts.certify(head, department)
    acts.file_plan(author, department, version=1)
    assert acts.light(resident, department) == "Met"
    expect(resident.get_by_text("Claimed by the department, not yet verified")).to_be_visible()
    acts.open_section(author, department, "child")
    expect(author.get_by_text("Its text cannot change until it is answered.")).to_be_visible()

    # The reviewer returns it with comments on two sections, and the board says so at once.
    acts.sign_in(reviewer, site, "reviewer")
    acts.open_answer(reviewer, department)
    expect(acts.heading(reviewer)).to_have_text(f"Answer {name}, version 1")
    picture(reviewer, "review.png")
    reviewer.get_by_label("Comment on “Protocols at the counter”").fill(FIRST_COMMENT)
    reviewer.get_by_label("Comment on “Languages”").fill(SECOND_COMMENT)
    reviewer.get_by_label("Note to the department").fill("Thank you. Two things are missing.")
    reviewer.get_by_role("button", name="Return with comments").click()
    expect(acts.heading(reviewer)).to_contain_text(name)
    assert acts.light(resident, department) == "Late"

    # The same text is refused.
    acts.open_plan(author, department)
    expect(author.get_by_text("Two things are missing.").first).to_be_visible()
    expect(tasks.filter(has_text=FIRST_COMMENT)).to_have_count(1)
    expect(tasks.filter(has_text=SECOND_COMMENT)).to_have_count(1)
    acts.certify(liaison, department)
    expect(liaison.get_by_role("alert").or_(liaison.locator(".error-summary"))).to_contain_text(
        re.compile("same|unchanged|nothing", re.IGNORECASE)
    )
    acts.open_plan(liaison, department)
    expect(liaison.get_by_text("Nobody has signed this text yet.")).to_be_visible()

    # The author answers both comments; it is signed and filed again; the reviewer sees the difference.
    acts.add_to_text(author, department, "counter", AT_NIGHT)
    acts.add_to_text(author, department, "languages", "We send news to the Harbor Lantern (sample paper) too.")
    acts.certify(liaison, department)
    acts.certify(head, department)
    acts.file_plan(author, department, version=2)
    acts.open_answer(reviewer, department)
    reviewer.get_by_role("link", name="What changed").click()
    expect(acts.heading(reviewer)).to_have_text("What changed from version 1 to version 2")
    expect(reviewer.locator("ins")).to_contain_text([AT_NIGHT, "Harbor Lantern"])
    expect(reviewer.get_by_text("Nothing changed here.")).to_have_count(len(wanted) - 2)

    # Accepted: the light is green, verified, and its proof names the version.
    acts.open_answer(reviewer, department)
    reviewer.get_by_role("button", name="Accept", exact=True).click()
    expect(reviewer.get_by_role("status").filter(has_text="The version is accepted and in force.")).to_be_visible()
    assert acts.light(resident, department) == "Met"
    expect(resident.get_by_text("Verified by a reviewer")).to_be_visible()
    evidence = resident.get_by_role("region", name="Evidence that was looked at")
    expect(evidence.get_by_role("row").filter(has_text="version 2")).to_contain_text("Counts")
    expect(resident.get_by_role("region", name="What would turn it green")).to_contain_text("Nothing more is owed.")
