"""Where things stand in a chart when that takes more than arithmetic: the tiles of a tile map and their short names.

The drawing itself is done by the macros in `templates/charts.html`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

# Seven tiles beside each other are 44 px wide on a phone of 360 px: the least a finger hits.
MOST_COLUMNS = 7

# Ten rows: more is a list to scroll through rather than a map, and takes a second to lay out.
MOST_TILES = 64

# Empty tiles let the shape of the city show; a third more tiles than places does, with few holes inside.
ROOM = 1.35

# Dense centres are spread by mixing each coordinate with its rank; with ranks alone the coast would lose its bend.
RANK_SHARE = 0.65


class Centroid(NamedTuple):
    """The middle of a place in degrees; `code` is what the caller knows the place by."""

    code: str
    longitude: float
    latitude: float


class Tile(NamedTuple):
    """The cell of one place: column 0 is the westernmost that is used, row 0 the northernmost."""

    code: str
    column: int
    row: int


def tile_grid(places: Sequence[Centroid]) -> list[Tile]:
    """Give each place a cell of its own so that the sum of squared shifts is least (Kuhn 1955, Munkres 1957).

    The order of `places` does not matter, the tiles come sorted by code. O(n³): 5 ms for 34 places, about a second for
    200, so the caller keeps the result. Codes must be unique; else ValueError.
    """
    ordered = sorted(places)
    if len({place.code for place in ordered}) != len(ordered):
        raise ValueError("tile_grid: two places have the same code")
    if not ordered:
        return []
    columns = min(MOST_COLUMNS, math.ceil(math.sqrt(len(ordered) * ROOM)))
    rows = math.ceil(len(ordered) * ROOM / columns)
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    across = _spread([place.longitude for place in ordered])
    down = _spread([-place.latitude for place in ordered])
    shift = [
        [(x * (columns - 1) - column) ** 2 + (y * (rows - 1) - row) ** 2 for column, row in cells]
        for x, y in zip(across, down, strict=True)
    ]
    taken = [cells[cell] for cell in assign(shift)]
    west = min(column for column, _ in taken)
    north = min(row for _, row in taken)
    return [
        Tile(place.code, column - west, row - north)
        for place, (column, row) in zip(ordered, taken, strict=True)
    ]


def _spread(values: Sequence[float]) -> list[float]:
    """Put values on 0 to 1, partly by size and partly by rank; equal values get equal ranks."""
    low, high = min(values), max(values)
    if low == high:
        return [0.5] * len(values)
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}
    last = len(ranks) - 1
    return [
        (1 - RANK_SHARE) * (value - low) / (high - low) + RANK_SHARE * ranks[value] / last for value in values
    ]


def assign(cost: Sequence[Sequence[float]]) -> list[int]:
    """Return for each row of `cost` a column of its own, so that the sum is least (Hungarian method, shortest paths).

    `cost` has at least as many columns as rows; else ValueError. Formulation with potentials after Jonker and
    Volgenant 1987; index 0 is the source of each search.
    """
    rows, columns = len(cost), len(cost[0]) if cost else 0
    if columns < rows:
        raise ValueError(f"assign: {rows} rows cannot share {columns} columns")
    row_price = [0.0] * (rows + 1)
    column_price = [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0] = row
        previous, free = _shortest_path(cost, owner, row_price, column_price)
        while free:
            owner[free] = owner[previous[free]]
            free = previous[free]
    columns_of = {row: column - 1 for column, row in enumerate(owner) if column and row}
    return [columns_of[row] for row in range(1, rows + 1)]


def _shortest_path(
    cost: Sequence[Sequence[float]], owner: list[int], row_price: list[float], column_price: list[float]
) -> tuple[list[int], int]:
    """Search from the row at column 0 to a free column, moving the prices; return each column's predecessor and that column."""
    columns = len(owner)
    previous = [0] * columns
    distance = [math.inf] * columns
    open_columns = set(range(1, columns))
    reached = [0]
    current = 0
    while owner[current]:
        row = owner[current]
        step, nearest = math.inf, 0
        for column in sorted(open_columns):
            reduced = cost[row - 1][column - 1] - row_price[row] - column_price[column]
            if reduced < distance[column]:
                distance[column], previous[column] = reduced, current
            if distance[column] < step:
                step, nearest = distance[column], column
        for column in reached:
            row_price[owner[column]] += step
            column_price[column] -= step
        for column in open_columns:
            distance[column] -= step
        open_columns.remove(nearest)
        reached.append(nearest)
        current = nearest
    return previous, current


def short_names(names: Sequence[str]) -> list[str]:
    """Return a name for each tile, at most four signs and no two alike: "Gunung Sari Ilir" is GSIl, "Manggar" Mang.

    Names must be unique; else ValueError.
    """
    if len(set(names)) != len(names):
        raise ValueError("short_names: two places have the same name")
    chosen: dict[str, str] = {}
    for lead in (1, 2, 3):
        tried = {name: _shorten(name, lead) for name in names if name not in chosen}
        count = Counter([*tried.values(), *chosen.values()])
        chosen |= {name: short for name, short in tried.items() if count[short] == 1}
    taken = set(chosen.values())
    for name in sorted(set(names) - set(chosen)):
        numbered = (f"{name[: 4 - len(str(n))]}{n}" for n in range(1, len(names) + 1))
        chosen[name] = next(short for short in numbered if short not in taken)
        taken.add(chosen[name])
    return [chosen[name] for name in names]


def _shorten(name: str, lead: int) -> str:
    """Cut a name to the beginnings of its words; `lead` letters of the first word tell apart what would be alike."""
    first, *rest = name.split()
    if not rest:
        return first[:4]
    middle = "".join(word[0] for word in rest[:-1])
    return (first[:lead] + middle + rest[-1][:3])[:4]


@lru_cache(maxsize=32)
def tile_layout(places: tuple[Centroid, ...]) -> Mapping[str, tuple[int, int]]:
    """Column and row of each place by code, kept between requests: the places of a kota do not move."""
    return MappingProxyType({tile.code: (tile.column, tile.row) for tile in tile_grid(places)})
