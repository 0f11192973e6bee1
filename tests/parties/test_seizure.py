"""The drill of a seizure finds nothing after a round, and finds what was planted."""

from __future__ import annotations

import sys

import pytest

from standing.config.drills import seizure


@pytest.mark.parametrize(
    ("families", "browser", "plant", "said"),
    [
        (
            48,
            1,
            (),
            [
                "4 of 4 codes of desks lie on their own tablets: so this can fail",
                "of 1 tokens that they drew, 1 lie there",
                "cards and what each got: so this can fail",
                "✓ after destruction, the tablets",
                "Nothing was found that must not be there.\n",
            ],
        ),
        (
            96,  # fewer show no order
            2,
            ("name", "log", "key", "order"),
            [
                "full name in city: dump",
                "what it said",
                "a destroyed key in city: apart",
                "MORE THAN CHANCE",
                "not shown: no family came to the page of the desk, because Playwright is not installed here.",
                "findings. Not shown: 1.",
            ],
        ),
    ],
)
def test_nothing_is_found_but_what_was_planted(prepared, tmp_path, monkeypatch, families, browser, plant, said):
    if plant:  # a machine without Playwright
        monkeypatch.delitem(sys.modules, "standing.config.drills.browser", raising=False)
        monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(
        families=families, browser=browser, report=report, plant=plant, say=lines.append, prepared=prepared
    )
    text = report.read_text()
    assert "with both live keys, 50 of 50 names are told" in text
    assert "as chance" in text
    assert [one for one in said if one not in text] == [], text
    assert code == bool(plant), text


def test_too_few_families_hide_nobody_and_are_refused():
    lines: list[str] = []
    assert seizure.run(families=10, report=None, say=lines.append) == 2
    assert "cards wait until 10 tokens are there" in lines[0]
