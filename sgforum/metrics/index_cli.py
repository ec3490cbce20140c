"""`sgforum index`: composite indices from a declarative spec, on files alone, without an installation."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from ..core.console import emit, json_option, text_table
from ..core.errors import BadLines, InvalidInput, Unavailable

try:
    from .index import engine
except ModuleNotFoundError as missing:  # without the extra the other commands work all the same
    if missing.name is None or missing.name.partition(".")[0] != "numpy":
        raise
    HAS_NUMPY = False
else:
    HAS_NUMPY = True

NO_NUMPY = "The index engine needs numpy: pip install 'sgforum[analysis]'"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
spec_argument = click.argument("spec", type=_FILE, metavar="SPEC.toml")
data_argument = click.argument("data", type=_FILE, metavar="DATA.csv")
draws_option = click.option(
    "--draws", type=click.IntRange(0, 1_000_000), help="Monte Carlo draws; default: what the spec says."
)
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), help="The same seed gives the same figures; default: the spec's."
)  # fmt: skip


@click.group(help="Composite indices from a declarative spec (docs/index-spec.md).")
def index() -> None:
    pass


def need_numpy() -> None:
    """Refuse with one sentence where the extra is not installed."""
    if not HAS_NUMPY:
        raise Unavailable(NO_NUMPY)


@index.command(epilog="Example: sgforum index compute hdi.toml hdi_2021.csv --draws 1000 --seed 1 --json")
@spec_argument
@data_argument
@draws_option
@seed_option
@json_option
def compute(spec: Path, data: Path, draws: int | None, seed: int | None, *, as_json: bool) -> None:
    """Compute the index that SPEC.toml describes from DATA.csv: scores, ranks, every level, and the log."""
    result = computed(spec, data)
    spread = None
    if result.spec.uncertainty.draws if draws is None else draws:
        spread = engine.simulate(result, draws=draws, seed=seed)
    found = engine.document(result, spread)
    emit(found, as_json=as_json, text=_scores(found) if not as_json else "")


@index.command(epilog="Example: sgforum index sensitivity hdi.toml hdi_2021.csv --draws 512 --seed 1")
@spec_argument
@data_argument
@draws_option
@seed_option
@json_option
def sensitivity(spec: Path, data: Path, draws: int | None, seed: int | None, *, as_json: bool) -> None:
    """Say which uncertain choice of the spec moves the ranking most: Sobol shares with bootstrap intervals."""
    found = engine.sensitivity_document(
        engine.sensitivity(computed(spec, data), draws=draws or None, seed=seed)
    )
    emit(found, as_json=as_json, text=_shares(found))


@index.command(epilog="Example: sgforum index replay published.json hdi_2021.csv")
@click.argument("published", type=_FILE, metavar="RESULT.json")
@data_argument
@json_option
def replay(published: Path, data: Path, *, as_json: bool) -> None:
    """Compute a published result again from the log inside it; exit 1 and name the first stage that differs."""
    need_numpy()
    text = _text(published)
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidInput(f"{published.name}: this is not JSON: {error}") from None
    log = whole.get("log") if isinstance(whole, dict) else None
    try:
        spec = engine.spec_of(log)
    except InvalidInput as error:
        raise InvalidInput(f"{published.name}: {error}") from None
    stage = engine.replay(log, read_data(data, spec))
    found = {"same": stage is None, "differs_at": stage}
    emit(found, as_json=as_json, text="Every stage comes out the same." if stage is None else "")
    if stage is not None:
        click.echo(f"{published.name}: the stage {stage} comes out differently from these data.", err=True)
        sys.exit(1)


def computed(spec: Path, data: Path) -> engine.Result:
    """The index of two files; raises InvalidInput with a sentence that names the file."""
    need_numpy()
    given = read_spec(spec)
    table = read_data(data, given)
    try:
        return engine.compute(given, table)
    except InvalidInput as error:
        raise InvalidInput(f"{data.name}: {error}") from None


def read_spec(path: Path) -> engine.Spec:
    text = _text(path)
    try:
        return engine.read_spec(text)
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None


def read_data(path: Path, spec: engine.Spec) -> engine.Table:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return engine.read_table(lines, spec)
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not a UTF-8 text file") from None
    except OSError as error:
        raise InvalidInput(f"{path.name}: {error.strerror}") from None
    except BadLines as wrong:
        told = "; ".join(f"line {number}: {error}" for number, error in wrong.lines)
        raise InvalidInput(f"{path.name}: {told}") from None
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not a UTF-8 text file") from None
    except OSError as error:
        raise InvalidInput(f"{path.name}: {error.strerror}") from None


def _scores(found: dict[str, Any]) -> str:
    units = sorted(
        found["units"], key=lambda unit: (unit.get("time", ""), unit["rank"] or len(found["units"]) + 1)
    )
    has_time = any("time" in unit for unit in units)
    rows = [
        (
            *((unit["time"],) if has_time else ()),
            unit["rank"] or "-",
            unit["unit"],
            _decimal(unit["score"]),
            _interval(unit["interval"]),
            ", ".join(unit["missing"]),
        )
        for unit in units
    ]  # fmt: skip
    head = (*(("time",) if has_time else ()), "rank", "unit", "score", "interval", "missing")
    title = " ".join(filter(None, (found["name"], found["version"])))
    notes = [f"{entry['stage']}: {note}" for entry in found["log"] for note in entry["notes"]]
    return "\n\n".join(filter(None, (title, text_table(head, rows), "\n".join(notes))))


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _interval(found: dict[str, Any] | None) -> str:
    return "" if found is None else f"{found['low']:.4f}-{found['high']:.4f}"


def _shares(found: dict[str, Any]) -> str:
    if not found["factors"]:
        return "Nothing is uncertain by the spec; say what is in its table [uncertainty]."
    rows = [
        (
            factor,
            f"{share['first']:.2f} ({share['first_low']:.2f} to {share['first_high']:.2f})",
            f"{share['total']:.2f} ({share['total_low']:.2f} to {share['total_high']:.2f})",
        )
        for factor, share in found["factors"].items()
    ]
    return (
        f"Mean absolute rank change {found['mean_shift']:.2f}, over {found['evaluations']} computations\n\n"
        + text_table(("factor", "first order", "total"), rows)
    )
