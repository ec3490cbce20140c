"""What commands print: one JSON document with --json, else sentences and small tables.

Commands speak English with decimal points; what they quote from the site (names, categories, reasons as
published) stays Indonesian.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
from babel.support import NullTranslations, Translations

from .errors import BadLines, InvalidInput, SgforumError
from .migrate import script_folder

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)


def emit(document: Any, *, as_json: bool, text: str) -> None:
    """Print the document as JSON, or the text for people."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str) if as_json else text)


def in_english(error: SgforumError) -> str:
    """A refusal for the command line: its sentence, or one line for each wrong line of a file."""
    english = Translations.load(str(script_folder("translations")), ["en"])
    if isinstance(error, BadLines):
        return "\n".join(f"line {number}: {_said(english, wrong)}" for number, wrong in error.lines)
    return _said(english, error)


def _said(english: NullTranslations, error: SgforumError) -> str:
    messages = list(error.errors.values()) if isinstance(error, InvalidInput) else [error.message]
    told = (english.gettext(message) if message else "" for message in messages)
    return " ".join(sentence % error.params if error.params else sentence for sentence in told)


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
