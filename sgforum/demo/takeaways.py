"""The files that a demo leaves in instance/exports: scores in four formats, open data, the resource report in two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core.clock import Period
from ..reports.exports_cli import write_open_data
from ..reports.participation import participation_tables
from ..reports.tables import Format, save_bytes, write
from ..reports.views import file_content, get_city, load_document

REPORT_YEAR = 2018
_ENDINGS = {Format.CSV: "csv", Format.JSON: "json", Format.XLSX: "xlsx", Format.SQLITE: "db"}


def write_takeaways(folder: Path, months: Sequence[Period]) -> list[Path]:
    """Write every export of a demo; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for month in months:
        tables = participation_tables(month)
        for form, ending in _ENDINGS.items():
            files += write(tables, form, folder / f"partisipasi-{month}.{ending}", demo=True)
    files += write_open_data(folder / "data-terbuka")
    report = load_document(get_city(), REPORT_YEAR)
    for kind in ("json", "xlsx"):
        content, _type = file_content(report, kind)
        files.append(save_bytes(folder / f"laporan-sumber-daya-{REPORT_YEAR}.{kind}", content))
    return files
