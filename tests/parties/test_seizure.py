"""The drill of a seizure finds nothing after a round, and finds what was planted."""

from __future__ import annotations

import pytest

from standing.config.drills import seizure


@pytest.mark.parametrize(
    ("families", "plant", "said"),
    [
        (48, (), ["Nothing was found that must not be there."]),
        (
            96,  # fewer show no order
            ("name", "log", "key", "order"),
            ["full name in city: dump", "what it said", "a destroyed key in city: apart", "MORE THAN CHANCE"],
        ),
    ],
)
def test_nothing_is_found_but_what_was_planted(prepared, tmp_path, families, plant, said):
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(families=families, report=report, plant=plant, say=lines.append, prepared=prepared)
    text = report.read_text()
    assert "with both live keys, 50 of 50 names are told" in text
    assert "as chance" in text
    assert [one for one in said if one not in text] == [], text
    assert code == bool(plant), text


def test_too_few_families_hide_nobody_and_are_refused():
    lines: list[str] = []
    assert seizure.run(families=10, report=None, say=lines.append) == 2
    assert "cards wait until 10 tokens are there" in lines[0]
