"""Districts, distances and the drawing."""

import math

from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import places
from standing.kernel.places import Outline

SQUARE = Outline(
    id="a", name="A", parts=((((0, 0), (4, 0), (4, 4), (0, 4), (0, 0)), ((1, 1), (2, 1), (2, 2), (1, 2))),)
)
FAR = Outline(id="b", name="B", parts=((((10, 0), (12, 0), (11, 3)),), (((20, 0), (21, 0), (21, 1), (20, 1)),)))


def test_a_point_is_in_a_district_but_not_in_its_hole_and_in_any_of_its_parts():
    assert places.district_of((0.5, 0.5), (SQUARE, FAR)) == "a"
    assert places.district_of((1.5, 1.5), (SQUARE, FAR)) == ""
    assert places.district_of((11, 1), (SQUARE, FAR)) == "b"
    assert places.district_of((20.5, 0.5), (SQUARE, FAR)) == "b"
    assert places.district_of((50, 50), (SQUARE, FAR)) == ""


INSIDE = st.floats(0.01, 3.99)


@given(INSIDE, INSIDE)
def test_inside_a_square_is_between_its_sides(x, y):
    plain = Outline(id="p", name="P", parts=((((0, 0), (4, 0), (4, 4), (0, 4)),),))
    assert places.is_in((x, y), plain)
    assert not places.is_in((x + 4, y), plain)
    assert not places.is_in((x, -y), plain)


@given(st.floats(0, 2 * math.pi), st.floats(0.0, 0.9))
def test_inside_a_round_outline_is_near_its_middle(angle, share):
    ring = tuple((math.cos(step / 20 * math.pi), math.sin(step / 20 * math.pi)) for step in range(40))
    circle = Outline(id="c", name="C", parts=((ring,),))
    assert places.is_in((share * math.cos(angle), share * math.sin(angle)), circle)
    assert not places.is_in((1.1 * math.cos(angle), 1.1 * math.sin(angle)), circle)


def test_a_degree_of_latitude_is_about_111_kilometres():
    assert round(places.kilometres((-118, 34), (-118, 35))) == 111
    assert places.kilometres((-118, 34), (-118, 34)) == 0


def test_the_map_numbers_pins_like_the_list_and_joins_those_that_hide_each_other():
    found = places.drawing(outlines=(SQUARE,), points=[(1, (0.5, 0.5)), (2, (0.5, 0.51)), (3, (3.5, 3.5)), (4, (9, 9))])
    assert [(pin.label, pin.first) for pin in found.pins] == [("1, 2", 1), ("3", 3)]
    assert [shape.name for shape in found.shapes] == ["A"]
    assert all(0 <= pin.x <= found.width and 0 <= pin.y <= found.height for pin in found.pins)
    assert found.pins[0].y > found.pins[1].y  # north is up


def test_many_in_one_spot_are_told_by_the_first():
    found = places.drawing(outlines=(SQUARE,), points=[(number, (0.5, 0.5)) for number in (3, 4, 5)])
    assert [pin.label for pin in found.pins] == ["3–5"]
