"""Several tables as one file to hand out, in each of the four formats; CSV as a ZIP."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sgforum.reports.tables import Format, Table, write

# Ending and media type by format; CSV comes as one ZIP, because it is several files
TYPES = {
    Format.CSV: ("zip", "application/zip"),
    Format.JSON: ("json", "application/json"),
    Format.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.SQLITE: ("db", "application/vnd.sqlite3"),
}


def one_file(tables: Sequence[Table], form: Format, stem: str, *, demo: bool) -> bytes:
    """The content of the file; `stem` names the CSV files inside a ZIP. The same tables give the same bytes."""
    with tempfile.TemporaryDirectory(prefix="sgforum-") as folder:
        files = write(tables, form, Path(folder) / f"{stem}.{form.value}", demo=demo)
        return _zipped(files) if form is Format.CSV else files[0].read_bytes()


def _zipped(files: Sequence[Path]) -> bytes:
    archive = files[0].with_suffix(".zip")
    with ZipFile(archive, "w", ZIP_DEFLATED) as bundle:
        for file in files:
            # a fixed date, so that the same data give the same bytes
            bundle.writestr(ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.read_bytes(), ZIP_DEFLATED)
    return archive.read_bytes()
