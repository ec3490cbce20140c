"""The `sgforum` command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import copy
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from . import __version__, doctor, server, worker
from .app import COMPONENTS, create_app
from .config import Config, instance_path, load_config, require_database, require_instance
from .core import migrate
from .core.console import emit, in_english, json_option, text_table
from .core.db import db
from .core.errors import SgforumError
from .demo.cli import demo
from .web.guards import guard_of


class House(click.Group):
    """The top-level group: commands of domains run inside an application made for the chosen instance."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SgforumError as error:
            _refuse(in_english(error))
        except (OperationalError, ProgrammingError) as error:
            _refuse(f"The database does not answer as it should: {error.orig}. Try: sgforum doctor")


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


@click.group(cls=House, epilog="Example: sgforum demo")
@click.option(
    "--instance", type=click.Path(file_okay=False), help="Folder of the installation; default ./instance."
)
@click.version_option(__version__, prog_name="sgforum")
@click.pass_context
def house(ctx: click.Context, instance: str | None) -> None:
    """Forums, consultations, campaigns and a participation score for the kelurahan."""
    ctx.obj = instance_path(instance)


def config_of(ctx: click.Context) -> Config:
    found: Path = ctx.find_root().obj
    return load_config(found)


def application(ctx: click.Context) -> Flask:
    return create_app(config_of(ctx))


def standing(ctx: click.Context) -> Flask:
    """The application of an instance that was made before; raises NotFound, and makes none, where there is none."""
    require_instance(ctx.find_root().obj)
    require_database(config_of(ctx))
    return application(ctx)


def _in_application(command: click.Command) -> click.Command:
    """A copy of a domain's command, each of whose callbacks runs in an application context."""
    made = copy(command)
    if isinstance(made, click.Group):
        made.commands = {name: _in_application(child) for name, child in made.commands.items()}
    elif made.callback is not None:
        made.callback = _wrapped(made.callback)
    return made


def _wrapped(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        with standing(click.get_current_context()).app_context():
            return callback(*args, **kwargs)

    return run


@house.command(epilog="Example: sgforum serve --port 8000 --workers 2")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="For each worker process."
)
@click.option("--no-worker", is_flag=True, help="Do not run jobs beside the server.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, workers: int, threads: int, *, no_worker: bool) -> None:
    """Serve the site; runs pending migrations first."""
    server.serve(config_of(ctx), server.Listen(host, port, workers, threads), with_worker=not no_worker)


@house.command("worker", epilog="Example: sgforum worker")
@click.option("--parent", type=int, hidden=True)
@click.pass_context
def worker_(ctx: click.Context, parent: int | None) -> None:
    """Run jobs only: mails, openings, closings, monthly freezes."""
    worker.work(standing(ctx), config_of(ctx), parent=parent)


@house.group("db", help="Migrations.")
def db_() -> None:
    pass


@db_.command(epilog="Example: sgforum db upgrade")
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring the database to this version's schema; on SQLite a copy is made first."""
    with application(ctx).app_context():
        done = migrate.upgrade(db.engine, config_of(ctx).instance)
        click.echo(f"Database is at {migrate.current(db.engine)}" + ("." if done else " already."))


@db_.command(epilog="Example: sgforum db current")
@click.pass_context
def current(ctx: click.Context) -> None:
    """Print the schema's revision."""
    with standing(ctx).app_context():
        click.echo(migrate.current(db.engine) or "empty")


@db_.command(epilog="Example: sgforum db check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Compare the database with the models; exit 1 if they differ."""
    with standing(ctx).app_context():
        differences = migrate.differences(db.engine)
    for difference in differences:
        click.echo(str(difference), err=True)
    if differences:
        sys.exit(1)
    click.echo("The database has the schema of this version.")


@house.command(epilog="Example: sgforum routes --json")
@json_option
@click.pass_context
def routes(ctx: click.Context, *, as_json: bool) -> None:
    """List every address with its guard."""
    rows = list_routes(application(ctx))
    table = text_table(
        ("path", "methods", "guard"), [(r["path"], ",".join(r["methods"]), _guard_words(r)) for r in rows]
    )
    emit(rows, as_json=as_json, text=table)


@house.command("doctor", epilog="Example: sgforum doctor")
@json_option
@click.pass_context
def doctor_(ctx: click.Context, *, as_json: bool) -> None:
    """Say what is wrong with this installation, one line each, with the mend; exit 1 if anything is."""
    with standing(ctx).app_context():
        found = doctor.examine(config_of(ctx))
    emit(found, as_json=as_json, text="\n".join(found) or "Nothing is wrong.")
    if found:
        sys.exit(1)


def _guard_words(row: dict[str, Any]) -> str:
    """One guard, or who may read and who may send."""
    same = "GET" not in row["methods"] or row["reading"] == row["guard"]
    return str(row["guard"]) if same else f"{row['reading']} (POST: {row['guard']})"


def list_routes(app: Flask) -> list[dict[str, Any]]:
    """Every rule: endpoint, methods, path, guard, and the guard for reading alone; sorted by path."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions.get(rule.endpoint)
        methods = sorted(rule.methods - {"HEAD", "OPTIONS"}) if rule.methods else []
        guard, reading = guard_of(view), guard_of(view, "GET")
        found.append(
            {
                "endpoint": rule.endpoint,
                "methods": methods,
                "path": rule.rule,
                "guard": guard.name if guard else None,
                "reading": reading.name if reading else None,
            }
        )
    return sorted(found, key=lambda row: (row["path"], row["methods"]))


for _component in COMPONENTS:
    for _command in _component.commands:
        house.add_command(_in_application(_command))
    for _tool in _component.tools:
        house.add_command(_tool)


house.add_command(demo)


def main() -> None:
    house(prog_name="sgforum")
