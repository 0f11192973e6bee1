"""Places on a map: which district a point is in, how far two points are apart, and the drawing of both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Longitude and latitude, WGS 84."""
Ring = tuple[Point, ...]

_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A district: its parts, each a ring with the rings of its holes."""

    id: str
    name: str
    parts: tuple[tuple[Ring, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north."""
        points = [point for part in self.parts for point in part[0]]
        return (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )


def is_in_ring(point: Point, ring: Sequence[Point]) -> bool:
    """Test whether a point lies inside a ring: a line from it crosses the ring an odd number of times."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def is_in(point: Point, outline: Outline) -> bool:
    """Test whether a point lies in a district and in none of its holes."""
    return any(
        is_in_ring(point, part[0]) and not any(is_in_ring(point, hole) for hole in part[1:]) for part in outline.parts
    )


def district_of(point: Point, outlines: Iterable[Outline]) -> str:
    """Return the district a point lies in; empty if in none."""
    return next((outline.id for outline in outlines if is_in(point, outline)), "")


def kilometres(one: Point, other: Point) -> float:
    """Return how far two points are apart, as the crow flies."""
    (x1, y1), (x2, y2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An outline as the page draws it."""

    id: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A numbered place as the page draws it; ``places`` are those of the list that stand there."""

    label: str
    x: float
    y: float
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map: outlines and pins in one box."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    pins: tuple[Pin, ...]


def drawing(*, outlines: Sequence[Outline], points: Sequence[tuple[int, Point]], width: int = 600) -> Drawing:
    """
    Return the map of some places, each with its number in the list.

    Places that would hide each other share a pin. Places outside the city are left to the list.
    """
    boxes = [outline.box for outline in outlines]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (width - 20) / max((east - west) * shrink, 1e-9)
    height = round((north - south) * scale) + 20

    def on_page(point: Point) -> Point:
        return round((point[0] - west) * shrink * scale + 10, 1), round((north - point[1]) * scale + 10, 1)

    shapes = tuple(
        Shape(
            id=outline.id,
            name=outline.name,
            path="".join(_path([on_page(point) for point in ring]) for part in outline.parts for ring in part),
            x=on_page(((outline.box[0] + outline.box[2]) / 2, 0))[0],
            y=on_page((0, (outline.box[1] + outline.box[3]) / 2))[1],
        )
        for outline in outlines
    )
    groups: list[tuple[list[int], Point]] = []
    for number, point in points:
        x, y = on_page(point)
        if not (0 <= x <= width and 0 <= y <= height):
            continue
        near = next((group for group in groups if math.dist(group[1], (x, y)) < 22), None)
        if near is None:
            groups.append(([number], (x, y)))
        else:
            near[0].append(number)
    pins = tuple(
        Pin(label=", ".join(map(str, numbers)) if len(numbers) < 3 else f"{numbers[0]}–{numbers[-1]}"
            if numbers[-1] - numbers[0] == len(numbers) - 1 else f"{numbers[0]} +{len(numbers) - 1}",
            x=x, y=y, first=numbers[0])
        for numbers, (x, y) in groups
    )  # fmt: skip
    return Drawing(width=width, height=height, shapes=shapes, pins=pins)


def _path(points: Sequence[Point]) -> str:
    thinned = [point for place, point in enumerate(points) if place == 0 or math.dist(point, points[place - 1]) > 0.5]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in thinned) + "Z"
