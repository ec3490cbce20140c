"""Data of an index from CSV: what is read, in which order, and what is refused."""

from __future__ import annotations

import math

import pytest

from sgforum.core.errors import BadLines, InvalidInput
from sgforum.metrics.index.table import make_table, read_table

from .making import spec


def read(text, given=None):
    return read_table(text.splitlines(keepends=True), given or spec("a", "b"))


def refusal(text, given=None):
    with pytest.raises(InvalidInput) as refused:
        read(text, given)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("unit,a\nx,1\n", 'the data have no column "b" (column of indicator "b")'),
        ("a,b\n1,2\n", 'the data have no column "unit" (unit)'),
        ("unit,a,b,a\nx,1,2,3\n", 'the data have the column "a" twice'),
        ("unit,a,b\n", "the data have no unit: there is nothing below the header line"),
        ("", "the data have no header line"),
        ("unit,a,b\nx,1\n", "2: 2 columns, the header has 3"),
        ("unit,a,b\nx,1,2\ny,one,2\n", '3: "one" in column "a" is not a number'),
        ("unit,a,b\nx,1_000,2\n", '2: "1_000" in column "a" is not a number'),
        ("unit,a,b\nx,inf,2\n", '2: "inf" in column "a" is not a number'),
        ("unit,a,b\nx,1e999,2\n", '2: "1e999" in column "a" is not a number'),
        ('unit,a,b\nx,"1,5",2\n', '2: "1,5" in column "a" is not a number'),
        ('unit,a,b\nx,"1\n2",2\n', '3: "1 2" in column "a" is not a number'),
        ("unit,a,b\n,1,2\n", '2: "unit" is empty'),
        ('unit,a,b\n"x,1,2\n', "this is not CSV"),
    ],
)
def test_data_that_cannot_be_right_are_refused_with_one_sentence(text, sentence):
    found = refusal(text)
    assert sentence in found
    assert "\n" not in found


def test_wrong_lines_are_told_up_to_ten():
    with pytest.raises(BadLines) as refused:
        read("unit,a,b\n" + "x,?,1\n" * 30)
    assert [line for line, _ in refused.value.lines] == list(range(2, 12))


def test_columns_of_denominators_samples_and_errors_are_needed():
    assert 'no column "pop" (denominator of indicator "a")' in refusal(
        "unit,a\nx,1\n", spec({"code": "a", "denominator": "pop"})
    )
    given = spec({"code": "a", "n": "m", "minimum_n": 3})
    assert 'no column "m" (n of indicator "a")' in refusal("unit,a\nx,1\n", given)
    given = spec({"code": "a", "error": {"method": "normal", "sd": "s"}})
    assert 'no column "s" (error of indicator "a")' in refusal("unit,a\nx,1\n", given)
    given = spec({"code": "a", "impute": {"method": "mean", "by": "g"}})
    assert 'no column "g" (group of an imputation)' in refusal("unit,a\nx,1\n", given)


@pytest.mark.parametrize("sign", ["", "NA", "n/a", "NaN", "..", "-", " "])
def test_signs_of_nothing_are_missing(sign):
    table = read(f"unit,a,b\nx,{sign},2\n")
    assert math.isnan(table.numbers["a"][0])
    assert table.numbers["b"][0] == 2


def test_other_columns_blank_lines_and_a_byte_order_mark_are_passed_over():
    table = read("\ufeffunit,name,b,a\nx,Ñandú,2,1\n\ny,?,4,3\n")
    assert table.units.tolist() == ["x", "y"]
    assert table.numbers["a"].tolist() == [1, 3]


def test_rows_are_sorted_by_period_and_unit_and_find_back():
    given = spec("a", time="year")
    table = read("unit,year,a\nz,2020,1\nx,2020,2\nz,900,3\nx,900,4\n", given)
    assert [table.label(row) for row in range(4)] == ["x, 900", "z, 900", "x, 2020", "z, 2020"]
    assert [slice(0, 2), slice(2, 4)] == list(table.blocks)
    assert table.numbers["a"][table.in_file_order].tolist() == [1, 2, 3, 4]


def test_a_unit_twice_in_a_period_is_refused():
    given = spec("a", time="year")
    assert refusal("unit,year,a\nx,2020,1\nx,2020,2\n", given) == "unit x, 2020 is there twice"


def test_an_empty_period_is_refused():
    assert '"year" is empty' in refusal("unit,year,a\nx,,1\n", spec("a", time="year"))


def test_periods_by_name_come_in_the_order_of_the_alphabet_after_numbers():
    table = make_table(["x"] * 4, {"a": [1, 2, 3, 4]}, periods=["b", "2021-02", "7", "2021-01"])
    assert table.periods.tolist() == ["7", "2021-01", "2021-02", "b"]
