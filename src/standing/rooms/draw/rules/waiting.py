"""
The waiting room: when more come than can be taken, each is told a place and a time, and none is lost.

It is one number a process: the moment at which the line is empty again. Whoever comes while it is not too far away is
let in at once; whoever comes later gets a turn, a moment of its own behind all who came before. Nobody is stored.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from datetime import timedelta

PACE = 60.0
"""Applicants a second that one process of the server lets in; two cores take 120."""
BURST = 1.0
"""Seconds of the line that are let in at once: people do not come evenly."""
GRACE = timedelta(hours=1)
"""How long after its moment a turn still counts, and how long after the last day somebody who waited may finish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How long somebody waits, in seconds, and how many stand before; both are 0 for whoever is let in at once."""

    seconds: int
    place: int

    @property
    def is_now(self) -> bool:
        """Tell whether there is nothing to wait for."""
        return self.seconds == 0


@dataclass(slots=True)
class Line:
    """The line before one process. ``now`` is a number of seconds that only grows."""

    pace: float = PACE
    burst: float = BURST
    empty_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def arrive(self, *, now: float) -> Turn:
        """Take a place at the end of the line, and return it."""
        with self.lock:
            self.empty_at = max(self.empty_at, now) + 1 / self.pace
            waits = self.empty_at - now - self.burst
        if waits <= 0:
            return Turn(seconds=0, place=0)
        return Turn(seconds=math.ceil(waits), place=math.ceil(waits * self.pace))
