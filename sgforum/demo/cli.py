"""`sgforum demo`: from an empty instance to a living kelurahan, city or province."""

from __future__ import annotations

import dataclasses
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from .. import server
from ..app import create_app
from ..config import Config, load_config
from ..core import clock, migrate
from ..core.console import emit, json_option
from ..core.db import db
from . import build, outcome, record
from .corpus.timetable import at_clock
from .takeaways import write_takeaways
from .terms import Size, Terms

_LISTEN = server.Listen("127.0.0.1", 8000, workers=2, threads=2)
_STEPS = 200  # of the progress bar
_EVENING = 20  # the hour at which a given --today ends


@click.command(epilog="Example: sgforum demo --no-serve --json")
@click.option("--no-serve", is_flag=True, help="Do not serve the site afterwards.")
@click.option("--months", type=click.IntRange(1, 6), default=3, show_default=True, help="Scored months.")
@click.option("--seed", type=int, default=2018, show_default=True, help="Same seed, same figures.")
@click.option(
    "--size",
    type=click.Choice([size.value for size in Size]),
    default=Size.CITY.value,
    show_default=True,
    help="One kelurahan, all of Balikpapan, or Kalimantan Timur.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.option("--kota", type=click.IntRange(1), hidden=True)
@click.option("--kelurahan", type=click.IntRange(1), hidden=True)
@json_option
@click.pass_context
def demo(
    ctx: click.Context,
    /,
    months: int,
    seed: int,
    size: str,
    today: datetime | None,
    **options: Any,
) -> None:
    """Make an invented, living city in an empty instance, print its scores and logins, and serve it.

    The figures follow from the seed and the day; names and texts are invented, the places are those of
    Balikpapan (a minute or two) or Kalimantan Timur (five to ten). On an instance that holds the same demo
    already it is only served again.
    """
    as_json, no_serve = options["as_json"], options["no_serve"]
    if as_json and not no_serve:
        raise click.UsageError("--json prints one document and nothing else; add --no-serve.")
    instance: Path = ctx.find_root().obj
    config = load_config(instance)
    terms = Terms(
        seed, months, Size(size), _now(today, config), config.zone, options["kota"], options["kelurahan"]
    )
    document = make(config, terms)
    emit(document, as_json=as_json, text=outcome.text_of(document))
    if not no_serve:
        click.echo(f"\nServing on http://{_LISTEN.host}:{_LISTEN.port} - stop with Ctrl+C")
        server.serve(config, _LISTEN, with_worker=True)


def _now(today: datetime | None, config: Config) -> datetime:
    if today is None:
        return clock.now()
    return min(clock.now(), at_clock(today.date(), _EVENING))


def make(config: Config, terms: Terms) -> dict[str, Any]:
    """Make the demo unless it stands already, and say what it has become."""
    app = create_app(config)
    with app.app_context(), record.working_on(config.instance):
        if record.look(db.engine) is record.Found.HALF:
            _say("There is a demo that was not finished; it is made anew.")
        if record.claim(config, terms):
            _make(config, terms)
        else:
            _say("This demo was made before; it is shown as it stands.")
        document = outcome.describe(config, terms.now)
        db.session.remove()
        db.engine.dispose()
    return document


def _make(config: Config, terms: Terms) -> None:
    began = time.monotonic()
    _say("Founding the place: places, figures, officials ...")
    migrate.upgrade(db.engine, config.instance)
    record.begin(terms)
    world = build.prepare(terms, config)
    length = len(world.timeline.until(terms.now))
    label = f"{len(terms.played)} months of life"
    with click.progressbar(
        length=length, label=label, file=sys.stderr, update_min_steps=max(1, length // _STEPS)
    ) as bar:
        for _ in build.play(world):
            bar.update(1)
    mails = build.deliver_mails(config, clock.now())
    _say(f"{mails} mails delivered to {config.instance / 'outbox'}")
    files = write_takeaways(config.instance / "exports", terms.scored)
    record.finish(
        {
            "logins": [dataclasses.asdict(login) for login in build.choose_logins(world)],
            "exports": [str(file.relative_to(config.instance)) for file in files],
        }
    )
    _say(f"Made in {time.monotonic() - began:.0f} seconds.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
