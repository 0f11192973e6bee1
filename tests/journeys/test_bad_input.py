"""What goes wrong gets a clear word and loses nothing."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

TITLE = "Tell people in their languages"
NEW_TITLE = "Tell people in the languages they speak"


# -- plans


def test_a_plan_posted_twice_is_filed_once(site: Site, window: Window):
    author, liaison, head = window(), window(), window()
    department = site.cast.accepted[0]
    acts.sign_in(author, site, "author", department)
    acts.open_plan(author, department)
    author.get_by_role("button", name="Start a revision").click()
    acts.add_to_text(author, department, "languages", "The list of interpreters is renewed each spring.")
    acts.choose_review_date(author, department)
    for person, role in ((liaison, "liaison"), (head, "head")):
        acts.sign_in(person, site, role, department)
        acts.certify(person, department)
        acts.certified(person)

    # The same page in two tabs; and after Back there is nothing left to send.
    second = author.context.new_page()
    for tab in (author, second):
        tab.goto(f"/staff/plans/ed-12/{department}/file/")
    for tab in (author, second):
        tab.get_by_role("button", name="File this text").click()
        expect(acts.heading(tab)).to_contain_text("version 2")
    second.go_back()
    second.reload()
    expect(second.get_by_role("button", name="File this text")).to_have_count(0)

    author.goto(f"/staff/plans/ed-12/{department}/versions/")
    expect(author.get_by_role("rowheader", name=re.compile("^Version"))).to_have_text(["Version 2", "Version 1"])


def test_a_section_sent_twice_is_saved_once(site: Site, window: Window):
    author = window(java_script_enabled=False)
    department = site.cast.accepted[1]
    acts.sign_in(author, site, "author", department)
    acts.open_plan(author, department)
    author.get_by_role("button", name="Start a revision").click()
    acts.add_to_text(author, department, "child", "The list is read each term.")
    author.goto(f"/staff/plans/ed-12/{department}/sections/child/earlier/")
    texts = author.get_by_role("heading", name=re.compile(r"^Text \d+"))
    before = texts.count()
    author.go_back()
    author.go_back()
    author.get_by_label("Your text").fill(author.get_by_label("Your text").input_value())
    author.get_by_role("button", name="Save", exact=True).click()
    author.goto(f"/staff/plans/ed-12/{department}/sections/child/earlier/")
    expect(texts).to_have_count(before)


def test_two_people_who_change_the_same_place_see_both_texts(site: Site, window: Window):
    author, liaison = window(), window()
    department = site.cast.being_written
    _open_both(site, author, liaison, department, "counter")
    author.get_by_label("Your text").fill("The author's words: ask for the paper and copy it.")
    liaison.get_by_label("Your text").fill("The liaison's words: ask for the badge number.")
    author.get_by_role("button", name="Save", exact=True).click()
    expect(author.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    liaison.get_by_role("button", name="Save", exact=True).click()

    clash = liaison.get_by_role("status").filter(has_text="Not saved yet: a colleague saved this section too")
    expect(clash).to_contain_text(site.person("author", department).person)
    expect(liaison.get_by_label("Your text")).to_have_value("The liaison's words: ask for the badge number.")
    theirs = liaison.get_by_role("heading", name=re.compile("^The text of")).locator("..")
    expect(theirs).to_contain_text("The author's words: ask for the paper and copy it.")

    both = "The author's words: ask for the paper and copy it. The liaison's words: ask for the badge number."
    liaison.get_by_label("Your text").fill(both)
    liaison.get_by_role("button", name="Save", exact=True).click()
    expect(liaison.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    acts.open_section(author, department, "counter")
    expect(author.get_by_label("Your text")).to_have_value(both)
    author.get_by_role("link", name="Earlier texts").click()
    expect(author.get_by_text("The author's words").first).to_be_visible()


def test_two_people_who_change_different_places_both_keep_their_words(site: Site, window: Window):
    author, liaison = window(), window()
    department = site.cast.being_written
    acts.sign_in(author, site, "author", department)
    acts.open_section(author, department, "informed")
    author.get_by_label("Your text").fill("First line.\n\nMiddle line.\n\nLast line.")
    author.get_by_role("button", name="Save", exact=True).click()
    _open_both(site, author, liaison, department, "informed")
    author.get_by_label("Your text").fill("First line of the author.\n\nMiddle line.\n\nLast line.")
    liaison.get_by_label("Your text").fill("First line.\n\nMiddle line.\n\nLast line of the liaison.")
    author.get_by_role("button", name="Save", exact=True).click()
    expect(author.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    liaison.get_by_role("button", name="Save", exact=True).click()
    expect(liaison.get_by_role("status").filter(has_text="Both texts are now in it")).to_be_visible()
    expect(liaison.get_by_label("Your text")).to_have_value(
        "First line of the author.\n\nMiddle line.\n\nLast line of the liaison."
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_session_that_ends_while_typing_loses_no_word(site: Site, window: Window, scripts: bool):
    page = window(java_script_enabled=scripts)
    department = site.cast.being_written
    acts.sign_in(page, site, "author", department)
    acts.open_section(page, department, "languages" if scripts else "interruption")
    elsewhere = page.context.new_page()
    elsewhere.goto("/staff/")
    elsewhere.get_by_role("button", name="Sign out").click()

    words = f"Staff call an interpreter by telephone. Typed with{'' if scripts else 'out'} scripts."
    page.get_by_label("Your text").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(acts.heading(page)).to_have_text("You were signed out")
    expect(page.locator("form.kept textarea, form.kept input").filter(visible=True)).to_have_value(words)

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").first.click()
    acts.sign_in(opened.value, site, "author", department)
    page.get_by_role("button", name="Send again").click()
    if (
        acts.heading(page).inner_text() == "You were signed out"
        or page.get_by_role("button", name="Send again").count()
    ):
        page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value(words)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_attachment_that_is_not_what_it_says_is_refused_and_the_text_stays(
    site: Site, window: Window, scripts: bool
):
    page = window(java_script_enabled=scripts)
    department = site.cast.being_written
    acts.sign_in(page, site, "author", department)
    section = "worker-detained" if scripts else "child"
    acts.open_section(page, department, section)
    words = f"Typed before the file was chosen, with{'' if scripts else 'out'} scripts."
    page.get_by_label("Your text").fill(words)
    if scripts:
        expect(page.locator(".saved")).to_contain_text("Saved at")
    _choose(page, "sheet.pdf", b"<html><script>alert(1)</script></html>")
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator(".error-summary")).to_contain_text("PDF")
    expect(page.get_by_label("Your text")).to_have_value(words)
    expect(page.get_by_text("No files.")).to_be_visible()

    # A file that is what it says stands beside the section.
    _choose(page, "sheet.txt", b"Signed sheets are kept at the yard.\n")
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("link", name="sheet.txt")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value(words)


# -- packs


def test_a_broken_pack_shows_every_problem_with_its_place(site: Site, window: Window):
    page = window()
    acts.sign_in(page, site, "administrator")
    _send_pack(
        page,
        {
            "thresholds.yaml": lambda text: text + "\nno_such_field: 3\n",
            "departments.yaml": lambda text: text + _first_department(text),
            "instruments/ed-12.yaml": lambda text: text.replace("{rule: days-after", "{rule: days-before", 1).replace(
                "rule: days-after", "rule: days-before", 1
            ),
        },
    )
    table = page.get_by_role("table", name="What is wrong, and where")
    for file in ("thresholds.yaml", "departments.yaml", "instruments/ed-12.yaml"):
        row = table.get_by_role("row").filter(has_text=file).first
        expect(row.get_by_role("cell").nth(0)).to_have_text(re.compile(r"^\d+$"))
        expect(row.get_by_role("cell").nth(1)).to_have_text(re.compile(r"\w"))
        expect(row.get_by_role("cell").nth(2)).to_have_text(re.compile(r"\w+ \w+"))
    expect(table.get_by_role("row").filter(has_text="no_such_field")).to_have_count(1)
    page.goto("/staff/pack/")
    expect(page.get_by_role("heading", name="A pack waits")).to_have_count(0)


def test_a_file_that_is_no_pack_gets_a_sentence(site: Site, window: Window):
    page = window()
    acts.sign_in(page, site, "administrator")
    page.goto("/staff/pack/upload/")
    page.get_by_label("The pack, as one .zip file").set_input_files(
        {"name": "pack.zip", "mimeType": "application/zip", "buffer": b"not a zip"}
    )
    page.get_by_role("button", name="Read and compare").click()
    expect(page.locator(".error-summary")).to_contain_text("This is no .zip file that can be read.")


def test_a_changed_pack_shows_what_it_would_do_and_then_does_it(site: Site, window: Window):
    page, resident = window(), window()
    acts.sign_in(page, site, "administrator")
    _send_pack(
        page,
        {
            "pack.yaml": lambda text: re.sub(r'(?m)^version: "?([^"\n]+)"?', 'version: "2-journey"', text, count=1),
            "instruments/ed-12.yaml": lambda text: _one_week_more(
                text.replace(f"title: {TITLE}", f"title: {NEW_TITLE}")
            ),
        },
    )
    expect(acts.heading(page)).to_have_text("Proposed: version 2-journey")
    effects = page.get_by_role("table", name="Effects on duties, dates and lights")
    expect(effects.get_by_role("row").filter(has_text="contractors")).to_contain_text("2025")
    changes = page.get_by_role("table", name="Each difference, thing by thing")
    expect(changes.get_by_role("row").filter(has_text=NEW_TITLE)).to_have_count(1)
    resident.goto("/status/")
    expect(resident.get_by_role("link", name=TITLE, exact=True).first).to_be_visible()

    page.get_by_label("Reason for the change").fill("Sample: the title speaks plainly.")
    page.get_by_label("I have read what changes").check()
    page.get_by_role("button", name="Apply this pack").click()
    expect(page.get_by_role("status").filter(has_text="Version 2-journey is in force.")).to_be_visible()
    resident.reload()
    expect(resident.get_by_role("link", name=NEW_TITLE, exact=True).first).to_be_visible()
    resident.goto("/status/?on=2026-01-31")
    expect(resident.get_by_role("link", name=TITLE, exact=True).first).to_be_visible()


def _open_both(site: Site, author: Page, liaison: Page, department: str, section: str) -> None:
    for person, role in ((author, "author"), (liaison, "liaison")):
        acts.sign_in(person, site, role, department)
        acts.open_section(person, department, section)


def _choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def _send_pack(page: Page, changes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(acts.PACK.rglob("*.yaml")):
            name = file.relative_to(acts.PACK).as_posix()
            text = file.read_text()
            changed = changes[name](text) if name in changes else text
            assert name not in changes or changed != text, f"{name} was to be changed"
            archive.writestr(name, changed)
    page.goto("/staff/pack/upload/")
    page.get_by_label("The pack, as one .zip file").set_input_files(
        {"name": "pack.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    )
    page.get_by_role("button", name="Read and compare").click()


def _first_department(text: str) -> str:
    """Return the first department of the file once more, as it is written there."""
    found = re.search(r"(?ms)^  - .*?(?=^  - )", text)
    assert found is not None
    return found.group()


def _one_week_more(text: str) -> str:
    """Give one duty that no other journey looks at a week more."""
    return re.sub(r"(- id: ED12-2\.contractors.*?days: )14", r"\g<1>21", text, count=1, flags=re.DOTALL)
