"""An installation above the kota: which places there are, who covers them, what a page is about."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

import sgforum.territory
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Forbidden, NotFound
from sgforum.core.permissions import SYSTEM, Role, may
from sgforum.territory import files
from sgforum.territory.models import Place, PlaceLevel, kota_code, place_title
from sgforum.territory.queries import (
    choose_kota,
    count_places,
    find_root,
    list_ancestors,
    list_offered,
    list_places,
    root_code,
)
from sgforum.territory.rules import APPROVE_DENOMINATOR, IMPORT_PLACES
from sgforum.territory.services import Statement, enter_denominator
from tests.factories.accounts import as_actor, make_staff
from tests.factories.territory import (
    CITY,
    DESA,
    KABUPATEN,
    KELURAHAN,
    PROVINSI,
    make_city,
    make_province,
    province_text,
)

HEAD = "level,code,parent_code,name\n"
BALIKPAPAN = Path(sgforum.territory.__file__).parent / "data" / "balikpapan.csv"


def load(text):
    with transaction():
        return files.import_places(actor=SYSTEM, text=text, at=now())


def test_the_shipped_province_is_whole(each_app):
    make_province()
    assert count_places() == [
        (PlaceLevel.PROVINSI, 1), (PlaceLevel.KOTA, 10), (PlaceLevel.KECAMATAN, 105), (PlaceLevel.KELURAHAN, 1_038),
        (PlaceLevel.RW, 0), (PlaceLevel.RT, 0),
    ]  # fmt: skip
    alone = select(Place.code).where(Place.parent_code.is_(None))
    assert list(db.session.scalars(alone)) == [PROVINSI]


def test_balikpapan_is_the_same_in_both_files():
    def rows(text):
        return [row for row in csv.reader(io.StringIO(text)) if row[1].startswith(CITY)]

    assert sorted(rows(province_text())) == sorted(rows(BALIKPAPAN.read_text(encoding="utf-8")))


def test_export_of_a_province_is_what_import_reads(app):
    make_province()
    first = files.export_places()
    load(first)
    assert files.export_places() == first


@pytest.mark.parametrize("order", [("provinsi", "kota"), ("kota", "provinsi")])
def test_a_kota_joins_its_provinsi_whichever_comes_first(app, order):
    lines = {"provinsi": "provinsi,64,,Kalimantan Timur\n", "kota": "kota,64.71,64,Kota Balikpapan\n"}
    for level in order:
        load(HEAD + lines[level])
    assert db.session.get_one(Place, "64.71").parent_code == "64"


def test_a_kota_without_a_provinsi_stands_alone(app):
    load(f"{HEAD}kota,64.71,64,Kota Balikpapan\n")
    assert db.session.get_one(Place, "64.71").parent_code is None


def test_a_kota_of_another_provinsi_is_left_alone(app):
    load(f"{HEAD}kota,63.71,63,Kota Banjarmasin\nprovinsi,64,,Kalimantan Timur\n")
    assert db.session.get_one(Place, "63.71").parent_code is None


@pytest.mark.parametrize(
    ("level", "name", "code", "title"),
    [
        (PlaceLevel.PROVINSI, "Kalimantan Timur", "64", "Provinsi Kalimantan Timur"),
        (PlaceLevel.KOTA, "Kota Balikpapan", "64.71", "Kota Balikpapan"),
        (PlaceLevel.KOTA, "Kabupaten Paser", "64.01", "Kab. Paser"),
        (PlaceLevel.KECAMATAN, "Sepaku", "64.09.04", "Kec. Sepaku"),
        (PlaceLevel.KELURAHAN, "Manggar", "64.71.01.1001", "Kel. Manggar"),
        (PlaceLevel.KELURAHAN, "Bukit Raya", "64.09.04.2006", "Desa Bukit Raya"),
        (PlaceLevel.RT, "RT 12", "64.71.01.2001.RW01.RT12", "RT 12"),
    ],
)
def test_titles_follow_the_codes(level, name, code, title):
    assert place_title(level, name, code) == title


def test_kota_code_is_the_place_above_or_itself():
    assert [kota_code(code) for code in ("64.71.01.1001.RW01", "64.71", "64")] == ["64.71", "64.71", "64"]


def test_root_is_the_provinsi_or_the_one_kota(app):
    assert root_code() == ""
    make_city()
    assert find_root().code == CITY
    make_province()
    assert find_root().code == PROVINSI
    assert [place.code for place in list_ancestors(KELURAHAN)] == [PROVINSI, CITY, "64.71.01", KELURAHAN]


def test_one_kota_needs_no_choice(app):
    make_city()
    for asked in (None, "", CITY, "64.02", "what"):
        choice = choose_kota(asked)
        assert (choice.kota.code, choice.others, choice.inside, choice.args) == (CITY, (), None, {})


@pytest.mark.parametrize("asked", [None, "", PROVINSI])
def test_of_several_kota_none_is_chosen_at_first(app, asked):
    make_province()
    choice = choose_kota(asked)
    assert choice.is_open
    assert len(choice.others) == 10
    assert choice.inside is None
    assert {place.level for place in list_offered(choice)} == {PlaceLevel.PROVINSI, PlaceLevel.KOTA}


def test_a_place_chooses_its_kota(app):
    make_province()
    choice = choose_kota(DESA)
    assert (choice.kota.code, choice.inside, choice.args) == (KABUPATEN, KABUPATEN, {"kota": KABUPATEN})
    below = [place for place in list_offered(choice) if place.level is PlaceLevel.KELURAHAN]
    assert len(below) == 237
    assert {kota_code(place.code) for place in below} == {KABUPATEN}


@pytest.mark.parametrize("asked", ["64.99", "65", "x", "64.", "%"])
def test_an_unknown_kota_is_not_there(app, asked):
    make_province()
    with pytest.raises(NotFound):
        choose_kota(asked)


def test_staff_of_one_kota_have_no_choice(app):
    make_province()
    choice = choose_kota(None, among=[KELURAHAN, "64.71.02"])
    assert (choice.kota.code, choice.others, choice.inside) == (CITY, (), CITY)
    assert [kota.code for kota in choose_kota(None, among=[KELURAHAN, KABUPATEN]).others] == [KABUPATEN, CITY]
    assert len(choose_kota(None, among=[PROVINSI]).others) == 10


def test_roles_cover_what_lies_below_them_and_nothing_beside(app):
    make_province()
    whole, city = make_staff(Role.ADMIN, PROVINSI), make_staff(Role.ADMIN, CITY)
    for place in (PROVINSI, CITY, KABUPATEN, DESA, KELURAHAN):
        assert may(as_actor(whole), APPROVE_DENOMINATOR, place), place
        assert may(as_actor(city), APPROVE_DENOMINATOR, place) == place.startswith(CITY), place


def test_an_admin_of_a_kota_imports_only_its_own_places(app):
    make_province()
    admin = as_actor(make_staff(Role.ADMIN, CITY))
    line = "kelurahan,{code},{above},Baru\n"
    with transaction():
        mine = HEAD + line.format(code="64.71.01.1099", above="64.71.01")
        files.import_places(actor=admin, text=mine, at=now())
    with pytest.raises(Forbidden), transaction():
        files.import_places(
            actor=admin, text=HEAD + line.format(code="64.02.01.2099", above="64.02.01"), at=now()
        )
    assert may(admin, IMPORT_PLACES, CITY)
    assert db.session.scalar(select(func.count()).select_from(Place).where(Place.name == "Baru")) == 1


def test_an_official_of_a_kabupaten_enters_its_figures_only(app):
    make_province()
    official = as_actor(make_staff(Role.OFFICIAL, KABUPATEN))

    def enter(place):
        with transaction():
            enter_denominator(
                actor=official, place_code=place, at=now(),
                figure=Statement(adults=900, rt_count=4, source="uji", as_of=now().date()),
            )  # fmt: skip

    enter(DESA)
    with pytest.raises(Forbidden):
        enter(KELURAHAN)


def test_without_a_provinsi_nothing_is_said_of_one(app):
    make_city()
    assert PlaceLevel.PROVINSI not in dict(count_places())
    assert len(list_places(PlaceLevel.KOTA)) == 1
