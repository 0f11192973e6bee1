"""The drill of a seizure at its full size, 10,000 families, or as many as DRILL_SIZE says; and what makes it fail."""

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
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    lines: list[str] = []
    code = seizure.run(families=96, browser=2, report=tmp_path / "report.txt", plant=("order",), say=lines.append)
    text = "\n".join(lines)
    assert "MORE THAN CHANCE" in text
    assert "not shown: no family came to the page of the desk, because Playwright is not installed here." in text
    assert "findings. Not shown: 1." in text
    assert code == 1
