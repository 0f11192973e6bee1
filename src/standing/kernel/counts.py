"""Counts that are shown to everybody: small ones are left out, and none can be worked out from the others."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One table of counts as it may be shown; None stands for a number that is not shown."""

    total: int | None
    cells: Mapping[str, int | None]

    @property
    def hides(self) -> bool:
        """Test whether any number is left out."""
        return self.total is None or None in self.cells.values()


def protected(cells: Mapping[str, int], *, least: int) -> Shown:
    """
    Return the counts that may be shown beside their total, for a table that is published once and never changes.

    No number from 1 to ``least`` - 1 is shown. Where one or few numbers are left out, so that the total would tell
    them, the next smallest are left out too. Where that does not help, and with a small total, nothing is shown at
    all: not the total, and not which are zero.

    :raises ValueError: if a count is below zero
    """
    if any(number < 0 for number in cells.values()):
        raise ValueError("A count is not below zero.")
    total = sum(cells.values())
    if total == 0:
        return Shown(total=0, cells=dict(cells))
    if total < least:
        return Shown(total=None, cells=dict.fromkeys(cells))
    hidden = {name for name, number in cells.items() if 0 < number < least}
    others = sorted(
        (name for name in cells if name not in hidden and cells[name]), key=lambda name: (cells[name], name)
    )
    zeros = [name for name in cells if cells[name] == 0]
    while hidden and not _is_safe([cells[name] for name in hidden], least=least):
        if others:
            hidden.add(others.pop(0))
        elif zeros:
            hidden.add(zeros.pop(0))
        else:
            return Shown(total=None, cells=dict.fromkeys(cells))
    return Shown(total=total, cells={name: None if name in hidden else number for name, number in cells.items()})


def _is_safe(hidden: list[int], *, least: int) -> bool:
    """Test whether the sum of what is left out, which anybody can work out, tells none of its parts."""
    return len(hidden) > 1 and sum(hidden) >= least and sum(hidden) > len(hidden)
