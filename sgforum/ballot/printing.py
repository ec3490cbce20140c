"""An outcome as commands print it: names instead of codes, one JSON document or sentences with small tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ..core.console import text_table
from .tallies.outcome import Outcome

_WIDEST = 12  # options in a matrix that still fits a screen
_KEYED = ("scores", "histogram", "payments")
_LISTED = ("options", "winners", "selected", "tie_order")


def document(outcome: Outcome, names: Mapping[str, str]) -> dict[str, Any]:
    """The outcome's JSON with the names of options; what the rule does not have is left out."""
    found = {key: value for key, value in outcome.to_json().items() if value is not None}
    for key in _KEYED:
        if key in found:
            found[key] = {names[code]: value for code, value in found[key].items()}
    for key in _LISTED:
        if key in found:
            found[key] = [names[code] for code in found[key]]
    found["ranking"] = [[names[code] for code in tied] for tied in found["ranking"]]
    if "rounds" in found:
        found["rounds"] = [_round(item, names) for item in found["rounds"]]
    found["parameters"] = _parameters(found["parameters"], names)
    return found


def _round(item: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found = dict(item)
    for key in ("eliminated", "project"):
        if key in found:
            found[key] = names[found[key]]
    if "votes" in found:
        found["votes"] = {names[code]: votes for code, votes in found["votes"].items()}
    if "tied" in found:
        found["tied"] = [names[code] for code in found["tied"]]
    return found


def _parameters(given: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found = dict(given)
    if "costs" in found:
        found["costs"] = {names[code]: cost for code, cost in found["costs"].items()}
        found["exclusive"] = [[names[code] for code in group] for group in found["exclusive"]]
    return found


def text(outcome: Outcome, names: Mapping[str, str]) -> str:
    """The outcome for people: who won, in which order, and how it came about."""
    kinds = f"{outcome.valid} valid, {outcome.blank} blank, {outcome.invalid} invalid"
    head = f"{outcome.rule}: {outcome.ballots} ballots ({kinds}), {len(outcome.options)} options"
    return "\n\n".join([head, _result(outcome, names), *_tables(outcome, names)])


def _result(outcome: Outcome, names: Mapping[str, str]) -> str:
    winners = ", ".join(names[code] for code in outcome.winners)
    if outcome.selected is not None:
        left = number(Fraction(outcome.parameters["budget"]) - Fraction(outcome.cost or 0))
        return f"Selected: {winners or 'nothing'}\nCost {number(outcome.cost)}, left {left}"
    if not winners:
        return "No winner."
    return f"Tied for the first place: {winners}" if outcome.is_tied else f"Winner: {winners}"


def _tables(outcome: Outcome, names: Mapping[str, str]) -> Iterator[str]:
    if outcome.selected is not None:
        yield _projects(outcome, names)
        return
    yield text_table(("place", "option", "score"), list(_places(outcome, names)))
    if outcome.rounds is not None:
        yield _rounds(outcome.rounds, names)
    if outcome.pairwise is not None and len(outcome.options) <= _WIDEST:
        head = ["above \\ below", *(names[code] for code in outcome.options)]
        rows = [
            [names[code], *(str(votes) if i != j else "-" for j, votes in enumerate(row))]
            for i, (code, row) in enumerate(zip(outcome.options, outcome.pairwise, strict=True))
        ]
        yield text_table(head, rows)


def _places(outcome: Outcome, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    place = 1
    for tied in outcome.ranking:
        for code in tied:
            score = "" if outcome.scores is None else number(outcome.scores[code])
            yield str(place), names[code], score
        place += len(tied)


def _rounds(rounds: tuple[dict[str, Any], ...], names: Mapping[str, str]) -> str:
    rows = []
    for place, item in enumerate(rounds, start=1):
        leading = sorted(item["votes"].items(), key=lambda vote: -vote[1])[:3]
        out = names[item["eliminated"]] if "eliminated" in item else ""
        lot = f"by lot among {len(item['tied'])}" if "tied" in item else ""
        shown = ", ".join(f"{names[code]} {votes}" for code, votes in leading)
        rows.append((str(place), shown, str(item["exhausted"]), out, lot))
    return text_table(("round", "most votes", "exhausted", "out", ""), rows)


def _projects(outcome: Outcome, names: Mapping[str, str]) -> str:
    rows = []
    for item in outcome.rounds or ():
        paid = (outcome.payments or {}).get(item["project"], ())
        payers = "; ".join(f"{share.ballots} x {number(share.each)}" for share in paid[:3])
        rows.append(
            (
                names[item["project"]],
                number(item["support"]),
                number(item["cost"]),
                item["decision"],
                payers + ("; ..." if len(paid) > 3 else ""),
            )
        )
    return text_table(("project", "support", "cost", "decision", "paid by" if outcome.payments else ""), rows)


def number(value: Any) -> str:
    """Thousands set apart by commas, at most two decimals."""
    value = Fraction(value)
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.2f}"
