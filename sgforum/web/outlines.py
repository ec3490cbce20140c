"""Outlines of places on a small map: simplified so that neighbours keep one border, projected, and labelled.

Rings are lists of (longitude, latitude) in degrees, open or closed; the drawing is done by `charts.outlinemap`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..core.cache import Lru

Point = tuple[float, float]
Ring = Sequence[Point]
Shape = Sequence[Ring]

# Not quite a pixel of a phone: finer detail cannot be seen, coarser detail moves a coast
TOLERANCE = 0.8
# An islet smaller than this many square pixels is left out, unless it is all that the place has
LEAST_AREA = 2.0
# The clear space round a label, in pixels: two lines of name and figure, or the figure alone
ROOM_FOR_NAME, ROOM_FOR_FIGURE = 17.0, 6.5
_GRID = 14


class Box(NamedTuple):
    """A rectangle in the units of its points."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Outline(NamedTuple):
    """One place as drawn: its path, the best spot for a label, and how far that spot is from the border, in pixels."""

    code: str
    path: str
    x: float
    y: float
    room: float
    box: Box

    @property
    def has_name(self) -> bool:
        return self.room >= ROOM_FOR_NAME

    @property
    def has_figure(self) -> bool:
        return self.room >= ROOM_FOR_FIGURE


class Drawing(NamedTuple):
    """A map `width` pixels wide; `crowded` are the codes whose places are too small for a figure."""

    width: float
    height: float
    outlines: tuple[Outline, ...]

    @property
    def crowded(self) -> frozenset[str]:
        return frozenset(outline.code for outline in self.outlines if not outline.has_figure)


def draw(
    shapes: Mapping[str, Shape], *, width: float = 320.0, around: Iterable[str] | None = None
) -> Drawing:
    """Draw the shapes `width` pixels wide, north above; with `around`, only the part in which those places lie.

    Equirectangular about the middle latitude: over a kota the error is far below a pixel. No shapes, no height.
    """
    wanted = sorted(shapes) if around is None else sorted(set(around) & shapes.keys())
    points = [point for code in wanted for ring in shapes[code] for point in ring]
    if not points:
        return Drawing(width, 0.0, ())
    middle = math.radians((min(y for _, y in points) + max(y for _, y in points)) / 2)
    squeeze = math.cos(middle)
    frame = _box([(x * squeeze, -y) for x, y in points])
    scale = (width - 2) / (max(frame.width, frame.height * 0.6) or 1.0)
    inset = (width - frame.width * scale) / 2  # a tall kota stands in the middle

    def place(point: Point) -> Point:
        return (point[0] * squeeze - frame.left) * scale + inset, (-point[1] - frame.top) * scale + 1

    placed = {code: [[place(point) for point in ring] for ring in shape] for code, shape in shapes.items()}
    view = Box(0.0, 0.0, width, round(frame.height * scale + 2, 1))
    seen = {
        code: shape for code, shape in placed.items() if _meets(_box([p for r in shape for p in r]), view)
    }
    simple = simplify(seen, TOLERANCE)
    outlines = tuple(_outline(code, simple[code], view) for code in sorted(simple))
    return Drawing(view.width, view.height, outlines)


class Atlas(NamedTuple):
    """A map, and where places in it are too small for a finger, a second one around those; `frame` is its place in the first."""

    whole: Drawing
    part: Drawing | None = None
    frame: Box | None = None

    @property
    def enlarged(self) -> frozenset[str]:
        """Codes of the places to be read on the second map."""
        return self.whole.crowded if self.part else frozenset()


# A second map of nearly everything would only repeat the first
_LEAST_ENLARGEMENT = 1.4


def atlas(shapes: Mapping[str, Shape]) -> Atlas:
    """Draw all shapes, and once more the crowded ones where that makes them larger by half."""
    whole = draw(shapes)
    boxes = [outline.box for outline in whole.outlines if outline.code in whole.crowded]
    if not boxes or len(boxes) == len(whole.outlines):
        return Atlas(whole)
    frame = _box([corner for box in boxes for corner in ((box.left, box.top), (box.right, box.bottom))])
    part = draw(shapes, around=whole.crowded)
    if min(whole.width / frame.width, part.height / frame.height) < _LEAST_ENLARGEMENT:
        return Atlas(whole)
    return Atlas(whole, part, Box(*(round(edge, 1) for edge in frame)))


_atlases: Lru[Atlas] = Lru(32)


def kept_atlas(key: str, load: Callable[[], Mapping[str, Shape]]) -> Atlas:
    """As `atlas`, drawn once for each key: it must name the places and the version of their outlines."""
    found = _atlases.get(key)
    if found is None:
        found = atlas(load())
        _atlases.put(key, found)
    return found


def _outline(code: str, shape: Sequence[Sequence[Point]], view: Box) -> Outline:
    whole = _box([point for ring in shape for point in ring])
    inner = Box(max(whole.left, view.left), max(whole.top, view.top), min(whole.right, view.right), min(whole.bottom, view.bottom))  # fmt: skip
    x, y, room = _roomiest(shape, inner, view)
    return Outline(code, "".join(_path(ring) for ring in shape), x, y, room, whole)


def _path(ring: Sequence[Point]) -> str:
    """Relative steps in tenths of a pixel: half the bytes of absolute ones, and no error adds up."""
    steps = []
    at_x = at_y = 0
    for index, (x, y) in enumerate(ring):
        to_x, to_y = round(x * 10), round(y * 10)
        if index == 0:
            steps.append(f"M{_tenths(to_x)} {_tenths(to_y)}l")
        elif (to_x, to_y) != (at_x, at_y):
            steps.append(f"{_tenths(to_x - at_x)} {_tenths(to_y - at_y)} ")
        at_x, at_y = to_x, to_y
    return "".join(steps).rstrip().replace(" -", "-") + "Z"


def _tenths(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest and whole else f"{sign}.{rest}" if rest else f"{sign}{whole}"


def simplify(shapes: Mapping[str, Shape], tolerance: float) -> dict[str, list[list[Point]]]:
    """Take points out of rings that lie within `tolerance` of the line that stays (Douglas and Peucker 1973).

    Rings are cut where three borders meet, and each piece is simplified once for both its sides, so neighbours never
    part. Every shape keeps its largest ring; smaller ones go below LEAST_AREA. Rings come back open.
    """
    rings = {code: [_open(ring) for ring in shape if len(_open(ring)) > 2] for code, shape in shapes.items()}
    knots = _knots(ring for shape in rings.values() for ring in shape)
    known: dict[tuple[Point, ...], list[Point]] = {}
    found = {}
    for code, shape in rings.items():
        thinned = [_thinned(ring, knots, tolerance, known) for ring in shape]
        whole = sorted((ring for ring in thinned if len(ring) > 2), key=_area, reverse=True)
        if whole:
            found[code] = [ring for n, ring in enumerate(whole) if n == 0 or _area(ring) >= LEAST_AREA]
    return found


def _open(ring: Ring) -> list[Point]:
    """Without the repeated first point, and without points that stand twice in a row."""
    kept = [tuple(point) for n, point in enumerate(ring) if n == 0 or tuple(point) != tuple(ring[n - 1])]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept  # type: ignore[return-value]


def _knots(rings: Iterable[Sequence[Point]]) -> set[Point]:
    """Points at which more than two borders meet: where a simplified border must not move."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for n, point in enumerate(ring):
            beside.setdefault(point, set()).update((ring[n - 1], ring[(n + 1) % len(ring)]))
    return {point for point, others in beside.items() if len(others) > 2}


def _thinned(
    ring: Sequence[Point], knots: set[Point], tolerance: float, known: dict[tuple[Point, ...], list[Point]]
) -> list[Point]:
    cuts = [n for n, point in enumerate(ring) if point in knots] or [ring.index(min(ring))]
    turned = [*ring[cuts[0] :], *ring[: cuts[0]]]
    ends = [n - cuts[0] for n in cuts] + [len(ring)]
    turned.append(turned[0])
    out: list[Point] = []
    for start, end in itertools.pairwise(ends):
        piece = tuple(turned[start : end + 1])
        key = min(piece, piece[::-1])
        if key not in known:
            known[key] = _douglas_peucker(key, tolerance)
        line = known[key] if key == piece else known[key][::-1]
        out.extend(line[:-1])
    return out


def _douglas_peucker(line: Sequence[Point], tolerance: float) -> list[Point]:
    """The points that stay; a closed line is measured from its far side, so that a ring never folds to nothing."""
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        far, index = max((_distance(line[n], line[first], line[last]), -n) for n in range(first + 1, last))
        if far > tolerance:
            keep.add(-index)
            todo += [(first, -index), (-index, last)]
    return [point for n, point in enumerate(line) if n in keep]


def _distance(point: Point, one: Point, other: Point) -> float:
    """From a point to a stretch of line; where its ends are alike, to that end."""
    (x, y), (x1, y1), (x2, y2) = point, one, other
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if length == 0 else min(1.0, max(0.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def _area(ring: Sequence[Point]) -> float:
    return (
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
    )


def _box(points: Sequence[Point]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def _meets(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and one.right > other.left
        and one.top < other.bottom
        and one.bottom > other.top
    )


def _roomiest(shape: Sequence[Sequence[Point]], box: Box, view: Box) -> tuple[float, float, float]:
    """The spot inside the shape that is farthest from its border and the map's edge, searched on a grid, with that distance."""
    sides = [(a, b) for ring in shape for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)]
    best = (0.0, box.left + box.width / 2, box.top + box.height / 2)
    for row in range(_GRID):
        for column in range(_GRID):
            x = box.left + box.width * (column + 0.5) / _GRID
            y = box.top + box.height * (row + 0.5) / _GRID
            if not _inside(x, y, sides):
                continue
            edge = min(x - view.left, view.right - x, y - view.top, view.bottom - y)
            room = min(edge, *(_distance((x, y), a, b) for a, b in sides))
            best = max(best, (room, x, y))
    return round(best[1], 1), round(best[2], 1), round(best[0], 1)


def _inside(x: float, y: float, sides: Iterable[tuple[Point, Point]]) -> bool:
    """Whether a ray to the right crosses the border an odd number of times; holes come out as outside."""
    crossed = False
    for (x1, y1), (x2, y2) in sides:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed
