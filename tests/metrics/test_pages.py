"""What the score pages say, in both languages; that the method page and the method are one."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sgforum.core.db import db
from sgforum.metrics import queries
from sgforum.metrics.measures.catalogue import MEASURES
from sgforum.metrics.method import CURRENT
from sgforum.territory.models import Place
from sgforum.web.charts import Centroid, tile_layout
from sgforum.web.i18n import decimal, number, percent
from tests.factories.metrics import (
    PERIOD,
    freeze,
    make_active,
    make_host,
    make_rated,
    make_resident,
    on,
    read,
    write,
)
from tests.factories.metrics import make_consultation as consult
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_denominator


def text_of(response):
    """The words of a page's main part, without tags."""
    assert response.status_code == 200
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def frozen(city):
    """A rated kelurahan, one with three people, one without a denominator; with coordinates for the map."""
    for longitude, code in enumerate((KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN)):
        place = db.session.get_one(Place, code)
        place.longitude, place.latitude = 116.8 + longitude / 10, -1.2
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    freeze()
    return queries.get_score(KELURAHAN, PERIOD)


def test_an_empty_installation_says_when_the_first_score_comes(visitor):
    for path in ("/skor", f"/skor/{KELURAHAN}"):
        assert "Belum ada bulan yang dinilai" in text_of(visitor.get(path))


def test_the_city_shows_each_place_with_its_interval_or_why_not(frozen, visitor):
    response = visitor.get("/skor")
    text = text_of(response)
    shown = f"{frozen.shown:.1f}".replace(".", ",")
    interval = f"{frozen.low:.1f}–{frozen.high:.1f}".replace(".", ",")
    assert "Maret 2026: 1 dari 3 kelurahan dinilai" in text
    assert f"{shown} ({interval})" in text
    assert "Baik" in text
    assert "warga terverifikasi yang ikut kurang dari 5 orang, minimal 10" in text
    assert "jumlah penduduk 17 tahun ke atas belum tercatat" in text
    assert "Tiga lainnya ditampilkan di sampingnya" in text
    assert response.text.count('class="qn"') == 3  # two tiles without data, and the key
    assert "Setara median kota (1)" in text
    assert not re.search(r"\bperingkat \d", text)


def test_a_place_shows_dimensions_indicators_and_how_to_check(frozen, visitor):
    text = text_of(visitor.get(f"/skor/{KELURAHAN}"))
    shown = f"{frozen.shown:.1f}".replace(".", ",")
    assert f"perkiraan {shown}" in text
    assert "Penyumbang terlemah:" in text
    for item in (*CURRENT.dimensions, *CURRENT.indicators):
        assert item.name in text
    assert "Data bulan ini belum cukup untuk dihitung." in text
    assert f"sgforum metrics rebuild {KELURAHAN}:2026-03:1" in text
    assert frozen.seal in text.replace(" ", "")
    assert "Yang paling menaikkan skor" in text


def test_counts_below_five_are_on_no_page(frozen, visitor):
    text = text_of(visitor.get(f"/skor/{OTHER_KELURAHAN}"))
    assert "warga terverifikasi yang ikut kurang dari 5 orang" in text
    assert "ikut 3 orang" not in text


def test_a_raw_value_that_tells_a_small_count_is_left_out(city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(40)
    read(consult(), people[0])
    freeze()
    score = queries.get_score(KELURAHAN, PERIOD)
    row = next(row for row in queries.indicator_rows(score) if row["code"] == "JGK")
    assert (row["raw"], row["is_hidden"]) == (None, True)
    assert row["score"] is not None
    text = text_of(visitor.get(f"/skor/{KELURAHAN}"))
    assert "Angka yang dapat membuka jumlah di bawah lima orang tidak ditampilkan." in text


def test_a_part_that_would_tell_a_small_count_is_left_out_with_its_dimension(city, visitor):
    """Three of 29 came again: the indicator alone would say so, and the dimension would say the indicator."""
    make_denominator(adults=3_000, rt_count=6)
    people = make_active(24, at=on(10, -1))
    host = make_host()
    for person in people[:3]:
        write(host, person)
    make_rated(30)
    freeze()
    score = queries.get_score(KELURAHAN, PERIOD)
    assert (score.inputs["returning"], score.inputs["cohort"]) == (3, 29)
    assert (score.dimension("D2"), score.dimension("D4")) == (None, None)
    assert score.dimension("D3") is not None
    assert score.ippk is not None
    shown = {row["code"]: row["score"] for row in queries.indicator_rows(score)}
    assert shown["KMB"] is None
    assert shown["PAR"] is not None
    text = text_of(visitor.get(f"/skor/{KELURAHAN}"))
    assert "Angka yang dapat membuka jumlah di bawah lima orang tidak ditampilkan." in text
    assert "Penyumbang terlemah" not in text
    chart = visitor.get(f"/skor/{KELURAHAN}").text.partition("Nilai empat dimensi")[2].partition("</svg>")[0]
    assert "Keputusan" in chart
    assert "Konsultasi" not in chart


def test_the_trend_and_revisions_tell_the_past(frozen, visitor):
    write(make_host(), make_resident())
    freeze(reason="Tulisan yang terlewat.")
    make_rated(40, at=on(10, 1))
    freeze(PERIOD.plus(1))
    text = text_of(visitor.get(f"/skor/{KELURAHAN}"))
    assert "Dari bulan ke bulan" in text
    assert "tidak berubah nyata" in text
    march = text_of(visitor.get(f"/skor/{KELURAHAN}?periode=2026-03"))
    assert "Revisi 2" in march
    assert "Alasan: Tulisan yang terlewat." in march
    assert "Revisi 1" in march


def test_a_new_month_renews_the_kept_pages(frozen, visitor):
    first = visitor.get("/skor")
    assert visitor.get("/skor").headers["ETag"] == first.headers["ETag"]
    make_rated(40, at=on(10, 1))
    freeze(PERIOD.plus(1))
    assert "April 2026" in text_of(visitor.get("/skor"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/skor?periode=2026-13", 422), ("/skor?periode=", 422), ("/skor?periode=2031-01", 404), ("/skor/99.99", 404),
        ("/skor/64.71.01", 404), (f"/skor/{KELURAHAN}?periode=x", 422), (f"/skor/{KELURAHAN}?periode=2026-02", 404),
    ],
)  # fmt: skip
def test_a_wrong_address_is_answered_with_a_sentence(frozen, visitor, path, status):
    response = visitor.get(path)
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_a_page_costs_the_same_queries_for_one_kelurahan_and_many(frozen, app, count_statements):
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], "x")  # not a visitor: the page is made anew
    client.get("/skor")
    with count_statements() as few:
        client.get("/skor")
    for code in (OTHER_KELURAHAN, FAR_KELURAHAN):
        make_denominator(code, adults=4_000, rt_count=6, source="lain")
        make_rated(12, code)
    freeze(reason="Angka penduduk baru disetujui.")
    with count_statements() as many:
        client.get("/skor")
    assert len(many) == len(few) <= 10


# --- The method ------------------------------------------------------------------------------------------------


def test_the_method_page_holds_every_number_of_the_method(app, visitor):
    text = text_of(visitor.get("/metode"))
    with app.test_request_context():
        for dimension in CURRENT.dimensions:
            assert f"{dimension.name} ({percent(dimension.weight)})" in text
        for indicator in CURRENT.indicators:
            start = text.index(f"{indicator.name} ({indicator.code}, {percent(indicator.weight)})")
            part = text[start : start + 700]
            places = 2 if indicator.scale.kind == "lg" else 1
            low, high = (
                number(value) if indicator.code == "KSP" else percent(value, places)
                for value in (indicator.scale.low, indicator.scale.high)
            )
            assert f"{low} = 0, {high} = 100" in part
            assert ("skala logaritma" in part.partition(" Jangka waktu ")[0]) is (
                indicator.scale.kind == "lg"
            )
            wanted = f"{number(indicator.needs)} {indicator.sample}" if indicator.needs else "tanpa batas"
            assert f"Paling sedikit {wanted}" in part
            assert f"Jangka waktu {indicator.window_months} bulan" in part
            assert MEASURES[indicator.code].sentence in part
        for category in CURRENT.categories:
            assert f"{category.name} {decimal(category.low, 0)}" in text
        for value in (
            CURRENT.publish_adults,
            CURRENT.publish_participants,
            CURRENT.tier_participants,
            CURRENT.draws,
        ):
            assert number(value) in text
        assert percent(CURRENT.interval_level) in text


def test_pages_exist_in_english(frozen, visitor):
    for path in ("/en/skor", f"/en/skor/{KELURAHAN}", "/en/metode"):
        assert visitor.get(path).status_code == 200


def test_tiles_do_not_overlap():
    centroids = tuple(Centroid(str(n), 116.8 + n % 7 / 50, -1.2 - n // 7 / 40) for n in range(34))
    places = list(tile_layout(centroids).values())
    assert len(set(places)) == 34
