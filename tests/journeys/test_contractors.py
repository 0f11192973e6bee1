"""An officer brings a list and sends notices; a firm attests on a small phone in Spanish; board and gate follow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

PHONE = {"width": 320, "height": 640}
HERE = "/staff/contractors/"


def test_a_list_is_brought_notices_go_out_a_firm_attests_and_the_board_follows(
    site: Site, window: Window, tmp_path: Path
):
    page = acts.sign_in(window(), site, "contracts")
    page.goto(f"{HERE}lists/")
    with page.expect_download() as handed:
        page.get_by_role("link", name="sample-contracts-200.csv").click()
    file = tmp_path / "sample-contracts-200.csv"
    handed.value.save_as(file)
    page.get_by_label("File").set_input_files(str(file))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Contract number")).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Read the rows").click()
    expect(page.get_by_role("row", name=re.compile("^Of a new contract"))).to_contain_text(re.compile(r"[1-9]\d\d"))
    page.get_by_role("button", name="Take the list in").click()
    expect(page.get_by_role("heading", name="This list is taken in")).to_be_visible()

    page.goto(f"{HERE}sendings/")
    page.get_by_role("button", name=re.compile(r"^Send \d+ notices$")).click()
    expect(page.get_by_role("heading", name="All letters are written")).to_be_visible(timeout=60_000)

    page.goto(f"{HERE}firms/TRY000003/")
    expect(page.get_by_text("Silent").first).to_be_visible()
    link = _letter(site, page, "office3@try-3.example")
    phone = window(viewport=PHONE)
    phone.goto(link)
    expect(phone).to_have_url(re.compile(r"/es/attest/$"))
    phone.get_by_role("button", name="Abrir la carta").click()
    expect(phone.get_by_text("Lo que su personal en propiedad de la Ciudad").first).to_be_visible()
    assert looks.too_wide(phone) <= 0
    assert looks.violations(phone) == []
    phone.get_by_role("button", name="Firmar por la empresa").click()
    expect(phone.get_by_text("Marque la casilla").first).to_be_visible()
    phone.get_by_label("Su nombre").fill("Persona de Muestra")
    phone.get_by_label("Su cargo en la empresa").fill("Dueña")
    phone.get_by_label("Puedo firmar por la empresa").check()
    phone.get_by_role("button", name="Firmar por la empresa").click()
    expect(phone.get_by_role("heading", name="La respuesta de su empresa está registrada")).to_be_visible()
    assert looks.too_wide(phone) <= 0
    code = phone.locator("main code").first.inner_text()

    page.reload()
    expect(page.get_by_role("cell", name="Persona de Muestra")).to_be_visible()
    page.goto(f"{HERE}contracts/TRY-000003/")
    expect(page.get_by_text("Attested", exact=True).first).to_be_visible()
    page.goto(HERE)
    expect(page.get_by_role("heading", name="Silent contracts")).to_be_visible()

    gate = window(viewport=PHONE)
    gate.goto("/gate/")
    gate.get_by_label("Code of the proof").fill(code.lower())
    gate.get_by_role("button", name="Check").click()
    expect(gate.get_by_role("heading", name="Valid", exact=True)).to_be_visible()
    assert gate.context.cookies() == []

    page.goto(f"{HERE}lists/")
    page.get_by_role("link", name=file.name, exact=True).and_(page.locator("tbody a")).first.click()
    page.get_by_role("button", name="Take the list back").click()
    expect(page.get_by_role("heading", name="This list was taken back")).to_be_visible()


def test_pages_of_firms_fit_a_small_phone(site: Site, window: Window):
    page = window(viewport=PHONE)
    for path in ("/attest/", "/es/attest/", "/crew/", "/gate/", "/es/gate/", "/status/contractors/"):
        page.goto(path)
        assert looks.too_wide(page) <= 0, path
        assert looks.violations(page) == [], path
    staff = acts.sign_in(window(viewport=PHONE), site, "contracts")
    for path in ("", "contracts/", "exceptions/", "sendings/", "lists/", "notice/"):
        staff.goto(f"{HERE}{path}")
        assert looks.too_wide(staff) <= 0, path


def _letter(site: Site, page: Page, address: str) -> str:
    """Wait for the letter to an address in the file mailbox; return its link."""
    for _ in range(120):
        for file in Path(site.mailbox).rglob("*"):
            text = file.read_text(errors="replace") if file.is_file() else ""
            if f"To: {address}" in text and (found := re.search(r"https?://\S+/attest/#[\w-]{43}", _unfolded(text))):
                return found[0]
        page.wait_for_timeout(500)
    raise AssertionError(f"No letter came to {address}.")


def _unfolded(text: str) -> str:
    """Return a message as it was written: long lines are folded by the mail's own way."""
    return re.sub(r"=\n", "", text).replace("=3D", "=")
