"""Population tables as offices publish them: three shapes, CSV and XLSX, right or refused with their lines."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sgforum.core.errors import BadLines, InvalidInput
from sgforum.core.rows import read_table
from sgforum.territory.models import AgeBand, Sex
from sgforum.territory.tables import Known, Places, read_official

PLACES = Places(
    [
        Known("64.71.01.1001", "Manggar", "Balikpapan Timur"),
        Known("64.71.01.1002", "Kota Baru", "Balikpapan Timur"),
        Known("64.71.02.1001", "Manggar", "Balikpapan Barat"),
    ]
)
AGES = ("0-4", "5-9", "10-14", *(f"{low}-{low + 4}" for low in range(15, 75, 5)), "75+")


def read(text):
    return read_official(read_table(text.encode()), PLACES)


def by_age(code="6471011001", ages=AGES, men=10, women=20):
    return "".join(f"{code},{age},{men},{women}\n" for age in ages)


HEAD = "Kode Wilayah,Kelompok Umur,Laki-laki,Perempuan\n"


def test_five_year_bands_become_the_four_of_the_score_and_15_to_19_is_split_by_year():
    (place,) = read(HEAD + by_age()).places
    assert place.code == "64.71.01.1001"
    assert place.is_split
    # 17-24: three fifths of 15-19 and 20-24; 25-44: four bands; 45-59: three; 60+: 60, 65, 70, 75+
    men = {band: place.groups[Sex.MALE, band] for band in AgeBand}
    assert list(men.values()) == [16, 40, 30, 40]
    assert place.groups[Sex.FEMALE, AgeBand.YOUNG] == 32
    assert place.adults == 126 * 3


def test_single_years_are_exact():
    text = HEAD + by_age(ages=[str(age) for age in range(100)] + ["100+"], men=1, women=1)
    (place,) = read(text).places
    assert not place.is_split
    assert place.adults == 2 * (100 - 17 + 1)


@given(st.lists(st.integers(0, 5000), min_size=16, max_size=16))
def test_split_bands_add_up_to_the_adults_of_the_table(counts):
    text = HEAD + "".join(f"6471011001,{age},{n},0\n" for age, n in zip(AGES, counts, strict=True))
    (place,) = read(text).places
    assert place.adults == counts[3] - round(counts[3] * 2 / 5) + sum(counts[4:])
    assert sum(place.groups.values()) == place.adults
    assert min(place.groups.values()) >= 0


def test_long_open_data_shape_with_semester_and_titles_above():
    lines = ["JUMLAH PENDUDUK MENURUT UMUR;;;;;;", ";;;;;;"]
    lines.append(
        "kemendagri_kode_desa_kelurahan;bps_nama_desa_kelurahan;kelompok_umur;jenis_kelamin;jumlah_penduduk;tahun;semester"
    )
    for age in AGES:
        lines += [
            f"64.71.01.1001;MANGGAR;{age};{sex};{n};2026;Semester I"
            for sex, n in (("LAKI-LAKI", 5), ("PEREMPUAN", 7))
        ]
    table = read("\n".join(lines))
    assert (table.year, table.semester) == (2026, 1)
    assert table.places[0].groups[Sex.FEMALE, AgeBand.MIDDLE] == 21


def test_identity_card_table_gives_adults_and_rt_by_name():
    text = (
        "No,Kecamatan,Kelurahan,Jumlah RT,Wajib KTP\n1,Balikpapan Barat,MANGGAR,12,15.600\n"
        "2,Balikpapan Timur,Kota Baru,9,9000\n,Jumlah,,,24600\n,,Kota Balikpapan,,24600\n"
    )
    places = read(text).places
    assert [(p.code, p.adults, p.rt_count, dict(p.groups)) for p in places] == [
        ("64.71.02.1001", 15_600, 12, {}),
        ("64.71.01.1002", 9_000, 9, {}),
    ]


def test_workbook_gives_what_the_csv_gives():
    book = Workbook()
    book.active.append(["Penduduk kota"])
    for number, line in enumerate((HEAD + by_age()).splitlines()):
        cells = line.split(",")
        book.active.append(cells if not number else [*cells[:2], float(cells[2]), int(cells[3])])
    stream = io.BytesIO()
    book.save(stream)
    one = read_official(read_table(stream.getvalue()), PLACES).places[0]
    other = read(HEAD + by_age()).places[0]
    assert (one.adults, one.groups) == (other.adults, other.groups)
    assert one.line == other.line + 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (HEAD + "6471011001,17-xx,1,1\n" + by_age(), 2, "17-xx"),
        (HEAD + by_age() + "6471019999,0-4,1,1\n", 18, "6471019999"),
        (HEAD + by_age(ages=AGES[:-1]), 2, "75"),
        (HEAD + by_age(ages=(*AGES[:5], *AGES[6:])), 2, "25"),
        (HEAD + by_age() + "6471011001,75+,1,1\n", 18, "dua kali"),
        (HEAD + "6471011001,0-4,1.5,1\n" + by_age(ages=AGES[1:]), 2, "1.5"),
        (HEAD + "6471011001,0-4,-,1\n" + by_age(ages=AGES[1:]), 2, "- bukan"),
        (HEAD + "6471011001,0-4\n" + by_age(ages=AGES[1:]), 2, "pendek"),
        ("Kelurahan,Wajib KTP\nManggar,5\n", 2, "kecamatan"),
        ("Kelurahan,Tahun,Wajib KTP\nKota Baru,2025,5\nKota Baru,2026,6\n", 1, "satu periode"),
        ("Kelurahan,Umur,Jenis Kelamin,Jumlah\nKota Baru,0-4,x,5\n", 2, "jenis kelamin"),
    ],
)
def test_wrong_lines_are_named(text, line, word):
    with pytest.raises(BadLines) as refused:
        read(text)
    found = {number: str(error) for number, error in refused.value.lines}
    assert word in found[line]


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00", b"PK\x03\x04nonsense", b"", b"a,b\n1,2\n", b"PK", b'a,"b\n', b"kode,umur\x00\n"],
)
def test_what_is_no_table_is_refused_with_a_sentence(data):
    with pytest.raises(InvalidInput) as refused:
        read_official(read_table(data), PLACES)
    assert str(refused.value).endswith(".")


def test_a_workbook_that_unfolds_too_far_is_refused(monkeypatch):
    book = Workbook()
    book.active.append(["x" * 1000])
    stream = io.BytesIO()
    book.save(stream)
    monkeypatch.setattr("sgforum.core.workbooks.MOST_BYTES", 500)
    with pytest.raises(InvalidInput, match="terlalu besar"):
        read_table(stream.getvalue())
