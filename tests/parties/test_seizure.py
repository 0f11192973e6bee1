"""The drill of a seizure finds nothing after a round, and finds what was planted."""

from __future__ import annotations

import pytest

from standing.config.drills import seizure

FAMILIES = 48


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (None, "Nothing was found that must not be there."),
        ("name", "notes_of_the_desk"),
        ("log", "what it said"),
        ("order", "MORE THAN CHANCE"),
    ],
)
def test_nothing_is_found_but_what_was_planted(prepared, tmp_path, plant, said):
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(families=FAMILIES, report=report, plant=plant, say=lines.append, prepared=prepared)
    assert code == (plant is not None), "\n".join(lines)
    assert said in report.read_text()
    assert "with both live keys, 50 of 50 names are told" in report.read_text()


def test_too_few_families_hide_nobody_and_are_refused():
    lines: list[str] = []
    assert seizure.run(families=10, report=None, plant=None, say=lines.append) == 2
    assert "cards wait until 10 tokens are there" in lines[0]
