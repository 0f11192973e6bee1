"""The drill of a seizure at its full size: 10,000 families, or as many as DRILL_SIZE says."""

from pathlib import Path

from standing.config.drills import seizure

FAMILIES = 10_000


def test_ten_thousand_families_leave_nothing_to_find(tmp_path: Path, figure, size):
    lines: list[str] = []
    families = max(int(FAMILIES * size), 60)
    code = seizure.run(families=families, report=tmp_path / "report.txt", say=lines.append)
    figure(f"seizure: {families} families, {lines[-1]}")
    assert code == 0, "\n".join(lines)
