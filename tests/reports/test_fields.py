from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports import fields
from sgforum.reports.fields import Field, Kind, Wrong, parse, written
from sgforum.reports.registers import LinkClass
from sgforum.reports.schema import LINK_CLASSES, REGISTERS


def field(kind, **options):
    return Field("x", "X", kind, **options)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.COUNT, "1250", 1250),
        (Kind.COUNT, " 1.250 ", 1250),
        (Kind.COUNT, "0", 0),
        (Kind.RUPIAH, "Rp1.810.758.387.000", 1_810_758_387_000),
        (Kind.RUPIAH, "Rp. 5", 5),
        (Kind.RUPIAH, "12262832618", 12_262_832_618),
        (Kind.PERCENT, "87,88", 878_800),
        (Kind.PERCENT, "0.31 %", 3_100),
        (Kind.PERCENT, "100", 1_000_000),
        (Kind.PERCENT, "0,0001", 1),
        (Kind.TENTHS, "24,5", 245),
        (Kind.TENTHS, "24", 240),
        (Kind.YEAR, "2026", 2026),
        (Kind.DATE, "2026-03-31", date(2026, 3, 31)),
        (Kind.YES_NO, "Ya", True),
        (Kind.YES_NO, "tidak", False),
        (Kind.TEXT, "  Manggar  ", "Manggar"),
        (Kind.URL, "https://kominfo.balikpapan.go.id/x?a=1", "https://kominfo.balikpapan.go.id/x?a=1"),
    ],
)
def test_parse_reads_what_people_write(kind, text, value):
    assert parse(field(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (Kind.COUNT, "-5", fields.NEGATIVE),
        (Kind.COUNT, "\u22125", fields.NEGATIVE),
        (Kind.COUNT, "1,5", fields.NOT_WHOLE),
        (Kind.COUNT, "1.25", fields.NOT_WHOLE),
        (Kind.COUNT, "12a", fields.NOT_WHOLE),
        (Kind.COUNT, "\u0661", fields.NOT_WHOLE),
        (Kind.COUNT, "9" * 30, fields.TOO_LARGE),
        (Kind.COUNT, "3000000000", fields.TOO_LARGE),
        (Kind.RUPIAH, "-1", fields.NEGATIVE),
        (Kind.RUPIAH, "Rp-1", fields.NEGATIVE),
        (Kind.RUPIAH, "Rp", fields.NOT_WHOLE),
        (Kind.RUPIAH, "1" + "0" * 17, fields.TOO_LARGE),
        (Kind.PERCENT, "100,1", fields.NOT_PERCENT),
        (Kind.PERCENT, "0,00001", fields.NOT_PERCENT),
        (Kind.PERCENT, "%", fields.NOT_PERCENT),
        (Kind.PERCENT, "-1", fields.NEGATIVE),
        (Kind.TENTHS, "24,55", fields.NOT_DECIMAL),
        (Kind.TENTHS, "nan", fields.NOT_DECIMAL),
        (Kind.YEAR, "26", fields.NOT_YEAR),
        (Kind.DATE, "31-03-2026", fields.NOT_DATE),
        (Kind.DATE, "2026-02-30", fields.NOT_DATE),
        (Kind.YES_NO, "mungkin", fields.NOT_CHOICE),
        (Kind.URL, "javascript:alert(1)", fields.NOT_URL),
        (Kind.URL, "https://a@b.id", fields.NOT_URL),
        (Kind.URL, "https://a", fields.NOT_URL),
        (Kind.TEXT, "x" * 201, fields.TOO_LONG),
        (Kind.TEXT, "a\x00b", fields.CONTROL_SIGNS),
    ],
)
def test_parse_says_what_is_wrong(kind, text, sentence):
    with pytest.raises(Wrong) as wrong:
        parse(field(kind), text)
    assert wrong.value.sentence == sentence


def test_parse_of_nothing():
    assert parse(field(Kind.COUNT), "  ") is None
    assert parse(field(Kind.COUNT, empty=0), "") == 0
    with pytest.raises(Wrong) as wrong:
        parse(field(Kind.COUNT, required=True), "")
    assert wrong.value.sentence == fields.MISSING


def test_parse_choice_only_takes_what_is_offered():
    item = field(Kind.CHOICE, choices=LINK_CLASSES, make=LinkClass)
    assert parse(item, "galat") is LinkClass.FAILING
    with pytest.raises(Wrong):
        parse(item, "FAILING")


@given(st.integers(0, 1_000_000))
def test_percent_goes_there_and_back(ppm):
    item = field(Kind.PERCENT)
    assert parse(item, written(item, ppm)) == ppm


@given(st.integers(0, 2_000_000_000))
def test_tenths_go_there_and_back(tenths):
    item = field(Kind.TENTHS)
    assert parse(item, written(item, tenths)) == tenths


def test_files_name_a_share_by_its_unit():
    names = {item.column for register in REGISTERS for item in register.all_fields}
    assert {"phone_percent", "share_percent", "mean_headcount", "months_in_task"} <= names
    assert not any(name.endswith(("_ppm", "_tenths")) for name in names)


def test_every_register_keys_and_columns_exist():
    for register in REGISTERS:
        names = {item.name for item in register.all_fields}
        assert set(register.key) <= names
        assert all(hasattr(register.model, name) for name in names)
        assert len({item.column for item in register.all_fields}) == len(names)
    assert len({register.code for register in REGISTERS}) == len(REGISTERS)
