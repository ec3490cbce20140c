"""A place is found by its name, in a city and in a province of a thousand."""

from __future__ import annotations

import pytest

from sgforum.core.db import db
from sgforum.territory.models import Place
from sgforum.territory.queries import MOST_FOUND, search_places
from tests.factories.territory import KELURAHAN, make_city, make_province


@pytest.fixture
def town(each_app):
    make_city()
    return each_app


def names(text):
    return [place.name for place in search_places(text)]


def test_a_part_of_the_name_in_any_case_is_enough(town):
    assert names("mang") == ["Manggar"]
    assert names("  BARU   ilir ") == ["Baru Ilir"]
    assert names("balikpapan") == ["Balikpapan Barat", "Balikpapan Timur", "Kota Balikpapan"]


def test_another_name_is_found_and_signs_stand_for_themselves(town):
    place = db.session.get_one(Place, KELURAHAN)
    place.alt_name = "Kampung 100%"
    db.session.commit()
    assert names("100%") == ["Manggar"]
    assert names("%%") == []
    assert names("__") == []


@pytest.mark.parametrize("text", ["", " ", "m", "tidak ada", "RT 01"])
def test_too_little_and_what_there_is_not_find_nothing(town, text):
    assert names(text) == []


def test_a_province_lists_the_first_fifty_with_their_kota(app):
    make_province()
    assert len(search_places("an")) == MOST_FOUND
    page = app.test_client().get("/kelurahan?cari=sepinggan").text
    assert "Kel. Sepinggan Baru" in page
    assert "Kota Balikpapan" in page


def test_what_was_searched_stays_and_nothing_found_says_so(app):
    make_city()
    page = app.test_client().get("/kelurahan?cari=<b>x").text
    assert 'value="&lt;b&gt;x"' in page
    assert "Tidak ada wilayah dengan nama itu" in page
