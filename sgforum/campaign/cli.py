"""`sgforum campaign`: the catalogue of apps from a file."""

from __future__ import annotations

from pathlib import Path

import click

from ..core import clock
from ..core.console import emit, json_option
from ..core.db import transaction
from ..core.errors import InvalidInput
from ..core.permissions import SYSTEM
from . import files


@click.group(help="Campaigns and the catalogue of the city's apps.")
def campaign() -> None:
    pass


@campaign.command(epilog="Example: sgforum campaign apps aplikasi.csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@json_option
def apps(file: Path | None, *, as_json: bool) -> None:
    """Add or update apps from FILE, all or nothing; without FILE, add those that the study of 2018 names."""
    text = None if file is None else _text_of(file)
    with transaction():
        if text is None:
            count = files.load_shipped_apps(SYSTEM, clock.now())
        else:
            count = files.import_apps(actor=SYSTEM, text=text, at=clock.now())
    emit({"apps": count}, as_json=as_json, text=f"{count} apps {'added' if text is None else 'imported'}.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("%(name)s is not a UTF-8 text file", name=file.name) from None
