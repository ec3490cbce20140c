"""A province in small: its kota and one kabupaten, two kelurahan of each."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from sgforum import doctor
from sgforum.accounts.models import Person, RoleGrant
from sgforum.app import create_app
from sgforum.config import load_config
from sgforum.consultation.models import Consultation
from sgforum.core.db import db
from sgforum.core.permissions import Level, Role
from sgforum.demo import founding, shares
from sgforum.demo.staff import PASSWORD
from sgforum.territory.models import Denominator, Place, PlaceLevel, kota_code
from tests.demo.conftest import TODAY, Made, run
from tests.factories.territory import province_text

SMALL = (
    "--size",
    "province",
    "--kota",
    "3",
    "--kelurahan",
    "2",
    "--months",
    "1",
    "--today",
    TODAY,
    "--no-serve",
)
KABUPATEN = "64.01"  # the first after the kota in which people take part everywhere


@pytest.fixture(scope="module")
def made(tmp_path_factory, quick_passwords) -> Made:
    instance = tmp_path_factory.mktemp("province")
    result = run(instance, *SMALL, "--json")
    assert result.exit_code == 0, result.output
    return Made(instance, json.loads(result.stdout), result)


@pytest.fixture
def demo_app(made):
    application = create_app(load_config(made.instance))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False, LIMITS_OFF=True)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def test_each_kota_has_its_line(made):
    rows = {row["code"]: row for row in made.document["kota"]}
    assert set(rows) == {*founding.DENSE, KABUPATEN}
    assert all(row["kelurahan"] == 2 for row in rows.values())
    assert rows[KABUPATEN]["kota"] == "Kab. Paser"
    assert len(made.document["table"]) == 6
    assert sum(row["rated"] for row in rows.values()) == sum(
        row["ippk"] is not None for row in made.document["table"]
    )
    balikpapan = rows[shares.MAIN_KOTA]
    assert 0 < balikpapan["lowest"] <= balikpapan["mean"] <= balikpapan["highest"] < 100


def test_the_printed_table_is_of_kota(made):
    text = run(made.instance, *SMALL).stdout
    assert "kota or kabupaten" in text
    assert "Kab. Paser" in text
    assert "kelurahan and desa are rated" in text


def test_people_live_in_every_kota_and_officials_belong_to_one(demo_app):
    homes = select(Person.home_code).where(Person.level == Level.VERIFIED).distinct()
    assert {kota_code(code) for code in db.session.scalars(homes)} == {*founding.DENSE, KABUPATEN}
    admins = select(RoleGrant.place_code).where(RoleGrant.role == Role.ADMIN)
    assert sorted(db.session.scalars(admins)) == ["64", "64", *sorted((*founding.DENSE, KABUPATEN))]
    codes = set(db.session.scalars(select(Consultation.place_code)))
    assert {kota_code(code) for code in codes} >= set(founding.DENSE)


def test_every_figure_says_that_it_is_an_illustration(demo_app):
    count = db.session.scalar(
        select(func.count()).select_from(Place).where(Place.level == PlaceLevel.KELURAHAN)
    )
    by_source = select(Denominator.source, func.count()).group_by(Denominator.source)
    assert dict(db.session.execute(by_source).all()) == {shares.SOURCE: 6, shares.PROJECTION: 2}
    assert all(source.startswith("ilustrasi demo") for source in (shares.SOURCE, shares.PROJECTION))
    assert count == 6


def test_the_figures_are_the_published_ones_split_by_the_stated_rule():
    """Also of a smaller province: each kelurahan has what it has in the whole."""
    kota = founding._kelurahan_by_kota(province_text())
    assert len(kota) == len(shares.RESIDENTS_OF) == 10
    assert sum(shares.RESIDENTS_OF.values()) == 4_123_303  # the provinsi's own line in the decree
    for code, codes in kota.items():
        adults = sum(shares.split_adults(len(codes), code))
        assert adults == pytest.approx(shares.RESIDENTS_OF[code] * shares.ADULT_SHARE, abs=len(codes)), code
        assert min(shares.split_rts(len(codes), code)) >= shares.LEAST_RTS, code


def test_pages_of_the_province_answer(made, demo_app):
    client = demo_app.test_client()
    looks = [item["url"].removeprefix("http://127.0.0.1:8000") for item in made.document["look"]]
    open_to_all = [path for path in looks if path not in ("/petugas", "/admin")]
    for path in (*open_to_all, f"/skor?kota={KABUPATEN}", f"/kelurahan?kota={KABUPATEN}", "/kelurahan/64"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "data contoh" in answer.text.lower(), path


@pytest.mark.parametrize("role", ["Admin 1", "Admin", "Auditor", "Lurah", "Warga terverifikasi"])
def test_printed_logins_open_the_door(made, demo_app, role):
    (account,) = [each for each in made.document["logins"]["accounts"] if each["role"] == role]
    answer = demo_app.test_client().post("/masuk", data={"email": account["email"], "password": PASSWORD})
    assert answer.status_code == 303


def test_the_doctor_finds_nothing_wrong(made, demo_app):
    assert doctor.examine(load_config(made.instance)) == []
