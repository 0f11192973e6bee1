"""What people do in the journeys, in the words of the people: sign in, write, sign, file, answer."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from standing.rooms.plans.rules.template import PlansFile, SectionTerms
from standing.rooms.plans.rules.values import Value, rows_of
from standing.sample.people import Invented
from standing.sample.texts import About, fill
from tests.journeys.server import ROOT, Site

PACK = ROOT / "packs" / "los-angeles"
CAMPAIGN = "ed-12"
DUTY = "ED12-1.plan"


def sections() -> tuple[SectionTerms, ...]:
    """Return the sections that the pack asks for."""
    return PlansFile.model_validate(yaml.safe_load((PACK / "plans" / f"{CAMPAIGN}.yaml").read_text())).template.sections


def good_text(site: Site, department: str, section: SectionTerms, *, today: date | None = None) -> Value:
    """Return what somebody who read the guidance would write."""
    return fill(
        section=section,
        about=About(
            department="our department",
            liaison=_as_contact(site, "liaison", department),
            backup=_as_contact(site, "backup", department),
            today=today or datetime.now(UTC).date(),
        ),
    )


# -- coming in


def sign_in(page: Page, site: Site, role: str, department: str = "") -> Page:
    """Sign in with the sample's one click; the first page says what to do."""
    page.goto(site.person(role, department).url)
    expect(page).to_have_url(re.compile(r"/staff/$"))
    expect(heading(page)).to_have_text("What to do next")
    return page


def heading(page: Page) -> Locator:
    """Return the one heading of the page."""
    return page.get_by_role("heading", level=1)


def open_plan(page: Page, department: str) -> None:
    """Open the plan of a department."""
    page.goto(f"/staff/plans/{CAMPAIGN}/{department}/")
    expect(page.get_by_role("heading", name="Sections", exact=True)).to_be_visible()


def open_section(page: Page, department: str, section: str) -> None:
    """Open one section of a plan."""
    page.goto(f"/staff/plans/{CAMPAIGN}/{department}/sections/{section}/")


def late_light(department: str) -> re.Pattern[str]:
    """Return the name of the light of a plan that is late, as it is read aloud."""
    return re.compile(rf"Late\W+{re.escape(department)}\W+File a preparedness plan")


def light(page: Page, department: str, duty: str = DUTY) -> str:
    """Open a light on the public board and return its word."""
    page.goto(f"/status/lights/{duty}/{department}/")
    return page.locator(".answer-light").inner_text().strip()


# -- writing


def write(page: Page, value: Value) -> None:
    """Type a value into the section that is open, adding rows when there are too few."""
    if "text" in value:
        page.get_by_label("Your text").fill(str(value["text"]))
    elif "date" in value:
        page.get_by_label("Day").fill(str(value["date"]))
    else:
        for number, row in enumerate(rows_of(value)):
            if page.get_by_role("group", name=f"Row {number + 1}", exact=True).count() == 0:
                page.get_by_role("button", name="Save and add rows").click()
            for column, text in row.items():
                cell = page.locator(f"[name='row-{number}-{column}']")
                if column == "role":
                    cell.select_option(text)
                else:
                    cell.fill(text)


def save_and_go_on(page: Page) -> None:
    """Save the section and go to the next, or after the last to the plan."""
    page.get_by_role("button", name=re.compile("^Save and (go on|finish)$")).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def add_to_text(page: Page, department: str, section: str, words: str) -> None:
    """Add a sentence to a section of text, and save."""
    open_section(page, department, section)
    box = page.get_by_label("Your text")
    box.fill(f"{box.input_value()}\n\n{words}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def choose_review_date(page: Page, department: str) -> None:
    """Choose the day on which the plan is read again; the one of an old plan is over."""
    open_section(page, department, "review-date")
    page.get_by_label("Day").fill((datetime.now(UTC).date() + timedelta(days=300)).isoformat())
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


# -- signing, filing, answering


def certify(page: Page, department: str) -> None:
    """Read the whole text and sign it."""
    open_plan(page, department)
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("I have read this text.").check()
    page.get_by_role("button", name="Sign this text").click()


def certified(page: Page) -> None:
    """See that the signature stands."""
    expect(page.get_by_role("status").filter(has_text="Your signature stands under this text.")).to_be_visible()


def file_plan(page: Page, department: str, *, version: int) -> None:
    """File the text that two people signed."""
    open_plan(page, department)
    page.get_by_role("link", name="File the plan").click()
    page.get_by_role("button", name="File this text").click()
    expect(page.get_by_role("status").filter(has_text=f"Version {version} is filed.")).to_be_visible()


def open_answer(page: Page, department: str) -> None:
    """Go from the first page of a reviewer to the plan that waits."""
    page.goto("/staff/")
    page.locator(f"main a[href*='/plans/{CAMPAIGN}/{department}/']").first.click()
    if "/review/" not in page.url:
        page.get_by_role("link", name="Answer", exact=True).click()


def path(page: Page) -> str:
    """Return the path of the page."""
    return urlsplit(page.url).path


# -- pictures


def picture(page: Page, folder: Path, name: str) -> None:
    """Keep what the window shows as a picture for the docs, small enough for everybody."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    taken.quantize(colors=256, dither=Image.Dither.NONE).save(folder / name, optimize=True)
    size = (folder / name).stat().st_size
    assert size <= 250_000, f"{name} has {size} bytes"


def _as_contact(site: Site, role: str, department: str) -> Invented:
    person = site.person(role, department).person
    return Invented(name=person, email=f"{person.replace(' ', '.').lower()}@{department}.example", phone="213-555-0101")
