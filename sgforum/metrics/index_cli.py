"""`sgforum index`: composite indices from a declarative spec, on files alone, without an installation."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ..core.console import emit, json_option
from ..core.errors import BadLines, InvalidInput, Unavailable
from . import printing
from .index.tables import MOST_DRAWS, MOST_SEED

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
    "--draws", type=click.IntRange(0, MOST_DRAWS), help="Monte Carlo draws; default: what the spec says."
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, MOST_SEED),
    help="The same seed gives the same figures; default: the spec's.",
)


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
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT",
    help="Write scores with their metadata: .csv (and .csv-metadata.json beside it), .xlsx or .json.",
)
@json_option
def compute(
    spec: Path, data: Path, draws: int | None, seed: int | None, output: Path | None, *, as_json: bool
) -> None:
    """Compute the index that SPEC.toml describes from DATA.csv: scores, ranks, every level, and the log."""
    result = computed(spec, data)
    spread = None
    if result.spec.uncertainty.draws if draws is None else draws:
        spread = engine.simulate(result, draws=draws, seed=seed)
    if output is not None:
        for name, content in engine.files(result, output.name, spread).items():
            _write(output.with_name(name), content)
    found = engine.document(result, spread)
    emit(found, as_json=as_json, text="" if as_json else printing.scores(found))


@index.command(epilog="Example: sgforum index audit hdi.toml hdi_2021.csv")
@spec_argument
@data_argument
@json_option
def audit(spec: Path, data: Path, *, as_json: bool) -> None:
    """Say where the index is not coherent: correlations, reliability, the ranking without each indicator, weights."""
    found = engine.audit_document(engine.audit(computed(spec, data)))
    emit(found, as_json=as_json, text=printing.audit(found))


@index.command(epilog="Example: sgforum index compare hdi-2010.toml hdi-2014.toml hdi_2021.csv")
@click.argument("before", type=_FILE, metavar="BEFORE.toml")
@click.argument("after", type=_FILE, metavar="AFTER.toml")
@data_argument
@click.option("--after-data", type=_FILE, metavar="OTHER.csv", help="Other data for the second version.")
@json_option
def compare(before: Path, after: Path, data: Path, after_data: Path | None, *, as_json: bool) -> None:
    """Compare two versions of a method on the same data: what was changed, and how far each unit moves."""
    found = engine.comparison_document(
        engine.compare(computed(before, data), computed(after, after_data or data))
    )
    emit(found, as_json=as_json, text=printing.comparison(found))


@index.command(epilog="Example: sgforum index profile hdi.toml hdi_2021.csv IDN")
@spec_argument
@data_argument
@click.argument("unit")
@json_option
def profile(spec: Path, data: Path, unit: str, *, as_json: bool) -> None:
    """Say where UNIT stands at every level, its strengths and weaknesses, and what would raise it most."""
    try:
        profiles = engine.profiles(computed(spec, data), unit)
    except InvalidInput as error:
        raise InvalidInput(f"{data.name}: {error}") from None
    found = {"profiles": [engine.profile_document(one) for one in profiles]}
    emit(found, as_json=as_json, text="\n\n".join(map(printing.profile, found["profiles"])))


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
    emit(found, as_json=as_json, text=printing.sensitivity(found))


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
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not a UTF-8 text file") from None
    except OSError as error:
        raise InvalidInput(f"{path.name}: {error.strerror}") from None


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises InvalidInput where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None
