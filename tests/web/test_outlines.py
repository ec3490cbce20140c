"""Outlines: what is drawn stays true to what was given, neighbours keep one border, and small places get a second map."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.web.outlines import atlas, draw, simplify


def square(x, y, side, detail=1):
    """A square with its lower left corner at (x, y), each side cut into so many stretches, closed."""
    step = side / detail
    corners = [
        *((x + n * step, y) for n in range(detail)),
        *((x + side, y + n * step) for n in range(detail)),
        *((x + side - n * step, y + side) for n in range(detail)),
        *((x, y + side - n * step) for n in range(detail)),
    ]
    return [[*corners, corners[0]]]


def area(ring):
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
    )


def points_of(path):
    """Absolute points of one drawn ring."""
    x = y = 0.0
    found = []
    for dx, dy in re.findall(r"(-?\d*\.?\d+)[ ]?(-?\d*\.?\d+)", path):
        x, y = x + float(dx), y + float(dy)
        found.append((round(x, 1), round(y, 1)))
    return found


def test_points_on_a_straight_side_go_and_corners_stay():
    found = simplify({"a": square(0, 0, 100, detail=10)}, 0.5)
    assert sorted(found["a"][0]) == [(0, 0), (0, 100), (100, 0), (100, 100)]


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(-12, 12)), min_size=1, max_size=30, unique_by=lambda p: p[0]),
       st.floats(0.1, 8))  # fmt: skip
def test_two_neighbours_keep_one_border(wiggles, tolerance):
    border = [(50.0 + dx, float(y)) for y, dx in sorted(wiggles)]
    left = [[(0.0, 0.0), (50.0, 0.0), *border, (50.0, 100.0), (0.0, 100.0), (0.0, 0.0)]]
    right = [[(100.0, 100.0), (50.0, 100.0), *border[::-1], (50.0, 0.0), (100.0, 0.0), (100.0, 100.0)]]
    found = simplify({"left": left, "right": right}, tolerance)
    between = {point for point in found["left"][0] if 0 < point[1] < 100}
    assert between == {point for point in found["right"][0] if 0 < point[1] < 100}
    assert area(found["left"][0]) + area(found["right"][0]) == pytest.approx(10_000)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=4, max_size=40, unique=True),
       st.floats(0.1, 5))  # fmt: skip
def test_only_points_that_were_there_are_kept(points, tolerance):
    found = simplify({"a": [[*points, points[0]]]}, tolerance)
    for ring in found.get("a", ()):
        assert set(ring) <= set(points)


def test_islets_go_but_a_place_keeps_its_largest_ring():
    found = simplify(
        {"isle": [*square(0, 0, 1), *square(5, 5, 0.5)], "land": [*square(10, 0, 50), *square(70, 0, 1)]}, 0.1
    )
    assert [len(shape) for shape in (found["isle"], found["land"])] == [1, 1]
    assert area(found["isle"][0]) == 1


def test_north_is_above_and_west_is_left():
    drawing = draw({"north": square(116.0, 1.0, 0.1), "east": square(116.2, 0.8, 0.1)})
    at = {outline.code: outline for outline in drawing.outlines}
    assert at["north"].y < at["east"].y
    assert at["north"].x < at["east"].x
    assert drawing.width == 320
    assert 0 < drawing.height < 400


def test_a_path_draws_what_was_given():
    drawing = draw({"a": square(0.0, 0.0, 1.0)}, width=102)
    assert sorted(points_of(drawing.outlines[0].path)) == [(1, 1), (1, 101), (101, 1), (101, 101)]
    assert drawing.outlines[0].has_name
    assert (drawing.outlines[0].x, drawing.outlines[0].y) == pytest.approx((51, 51), abs=5)


def test_a_label_stands_inside_its_place():
    crescent = [[(0, 0), (10, 0), (10, 10), (0, 10), (0, 9), (9, 9), (9, 1), (0, 1), (0, 0)]]
    outline = draw({"c": crescent}).outlines[0]
    assert outline.x > 320 * 0.85 or outline.y < 40 or outline.y > 280


def test_crowded_places_are_enlarged_and_framed():
    shapes = {"large": square(0, 0, 10), **{f"small{n}": square(10 + n * 0.3, 0, 0.3) for n in range(4)}}
    found = atlas(shapes)
    assert found.enlarged == {"small0", "small1", "small2", "small3"}
    assert found.frame is not None
    assert found.frame.left > 200
    assert not found.part.crowded & found.enlarged


@pytest.mark.parametrize(
    "shapes", [{}, {"one": square(0, 0, 1)}, {"a": square(0, 0, 1), "b": square(1, 0, 1)}]
)
def test_few_places_need_no_second_map(shapes):
    found = atlas(shapes)
    assert found.part is None
    assert found.enlarged == frozenset()
    assert len(found.whole.outlines) == len(shapes)


def test_only_the_part_around_some_places_is_drawn():
    drawing = draw({"far": square(50, 50, 1), "a": square(0, 0, 1), "b": square(1, 0, 1)}, around=["a", "b"])
    assert {outline.code for outline in drawing.outlines} == {"a", "b"}
