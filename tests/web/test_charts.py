"""Tile maps are laid out with the least shift, and every chart macro draws what it is given, also when it is given little."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sgforum.web
from sgforum.web.charts import Centroid, Tile, assign, short_names, tile_grid

TEMPLATES = Path(sgforum.web.__path__[0]) / "templates"

matrices = st.integers(1, 5).flatmap(
    lambda rows: st.integers(rows, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 50), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@given(matrices)
def test_assign_finds_the_least_sum(cost):
    found = assign(cost)
    least = min(
        sum(line[column] for line, column in zip(cost, columns, strict=True))
        for columns in itertools.permutations(range(len(cost[0])), len(cost))
    )
    assert len(set(found)) == len(cost)
    assert sum(line[column] for line, column in zip(cost, found, strict=True)) == least


def test_assign_refuses_more_rows_than_columns():
    with pytest.raises(ValueError, match="2 rows"):
        assign([[1], [2]])


def test_tile_grid_keeps_the_points_of_the_compass():
    west = Centroid("west", 116.0, -1.0)
    south = Centroid("south", 116.5, -1.5)
    east = Centroid("east", 117.0, -1.0)
    north = Centroid("north", 116.5, -0.5)
    tiles = {tile.code: tile for tile in tile_grid([west, south, east, north])}
    assert tiles["west"].column < tiles["east"].column
    assert tiles["north"].row < tiles["south"].row


@given(
    st.lists(st.tuples(st.floats(95, 141, width=32), st.floats(-11, 6, width=32)), max_size=40, unique=True)
)
def test_tile_grid_gives_every_place_its_own_cell_whatever_the_order(points):
    places = [
        Centroid(f"{n:03}", longitude, latitude) for n, (longitude, latitude) in enumerate(sorted(points))
    ]
    tiles = tile_grid(places)
    assert [tile.code for tile in tiles] == [place.code for place in places]
    assert len({(tile.column, tile.row) for tile in tiles}) == len(places)
    assert all(0 <= tile.column < 7 and tile.row >= 0 for tile in tiles)
    assert tile_grid(places[::-1]) == tiles


def test_tile_grid_places_coincident_centroids_beside_each_other():
    tiles = tile_grid([Centroid("a", 116.0, -1.0), Centroid("b", 116.0, -1.0)])
    assert len({(tile.column, tile.row) for tile in tiles}) == 2


def test_tile_grid_of_one_place_starts_at_the_corner():
    assert tile_grid([Centroid("a", 116.8, -1.2)]) == [Tile("a", 0, 0)]
    assert tile_grid([]) == []


def test_tile_grid_refuses_a_code_given_twice():
    with pytest.raises(ValueError, match="same code"):
        tile_grid([Centroid("a", 1, 1), Centroid("a", 2, 2)])


def test_short_names_tell_apart_what_begins_alike():
    names = ["Manggar", "Manggar Baru", "Marga Sari", "Mekar Sari", "Gunung Sari Ilir", "Gunung Sari Ulu"]
    assert short_names(names) == ["Mang", "MBar", "MaSa", "MeSa", "GSIl", "GSUl"]


@given(st.lists(st.from_regex(r"[A-C][a-b]{0,6}( [A-C][a-b]{1,4}){0,2}", fullmatch=True), unique=True))
def test_short_names_are_unique_and_fit_a_tile(names):
    short = short_names(names)
    assert len(set(short)) == len(names)
    assert all(1 <= len(name) <= 4 for name in short)


def test_short_names_refuse_a_name_given_twice():
    with pytest.raises(ValueError, match="same name"):
        short_names(["Damai", "Damai"])


@pytest.fixture(scope="module")
def charts():
    """The macros in an environment whose filters show numbers as Indonesian pages do."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(lambda text: text, lambda one, _many, _n: one, newstyle=True)

    def decimal(value, places=1):
        return f"{float(value):,.{places}f}".translate(str.maketrans(",.", ".,"))

    env.filters["decimal"] = decimal
    env.filters["number"] = lambda value: decimal(value, 0)
    env.filters["rupiah"] = lambda value: f"Rp{value}"
    env.globals["asset"] = lambda name: f"/static/{name}"
    return env.get_template("charts.html").module


def drawn(charts):
    """One example of every macro that draws, each with a value that is missing where that is allowed."""
    yield charts.bars([("Jalan", 3), ("Air", None), ("Sampah", 0)], "Judul", max=3)
    yield charts.interval_bars([("A", 64.6, 59, 69.4, "/a"), ("B", None, None, None, None)], "Judul")
    yield charts.dimensions([("Konsultasi", 61.7, 70), ("Tanggapan", None, None)], "Judul")
    yield charts.dimensionkey("Ini", "Kota")
    yield charts.tilemap(
        [("Mang", "Manggar", 0, 0, 85.2, "/m"), ("Dama", "Damai", 1, 0, None, None)], "Judul"
    )
    yield charts.tilekey()
    yield charts.spark("Timur", [1, None, 3], [1, 2, 3], 3)
    yield charts.trend([("Sep", 51, 45, 58), ("Okt", None, None, None)], "Judul")
    yield charts.gap([("Aspek", 60, 80), ("Lain", None, 50)], "Judul")
    yield charts.gapkey("Kondisi", "Target")
    yield charts.share([("Jalan", 60, "Rp6"), ("Air", 40, "Rp4")], "Judul")
    yield charts.funnel([("Sasaran", 100), ("Datang", 40), ("Aktif", None)], "Judul")
    yield charts.likert([("Mudah", [4, 9, 15, 48, 24])], "Judul")
    yield charts.likertkey()
    yield charts.heat([("Senin", [0, 9])], ["0", "12"], "Judul", 9)
    yield charts.heatkey()


def test_every_mark_has_the_colour_that_print_needs_and_none_an_inline_style(charts):
    for picture in drawn(charts):
        assert "style=" not in picture
        marks = re.findall(r"<(?:rect|circle|path|text)\b[^>]*>", picture)
        assert marks
        assert [mark for mark in marks if "fill=" not in mark and "stroke=" not in mark] == []
        assert [mark for mark in marks if re.search(r'="[^"]*(nan|inf|None)', mark)] == []


def test_every_picture_has_a_name_or_is_hidden(charts):
    for picture in drawn(charts):
        for opening in re.findall(r"<svg\b[^>]*>", picture):
            assert "aria-label=" in opening or "aria-hidden" in opening


def test_interval_bars_print_the_interval_with_a_decimal_comma(charts):
    picture = charts.interval_bars([("Manggar", 64.6, 59, 69.4, None)], "Judul")
    assert ">64,6</tspan> (59,0–69,4)</text>" in picture


def test_interval_bars_without_data_say_so_and_draw_no_bar(charts):
    picture = charts.interval_bars([("Lamaru", None, None, None, None)], "Judul")
    assert "belum dapat dinilai" in picture
    assert 'class="c1"' not in picture


@pytest.mark.parametrize(
    ("value", "colour", "shown"),
    [(0, "q1", "0"), (19.99, "q1", "19"), (20, "q2", "20"), (59.96, "q3", "59"), (100, "q5", "100")],
)
def test_tilemap_floors_the_figure_and_takes_the_lower_bound_into_the_step(charts, value, colour, shown):
    picture = charts.tilemap([("Mang", "Manggar", 0, 0, value, "/m")], "Judul")
    assert f'<rect class="{colour}"' in picture
    assert f">{shown}</tspan>" in picture


def test_tilemap_without_data_shows_a_dash_and_names_the_reason(charts):
    picture = charts.tilemap([("Dama", "Damai", 0, 0, None, "/d")], "Judul")
    assert 'aria-label="Dama –: Damai, belum dapat dinilai"' in picture
    assert "stroke-dasharray" in picture


@pytest.mark.parametrize("rows", [[("A", 0), ("B", 0)], [("A", None), ("B", 3)], [("A", 5)]])
def test_funnel_of_any_length_never_divides_by_nothing(charts, rows):
    picture = charts.funnel(rows, "Judul")
    assert picture.count('class="bgb"') == len(rows)
    assert "40,1%" not in picture


def test_funnel_gives_shares_of_the_first_row(charts):
    assert "17.100 · 40,1%" in charts.funnel([("Sasaran", 42600), ("Datang", 17100)], "Judul")


def test_charts_escape_what_they_are_given(charts):
    for picture in (
        charts.bars([("<b>", 1)], '"judul"'),
        charts.funnel([("<b>", 1)], '"judul"'),
        charts.tilemap([("<b>", "<b>", 0, 0, 1, "/?a=1&b=2")], '"judul"'),
    ):
        assert "<b>" not in picture
        assert 'aria-label="&#34;judul&#34;"' in picture


def test_gap_signs_what_is_short_of_the_target_and_what_is_beyond(charts):
    picture = charts.gap([("A", 72, 80), ("B", 78, 75), ("C", None, 65)], "Judul")
    assert re.findall(r'font-weight="600">([^<]*)<', picture) == ["−8,0", "+3,0", "–"]
