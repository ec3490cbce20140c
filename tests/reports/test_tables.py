from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from datasette.app import Datasette

from sgforum.core.errors import InvalidInput
from sgforum.reports.tables import (
    DEMO_NOTICE,
    Column,
    Format,
    Kind,
    Table,
    write,
)
from tests.core.test_spreadsheet import CORPUS

PLACES = Table(
    "kelurahan",
    "Kelurahan",
    (Column("kode", "Kode Kemendagri"), Column("nama", "Nama kelurahan", search=True)),
    (("64.71.01.1001", "Manggar"), ("64.71.01.1002", "=1+1")),
    ("kode",),
)
SCORES = Table(
    "skor",
    "Skor: [bulan] * dan / lainnya yang panjang sekali",
    (
        Column("kelurahan", "Kode kelurahan", refers_to="kelurahan.kode"),
        Column("bulan", "Bulan"),
        Column("nilai", "IPPK", Kind.NUMBER, "0 sampai 100"),
        Column("warga", "Warga", Kind.INTEGER, "orang"),
        Column("terbit", "Sudah terbit", Kind.YES_NO),
        Column("tanggal", "Tanggal beku", Kind.DATE),
    ),
    (
        ("64.71.01.1001", "2026-10", Decimal("65.2"), 172, True, date(2026, 11, 10)),
        ("64.71.01.1002", "2026-10", None, None, False, None),
        ("64.71.01.1001", "2026-09", -0.5, -3, True, date(2026, 10, 10)),
    ),
    ("kelurahan", "bulan"),
)
TABLES = (PLACES, SCORES)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_csv_puts_the_first_table_at_the_path_and_the_others_beside_it(tmp_path):
    path = tmp_path / "hasil.csv"
    written = write(TABLES, "csv", path, demo=False)
    assert [file.name for file in written] == ["hasil.csv", "hasil-skor.csv", "hasil-kolom.csv"]
    assert rows_of(path)[0] == {"kode": "64.71.01.1001", "nama": "Manggar"}
    score = rows_of(written[1])
    assert score[0]["nilai"] == "65.2"
    assert score[0]["terbit"] == "1"
    assert score[1]["nilai"] == ""
    assert (score[2]["nilai"], score[2]["warga"], score[2]["tanggal"]) == ("-0.5", "-3", "2026-10-10")
    assert {
        "table_name": "skor",
        "column_name": "nilai",
        "description": "IPPK",
        "unit": "0 sampai 100",
        "kind": "bilangan",
    } in rows_of(written[2])


def test_csv_of_a_demo_marks_every_row(tmp_path):
    written = write(TABLES, "csv", tmp_path / "hasil.csv", demo=True)
    assert all(row["data_contoh"] == "1" for file in written[:2] for row in rows_of(file))
    assert "data_contoh" not in rows_of(write(TABLES, "csv", tmp_path / "b.csv", demo=False)[0])[0]


def test_json_carries_columns_rows_and_the_notice(tmp_path):
    path = tmp_path / "hasil.json"
    write(TABLES, "json", path, demo=True)
    document = json.loads(path.read_text())
    assert document["notice"] == DEMO_NOTICE
    scores = document["tables"][1]
    assert scores["columns"][2] == {
        "name": "nilai",
        "description": "IPPK",
        "unit": "0 sampai 100",
        "kind": "bilangan",
    }
    assert scores["rows"][0] == {
        "kelurahan": "64.71.01.1001", "bulan": "2026-10", "nilai": 65.2, "warga": 172, "terbit": True,
        "tanggal": "2026-11-10",
    }  # fmt: skip
    assert scores["rows"][1]["nilai"] is None
    write(TABLES, "json", path, demo=False)
    assert "notice" not in json.loads(path.read_text())


def test_xlsx_opens_with_typed_cells_and_without_formulas(tmp_path):
    path = tmp_path / "hasil.xlsx"
    write(TABLES, "xlsx", path, demo=True)
    with closing(openpyxl.load_workbook(path)) as book:
        assert book.sheetnames == [
            "Baca dulu",
            "Kelurahan",
            "Skor   bulan    dan   lainnya y",
            "Arti setiap kolom",
        ]
        assert book["Baca dulu"]["A1"].value == DEMO_NOTICE
        score = book.worksheets[2]
        assert [cell.value for cell in score[1]] == SCORES.names
        assert [cell.value for cell in score[2]][:5] == ["64.71.01.1001", "2026-10", 65.2, 172, True]
        assert score["F2"].value.date() == date(2026, 11, 10)
        assert score["C3"].value is None
        assert (score["C4"].value, score["D4"].value) == (-0.5, -3)
        assert book["Kelurahan"]["B3"].value == "'=1+1"
        assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)


def test_xlsx_holds_no_cell_that_begins_like_a_formula(tmp_path):
    path = tmp_path / "uji.xlsx"
    table = Table("uji", "=Judul", (Column("a", "=arti"),), tuple((text,) for text in CORPUS))
    write([table], "xlsx", path, demo=False)
    with closing(openpyxl.load_workbook(path)) as book:
        assert book.sheetnames[0] == "uji"
        cells = [cell for row in book["uji"].iter_rows(min_row=2) for cell in row]
        assert len(cells) == len(CORPUS)
        assert all(cell.value.startswith("'") and cell.data_type == "s" for cell in cells)
        assert book["Arti setiap kolom"]["C2"].value == "'=arti"


def test_xlsx_gives_sheets_of_one_title_names_of_their_own(tmp_path):
    path = tmp_path / "uji.xlsx"
    columns = (Column("a", "a"),)
    write([Table(name, "Sama", columns, ()) for name in ("satu", "dua", "tiga")], "xlsx", path, demo=False)
    with closing(openpyxl.load_workbook(path)) as book:
        assert book.sheetnames == ["Sama", "dua", "tiga", "Arti setiap kolom"]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "hasil.sqlite"
    write(TABLES, "sqlite", path, demo=True)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def test_sqlite_holds_rows_types_and_keys(database):
    assert database.execute("SELECT nilai, warga, terbit, tanggal FROM skor").fetchall() == [
        (65.2, 172, 1, "2026-11-10"), (None, None, 0, None), (-0.5, -3, 1, "2026-10-10")
    ]  # fmt: skip
    kinds = {row[1]: (row[2], row[5]) for row in database.execute("PRAGMA table_info(skor)")}
    assert (kinds["nilai"][0], kinds["warga"][0]) in {("FLOAT", "INTEGER"), ("REAL", "INTEGER")}
    assert kinds["kelurahan"][1]
    assert kinds["bulan"][1]
    keys = database.execute("PRAGMA foreign_key_list(skor)").fetchall()
    assert [(key[2], key[3], key[4]) for key in keys] == [("kelurahan", "kelurahan", "kode")]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_sqlite_explains_itself_and_says_that_it_is_a_demo(database):
    assert database.execute("SELECT notice FROM baca_dulu").fetchall() == [(DEMO_NOTICE,)]
    assert database.execute("SELECT title FROM _tables WHERE name = 'kelurahan'").fetchone() == ("Kelurahan",)
    assert database.execute(
        "SELECT description, unit FROM _columns WHERE table_name = 'skor' AND column_name = 'nilai'"
    ).fetchone() == ("IPPK", "0 sampai 100")


def test_sqlite_searches_text(database):
    found = database.execute(
        "SELECT k.kode FROM kelurahan_fts f JOIN kelurahan k ON k.rowid = f.rowid WHERE kelurahan_fts MATCH 'manggar'"
    ).fetchall()
    assert found == [("64.71.01.1001",)]


def test_sqlite_refuses_a_row_that_refers_to_nothing(tmp_path):
    lost = Table(
        SCORES.name, SCORES.title, SCORES.columns, (("99", "2026-10", 1, 1, True, None),), SCORES.key
    )
    with pytest.raises(sqlite3.IntegrityError):
        write([PLACES, lost], "sqlite", tmp_path / "hasil.sqlite", demo=False)
    assert list(tmp_path.iterdir()) == []


def test_datasette_opens_the_file(tmp_path, event_loop_of_its_own):
    path = tmp_path / "hasil.sqlite"
    write(TABLES, "sqlite", path, demo=False)

    async def ask():
        site = Datasette([str(path)], settings={"num_sql_threads": 0})
        await site.invoke_startup()
        answer = await site.client.get("/hasil/skor.json?_shape=array")
        search = await site.client.get("/hasil/kelurahan.json?_search=manggar&_shape=array")
        return answer.json(), search.json()

    rows, found = event_loop_of_its_own(ask())
    assert len(rows) == 3
    assert [row["nama"] for row in found] == ["Manggar"]


@pytest.mark.parametrize("form", list(Format))
def test_the_same_tables_give_the_same_content(tmp_path, form):
    first, second = (write(TABLES, form, tmp_path / f"{n}.x", demo=True) for n in "ab")
    for one, other in zip(first, second, strict=True):
        if form is Format.SQLITE:
            with closing(sqlite3.connect(one)) as left, closing(sqlite3.connect(other)) as right:
                assert list(left.iterdump()) == list(right.iterdump())
        else:
            assert one.read_bytes() == other.read_bytes()


def test_xlsx_carries_no_time_of_writing(tmp_path):
    path = tmp_path / "hasil.xlsx"
    write(TABLES, "xlsx", path, demo=False)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert b"2018-01-01" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("form", list(Format))
def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(tmp_path, form):
    with pytest.raises(InvalidInput):
        write(TABLES, form, tmp_path / "tidak-ada" / "hasil.x", demo=False)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "hasil.json"
    path.write_text("lama")
    bad = Table("uji", "Uji", (Column("a", "a", Kind.NUMBER),), ((float("nan"),),))
    with pytest.raises(ValueError, match="JSON"):
        write([bad], "json", path, demo=False)
    assert [file.name for file in tmp_path.iterdir()] == ["hasil.json"]
    assert path.read_text() == "lama"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Column("Nama Kolom", "x"),
        lambda: Column("=a", "x"),
        lambda: Table("t", "T", (Column("a", "a"), Column("a", "b")), ()),
        lambda: Table("t", "T", (Column("a", "a"),), (("x", "y"),)),
        lambda: Table("t", "T", (Column("a", "a"),), (), ("b",)),
        lambda: Table("t;drop", "T", (Column("a", "a"),), ()),
    ],
)
def test_tables_that_make_no_sense_are_refused(make):
    with pytest.raises(ValueError, match=r"column name|fit together"):
        make()


def test_write_needs_tables_with_names_of_their_own(tmp_path):
    for tables in ((), (PLACES, PLACES)):
        with pytest.raises(ValueError, match="names of their own"):
            write(tables, "json", tmp_path / "x.json", demo=False)
    with pytest.raises(ValueError, match="parquet"):
        write(TABLES, "parquet", tmp_path / "x", demo=False)
