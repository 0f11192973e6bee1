"""Small plots as numbers: where each part of a bar begins and how wide it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from standing.hall.web.lights import LIGHTS, Light, light

WIDTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a count bar, in units of a thousandth of its width."""

    light: Light
    count: int
    start: int
    width: int


def count_bar(counts: Mapping[str, int]) -> tuple[Part, ...]:
    """Return the parts of the bar in the order of the lights; together they fill it, and none vanishes."""
    by_code: dict[str, int] = dict.fromkeys(LIGHTS, 0)
    for status, count in counts.items():
        by_code[light(status).code] += count
    total = sum(by_code.values())
    parts: list[Part] = []
    seen = 0
    for code, count in by_code.items():
        if count < 0:
            raise ValueError(f"A count is never below zero: {code}")
        if count:
            start, end = WIDTH * seen // total, WIDTH * (seen + count) // total
            parts.append(Part(light=LIGHTS[code], count=count, start=start, width=end - start))
            seen += count
    return tuple(parts)
