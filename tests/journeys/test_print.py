"""The board on paper: every name whole, every column there, nothing that only a screen can use."""

import io
import re
import unicodedata
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")


def test_the_board_is_readable_on_paper(site: Site, window: Window, tmp_path: Path):
    page = window(viewport={"width": 1040, "height": 720})
    page.goto("/status/")
    duties = page.get_by_role("table").first.get_by_role("columnheader").all_inner_texts()
    page.emulate_media(media="print")
    page.screenshot(path=tmp_path / "board-on-paper.png")
    expect(page.get_by_role("navigation").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("rowheader", name=site.names[site.cast.not_begun])).to_be_visible()

    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="Letter", prefer_css_page_size=True)))
    words = _words(paper)
    assert [name for name in site.names.values() if name not in words] == []
    assert [duty for duty in duties if re.sub(r"\s+", " ", duty).strip() not in words] == []
    assert "sample" in words.lower()
    assert len(paper.pages) <= 12


def test_a_light_is_readable_on_paper(site: Site, window: Window):
    page = window()
    page.goto(f"/status/lights/ED12-1.plan/{site.cast.accepted_twice}/")
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="Letter")))
    words = _words(paper)
    for heading in ("How this was decided", "When it is due", "Evidence that was looked at", "The clause", "The proof"):
        assert heading in words
    assert "sample" in words.lower()


def _words(paper: pypdf.PdfReader) -> str:
    """Return what is printed, with joined letters taken apart."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in paper.pages)))
