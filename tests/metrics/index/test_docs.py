"""docs/index-spec.md and the engine say the same: every key, its default, every method; its example works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sgforum.metrics.index.keys import REQUIRED
from sgforum.metrics.index.means import Kind
from sgforum.metrics.index.parsing import read_spec
from sgforum.metrics.index.stages import STAGES
from sgforum.metrics.index.tables import (
    DIMENSION,
    ERROR,
    IMPUTE,
    INDEX,
    INDICATOR,
    NORMALISE,
    SPEC,
    TREAT,
    UNCERTAINTY,
)

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "index-spec.md").read_text(encoding="utf-8")
_CELLS = re.compile(r"(?<!\\)\|")


def table(heading):
    """The cells of the first table below a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in _CELLS.split(row)[1:-1]] for row in rows[1:]]


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


def written(default):
    """A default as the page writes it."""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default:g}`"


@pytest.mark.parametrize(
    ("heading", "keys"),
    [("`[index]`", INDEX), ("`[[dimension]]`", DIMENSION), ("`[[indicator]]`", INDICATOR), ("`[uncertainty]`", UNCERTAINTY)],
)  # fmt: skip
def test_every_key_is_documented_with_its_default_and_no_other(heading, keys):
    rows = {name: row for row in table(heading) for name in names(row[0])}
    assert set(rows) == {key.name for key in keys}
    for key in keys:
        if key.default is REQUIRED:
            assert rows[key.name][2] == "required"
        elif key.default is not None:
            assert rows[key.name][2] == written(key.default), key.name
        else:
            assert not rows[key.name][2].startswith("`")


@pytest.mark.parametrize(
    ("heading", "choices"), [("normalise", NORMALISE), ("treat", TREAT), ("impute", IMPUTE), ("error", ERROR)]
)
def test_every_method_is_documented_with_its_keys(heading, choices):
    rows = {name: row for row in table(heading) for name in names(row[0])}
    assert set(rows) == set(choices)
    for method, keys in choices.items():
        told = {part.split(" = ")[0] for part in names(rows[method][1])} - {
            '"population"',
            '"log"',
            '"average"',
            '"keep"',
        }
        assert {key.name for key in keys} <= told
        for key in keys:
            if key.default not in (None, REQUIRED):
                assert f"`{key.name} = {written(key.default)[1:-1]}`" in rows[method][1]


def test_every_mean_is_documented():
    kinds = {name.partition(":")[0] for row in table("Means: `aggregate`") for name in names(row[0])}
    assert kinds == set(Kind)


def test_tables_and_stages_are_those_of_the_engine():
    assert all(f"[{key.name}]" in PAGE for key in SPEC)
    assert " → ".join(STAGES) in PAGE


def test_the_example_is_a_spec():
    example = PAGE.split("```toml\n")[1].split("```")[0]
    assert [indicator.code for indicator in read_spec(example).indicators] == ["le", "eys", "mys", "gnipc"]
