"""The drill of a seizure finds nothing after a round, and finds what was planted."""

from __future__ import annotations

import pytest

from standing.config.drills import seizure

_CITY_KEEPS = "The City's WAL and backups still hold its share, sealed to a key that they hold as well"


@pytest.mark.parametrize(
    ("families", "plant", "said"),
    [
        pytest.param(
            48, None, "Nothing was found that must not be there.", marks=pytest.mark.xfail(strict=True, reason=_CITY_KEEPS)
        ),
        (48, "name", "full name in city: dump"),
        (48, "log", "what it said"),
        (96, "order", "MORE THAN CHANCE"),
    ],
)  # fmt: skip
def test_nothing_is_found_but_what_was_planted(prepared, tmp_path, families, plant, said):
    lines: list[str] = []
    report = tmp_path / "report.txt"
    code = seizure.run(families=families, report=report, plant=plant, say=lines.append, prepared=prepared)
    text = report.read_text()
    assert "with both live keys, 50 of 50 names are told" in text
    assert "as chance" in text
    assert (code, said in text) == (plant is not None, True), text


def test_nobody_is_found_after_an_honest_round(prepared, tmp_path):
    """All but the destroyed key that the City still holds (see above): no name, tag, card, code or order."""
    lines: list[str] = []
    seizure.run(families=60, report=None, plant=None, say=lines.append, prepared=prepared)
    assert [line for line in lines if "FOUND" in line and "a destroyed key, sealed in city" not in line] == []
    assert [line for line in lines if line.startswith("✗") and "after destruction, the city" not in line] == []


def test_too_few_families_hide_nobody_and_are_refused():
    lines: list[str] = []
    assert seizure.run(families=10, report=None, plant=None, say=lines.append) == 2
    assert "cards wait until 10 tokens are there" in lines[0]
