"""Participation scores to take away from /data: the same tables as `sgforum export participation`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, abort

from sgforum.core.clock import Period
from sgforum.metrics import queries as scores
from sgforum.reports.participation import participation_tables
from sgforum.reports.tables import Format, write
from sgforum.web.answers import is_demo
from sgforum.web.downloads import download
from sgforum.web.guards import PUBLIC
from sgforum.web.pages import Pages

# By the ending in the address; CSV comes as one ZIP, because it is several files
_TYPES = {
    "csv": ("zip", "application/zip"),
    "json": ("json", "application/json"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "sqlite": ("db", "application/vnd.sqlite3"),
}


def register(pages: Pages) -> None:
    """Add the downloads to the pages of the reports."""
    pages.get("/data/partisipasi/<period>.<form>", guard=PUBLIC)(participation_file)


def list_months() -> Sequence[Period]:
    """Months whose scores can be taken away, newest first."""
    return scores.list_periods()


def participation_file(period: str, form: str) -> Response:
    """A month's tables in one of the four formats."""
    if form not in _TYPES:
        abort(404)
    month = Period.parse(period)
    ending, kind = _TYPES[form]
    with tempfile.TemporaryDirectory(prefix="sgforum-") as folder:
        files = write(
            participation_tables(month),
            Format(form),
            Path(folder) / f"partisipasi-{month}.{form}",
            demo=is_demo(),
        )
        content = _zipped(files) if form == "csv" else files[0].read_bytes()
    return download(content, f"partisipasi-{month}.{ending}", kind)


def _zipped(files: Sequence[Path]) -> bytes:
    archive = files[0].with_suffix(".zip")
    with ZipFile(archive, "w", ZIP_DEFLATED) as bundle:
        for file in files:
            # a fixed date, so that the same data give the same bytes
            bundle.writestr(ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.read_bytes(), ZIP_DEFLATED)
    return archive.read_bytes()
