from __future__ import annotations

import csv
import io

import pytest

from sgforum.core.clock import now
from sgforum.core.db import transaction
from sgforum.core.errors import Forbidden
from sgforum.core.permissions import SYSTEM
from sgforum.reports import fields, files, services
from sgforum.reports.queries import list_rows
from sgforum.reports.schema import REGISTERS, find_register
from tests.factories.accounts import as_actor
from tests.factories.reports import OTHER_CITY, count_budgets, make_row
from tests.factories.territory import CITY

BUDGET = find_register("anggaran")
STAFF = find_register("petugas-tik")


def load(text, register=BUDGET, actor=SYSTEM):
    with transaction():
        return files.import_rows(actor=actor, register=register, place_code=CITY, text=text, at=now())


def errors(text, register=BUDGET):
    with pytest.raises(files.BadRows) as refusal:
        load(text, register)
    return [(row.line, row.column, row.sentence) for row in refusal.value.rows]


def test_import_rows_adds_changes_and_leaves(city):
    make_row("anggaran", year="2023")
    make_row("anggaran", year="2024")
    done = load(
        "year,apbd_rupiah,ict_rupiah,source\n2023,1000,20,uji\n2024,1000,21,uji\n2022,Rp1.000,10,uji\n\n,,,\n"
    )
    assert done == files.Imported(added=1, changed=1, same=1)
    assert [(row.year, row.ict_rupiah) for row in list_rows(BUDGET, CITY)] == [
        (2024, 21), (2023, 20), (2022, 10), (2010, 9)
    ]  # fmt: skip
    assert [row.ict_rupiah for row in list_rows(BUDGET, OTHER_CITY)] == [7, 7]


def test_import_rows_reads_a_spreadsheets_semicolons_and_mark(city):
    assert load("\ufeffyear;apbd_rupiah;ict_rupiah;source\r\n2023;1.000;20;uji\r\n").added == 1


def test_import_rows_names_every_wrong_line_and_imports_nothing(city):
    text = (
        "year,apbd_rupiah,ict_rupiah,source\n"
        "2023,1000,20,uji\n"
        "2024,-5,20,uji\n"
        "3024,1000,20,uji\n"
        "tahun,1000,20,\n"
        "2022,10,20,uji\n"
    )
    assert errors(text) == [
        (3, "apbd_rupiah", fields.NEGATIVE),
        (4, "year", services.BAD_YEAR),
        (5, "year", fields.NOT_YEAR),
        (5, "source", fields.MISSING),
        (6, "ict_rupiah", "Bagian ini tidak boleh melebihi keseluruhannya."),
    ]
    assert count_budgets() == 3


def test_import_rows_counts_lines_as_an_editor_does(city):
    text = 'year,apbd_rupiah,source,note\n2023,1,uji,"dua"\n\n2024,-1,"uji\nlagi",x\n'
    assert [(line, column) for line, column, _ in errors(text)] == [(4, "apbd_rupiah"), (4, "source")]


def test_import_rows_refuses_the_same_row_twice(city):
    with pytest.raises(files.BadRows) as refusal:
        load("year,apbd_rupiah,source\n2023,1,a\n2024,1,a\n2023,2,a\n")
    assert [(n, str(wrong)) for n, wrong in refusal.value.lines] == [(4, "Baris ini sama dengan baris 2.")]
    assert count_budgets() == 3


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(1, "year", files.NO_COLUMN), (1, "source", files.NO_COLUMN)]),
        ("year,source\n", [(1, "", files.EMPTY)]),
        ("year,source,gaji\n2023,a,1\n", [(1, "gaji", files.UNKNOWN_COLUMN)]),
        ("year,source,source\n2023,a,1\n", [(1, "source", files.REPEATED_COLUMN)]),
        ("year,source\n2023\n", [(2, "", files.WIDTH)]),
        ('year,source\n2023,"a\n', [(2, "", files.NOT_CSV)]),
        ('year,source\n2023,"a"b\n', [(2, "", files.NOT_CSV)]),
        ("year,source\n2023," + "x" * 200_000 + "\n", [(2, "", files.NOT_CSV)]),
    ],
)
def test_import_rows_says_what_is_no_register(city, text, wrong):
    assert errors(text) == wrong
    assert count_budgets() == 3


def test_import_rows_has_a_longest_file(city):
    text = "year,unit,headcount_lo,headcount_hi,source\n" + "".join(
        f"2024,unit {n},1,1,uji\n" for n in range(files.MOST_ROWS + 1)
    )
    assert errors(text, STAFF) == [(files.MOST_ROWS + 2, "", files.TOO_MANY)]
    assert list_rows(STAFF, CITY) == []


def test_import_rows_takes_a_percentage_under_its_own_name(city):
    register = find_register("akses-warga")
    load('year,phone_percent,use_percent,source\n2024,"87,88",0.31,BPS\n', register)
    assert [(row.phone_ppm, row.use_ppm) for row in list_rows(register, CITY)] == [(878_800, 3_100)]
    assert errors("year,phone_percent,use_percent,source\n2023,101,1,BPS\n", register) == [
        (2, "phone_percent", fields.NOT_PERCENT)
    ]


def test_import_rows_by_strangers_is_refused(city, strangers):
    for person in strangers:
        with pytest.raises(Forbidden):
            load("year,apbd_rupiah,source\n2023,1,a\n", actor=as_actor(person))
    assert count_budgets() == 3


@pytest.mark.parametrize("code", [register.code for register in REGISTERS])
def test_export_rows_is_what_import_rows_reads(baseline, code):
    register = find_register(code)
    make_row(code)  # the study says nothing for some
    text = files.export_rows(register, CITY)
    count = len(list_rows(register, CITY))
    assert load(text, register) == files.Imported(0, 0, count)


def test_export_rows_guards_cells_and_import_takes_the_guard_off(city):
    make_row("anggaran", source="=HYPERLINK(1)", note="-baik")
    text = files.export_rows(BUDGET, CITY)
    row = next(line for line in csv.DictReader(io.StringIO(text)) if line["year"] == "2025")
    assert (row["source"], row["note"]) == ("'=HYPERLINK(1)", "'-baik")
    assert load(text).same == 2
    assert list_rows(BUDGET, CITY, 2025)[0].source == "=HYPERLINK(1)"
    assert "777" not in text
