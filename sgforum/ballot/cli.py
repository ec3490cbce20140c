"""Commands on files, without an installation: `tally` elections, `opinions` of votes on statements, `verify` bundles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from ..core.console import emit, json_option, text_table
from ..core.errors import BadLines, InvalidInput, Refused, Unavailable
from ..core.marks import N_
from . import printing
from .files import Election, profile_for, read_election
from .opinions.groups import Groups, Reason, no_groups, taking_part
from .opinions.outcome import SENTENCES, document
from .opinions.reading import read_votes, write_groups
from .opinions.votes import Votes
from .tallies import ParameterError, Unsettled, count, find_parameter
from .tallies.marks import RULES
from .verify.archive import Unusable
from .verify.checks import examine

_search: Callable[[Votes], Groups] | None
try:
    from .opinions import grouping
except ModuleNotFoundError as missing:  # without the extra, counts and consensus are printed all the same
    if missing.name is None or missing.name.partition(".")[0] != "numpy":
        raise
    _search = None
else:
    _search = grouping.find_groups

NO_BUDGET = N_("berkas ini tidak menyebut pagu; beri --param budget=JUMLAH")
NO_COSTS = N_("usulan tanpa biaya: %(names)s; beri --param costs=NAMA:BIAYA,...")


@click.command(
    epilog="Example: sgforum tally burlington_2009.abif --rule irv --param overvote=exhaust --json"
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(list(RULES)), required=True, help="How to count; docs/voting.md.")
@click.option(
    "--param",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the rule; repeat for more. docs/voting.md lists them with their defaults.",
)
@json_option
def tally(file: Path, rule: str, given: tuple[str, ...], *, as_json: bool) -> None:
    """Count the election in FILE: .pb, .soc .soi .toc .toi, .abif, .blt or .csv (docs/data-formats.md)."""
    pairs = [_pair(text) for text in given]
    election = read_election(file, rule)
    profile = profile_for(election, rule)
    names = dict(zip(election.codes, election.names, strict=True))
    try:
        parameters = {**election.defaults(rule, profile), **_typed(rule, pairs, names)}
        _check_money(rule, parameters, names)
        outcome = count(rule, profile, election.codes, parameters)
    except ParameterError as error:
        raise InvalidInput(error.sentence, **error.params) from None
    except Unsettled as error:
        raise Refused(error.sentence) from None
    found = {"file": file.name, **_about(election), **printing.document(outcome, names)}
    emit(found, as_json=as_json, text=printing.text(outcome, names))


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
    return name.strip(), value.strip()


def _typed(rule: str, pairs: Iterable[tuple[str, str]], names: Mapping[str, str]) -> dict[str, Any]:
    codes = {name: code for code, name in names.items()}
    return {name: find_parameter(rule, name).read(value, codes) for name, value in pairs}


def _check_money(rule: str, parameters: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """A budget rule needs a budget and costs; only Pabulib files bring them along."""
    if rule not in {"greedy", "equal-shares"}:
        return
    if "budget" not in parameters:
        raise InvalidInput(NO_BUDGET)
    if missing := [name for code, name in names.items() if code not in parameters.get("costs", {})]:
        raise InvalidInput(NO_COSTS, names=", ".join(missing[:10]))


def _about(election: Election) -> dict[str, Any]:
    """What the file says of itself beside the ballots."""
    about = {"title": election.title, "labels": election.labels}
    return {key: value for key, value in about.items() if value}


@click.command(epilog="Example: sgforum verify hitung-ulang.zip")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", help="The board's public key as you know it from the minutes, in hexadecimal digits.")
@click.option("--head", help="The hash of the board's last line as you know it from the minutes.")
@json_option
def verify(bundle: Path, key: str | None, head: str | None, *, as_json: bool) -> None:
    """Recount the published BUNDLE of a consultation offline; exit 1 if any of its numbered checks fails."""
    try:
        report = examine(bundle, key=key, head=head)
    except Unusable as refusal:
        raise InvalidInput(str(refusal)) from None
    emit(report.to_json(), as_json=as_json, text=report.text())
    if not report.holds:
        sys.exit(1)


@click.command(epilog="Example: sgforum opinions votes.csv --assignments groups.csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="VOTES.csv")
@click.option(
    "--assignments",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.csv",
    help="Write participant,group for everybody: opinions of persons, so keep it to yourself.",
)
@json_option
def opinions(file: Path, out: Path | None, *, as_json: bool) -> None:
    """Find what people agree on, and groups of opinion, in VOTES.csv (columns: docs/data-formats.md)."""
    if out is not None and _search is None:
        raise Unavailable(SENTENCES[Reason.NO_NUMPY])
    votes = _votes_in(file)
    groups = _search(votes) if _search else no_groups(votes, len(taking_part(votes)), Reason.NO_NUMPY)
    if out is not None:
        _write(out, votes, groups)
    found = document(votes, groups)
    emit(found, as_json=as_json, text=_text(found))


def _votes_in(file: Path) -> Votes:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return read_votes(lines)
    except UnicodeDecodeError:
        raise InvalidInput("%(name)s is not a UTF-8 text file", name=file.name) from None
    except OSError as error:
        raise InvalidInput("%(name)s: %(error)s", name=file, error=error.strerror) from None
    except BadLines as wrong:
        told = "; ".join(f"line {number}: {error}" for number, error in wrong.lines)
        raise InvalidInput("%(name)s: %(told)s", name=file.name, told=told) from None


def _write(out: Path, votes: Votes, groups: Groups) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as lines:
            write_groups(lines, votes.participants, groups.group_of)
    except OSError as error:
        raise InvalidInput("%(name)s: %(error)s", name=out, error=error.strerror) from None


def _text(found: dict[str, Any]) -> str:
    parts = [
        _summary(found),
        *(_group(found, group) for group in found["groups"]),
        *(_consensus(side, found["consensus"][side]) for side in ("agree", "disagree")),
        _bridging(found["consensus"]["group_informed"][:5]),
        text_table(
            ("statement", "agree", "disagree", "pass"), [tuple(row.values()) for row in found["statements"]]
        ),
    ]
    return "\n\n".join(filter(None, parts))


def _summary(found: dict[str, Any]) -> str:
    sentences = [f"{found['participants']} people, {len(found['statements'])} statements."]
    if found["groups"]:
        sentences.append(
            f"{found['k']} groups of {found['clustered']} people who have voted enough "
            f"(silhouette {found['silhouette']:.2f}; the borders are soft)."
        )
    if found["note"]:
        sentences.append(found["note"])
    return " ".join(sentences)


def _group(found: dict[str, Any], group: dict[str, Any]) -> str:
    rows = [
        (item["statement"], item["repful_for"], f"{item['p']:.2f}", f"{item['repness']:.1f}x")
        for item in found["representative"][str(group["id"])]
    ]
    table = text_table(("statement", "side", "share", "against the rest"), rows)
    return f"Group {group['id']}: {group['size']} people\n{table if rows else 'Nothing sets it apart.'}"


def _consensus(side: str, items: list[dict[str, Any]]) -> str:
    rows = [(item["statement"], f"{item['p']:.2f}", item["n_trials"]) for item in items]
    return f"Most people {side}\n{text_table(('statement', 'share', 'votes'), rows)}" if rows else ""


def _bridging(items: list[dict[str, Any]]) -> str:
    rows = [(item["statement"], f"{item['value']:.2f}") for item in items]
    return (
        f"Agreed across groups (product of their shares)\n{text_table(('statement', 'value'), rows)}"
        if rows
        else ""
    )
