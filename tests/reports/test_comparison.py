"""Year against year: only what the brackets allow is called better or worse."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports.achievement import Direction, Interval
from sgforum.reports.baseline import load_baseline
from sgforum.reports.comparison import Change, change_of, compare
from sgforum.reports.indicators import assess
from sgforum.reports.registers import Origin, Registers, Share
from tests.factories.reports import make_row
from tests.factories.territory import make_city

exactly, between = Interval.exactly, Interval.between


@pytest.mark.parametrize(
    ("old", "new", "more", "less"),
    [
        (exactly(1), exactly(2), Change.BETTER, Change.WORSE),
        (exactly(2), exactly(1), Change.WORSE, Change.BETTER),
        (exactly(2), exactly(2), Change.SAME, Change.SAME),
        (between(1, 3), between(4, 5), Change.BETTER, Change.WORSE),
        (between(1, 3), between(2, 5), Change.UNSURE, Change.UNSURE),
        (between(1, 3), between(1, 3), Change.UNSURE, Change.UNSURE),
        (None, exactly(1), Change.NEW, Change.NEW),
        (exactly(1), None, Change.LOST, Change.LOST),
        (None, None, Change.UNKNOWN, Change.UNKNOWN),
    ],
)
def test_change_of_says_what_the_whole_bracket_says(old, new, more, less):
    assert change_of(old, new, Direction.MORE) is more
    assert change_of(old, new, Direction.LESS) is less


ENDS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)


@given(ENDS, ENDS, st.data())
def test_no_pair_of_values_contradicts_a_change_that_was_called(old, new, data):
    found = change_of(between(*old), between(*new), Direction.MORE)
    before, after = data.draw(st.integers(*old)), data.draw(st.integers(*new))
    if found is Change.BETTER:
        assert after > before
    if found is Change.WORSE:
        assert after < before
    if found is Change.SAME:
        assert after == before


def test_two_years_are_compared_indicator_by_indicator_the_earlier_first():
    budget = Share(exactly(2), exactly(100), Origin("Perda", 2026))
    late = assess(Registers(2026, ict_budget=budget))
    found = compare(late, assess(load_baseline().registers))
    assert (found.before.year, found.after.year) == (2018, 2026)
    by_code = {item.indicator.code: item for item in found.indicators}
    assert len(by_code) == 21
    a1 = by_code["A1"]
    assert a1.change is Change.BETTER
    assert a1.difference.interval.point == 2 - Fraction(12_262_832_618, 1_810_758_387_000) * 100
    assert (by_code["K1"].change, by_code["A2"].change) == (Change.LOST, Change.UNKNOWN)
    assert found.count(Change.BETTER) == 1
    assert by_code["K1"].difference is None


def test_the_page_compares_the_two_newest_years_or_those_asked_for(client, baseline):
    assert "dua tahun laporan" not in client.get("/laporan/banding").text  # 2018 and the noise of 2010
    make_row("anggaran", year="2025", apbd_rupiah="100", ict_rupiah="3")
    page = client.get("/laporan/banding").text
    assert "Sumber daya 2018 dan 2025" in page
    card = re.search(r'<li class="card"[^§]*?<span class="num">A1</span>.*?</li>', page, re.DOTALL)[0]
    card = card[card.rindex('<li class="card"') :]
    assert "membaik" in card
    assert "+2,3228" in card
    asked = client.get("/laporan/banding?tahun=2018&dengan=2010").text
    assert "Sumber daya 2010 dan 2018" in asked
    same = client.get("/laporan/banding?tahun=2018&dengan=2018").text
    assert "Sumber daya 2018 dan 2025" in same


def test_one_year_alone_is_not_compared(client, app):
    make_city()
    make_row("anggaran", year="2025")
    assert "Perlu paling sedikit dua tahun laporan" in client.get("/laporan/banding").text
