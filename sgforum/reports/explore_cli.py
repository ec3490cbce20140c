"""`sgforum explore`: a month's open data in Datasette, on this machine only and read-only."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from sgforum.core.clock import Period
from sgforum.core.errors import InvalidInput, NotFound
from sgforum.reports.data_views import data_site, list_months, make_package
from sgforum.reports.exports_cli import NOTHING_FROZEN
from sgforum.reports.opendata.package import ABOUT, TITLE, database_name
from sgforum.reports.opendata.site import LICENCE_TITLE, LICENCE_URL, Site
from sgforum.reports.tables import Table

NO_DATASETTE = "Datasette is not installed. Run: pip install 'sgforum[explore]'"


@click.command(epilog="Example: sgforum explore 2026-10 --port 8001")
@click.argument("period", required=False)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def explore(period: str | None, port: int) -> None:
    """Serve the open data of PERIOD (YYYY-MM; default: the newest month) with Datasette on 127.0.0.1.

    What is served is a copy of the published SQLite file: nothing can be written, and the site's own database is not
    opened. Ends with Ctrl-C.
    """
    if find_spec("datasette") is None:
        raise InvalidInput(NO_DATASETTE)
    month = Period.parse(period) if period else _newest()
    with tempfile.TemporaryDirectory(prefix="sgforum-") as folder:
        command = datasette_command(Path(folder), month, port)
        click.echo(f"{month}: http://127.0.0.1:{port}/ (Ctrl-C ends it)", err=True)
        try:
            status = subprocess.run(command, check=False).returncode  # noqa: S603 - our own arguments
        except KeyboardInterrupt:
            status = 0
    sys.exit(1 if status else 0)


def _newest() -> Period:
    months = list_months()
    if not months:
        raise NotFound(NOTHING_FROZEN)
    return months[0].period


def datasette_command(folder: Path, month: Period, port: int) -> list[str]:
    """Put the month's database and what it means into a folder; returns the command that serves them."""
    package = make_package(month)
    file = package.find(database_name(month))
    if file is None:
        raise NotFound(NOTHING_FROZEN)
    path, metadata = folder / file.name, folder / "metadata.json"
    path.write_bytes(file.content)
    metadata.write_text(json.dumps(describe(data_site(), path.stem, package.tables)), encoding="utf-8")
    return [
        sys.executable, "-m", "datasette", "serve", "--immutable", str(path), "--metadata", str(metadata),
        "--host", "127.0.0.1", "--port", str(port), "--setting", "allow_facet", "on",
    ]  # fmt: skip


def describe(site: Site, database: str, tables: Sequence[Table]) -> dict[str, Any]:
    """Datasette's metadata: titles, licence, source, and what each column means."""
    return {
        "title": f"{TITLE}, {site.place}", "description": ABOUT, "license": LICENCE_TITLE, "license_url": LICENCE_URL,
        "source": site.publisher, "source_url": site.data_url,
        "databases": {database: {"tables": {table.name: _described(table) for table in tables}}},
    }  # fmt: skip


def _described(table: Table) -> dict[str, Any]:
    units = {column.name: column.unit for column in table.columns if column.unit}
    columns = {
        column.name: f"{column.description} ({units[column.name]})" if column.unit else column.description
        for column in table.columns
    }
    return {"title": table.title, "columns": columns}
