"""Pages of an installation with 1,038 kelurahan and desa: one kota at a time, few statements, little to send."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from sgforum.core.db import db
from sgforum.core.permissions import Role
from sgforum.forum.models import Topic
from sgforum.metrics import queries
from sgforum.metrics.measures import offices
from sgforum.metrics.measures.facts import Facts
from tests.factories.accounts import make_person, make_staff, sign_in
from tests.factories.forum import make_topic
from tests.factories.metrics import PERIOD, ZONE, freeze
from tests.factories.territory import CITY, DESA, KABUPATEN, KELURAHAN, PROVINSI, make_city, make_province
from tests.forum.conftest import forget_pages

MOST_BYTES = 32_000  # of HTML; the sheet, script, font and icons are about as much again
MOST_STATEMENTS = 16  # of a page that nothing is kept of yet


@pytest.fixture
def province(app):
    make_province()
    return app


def client_of(app, role=None, place=PROVINSI):
    client = app.test_client()
    if role is not None:
        sign_in(client, make_staff(role, place))
    return client


def codes_in(answer):
    """Kelurahan and desa that a page names by code."""
    return set(re.findall(r"64\.\d\d\.\d\d\.\d{4}", answer.text))


PUBLIC_PAGES = [
    "/", "/kelurahan", f"/kelurahan?kota={KABUPATEN}", f"/kelurahan/{PROVINSI}", f"/kelurahan/{KABUPATEN}",
    f"/kelurahan/{DESA}", "/topik", f"/topik?wilayah={KABUPATEN}", f"/topik?wilayah={DESA}", "/tulis",
    f"/tulis?kota={KABUPATEN}", "/daftar", f"/daftar?kota={KABUPATEN}", "/skor", f"/skor?kota={KABUPATEN}",
    f"/skor?kota={CITY}", f"/skor/{DESA}", "/laporan", f"/laporan?kota={KABUPATEN}", "/data", f"/data?kota={CITY}",
    "/konsultasi", "/aplikasi",
]  # fmt: skip
STAFF_PAGES = [
    "/petugas", "/admin", "/admin/wilayah", "/admin/penduduk", f"/admin/penduduk?kota={KABUPATEN}", "/admin/peran",
    f"/admin/peran?kota={KABUPATEN}", "/admin/register", f"/admin/register?kota={KABUPATEN}",
]  # fmt: skip
OFFICE_PAGES = [
    "/petugas/konsultasi/baru", f"/petugas/konsultasi/baru?kota={KABUPATEN}", "/petugas/kampanye/baru",
    f"/petugas/kampanye/baru?kota={KABUPATEN}",
]  # fmt: skip


@contextmanager
def counted():
    """Every statement that is executed inside."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_pages_are_light_and_cost_few_statements(province):
    freeze()
    heavy = {}
    for role, pages in ((None, PUBLIC_PAGES), (Role.ADMIN, STAFF_PAGES), (Role.OFFICIAL, OFFICE_PAGES)):
        for path in pages:
            client = client_of(province, role)  # a form leaves a cookie, after which nothing is compressed
            with counted() as statements:
                answer = client.get(path, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200, path
            if len(answer.data) > MOST_BYTES or len(statements) > MOST_STATEMENTS:
                heavy[path] = (len(answer.data), len(statements))
    assert heavy == {}


def test_pages_cost_the_same_with_two_kota_and_with_ten(app):
    """Each page is fetched when nothing of it is kept in memory."""

    def cost():
        found = {}
        for role, pages in ((None, PUBLIC_PAGES), (Role.ADMIN, STAFF_PAGES), (Role.OFFICIAL, OFFICE_PAGES)):
            for path in pages:
                client = client_of(app, role)
                forget_pages()
                client.get(path)  # what a process asks once in its life
                forget_pages()
                with counted() as statements:
                    assert client.get(path).status_code == 200, path
                found[path] = len(statements)
        return found

    make_province((CITY, KABUPATEN))
    freeze()
    of_two = cost()
    make_province()
    freeze(PERIOD.plus(1))
    of_ten = cost()
    assert {path: (of_two[path], n) for path, n in of_ten.items() if n != of_two[path]} == {}


def test_no_kelurahan_is_listed_before_a_kota_is_chosen(province):
    freeze()
    for path in ("/", "/kelurahan", "/topik", "/skor", "/daftar", "/tulis"):
        answer = client_of(province).get(path)
        assert codes_in(answer) == set(), path
        assert KABUPATEN in answer.text, path
        assert "Kab. Kutai Kartanegara" in answer.text, path


def test_a_chosen_kota_lists_its_own_and_no_other(province):
    freeze()
    for path in (
        "/kelurahan?kota={}",
        "/topik?wilayah={}",
        "/daftar?kota={}",
        "/tulis?kota={}",
    ):
        found = codes_in(client_of(province).get(path.format(KABUPATEN)))
        assert len(found) == 237, path
        assert {code[:5] for code in found} == {KABUPATEN}, path


def test_an_unknown_kota_is_not_found(province):
    freeze()
    for path in ("/kelurahan", "/skor", "/daftar", "/tulis", "/laporan", "/data"):
        assert client_of(province).get(f"{path}?kota=64.99").status_code == 404, path


def test_a_city_has_no_choice_and_ignores_it(app):
    make_city()
    for path in ("/", "/kelurahan", "/topik", "/tulis", "/daftar", "/laporan", "/data", "/skor"):
        plain, asked = (client_of(app).get(f"{path}{query}") for query in ("", "?kota=64.72"))
        assert plain.status_code == asked.status_code == 200
        assert 'name="kota"' not in plain.text, path


def test_somebody_registers_from_the_chosen_kota(province):
    client = client_of(province)
    given = {
        "name": "Siti Aminah",
        "email": "siti@contoh.id",
        "home_code": DESA,
        "password": "empat kata acak sekali",
    }
    assert client.post(f"/daftar?kota={KABUPATEN}", data=given).status_code == 303
    assert client.post("/daftar", data=given | {"email": "aminah@contoh.id"}).status_code == 303
    refused = client.post(f"/daftar?kota={KABUPATEN}", data=given | {"email": "x", "password": "pendek"})
    assert refused.status_code == 422
    assert "Siti Aminah" in refused.text
    assert f'value="{DESA}" selected' in refused.text or f'selected value="{DESA}"' in refused.text


def test_two_kelurahan_of_one_name_are_told_apart(province):
    text = client_of(province).get("/daftar?kota=64.08").text
    labels = re.findall(r'<option value="64\.08[^"]*">([^<]+)</option>', text)
    assert len(labels) == len(set(labels)) == 141


def test_the_forum_of_a_desa_says_desa(province):
    topic = make_topic(make_person(home=DESA, level=1), place=DESA)
    page = client_of(province).get(f"/topik/{topic.public_id}-{topic.slug}")
    assert "Desa Muara Leka" in page.text
    assert "Kel. Muara Leka" not in page.text


def test_people_write_in_the_forum_of_the_province(province):
    client = province.test_client()
    sign_in(client, make_person(home=DESA, level=1))
    given = {
        "title": "Jalan penghubung antarkabupaten rusak", "text": "Banyak lubang dalam di sepanjang jalan ini.",
        "kind": "proposal", "area": "jalan", "looked": "1",
    }  # fmt: skip
    answer = client.post(f"/kelurahan/{PROVINSI}/forum/tulis", data=given)
    assert answer.status_code == 303, answer.text
    assert db.session.query(Topic.place_code).all() == [(PROVINSI,)]
    assert "Jalan penghubung" in client_of(province).get(f"/topik?wilayah={PROVINSI}").text
    assert "Jalan penghubung" not in client_of(province).get(f"/topik?wilayah={CITY}").text


def test_an_admin_of_a_kota_sees_its_staff_only(province):
    make_staff(Role.OFFICIAL, DESA, name="Kades Muara Leka")
    make_staff(Role.OFFICIAL, KELURAHAN, name="Lurah Manggar")
    page = client_of(province, Role.ADMIN, CITY).get("/admin/peran")
    assert "Lurah Manggar" in page.text
    assert "Kades Muara Leka" not in page.text
    assert {code[:5] for code in codes_in(page)} == {CITY}
    asked = client_of(province, Role.ADMIN, CITY).get(f"/admin/peran?kota={KABUPATEN}")
    assert "Kades Muara Leka" not in asked.text


def test_an_official_of_a_kelurahan_is_offered_that_alone(province):
    page = client_of(province, Role.OFFICIAL, DESA).get("/petugas/konsultasi/baru")
    assert codes_in(page) == {DESA}
    assert 'name="kota"' not in page.text


def test_registers_belong_to_the_chosen_kota(province):
    admin = client_of(province, Role.ADMIN)
    listed = admin.get(f"/admin/register?kota={KABUPATEN}").text
    links = re.findall(r'href="(/admin/register/[^"]+)"', listed)
    assert links
    assert all(f"kota={KABUPATEN}" in link for link in links)


def test_scores_of_a_month_by_kota(province):
    freeze()
    inside = queries.list_scores(PERIOD, KABUPATEN)
    assert len(inside) == 237
    groups = queries.by_kota(queries.list_marks(PERIOD))
    assert sum(len(group) for group in groups.values()) == 1_038
    assert len(groups) == 10


def test_the_prior_of_influence_is_each_kotas_own(province, monkeypatch):
    """What is decided in Balikpapan says nothing of what a desa far away may expect."""
    decided = [_Decided(KELURAHAN), _Decided(KELURAHAN)]
    monkeypatch.setattr(offices, "list_decided_proposals", lambda *_args: decided)
    counts = offices.count_influence(Facts(PERIOD, ZONE))
    assert counts[KELURAHAN]["city_mean"] == counts["64.71.02.1001"]["city_mean"] == 1.0
    assert counts[DESA]["city_mean"] is None


class _Decided:
    is_eligible = True
    outcome = offices.Outcome.ACCEPTED

    def __init__(self, place_code):
        self.place_code = place_code
