from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

import sgforum.territory
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import BadLines, InvalidInput
from sgforum.core.permissions import SYSTEM
from sgforum.territory import files
from sgforum.territory.models import Denominator, Place, PlaceLevel, Publisher
from sgforum.territory.queries import find_denominator, list_ancestors, list_places

SHIPPED = (Path(sgforum.territory.__file__).parent / "data" / "balikpapan.csv").read_text(encoding="utf-8")
HEAD = "level,code,parent_code,name\n"


def load(text):
    with transaction():
        return files.import_places(actor=SYSTEM, text=text, at=now())


def count():
    return db.session.scalar(select(func.count()).select_from(Place))


def test_shipped_city_has_6_kecamatan_and_34_kelurahan(each_app):
    load(SHIPPED)
    assert [
        len(list_places(level)) for level in (PlaceLevel.KOTA, PlaceLevel.KECAMATAN, PlaceLevel.KELURAHAN)
    ] == [1, 6, 34]
    assert [place.name for place in list_ancestors("64.71.01.1001")] == [
        "Kota Balikpapan",
        "Balikpapan Timur",
        "Manggar",
    ]


def test_export_is_what_import_reads(app):
    load(SHIPPED)
    first = files.export_places()
    load(first)
    assert files.export_places() == first
    assert count() == 41


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("kelurahan,64.71.01.1001,64.71.01,Manggar", "induk"),
        ("negara,62,,Indonesia", "tingkat"),
        ("provinsi,64.71,,Kaltim", "kode"),
        ("kota,64.71,64.72,Balikpapan", "induk"),
        ("kota,6471,,Balikpapan", "kode"),
        ("kota,64.71,,", "nama"),
        ("kota,64.71,,x,lebih", "jumlah kolom"),
        ("kota,64.71", "jumlah kolom"),
    ],
)
def test_wrong_line_is_named_and_nothing_imported(app, line, word):
    with pytest.raises(BadLines) as refused:
        load(f"{HEAD}kota,64.72,,Samarinda\n{line}\n")
    number, sentence = refused.value.lines[0]
    assert number == 3
    assert word in str(sentence)
    assert count() == 0


def test_every_wrong_line_is_named(app):
    with pytest.raises(BadLines) as refused:
        load(f"{HEAD}x,1,,a\nkota,64.71,,Balikpapan\ny,2,,b\n")
    assert [number for number, _ in refused.value.lines] == [2, 4]


def test_unknown_and_missing_columns_are_named(app):
    with pytest.raises(BadLines, match="warna"):
        load("level,code,name,warna\n")
    with pytest.raises(BadLines, match="name"):
        load("level,code\n")


def test_level_of_a_known_code_cannot_change(app):
    load(f"{HEAD}kota,64.71,,Balikpapan\nkecamatan,64.71.01,64.71,Timur\n")
    with pytest.raises(BadLines):
        load(f"{HEAD}kecamatan,64.71,64,Balikpapan\n")


@pytest.mark.parametrize("value", ["abc", "91", "nan", "inf"])
def test_coordinate_must_be_on_earth(app, value):
    with pytest.raises(BadLines, match="koordinat"):
        load(f"level,code,name,centroid_lat\nkota,64.71,Balikpapan,{value}\n")


DENOMINATORS = "code,adults,rt_count,source,as_of\n"


def load_people(text):
    with transaction():
        return files.import_denominators(actor=SYSTEM, text=text, at=now())


def test_denominators_wait_for_approval(app):
    load(SHIPPED)
    assert load_people(f"{DENOMINATORS}64.71.01.1001,15600,47,Disdukcapil,2026-06-30\n") == 1
    assert find_denominator("64.71.01.1001", now().date()) is None
    row = db.session.scalars(select(Denominator)).one()
    assert (row.adults, row.rt_count, row.source, row.entered_by_name) == (
        15600,
        47,
        "Disdukcapil",
        "sgforum",
    )


@pytest.mark.parametrize(
    "line",
    [
        "64.71.01.1001,-5,47,X,2026-06-30", "64.71.01.1001,0,47,X,2026-06-30", "64.71.01.9999,5,47,X,2026-06-30",
        "64.71.01.1001,5,47,,2026-06-30", "64.71.01.1001,5,47,X,30-06-2026", "64.71.01.1001,5,47,X,2999-01-01",
        "64.71.01.1001,1e3,47,X,2026-06-30", "64.71.01.1001,5,0,X,2026-06-30",
    ],
)  # fmt: skip
def test_wrong_denominator_imports_nothing(app, line):
    load(SHIPPED)
    with pytest.raises(BadLines) as refused:
        load_people(f"{DENOMINATORS}64.71.01.1002,15600,47,Disdukcapil,2026-06-30\n{line}\n")
    assert refused.value.lines[0][0] == 3
    assert db.session.scalar(select(func.count()).select_from(Denominator)) == 0


def test_groups_must_add_up(app):
    load(SHIPPED)
    head = "code,adults,source,as_of," + ",".join(files.GROUP_COLUMNS)
    load_people(f"{head}\n64.71.01.1001,36,X,2026-06-30,1,2,3,4,5,6,7,8\n")
    with pytest.raises(BadLines):
        load_people(f"{head}\n64.71.01.1002,40,X,2026-06-30,1,2,3,4,5,6,7,8\n")
    with pytest.raises(BadLines):
        load_people(f"{head}\n64.71.01.1002,36,X,2026-06-30,1,2,3,4,5,6,7,\n")


def official(text, **fields):
    values = {"publisher": Publisher.DISDUKCAPIL, "source": "DKB semester I 2026", "as_of": None} | fields
    with transaction():
        return files.import_official(actor=SYSTEM, data=text.encode(), at=now(), **values)


def test_official_table_is_entered_with_publisher_and_the_semesters_last_day(app):
    load(SHIPPED)
    text = "kode,wajib_ktp,tahun,semester\n64.71.01.1001,15600,2026,1\n6471011002,9000,2026,1\n"
    assert official(text) == 2
    row = db.session.scalars(select(Denominator).order_by(Denominator.place_code)).first()
    assert (row.adults, row.publisher, row.as_of, row.semester, row.approved_at) == (
        15_600, Publisher.DISDUKCAPIL, date(2026, 6, 30), 1, None,
    )  # fmt: skip


def test_a_split_age_group_is_told_in_the_source(app):
    load(SHIPPED)
    ages = ["0-14", "15-19", *(f"{low}-{low + 4}" for low in range(20, 75, 5)), "75+"]
    text = "kode,umur,l,p\n" + "".join(f"6471011001,{age},100,100\n" for age in ages)
    official(text, as_of=date(2026, 6, 30))
    row = db.session.scalars(select(Denominator)).one()
    assert row.source == "DKB semester I 2026 (umur 15-19 dibagi rata)"
    assert sum(group.people for group in row.groups) == row.adults == 2 * (60 + 1200)


@pytest.mark.parametrize(
    ("text", "fields", "word"),
    [
        ("kode,wajib_ktp\n64.71.01.1001,15600\n", {}, "tanggal"),
        ("kode,wajib_ktp,tahun\n64.71.01.1001,0,2025\n", {}, "lebih dari nol"),
        ("kode,wajib_ktp,tahun\n64.71.01.1001,5,2099\n", {}, "masa depan"),
        ("kode,wajib_ktp,tahun\n64.71.01.1001,5,2025\n", {"source": " "}, "sumber"),
        ("kode,wajib_ktp,tahun\nJumlah,5,2025\n", {}, "tidak memuat"),
    ],
)
def test_wrong_official_table_enters_nothing(app, text, fields, word):
    load(SHIPPED)
    with pytest.raises(InvalidInput, match=word):
        official(text, **fields)
    assert db.session.scalar(select(func.count()).select_from(Denominator)) == 0


def test_the_same_official_table_twice_is_refused_by_line(app):
    load(SHIPPED)
    text = "kode,wajib_ktp,tahun\n64.71.01.1001,15600,2025\n"
    official(text)
    with pytest.raises(BadLines) as refused:
        official(text)
    assert refused.value.lines[0][0] == 2
