"""`sgforum mail`: what the server's operator does with mails that were given up."""

from __future__ import annotations

import click

from ..core import clock
from ..core.console import emit, json_option
from ..core.db import transaction
from .services import retry_given_up


@click.group(help="Mails that could not be sent.")
def mail() -> None:
    pass


@mail.command(epilog="Example: sgforum mail retry")
@json_option
def retry(*, as_json: bool) -> None:
    """Try mails again that were given up after twelve attempts; the worker sends them."""
    with transaction():
        count = retry_given_up(at=clock.now())
    emit({"mails": count}, as_json=as_json, text=f"{count} mails will be tried again.")
