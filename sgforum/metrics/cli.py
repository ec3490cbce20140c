"""`sgforum metrics`: freeze a month, show its scores, look for drift, rebuild a published score."""

from __future__ import annotations

import sys
from typing import Any

import click
from flask import current_app

from ..config import Config
from ..core import clock
from ..core.clock import Period
from ..core.console import emit, json_option, text_table
from ..core.db import transaction
from ..core.errors import NotFound
from ..core.permissions import SYSTEM
from . import queries, services
from .ippk import floor_one_decimal
from .queries import PlaceScore


def _config() -> Config:
    found: Config = current_app.extensions["sgforum_config"]
    return found


@click.group(help="The participation score (IPPK): freeze, show, check, rebuild.")
def metrics() -> None:
    pass


@metrics.command(epilog="Example: sgforum metrics freeze 2026-10")
@click.argument("period")
@click.option("--reason", default="", help="Why figures that have changed since get a further revision.")
@json_option
def freeze(period: str, reason: str, *, as_json: bool) -> None:
    """Store the scores of PERIOD (YYYY-MM), from day 10 of the next month on; what is stored stays.

    Exit 1 if figures have changed since and no reason was given: those scores stay as they are.
    """
    config, month = _config(), Period.parse(period)
    bench = services.prepare(period=month, zone=config.zone)
    with transaction():
        done = services.freeze_period(
            actor=SYSTEM, period=month, keys=config.keys, zone=config.zone, at=clock.now(), reason=reason, bench=bench
        )  # fmt: skip
    computed = services.prepare_effects(period=month)
    with transaction():
        services.store_effects(period=month, computed=computed)
    parts = {
        name: list(getattr(done, name))
        for name in ("new", "revised", "unchanged", "differing", "held", "not_rated")
    }
    text = f"{month}: " + ", ".join(f"{len(codes)} {name.replace('_', ' ')}" for name, codes in parts.items())
    emit({"period": str(month), **parts}, as_json=as_json, text=text)
    if done.differing:
        click.echo(
            f"The figures of {len(done.differing)} kelurahan have changed since {month} was frozen; their scores stay. "
            "For a further revision say why: --reason TEXT",
            err=True,
        )
        sys.exit(1)


@metrics.command(epilog="Example: sgforum metrics show 2026-10 --kelurahan 64.71.01.1001")
@click.argument("period")
@click.option("--kelurahan", "code", help="Code of one kelurahan, with its dimensions and indicators.")
@json_option
def show(period: str, code: str | None, *, as_json: bool) -> None:
    """Print the frozen scores of PERIOD (YYYY-MM)."""
    month = Period.parse(period)
    scores = queries.list_scores(month)
    if not scores:
        raise NotFound(queries.NOT_FROZEN, period=month)
    if code is not None:
        score = queries.get_score(code, month)
        document = queries.document_of(score, queries.tiers_of(scores).get(score.code))
        emit(document, as_json=as_json, text=_one(score, document))
        return
    tiers = queries.tiers_of(scores)
    documents = [queries.document_of(score, tiers.get(score.code)) for score in scores]
    city = queries.rollup_document(queries.rollup_of(scores), len(scores))
    whole = {"period": str(month), "scores": documents, "city": city}
    emit(whole, as_json=as_json, text=_table(documents, city))


def _table(documents: list[dict[str, Any]], city: dict[str, Any]) -> str:
    rows = [
        (
            item["name"],
            "-" if item["ippk"] is None else f"{item['shown']:5.1f}",
            "-" if item["low"] is None else f"{item['low']:.1f}-{item['high']:.1f}",
            item["verdict"] or item["why_not"],
        )
        for item in documents
    ]
    mean = "-" if city["mean"] is None else f"{floor_one_decimal(city['mean']):.1f}"
    return (
        text_table(("kelurahan", " IPPK", "interval", "category"), rows)
        + f"\n\nCity: {mean} (rated {city['rated']} of {len(documents)})"
    )


def _one(score: PlaceScore, document: dict[str, Any]) -> str:
    lines = [f"{score.name} ({score.code}), {score.period}", _sentence(score, document)]
    if score.is_published:
        lines.append(
            text_table(
                ("dimension", "score"),
                [(code, _decimal(value)) for code, value in document["dimensions"].items()],
            )
        )
        lines.append(
            text_table(
                ("indicator", "raw", "score", ""),
                [
                    (code, _decimal(item["raw"], 4), _decimal(item["score"]), item["missing"] or item["rule"] or "")
                    for code, item in document["indicators"].items()
                ],
            )
        )  # fmt: skip
    lines.append(f"revision {score.revision}, seal {score.seal}")
    lines.append(f"recompute: sgforum metrics rebuild {score.snapshot_id}")
    return "\n\n".join(lines)


def _sentence(score: PlaceScore, document: dict[str, Any]) -> str:
    """The score with its interval and category, or the published reason why there is none."""
    if score.shown is None or score.low is None or score.high is None:
        return str(document["why_not"])
    return f"IPPK {score.low:.1f}-{score.high:.1f}, estimate {score.shown:.1f}: {document['verdict']}."


def _decimal(value: float | None, places: int = 1) -> str:
    return "-" if value is None else f"{value:.{places}f}"


@metrics.command(epilog="Example: sgforum metrics recount")
@json_option
def recount(*, as_json: bool) -> None:
    """Compare every counter that is shown with the rows behind it; print what differs, and exit 1 if anything does.

    Public pages tell when this was last done and how many counters differed.
    """
    with transaction():
        drift = services.check_counters(zone=_config().zone, at=clock.now())
    rows = [item._asdict() for item in drift]
    table = text_table(
        ("counter", "of", "shown", "counted"), [(d.counter, d.subject, d.shown, d.counted) for d in drift]
    )
    emit({"drift": rows}, as_json=as_json, text=table if drift else "No drift.")
    if drift:
        sys.exit(1)


@metrics.command(epilog="Example: sgforum metrics rebuild 64.71.01.1001:2026-10")
@click.argument("snapshot")
@json_option
def rebuild(snapshot: str, *, as_json: bool) -> None:
    """Compute a published score from its stored inputs and compare, byte for byte; exit 1 if anything differs.

    SNAPSHOT: its number, or KELURAHAN:YYYY-MM for the latest revision, or KELURAHAN:YYYY-MM:REVISION. With
    --json standard output is exactly the rebuilt score.
    """
    found = services.rebuild_snapshot(snapshot)
    if as_json:
        sys.stdout.buffer.write(found.score)
        sys.stdout.buffer.flush()
    elif found.is_same:
        click.echo(
            f"{found.snapshot.reference}: same score, same inputs ({found.snapshot.input_hash}), byte for byte.\n"
            f"Published seal {found.snapshot.seal} = SHA-256 of the salt {found.snapshot.salt} and the inputs."
        )
    if not found.is_same:
        click.echo(
            f"{found.snapshot.reference}: {_altered(found)} not what was published; do not trust it.",
            err=True,
        )
        sys.exit(1)


def _altered(found: services.Rebuilt) -> str:
    if not found.is_hash_right:
        return "the stored inputs are"
    return "the figures that pages show are" if found.is_score_same else "the stored score is"
