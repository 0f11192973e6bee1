"""The documents say what is there, and only that."""

import re
from pathlib import Path

import pytest

from standing.config import environment, reference

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    broken = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert broken == []


def test_the_readme_stays_one_page():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 70


def test_generated_pages_are_fresh():
    said = []
    assert reference.check(say=said.append) == 0, said


def test_decisions_carry_their_number_in_the_file_name_only():
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
        assert not re.match(r"# \d", page.read_text())
        for part in ("**Status:**", "**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in page.read_text(), (page.name, part)


def test_every_setting_the_code_reads_is_in_the_table():
    known = {setting.name for setting in environment.TABLE}
    read = {
        name for path in (ROOT / "src").rglob("*.py") for name in re.findall(r"\bSTANDING_[A-Z_]+\b", path.read_text())
    }
    assert read - known == set()


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    assert {one or two for one, two in named} - targets == set()
