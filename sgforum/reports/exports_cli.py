"""`sgforum export`: figures as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sgforum.core.clock import Period
from sgforum.core.console import emit, json_option
from sgforum.core.errors import InvalidInput, NotFound
from sgforum.core.marks import N_
from sgforum.reports.data_views import data_site, list_months, make_package
from sgforum.reports.opendata import catalogue, readme
from sgforum.reports.participation import participation_tables
from sgforum.reports.tables import NOT_WRITABLE, Format, save_bytes, write
from sgforum.web.answers import is_demo
from sgforum.web.i18n import gettext

NOTHING_FROZEN = N_("Belum ada bulan yang dibekukan, jadi belum ada data terbuka.")


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


@export.command("open-data", epilog="Example: sgforum export open-data -o data/")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write; the files lie in it as they stand under /data.",
)
@click.option("--period", help="One month only, YYYY-MM; default: all that are frozen.")
@json_option
def open_data(output: Path, period: str | None, *, as_json: bool) -> None:
    """Write the data packages (CSV, SQLite, JSON metadata, dictionary, README), the DCAT catalogue and the feed.

    The same frozen figures give the same bytes.
    """
    files = write_open_data(output, None if period is None else Period.parse(period))
    text = f"{output}: {len(files)} files of open data."
    emit({"folder": str(output), "files": [str(file) for file in files]}, as_json=as_json, text=text)


def write_open_data(folder: Path, period: Period | None = None) -> list[Path]:
    """Write the open data of one month, or of all, below a folder; returns the files.

    Raises NotFound for a month that is not frozen, InvalidInput if the disk refuses.
    """
    months = [month for month in list_months() if period in (None, month.period)]
    if not months and period is None:
        raise NotFound(NOTHING_FROZEN)
    packages = [make_package(month) for month in ([period] if period else [each.period for each in months])]
    files = [save_bytes(_made(folder) / name, content) for name, content in _above()]
    for package in packages:
        inside = _made(folder / str(package.period))
        files += [save_bytes(inside / file.name, file.content) for file in package.files]
    return files


def _above() -> Iterator[tuple[str, bytes]]:
    """What stands above the months: always of all of them, as on the site."""
    site, months = data_site(), list_months()
    yield "README.md", readme.whole_text(site).encode()
    yield "katalog.jsonld", catalogue.catalogue_bytes(site, months)
    yield "atom.xml", catalogue.feed_bytes(site, months, gettext)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(NOT_WRITABLE, path=folder, reason=error.strerror or error) from None
    return folder
