"""`sgforum territory`: places and denominators in and out as CSV."""

from __future__ import annotations

from pathlib import Path

import click

from ..core import clock
from ..core.console import emit, json_option
from ..core.db import transaction
from ..core.errors import InvalidInput
from ..core.permissions import SYSTEM
from . import boundaries as outlines
from . import files
from .models import Publisher

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(help="Places and how many people live in them.")
def territory() -> None:
    pass


@territory.command("import", epilog="Example: sgforum territory import balikpapan.csv")
@click.argument("file", type=_FILE)
@json_option
def import_(file: Path, *, as_json: bool) -> None:
    """Add or update places from FILE, all or nothing (columns: docs/data-formats.md)."""
    with transaction():
        count = files.import_places(actor=SYSTEM, text=_text_of(file), at=clock.now())
    emit({"places": count}, as_json=as_json, text=f"{count} places imported.")


@territory.command(epilog="Example: sgforum territory export > places.csv")
def export() -> None:
    """Print all places as the CSV that `import` reads."""
    click.echo(files.export_places(), nl=False)


@territory.command(epilog="Example: sgforum territory denominators penduduk.csv")
@click.argument("file", type=_FILE)
@json_option
def denominators(file: Path, *, as_json: bool) -> None:
    """Enter the numbers of residents in FILE, all or nothing; they count after an admin approves them."""
    with transaction():
        count = files.import_denominators(actor=SYSTEM, text=_text_of(file), at=clock.now())
    emit(
        {"denominators": count},
        as_json=as_json,
        text=f"{count} denominators entered; an admin must approve them.",
    )


@territory.command(
    epilog="Example: sgforum territory official dkb.xlsx --publisher disdukcapil --source 'DKB semester I 2026'"
)
@click.argument("file", type=_FILE)
@click.option("--publisher", type=click.Choice([*Publisher]), required=True, help="Whose table it is.")
@click.option("--source", required=True, help="How to name it, up to 200 letters.")
@click.option("--as-of", help="Its date, YYYY-MM-DD; not needed if the table has a column `tahun`.")
@json_option
def official(file: Path, publisher: str, source: str, as_of: str | None, *, as_json: bool) -> None:
    """Enter an office's own population table (CSV or XLSX, docs/data-formats.md), all or nothing, to be approved."""
    with transaction():
        count = files.import_official(
            actor=SYSTEM, data=file.read_bytes(), publisher=Publisher(publisher), source=source,
            as_of=files.parse_day(as_of) if as_of else None, at=clock.now(),
        )  # fmt: skip
    emit(
        {"denominators": count},
        as_json=as_json,
        text=f"{count} denominators entered; an admin must approve them.",
    )


@territory.command(
    epilog='Example: sgforum territory boundaries balikpapan.geojson --source "BIG 2025" --licence "CC BY 4.0"'
)
@click.argument("file", type=_FILE)
@click.option("--source", help="Who drew the outlines, shown under every map; default: the name of FILE.")
@click.option("--licence", default="", help="Licence of the outlines, shown beside the source.")
@json_option
def boundaries(file: Path, source: str | None, licence: str, *, as_json: bool) -> None:
    """Add or replace the outlines of places from a GeoJSON FILE, all or nothing; maps are drawn from them."""
    with transaction():
        count = outlines.import_boundaries(
            actor=SYSTEM, text=_text_of(file), source=source or file.name, licence=licence, at=clock.now()
        )
    emit({"boundaries": count}, as_json=as_json, text=f"{count} outlines imported.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("%(name)s is not a UTF-8 text file", name=file.name) from None
