"""XLSX files as imports read them: rows keep their numbers, cells say what a person sees, bombs are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sgforum.core import workbooks
from sgforum.core.errors import BadLines, InvalidInput
from sgforum.core.sheets import NOT_TEXT, file_text, read_rows


def workbook(*rows, formats=None):
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(number, column, value)
            cell.number_format = (formats or {}).get((number, column), cell.number_format)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(content):
    return list(csv.reader(io.StringIO(file_text(content))))


def repacked(content, **parts):
    """The workbook with parts replaced by name, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def test_file_text_writes_numbers_as_people_do():
    row = [12_262_832_618, 1810758387000.0, 0.5, 1.125, 24.5, 1e16, -3, True, False, None, " a ", 0]
    assert cells(workbook(row)) == [
        ["12262832618", "1810758387000", "0.5", "1.1250", "24.5", "10000000000000000", "-3", "ya", "tidak", "", "a", "0"]
    ]  # fmt: skip


def test_file_text_reads_a_percentage_as_it_is_shown():
    content = workbook([0.8788, 0.0031, 1, 0.07], formats=dict.fromkeys([(1, 1), (1, 2), (1, 3)], "0.00%"))
    assert cells(content) == [["87.88%", "0.31%", "100%", "0.07"]]


def test_file_text_reads_dates():
    assert cells(workbook([date(2026, 3, 31), datetime(2026, 3, 31, 8, 30)])) == [  # noqa: DTZ001 - sheets know no zone
        ["2026-03-31", "2026-03-31 08:30:00"]
    ]


def test_lines_are_the_rows_of_the_sheet():
    content = workbook(["code", "note"], [], ["a", "dua\nbaris"], [None, None], ["b"])
    assert list(read_rows(file_text(content), required=("code",), known=("code", "note"))) == [
        (3, {"code": "a", "note": "dua baris"}),
        (5, {"code": "b", "note": ""}),
    ]


def test_only_the_first_sheet_is_read_whatever_its_stated_size():
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("lain").append(["b"])
    out = io.BytesIO()
    book.save(out)
    sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").replace(b'ref="A1"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in sheet
    assert cells(repacked(out.getvalue(), **{"xl/worksheets/sheet1.xml": sheet})) == [["a"]]


def test_a_formula_counts_with_its_result_and_not_without():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=20+22", None, 42)
    assert cells(out.getvalue()) == [["42"]]
    with pytest.raises(BadLines) as refusal:
        file_text(workbook(["a", "b"], [1, "=A2+1"]))
    assert [(line, wrong.message, wrong.params) for line, wrong in refusal.value.lines] == [
        (2, workbooks.NO_VALUE, {"column": 2})
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0 an encrypted or an old workbook", NOT_TEXT),
        (b"PK\x03\x04 cut off", workbooks.NOT_WORKBOOK),
        (repacked(workbook(["a"]), **{"xl/worksheets/sheet1.xml": b"<worksheet"}), workbooks.NOT_WORKBOOK),
        (repacked(workbook(["a"]), **{"xl/workbook.xml": b"<a/>"}), workbooks.NOT_WORKBOOK),
        (repacked(workbook(["a"]), bomb=b"0" * (workbooks.MOST_BYTES + 1)), workbooks.TOO_LARGE),
        (workbook(*[[n] for n in range(workbooks.MOST_ROWS + 1)]), workbooks.TOO_LARGE),
        (workbook([1] * (workbooks.MOST_COLUMNS + 1)), workbooks.TOO_LARGE),
    ],
    ids=["old", "cut", "broken-xml", "no-sheets", "bomb", "long", "wide"],
)
def test_file_text_refuses(content, sentence):
    with pytest.raises(InvalidInput) as refusal:
        file_text(content)
    assert refusal.value.errors == {"file": sentence}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_file_text_refuses_entities_before_a_parser_sees_them(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    )
    content = repacked(workbook(["a"]), **{"xl/worksheets/sheet1.xml": bomb.encode(encoding)})
    with pytest.raises(InvalidInput) as refusal:
        file_text(content)
    assert refusal.value.errors == {"file": workbooks.NOT_WORKBOOK}


@given(st.floats(min_value=0, max_value=1e15, allow_subnormal=False))
def test_number_text_is_the_number_and_never_groups_of_three(number):
    text = workbooks._number_text(number, is_percent=False)
    assert float(text) == number
    assert "e" not in text
    assert len(text.partition(".")[2]) != 3
