"""
The drill of a seizure finds what was planted, and nothing else. Its clean runs are long: tests/drills has them.
"""

from __future__ import annotations

import re

from standing.config.drills import seizure


def test_what_was_planted_is_found_and_nothing_else(prepared, tmp_path):
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(
        families=48,
        browser=1,
        report=report,
        plant=("name", "log", "key"),
        say=lines.append,
        prepared=prepared,
    )
    text = report.read_text()
    for said in (
        "full name in city: dump",
        "what it said",
        "a destroyed key in city: apart",
        "with both live keys, 50 of 50 names are told",
        "as chance",
        "4 of 4 codes of desks lie on their own tablets: so this can fail",
        "of 1 tokens that they drew, 1 lie there",
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
