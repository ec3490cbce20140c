"""What the score pages draw: months, sums that give nobody away, the map of outlines with one link for each place."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from sgforum.metrics import dashboard, queries
from sgforum.metrics.queries import overview
from sgforum.metrics.queries.months import list_months
from sgforum.reports.queries import city_score
from sgforum.web.i18n import floor1
from tests.factories.metrics import PERIOD, freeze, make_active, make_rated, on
from tests.factories.territory import (
    CITY,
    FAR_KELURAHAN,
    KELURAHAN,
    OTHER_KELURAHAN,
    make_denominator,
    make_outlines,
)


@pytest.fixture
def two_months(each_city):
    """A kelurahan that is rated in two months, one with too few people, one without a denominator."""
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    make_rated(20, at=on(10, months=-1))
    freeze(PERIOD.plus(-1))
    freeze()


def test_months_come_oldest_first_with_their_kecamatan(two_months):
    found = list_months(PERIOD, 12)
    assert [month.period for month in found] == [PERIOD.plus(-1), PERIOD]
    newest = found[-1]
    score = queries.get_score(KELURAHAN, PERIOD)
    assert newest.whole.mean == pytest.approx(score.ippk)
    assert newest.whole.rated == 1
    assert newest.parts["64.71.01"].mean == pytest.approx(score.ippk)
    assert newest.parts["64.71.02"] is None
    assert list_months(PERIOD, 12, by=2)[-1].parts.keys() == {"64.71"}


def test_months_are_those_asked_for(two_months):
    assert [month.period for month in list_months(PERIOD, 1)] == [PERIOD]
    assert list_months(PERIOD.plus(-2), 12) == []
    assert list_months(PERIOD, 12, inside="64.71.02")[-1].whole is None


def test_a_later_revision_takes_the_place_of_the_first(two_months):
    make_active(30, OTHER_KELURAHAN)
    freeze(reason="Data susulan dari kelurahan")
    (month,) = list_months(PERIOD, 1)
    assert month.whole.rated == 2  # Lamaru's first revision was not rated
    assert month.whole.mean == pytest.approx(queries.rollup_of(queries.list_scores(PERIOD)).mean)


def test_sums_of_people_are_told_in_tens_and_of_published_places_only(two_months):
    found = queries.list_scores(PERIOD)
    reach = overview.reach_of(found)
    assert reach.adults == 3_000
    assert reach.participants == 40
    assert reach.readers % 10 == 0
    assert overview.reach_of([score for score in found if score.code != KELURAHAN]) is None


def test_without_outlines_the_tiles_stay(app, city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    make_rated(40)
    freeze()
    assert 'id="peta-a1"' not in visitor.get("/skor").text


def test_each_place_is_one_link_of_the_map_and_tells_its_score(app, city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    make_rated(40)
    freeze()
    make_outlines(KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN)
    page = visitor.get("/skor").text
    maps = page.partition('class="ch om"')[2].partition("</svg>")[0]
    links = re.findall(r'<a href="/skor/([0-9.]+)\?periode=2026-03" aria-label="([^"]+)">', maps)
    shown = f"{queries.get_score(KELURAHAN, PERIOD).shown:.1f}".replace(".", ",")
    assert sorted(code for code, _ in links) == sorted((KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN))
    assert f"Manggar, skor {shown}" in dict(links)[KELURAHAN]
    assert "belum dapat dinilai" in dict(links)[FAR_KELURAHAN]
    assert maps.count("url(#peta-a4)") == 1  # Baik: told by its hatching too
    assert "<title" in maps
    assert "<desc>" in maps
    assert "BIG (CC BY 4.0)" in page


def test_a_map_costs_no_more_statements_with_more_outlines(app, city, client_of, count_statements, request):
    make_denominator(adults=3_000, rt_count=6)
    make_rated(40)
    freeze()
    counts = []
    for codes in ((KELURAHAN,), (KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN)):
        make_outlines(*codes)
        app.test_client().get("/skor", headers={"Cookie": "sgforum=x"})  # drawn once, then kept
        with count_statements() as statements:
            assert app.test_client().get("/skor", headers={"Cookie": "sgforum=x"}).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_page_of_a_place_tells_what_would_raise_it(app, city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    make_rated(40)
    freeze()
    score = queries.get_score(KELURAHAN, PERIOD)
    drives, worth = dashboard.levers_of(score)
    page = visitor.get(f"/skor/{KELURAHAN}").text
    best = score.method.by_code[worth[0].code].name
    assert f"{best} memberi ruang terbesar" in page
    told = f"{score.ippk + worth[0].gain:.1f}".replace(".", ",")
    assert f"skor menjadi sekitar {told}" in page
    for lever in drives:
        if lever.gain >= 0.05:
            assert f"+{lever.gain:.1f}".replace(".", ",") in page


def test_the_mean_of_one_place_is_told_with_the_same_digits_as_its_score_everywhere(city, visitor):
    """67.99 is 67,9 as a score (score.md 5.5); a mean that is rounded would stand above the highest score."""
    make_denominator(adults=2_000, rt_count=6)
    make_rated(40)
    freeze()
    score = queries.get_score(KELURAHAN, PERIOD)
    assert round(score.ippk, 1) != score.shown
    assert queries.rollup_of(queries.list_scores(PERIOD)).shown == score.shown
    assert city_score(CITY, PERIOD.year).score.point == pytest.approx(Fraction(str(score.shown)))
    right, wrong = (f"{value:.1f}".replace(".", ",") for value in (score.shown, round(score.ippk, 1)))
    for page in ("/skor", "/tata-kelola"):
        text = visitor.get(page).text
        assert right in text, page
        assert wrong not in text, page


def test_a_sixty_that_floating_point_made_smaller_is_a_sixty(app):
    with app.test_request_context("/"):
        assert (floor1(59.99999999999), floor1(59.96)) == ("60,0", "59,9")
