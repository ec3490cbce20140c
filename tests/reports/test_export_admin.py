"""An administrator takes several months away in one file; nobody else may, and each download is on record."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from contextlib import closing
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy import select

from sgforum.core import settings
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import Actor, Grant, Level, Role
from sgforum.reports.services import Export, Wanted, make_export, record_export
from sgforum.reports.tables import Format
from tests.factories.accounts import make_official, make_person, make_staff, sign_in
from tests.factories.metrics import PERIOD, freeze, make_active, make_rated, on
from tests.factories.territory import CITY, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator

ASKED = {"first": "2026-03", "last": "2026-04", "form": "json"}


@pytest.fixture
def months(app):
    """Two frozen months of a rated kelurahan, with three people in the one beside it."""
    make_city()
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    freeze()
    make_rated(42, at=on(10, 1))
    freeze(PERIOD.plus(1))
    return app


@pytest.fixture
def admin(months):
    client = months.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    return client


def entries():
    return db.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "reports.participation.export")
    ).all()


def actor(role=Role.ADMIN, place=CITY):
    return Actor(1, "x", "Ani", Level.VERIFIED, grants=(Grant(role, place),))


def test_the_file_holds_both_months_and_the_download_is_recorded(admin):
    found = admin.post("/admin/ekspor", data=ASKED)
    assert found.status_code == 200
    assert "partisipasi-2026-03-2026-04.json" in found.headers["Content-Disposition"]
    assert "no-store" in found.headers["Cache-Control"]
    tables = {table["name"]: table["rows"] for table in json.loads(found.data)["tables"]}
    assert [(row["period"], row["code"]) for row in tables["scores"] if row["ippk"]] == [
        ("2026-03", KELURAHAN), ("2026-04", KELURAHAN),
    ]  # fmt: skip
    (entry,) = entries()
    assert (entry.subject, entry.actor_name) == (CITY, entry.actor_name)
    assert entry.actor_id is not None
    assert entry.details == {
        "from": "2026-03", "to": "2026-04", "format": "json",
        "rows": sum(map(len, tables.values())), "sha256": hashlib.sha256(found.data).hexdigest(),
    }  # fmt: skip


def test_what_is_hidden_in_open_data_is_hidden_here(admin):
    tables = {
        table["name"]: table["rows"]
        for table in json.loads(admin.post("/admin/ekspor", data=ASKED).data)["tables"]
    }
    small = [row for row in tables["counts"] if row["code"] == OTHER_KELURAHAN]
    assert [row["participants"] for row in small] == [None, 0]


@pytest.mark.parametrize("form", ["xlsx", "csv", "sqlite"])
def test_every_format_holds_both_months(admin, form, tmp_path):
    content = admin.post("/admin/ekspor", data=ASKED | {"form": form}).data
    if form == "sqlite":
        (tmp_path / "a.db").write_bytes(content)
        with closing(sqlite3.connect(tmp_path / "a.db")) as base:
            assert base.execute("SELECT count(DISTINCT period) FROM scores").fetchone() == (2,)
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    elif form == "csv":
        with ZipFile(io.BytesIO(content)) as bundle:
            assert b"2026-03" in bundle.read("partisipasi-2026-03-2026-04.csv")
    else:
        with closing(openpyxl.load_workbook(io.BytesIO(content))) as book:
            assert {row[3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)} == {
                "2026-03",
                "2026-04",
            }


def test_only_administrators_may(months):
    for person in (
        make_person(),
        make_official(KELURAHAN),
        make_staff(Role.MODERATOR, CITY),
        make_staff(Role.AUDITOR, CITY),
    ):
        client = months.test_client()
        sign_in(client, person)
        assert client.get("/admin/ekspor").status_code == 404
        assert client.post("/admin/ekspor", data=ASKED).status_code == 404
    visitor = months.test_client()
    assert visitor.get("/admin/ekspor").status_code == 303
    assert visitor.post("/admin/ekspor", data=ASKED).status_code == 401
    assert entries() == []


def test_the_services_ask_for_the_permission_in_the_place(months):
    wanted = Wanted(CITY, PERIOD, PERIOD, Format.JSON)
    for who in (actor(Role.AUDITOR), actor(place="64.72"), actor(place=KELURAHAN)):
        with pytest.raises(Forbidden):
            make_export(actor=who, wanted=wanted, demo=False)
        with pytest.raises(Forbidden), transaction():
            record_export(actor=who, export=Export(CITY, (PERIOD,), Format.JSON, 0, b""), at=now())


def test_an_administrator_of_a_part_gets_that_part(months):
    made = make_export(
        actor=actor(place="64.71.02"), wanted=Wanted("64.71.02", PERIOD, PERIOD, Format.JSON), demo=False
    )
    scores = json.loads(made.content)["tables"][0]["rows"]
    assert {row["code"][:8] for row in scores} == {"64.71.02"}


def test_months_the_wrong_way_round_are_said_beside_the_field(admin):
    found = admin.post("/admin/ekspor", data=ASKED | {"first": "2026-04", "last": "2026-03"})
    assert found.status_code == 422
    assert "Bulan terakhir lebih awal daripada bulan pertama." in found.text
    assert '<option selected value="2026-04"' in found.text.partition('name="last"')[0]
    assert entries() == []


@pytest.mark.parametrize("change", [{"first": "2026-01"}, {"form": "pdf"}, {"last": ""}, {"last": "x' OR 1"}])
def test_what_was_not_offered_is_refused(admin, change):
    assert admin.post("/admin/ekspor", data=ASKED | change).status_code == 422
    assert entries() == []


def test_too_many_months_and_none_at_all_are_refused(months, monkeypatch):
    monkeypatch.setattr("sgforum.reports.services.MOST_MONTHS", 1)
    with pytest.raises(InvalidInput):
        make_export(actor=actor(), wanted=Wanted(CITY, PERIOD, PERIOD.plus(1), Format.JSON), demo=False)
    with pytest.raises(NotFound):
        make_export(
            actor=actor(), wanted=Wanted(CITY, PERIOD.plus(5), PERIOD.plus(6), Format.JSON), demo=False
        )


def test_the_page_without_a_frozen_month_says_so(app):
    make_city()
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    found = client.get("/admin/ekspor")
    assert found.status_code == 200
    assert "Belum ada bulan yang dinilai" in found.text
    assert client.post("/admin/ekspor", data=ASKED).status_code == 422


def test_the_administration_page_leads_here(admin):
    assert 'href="/admin/ekspor"' in admin.get("/admin").text


def test_a_demo_says_so_in_the_file(admin, months):
    settings.write(settings.DEMO, {"seed": 2018})
    db.session.commit()
    months.extensions["sgforum_is_demo"] = lambda: True
    assert json.loads(admin.post("/admin/ekspor", data=ASKED).data)["notice"].startswith("Data contoh")
