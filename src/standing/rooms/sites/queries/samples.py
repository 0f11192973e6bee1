"""Made-up lists that a newcomer can try; they stand with the documentation."""

from __future__ import annotations

from pathlib import Path

from standing.hall.installation import api as installation

FOLDER = Path(__file__).resolve().parents[5] / "docs" / "samples"
_NAMES = ("sample-property-list.csv", "sample-property-list.xlsx")


def names() -> tuple[str, ...]:
    """Return the lists that can be tried; only a sample takes them in."""
    return tuple(name for name in _NAMES if (FOLDER / name).is_file()) if installation.is_sample() else ()


def path(*, name: str) -> Path | None:
    """Return where a list stands; None if there is none of that name."""
    return FOLDER / name if name in names() else None
