"""A computed index as files that say what they hold: CSV with CSVW metadata beside it, XLSX, JSON. Same input, same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import xlsxwriter

from ...core.errors import InvalidInput
from ...core.spreadsheet import guarded
from .document import Document, document, interval
from .log import number
from .pipeline import Result
from .uncertainty import Spread

_CREATED = datetime(2018, 1, 1)  # noqa: DTZ001 - a fixed date in the properties, so that same data give same bytes
_INTERVAL = MappingProxyType(
    {
        "low": "lower end of the score's interval",
        "median": "median of the draws",
        "high": "upper end of the score's interval",
        "rank_low": "better end of the rank's interval",
        "rank_high": "worse end of the rank's interval",
    }
)
_SHEET_ROWS, _SHEET_COLUMNS = 2**20, 2**14
_CARRIED = ("description", "source", "licence")
_OF_RAW = frozenset({"column", "unit", "source", "version", "description"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, what it means, and what else is known of it (unit, source, version)."""

    name: str
    meaning: str
    kind: str = "number"
    more: Mapping[str, Any] = field(default_factory=dict)


Row = list[Any]


def files(result: Result, name: str, spread: Spread | None = None) -> dict[str, bytes]:
    """Return the files by name; `name` ends in .csv, .xlsx or .json. Raises InvalidInput for another ending."""
    ending = name.rpartition(".")[2].lower()
    if ending not in _WRITERS or "." not in name:
        raise InvalidInput(f"{name} must end in .csv, .xlsx or .json")
    return _WRITERS[ending](result, name, spread)


def columns(result: Result, spread: Spread | None = None) -> list[Column]:
    """Return the columns of the scores in their order."""
    spec = result.spec
    given = {table["code"]: table for key in ("dimension", "indicator") for table in spec.document[key]}
    found = [Column("unit", "the unit, as in the data", "string")]
    if spec.time:
        found.append(Column("time", "the period", "string"))
    found.append(Column("score", spec.name or "the index", more={"scale": spec.scale}))
    found.append(Column("rank", "1 is the highest of the period", "integer"))
    if spread:
        found += [
            Column(name, f"{meaning}, {spread.level:g} of {spread.draws} draws")
            for name, meaning in _INTERVAL.items()
        ]
    for dimension in spec.dimensions:
        found.append(Column(f"dimension.{dimension.code}", dimension.name, more=given[dimension.code]))
    for indicator in spec.indicators:
        more = given[indicator.code]
        found.append(
            Column(f"indicator.{indicator.code}", f"{indicator.name}, on the scale of the index", more=more)
        )
        raw = {key: value for key, value in more.items() if key in _OF_RAW}
        found.append(Column(f"raw.{indicator.code}", f"{indicator.name}, as in the data", more=raw))
    found.append(Column("missing", "indicators without a value, separated by blanks", "string"))
    return found


def rows(result: Result, spread: Spread | None = None) -> list[Row]:
    """Return the cells under `columns` in the order of the file; None where there is no value."""
    return [_row(result, row, spread) for row in result.table.in_file_order.tolist()]


def _row(result: Result, row: int, spread: Spread | None) -> Row:
    spec, table = result.spec, result.table
    normalised, raw = result.stages["normalised"], result.stages["raw"]
    found: Row = [str(table.units[row]), *([str(table.periods[row])] if spec.time else [])]
    found += [number(result.score[row]), int(result.rank[row]) or None]
    if spread:
        drawn = interval(spread, row) or {}
        found += [drawn.get(name) for name in _INTERVAL]
    found += [number(result.column(dimension.code)[row]) for dimension in spec.dimensions]
    absent = []
    for code in (indicator.code for indicator in spec.indicators):
        value = number(normalised[code][row])
        found += [value, number(raw[code][row])]
        if value is None:
            absent.append(code)
    return [*found, " ".join(absent)]


def metadata(result: Result) -> Document:
    """Return what a reader must know to use the figures: the index, its method in full, and the log's notes."""
    given = result.spec.document["index"]
    return {
        "name": result.spec.name,
        "version": result.spec.version,
        **{key: given[key] for key in _CARRIED if key in given},
        "spec": result.spec.document,
        "notes": [{"stage": entry.stage, "note": note} for entry in result.log for note in entry.notes],
        "sha256": {entry.stage: entry.sha256 for entry in result.log},
    }


def _csv(result: Result, name: str, spread: Spread | None) -> dict[str, bytes]:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    heads = columns(result, spread)
    writer.writerow([guarded(column.name) for column in heads])
    writer.writerows([_cell(value) for value in row] for row in rows(result, spread))
    return {name: stream.getvalue().encode(), f"{name}-metadata.json": _json(_csvw(result, name, heads))}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else repr(value)


def _csvw(result: Result, name: str, heads: Sequence[Column]) -> Document:
    """CSV on the Web (W3C 2015), where its readers look for it: FILE.csv-metadata.json."""
    about = metadata(result)
    key = ["unit", *(["time"] if result.spec.time else [])]
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": about["name"],
        "schema:version": about["version"],
        **{f"dc:{_DUBLIN[key]}": about[key] for key in _CARRIED if key in about},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name.replace(".", "_"),
                    "titles": column.name,
                    "dc:description": column.meaning,
                    "datatype": column.kind,
                    **{f"sgforum:{name}": value for name, value in column.more.items()},
                }
                for column in heads
            ],
            **({"primaryKey": key} if len({*_keys(result)}) == len(result.table) else {}),
        },
        "sgforum:method": about,
    }


_DUBLIN = MappingProxyType({"description": "description", "source": "source", "licence": "license"})


def _keys(result: Result) -> list[tuple[str, str]]:
    return list(zip(result.table.units.tolist(), result.table.periods.tolist(), strict=True))


def _json(found: Document) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _json_files(result: Result, name: str, spread: Spread | None) -> dict[str, bytes]:
    return {name: _json({"metadata": metadata(result), **document(result, spread)})}


def _xlsx(result: Result, name: str, spread: Spread | None) -> dict[str, bytes]:
    heads = columns(result, spread)
    if len(result.table) >= _SHEET_ROWS or len(heads) > _SHEET_COLUMNS:
        raise InvalidInput(
            f"{name}: a sheet has no room for {len(result.table)} rows and {len(heads)} columns"
        )
    about = metadata(result)
    sheets: dict[str, list[Row]] = {
        "scores": [[column.name for column in heads], *rows(result, spread)],
        "columns": [
            ["column", "meaning", "kind", "more"],
            *([c.name, c.meaning, c.kind, _words(c.more)] for c in heads),
        ],
        "method": [
            ["key", "value"],
            *([key, about[key]] for key in ("name", "version", *_CARRIED) if key in about),
            *(
                [key, _words(value)]
                for key, value in result.spec.document["index"].items()
                if key not in about
            ),
            *(
                [f"uncertainty.{key}", _words(value)]
                for key, value in result.spec.document["uncertainty"].items()
            ),
        ],
        "log": [["stage", "note"], *([note["stage"], note["note"]] for note in about["notes"])],
        "changes": [["stage", "unit", "time", "indicator", "before", "after", "how"], *_changes(result)],
    }
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": guarded(about["name"]), "author": "sgforum", "created": _CREATED})
        bold = book.add_format({"bold": True})
        for title, cells in sheets.items():
            _fill(book.add_worksheet(title), cells, bold)
    return {name: stream.getvalue()}


def _fill(sheet: Any, cells: Sequence[Row], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(cells):
        for at, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, at, guarded(value), bold if line == 0 else None)
            elif value is not None:
                sheet.write_number(line, at, value)


def _words(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)
    )


def _changes(result: Result) -> list[Row]:
    table = result.table
    return [
        [
            entry.stage,
            str(table.units[change.row]),
            str(table.periods[change.row]) or None,
            change.indicator,
            number(change.before),
            number(change.after),
            change.how,
        ]
        for entry in result.log
        for change in entry.changes
    ]


_WRITERS: Mapping[str, Callable[[Result, str, Spread | None], dict[str, bytes]]] = MappingProxyType(
    {"csv": _csv, "xlsx": _xlsx, "json": _json_files}
)
