"""Outlines of places come in as GeoJSON, all or nothing, and come out as they were drawn."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from sgforum.core import cache
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import BadLines, Forbidden, InvalidInput
from sgforum.core.permissions import SYSTEM, Role
from sgforum.territory.boundaries import import_boundaries
from sgforum.territory.models import Boundary, PlaceLevel
from sgforum.territory.queries import list_outline_sources, list_outlines
from sgforum.web.outlines import atlas
from tests.factories.accounts import as_actor, make_official, make_staff
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_city

RING = [[116.9, -1.2], [117.0, -1.2], [117.0, -1.1], [116.9, -1.1], [116.9, -1.2]]


def feature(code=KELURAHAN, kind="Polygon", coordinates=None, **properties):
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": kind, "coordinates": [RING] if coordinates is None else coordinates},
    }


def collection(*features):
    """One feature a line, from line 2 on."""
    return (
        '{"type":"FeatureCollection","features":[\n'
        + ",\n".join(json.dumps(item) for item in features)
        + "\n]}"
    )


def load(text, actor=SYSTEM, source="BIG 2025"):
    with transaction():
        return import_boundaries(actor=actor, text=text, source=source, licence="CC BY 4.0", at=now())


def kept():
    return db.session.scalar(select(func.count()).select_from(Boundary))


@pytest.fixture
def town(each_app):
    make_city()
    return each_app


def test_outlines_come_out_as_they_came_in(town):
    isle = [[116.5, -1.5], [116.51, -1.5], [116.51, -1.49], [116.5, -1.5]]
    assert load(collection(feature(), feature(FAR_KELURAHAN, "MultiPolygon", [[RING], [isle]]))) == 2
    found = list_outlines(PlaceLevel.KELURAHAN, CITY)
    assert found[KELURAHAN] == [[tuple(point) for point in RING]]
    assert [len(ring) for ring in found[FAR_KELURAHAN]] == [5, 4]
    assert list_outlines(PlaceLevel.KELURAHAN, "64.71.01").keys() == {KELURAHAN}
    assert list_outlines(PlaceLevel.KECAMATAN) == {}
    assert list_outline_sources(PlaceLevel.KELURAHAN) == [("BIG 2025", "CC BY 4.0")]
    assert list_outline_sources(PlaceLevel.KOTA) == []


def test_a_second_file_replaces_its_own_places_only_and_renews_pages(town):
    load(collection(feature(), feature(OTHER_KELURAHAN)))
    before = cache.versions("territory")
    moved = [[[x + 1, y] for x, y in RING]]
    load(collection(feature(coordinates=moved)), source="Bappeda")
    found = list_outlines(PlaceLevel.KELURAHAN)
    assert found[KELURAHAN][0][0] == (117.9, -1.2)
    assert found[OTHER_KELURAHAN][0][0] == (116.9, -1.2)
    assert cache.versions("territory") != before
    assert list_outline_sources(PlaceLevel.KELURAHAN) == [("BIG 2025", "CC BY 4.0"), ("Bappeda", "CC BY 4.0")]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (feature("64.71.09.1001"), "tidak ada di situs"),
        (feature(f"{KELURAHAN}.RW01.RT01"), "RT atau RW"),
        ({**feature(), "properties": None}, '"code"'),
        (feature(kind="Point", coordinates=[1, 2]), "Polygon"),
        ({**feature(), "geometry": None}, "Polygon"),
        (feature(coordinates=[]), "Polygon"),
        (feature(coordinates=[RING[:3]]), "tertutup"),
        (feature(coordinates=[RING[:4]]), "tertutup"),
        (feature(coordinates=[[[200, 0], *RING[1:-1], [200, 0]]]), "derajat"),
        (feature(coordinates=[[["a", 0], *RING[1:-1], ["a", 0]]]), "derajat"),
        (feature(coordinates=[[[True, 0], *RING[1:-1], [True, 0]]]), "derajat"),
        (feature(coordinates=[[None, *RING[1:-1], None]]), "derajat"),
        (feature(OTHER_KELURAHAN), "sudah ada di baris 2"),
    ],
)
def test_a_wrong_feature_is_told_with_its_line_and_nothing_is_kept(town, wrong, word):
    with pytest.raises(BadLines) as refused:
        load(collection(feature(OTHER_KELURAHAN), wrong))
    ((line, error),) = refused.value.lines
    assert line == 3
    assert word in str(error)
    assert kept() == 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"features": 3}', '{"features": [3]}', '{"features": []}', "[" * 100_000]
)
def test_what_is_no_geojson_is_refused_in_one_sentence(town, text):
    with pytest.raises(InvalidInput) as refused:
        load(text)
    assert list(refused.value.errors) == ["file"]
    assert kept() == 0


@pytest.mark.parametrize("source", ["", "  ", "x" * 201])
def test_outlines_need_a_source(town, source):
    with pytest.raises(InvalidInput) as refused:
        load(collection(feature()), source=source)
    assert "source" in refused.value.errors


def test_only_those_who_import_places_may_draw_them(town):
    for person in (
        make_official(KELURAHAN),
        make_staff(Role.ADMIN, "64.71.02"),
        make_staff(Role.AUDITOR, CITY),
    ):
        with pytest.raises(Forbidden):
            load(collection(feature()), actor=as_actor(person))
    assert kept() == 0
    assert load(collection(feature()), actor=as_actor(make_staff(Role.ADMIN, CITY))) == 1


@pytest.mark.reference
def test_the_published_outlines_of_a_city_are_drawn_small(town, reference):
    text = (reference.parent / "balikpapan_kelurahan.geojson").read_text(encoding="utf-8")
    features = json.loads(text)["features"]
    shapes = {
        item["properties"]["code"]: [ring for part in item["geometry"]["coordinates"] for ring in part]
        for item in features
    }
    found = atlas(
        {code: [[tuple(point) for point in ring] for ring in shape] for code, shape in shapes.items()}
    )
    assert len(found.whole.outlines) == 34
    assert sum(len(outline.path) for outline in found.whole.outlines) < 12_000
    assert 15 <= len(found.enlarged) <= 25
    labelled = [
        outline for outline in found.part.outlines if outline.code in found.enlarged and outline.has_figure
    ]
    assert len(labelled) >= len(found.enlarged) * 0.8
