"""`sgforum export`: figures as files."""

from __future__ import annotations

from pathlib import Path

import click

from sgforum.core.clock import Period
from sgforum.core.console import emit, json_option
from sgforum.reports.participation import participation_tables
from sgforum.reports.tables import Format, write
from sgforum.web.answers import is_demo


@click.group(help="Figures as files.")
def export() -> None:
    pass


@export.command(
    epilog="Example: sgforum export participation --period 2026-10 --format sqlite -o partisipasi.db"
)
@click.option("--period", required=True, help="Month, YYYY-MM; it must be frozen.")
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write."
)
@json_option
def participation(period: str, form: str, output: Path, *, as_json: bool) -> None:
    """Write a month's scores, indicators, counts and roll-ups, with counts of one to four people left out.

    CSV writes one file for each table beside OUTPUT.
    """
    month = Period.parse(period)
    files = write(participation_tables(month), form, output, demo=is_demo())
    names = [str(file) for file in files]
    emit({"period": str(month), "format": form, "files": names}, as_json=as_json, text="\n".join(names))
