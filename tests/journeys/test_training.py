"""A worker takes a course on a small phone, at a kiosk, in Spanish and without a network, and the certificate is checked."""

import re
from pathlib import Path
from random import randrange

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
TABLET = {"width": 820, "height": 1180}
COURSE = "/learn/the-ordinance/"
RIGHT = {
    "Whom does": ["The City's own people, and firms that work for it"],
    "When does somebody need to know about status": ["Only when the law needs it for a service or a job"],
    "An officer shows a warrant": ["I comply, step aside and call my supervisor"],
    "An officer asks for the list": [
        "I say politely that consent is not mine to give",
        "I refer the officer to my supervisor",
    ],
}
A_MOMENT = 3200  # milliseconds: what comes faster than three seconds is taken for a robot
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")


def answer(page: Page, *, wrong: int = 0) -> None:
    """Choose an answer to each question, the first ones wrong, and hand them in."""
    for place, (question, right) in enumerate(RIGHT.items()):
        group = page.get_by_role("group", name=re.compile(re.escape(question)))
        if place < wrong:
            group.get_by_role("radio").nth(0).check()
            continue
        for box in group.get_by_role("checkbox").all():
            box.uncheck()
        for choice in right:
            group.get_by_label(choice, exact=True).check()
    page.get_by_role("button", name="Hand in my answers").click()


def somebody(window: Window, site: Site) -> tuple[str, str]:
    """Have the personnel officer put an invented person on the roster; return number and name."""
    number, name = f"9{randrange(10**7):07}", "Sample Journeyman"
    page = acts.sign_in(window(), site, "personnel")
    page.goto("/staff/roster/add/")
    page.get_by_label("Employee number").fill(number)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Department").select_option(index=1)
    page.get_by_label("From which day").fill("2026-01-05")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return number, name


def test_a_course_is_taken_on_a_small_phone_and_its_certificate_checked(site: Site, window: Window):
    number, name = somebody(window, site)
    page = window(viewport=PHONE)
    page.goto("/learn/")
    page.get_by_role("link", name="What the ordinance says").click()
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []

    page.wait_for_timeout(A_MOMENT)
    answer(page, wrong=2)
    expect(page.get_by_text("Not yet", exact=True)).to_be_visible()
    expect(page.get_by_text("2 of 4 answers are right.")).to_be_visible()
    expect(page.get_by_text("It gives no orders to federal officers.").last).to_be_visible()
    assert looks.too_wide(page) <= 0
    page.wait_for_timeout(A_MOMENT)
    answer(page)
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    assert looks.violations(page) == []

    page.get_by_label("Employee number").fill(number)
    page.get_by_label("Name", exact=True).fill("Somebody Else")
    page.get_by_role("button", name="Finish the course").click()
    expect(page.get_by_text("do not fit together").first).to_be_visible()
    expect(page.get_by_label("Employee number")).to_have_value(number)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Finish the course").click()
    expect(page.get_by_role("heading", name="You finished the course")).to_be_visible()
    code = page.get_by_text(CODE).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Certificate as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")

    page.goto(f"/learn/verify/#{code}")
    expect(page.get_by_label("Code on the certificate")).to_have_value(code)
    assert code not in page.url
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("heading", name="This certificate holds")).to_be_visible()
    expect(page.get_by_text(name)).to_be_visible()
    assert page.context.cookies() == []


def test_a_kiosk_has_large_letters_no_way_out_and_forgets(site: Site, window: Window):
    page = window(viewport=TABLET)
    page.clock.install()
    page.goto(f"{COURSE}?kiosk=1")
    assert page.get_by_role("navigation").count() == 0
    assert looks.violations(page) == []
    first = page.get_by_role("radio").first
    first.check()
    page.clock.run_for(119_000)
    expect(first).to_be_checked()
    page.clock.run_for(130_000)
    expect(page.get_by_role("radio").first).not_to_be_checked()
    assert page.url.endswith("?kiosk=1")


def test_without_a_network_answers_wait_in_the_page(site: Site, window: Window):
    page = window(viewport=PHONE)
    page.goto(COURSE)
    page.wait_for_timeout(A_MOMENT)
    page.context.set_offline(True)
    answer(page)
    expect(page.locator("[data-waiting]")).to_contain_text("Your answers stay here")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()


def test_in_spanish_the_whole_course_is_spanish(site: Site, window: Window):
    page = window(viewport=PHONE)
    page.goto(f"/es{COURSE}")
    expect(page.get_by_role("heading", name="Qué dice la ordenanza")).to_be_visible()
    expect(page.get_by_role("group", name=re.compile("¿A quién obliga la ordenanza"))).to_be_visible()
    assert looks.too_wide(page) <= 0
    assert looks.violations(page) == []
