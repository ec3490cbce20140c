"""What commands print: one JSON document with --json, else sentences and small tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)


def emit(document: Any, *, as_json: bool, text: str) -> None:
    """Print the document as JSON, or the text for people."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str) if as_json else text)


def text_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns set apart by spaces; numbers are put to the right by the caller's own formatting."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
