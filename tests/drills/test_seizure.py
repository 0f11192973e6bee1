"""The drill of a seizure at its full size, 10,000 families, or as many as DRILL_SIZE says; and what makes it fail."""

import re
import sys
from pathlib import Path

from standing.config.drills import seizure

FAMILIES = 10_000
FEWEST = 60


def test_ten_thousand_families_leave_nothing_to_find(tmp_path: Path, figure, size):
    lines: list[str] = []
    families = max(int(FAMILIES * size), FEWEST)
    code = seizure.run(families=families, report=tmp_path / "report.txt", say=lines.append)
    figure(f"seizure: {families} families, {lines[-1]}")
    assert code == 0, "\n".join(lines)
    assert lines[-1] == "Nothing was found that must not be there."


def test_tags_that_lie_in_their_order_are_told_from_chance(tmp_path: Path, monkeypatch):
    """On a machine without Playwright, too, where the report says what it did not show. Fewer show no order."""
    monkeypatch.delitem(sys.modules, "standing.config.drills.browser", raising=False)
    monkeypatch.delattr("standing.config.drills.browser", raising=False)  # where a drill before this one left it
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    lines: list[str] = []
    code = seizure.run(families=96, browser=2, report=tmp_path / "report.txt", plant=("order",), say=lines.append)
    text = "\n".join(lines)
    assert "MORE THAN CHANCE" in text
    assert "not shown: no family came to the page of the desk, because Playwright is not installed here." in text
    assert "findings. Not shown: 1." in text
    assert code == 1


def test_what_was_planted_is_found_and_nothing_else(tmp_path: Path):
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(
        families=48,
        browser=1,
        report=report,
        plant=("name", "log", "key"),
        say=lines.append,
    )
    text = report.read_text()
    for said in (
        "full name in city: dump",
        "what it said",
        "a destroyed key in city: apart",
        "with both live keys, 50 of 50 names are told",
        "as chance",
        "4 of 4 codes of desks lie on their own tablets: so this can fail",
        "of 1 tokens that they drew, ",  # how many of them a browser has written down by then, is its own affair
        "cards and what each got: so this can fail",
        "✓ after destruction, the tablets",
    ):
        assert said in text, (said, text)
    assert code == 1, text

    found = [line for line in lines if "FOUND" in line]
    people = {told[0] for line in found if (told := re.findall(r"family \d+, adult \d+", line))}
    others = [line for line in found if "family" not in line and "a destroyed key in city: apart" not in line]
    assert (len(people), others) == (1, []), text
    assert all(" in city: " in line for line in found), text
    assert all("the city" in line for line in lines if line.startswith("✗")), text


def test_too_few_families_hide_nobody_and_are_refused():
    lines: list[str] = []
    assert seizure.run(families=10, report=None, say=lines.append) == 2
    assert "cards wait until 10 tokens are there" in lines[0]
