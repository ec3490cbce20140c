"""What `sgforum index` prints for people: tables of the documents that --json prints whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.console import text_table

Document = dict[str, Any]


def scores(found: Document) -> str:
    """Units by rank, period by period, with what the log says."""
    last = len(found["units"]) + 1
    units = sorted(found["units"], key=lambda unit: (unit.get("time", ""), unit["rank"] or last))
    has_time = any("time" in unit for unit in units)
    rows = [
        (
            *((unit["time"],) if has_time else ()),
            unit["rank"] or "-",
            unit["unit"],
            decimal(unit["score"]),
            "" if unit["interval"] is None else _range(unit["interval"]["low"], unit["interval"]["high"]),
            ", ".join(unit["missing"]),
        )
        for unit in units
    ]
    head = (*(("time",) if has_time else ()), "rank", "unit", "score", "interval", "missing")
    title = " ".join(filter(None, (found["name"], found["version"])))
    notes = [f"{entry['stage']}: {note}" for entry in found["log"] for note in entry["notes"]]
    return _parts(title, text_table(head, rows), "\n".join(notes))


def sensitivity(found: Document) -> str:
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
    title = f"Mean absolute rank change {found['mean_shift']:.2f}, over {found['evaluations']} computations"
    return _parts(title, text_table(("factor", "first order", "total"), rows))


def audit(found: Document) -> str:
    """Flagged pairs, reliability, leave-one-out, weights."""
    flagged = [pair for key in ("within", "upwards") for pair in found[key] if pair["flag"]]
    pairs = [(pair["one"], pair["other"] or "index", decimal(pair["r"], 2), pair["flag"]) for pair in flagged]
    alphas = [(item["code"] or "index", decimal(item["alpha"], 2)) for item in found["reliability"]]
    left = [
        (item["code"], decimal(item["mean_shift"], 2), item["largest_shift"], item["unit"])
        for item in found["left_out"]
    ]
    weights = [
        (item["code"], decimal(item["share"], 3), decimal(item["effective"], 3), decimal(item["r"], 2))
        for item in found["weights"]
    ]
    return _parts(
        _table("Correlations to look at again", ("one", "other", "r", "flag"), pairs)
        or "No correlation is above 0.92 or below 0.",
        _table("Cronbach's alpha", ("of", "alpha"), alphas),
        _table("Ranking without one indicator", ("without", "mean shift", "largest", "unit"), left),
        _table("Weights", ("code", "share", "effective", "r with index"), weights),
    )


def comparison(found: Document) -> str:
    """What was changed in the spec, then units by how far they moved."""
    told = [(item["where"], item["before"], item["after"]) for item in found["differences"]]
    units = sorted(found["units"], key=lambda unit: -abs(unit["climbed"] or 0))
    rows = [
        (
            ", ".join(filter(None, (unit["unit"], unit.get("time")))),
            decimal(unit["before"]["score"]),
            decimal(unit["after"]["score"]),
            unit["before"]["rank"] or "-",
            unit["after"]["rank"] or "-",
            "-" if unit["climbed"] is None else f"{unit['climbed']:+d}",
        )
        for unit in units
    ]
    only = [
        f"Only {side}: {', '.join(unit['unit'] for unit in found[f'only_{side}'])}"
        for side in ("before", "after")
        if found[f"only_{side}"]
    ]
    return _parts(
        f"Spearman {decimal(found['spearman'])}, mean absolute rank change {decimal(found['mean_shift'], 2)}",
        _table("Changed", ("where", "before", "after"), told),
        _table("Units", ("unit", "before", "after", "rank", "rank after", "climbed"), rows),
        *only,
    )


def profile(found: Document) -> str:
    """One unit and period at every level."""
    title = ", ".join(filter(None, (found["unit"], found.get("time"))))
    head = ("", "value", "rank", "median", "weight", "raw", "gain")
    index = {**found["index"], "code": "index"}
    rows = [
        (
            item["code"],
            decimal(item["value"]),
            "-" if item["rank"] is None else f"{item['rank']} of {item['of']}",
            decimal(item["median"]),
            decimal(item["share"], 3),
            "" if item["raw"] is None else f"{item['raw']:g}",
            "" if item["gain"] is None else f"{item['gain']:+.4f}",
        )
        for item in (index, *found["dimensions"], *found["indicators"])
    ]
    sentences = [
        f"{name}: {', '.join(found[key])}."
        for name, key in (("Strengths", "strengths"), ("Weaknesses", "weaknesses"))
        if found[key]
    ]
    if found["raise_first"]:
        sentences.append(f"What would raise it most: {found['raise_first']}.")
    return _parts(title, text_table(head, rows), " ".join(sentences))


def decimal(value: float | None, places: int = 4) -> str:
    return "-" if value is None else f"{value:.{places}f}"


def _range(low: float, high: float) -> str:
    return f"{low:.4f}-{high:.4f}"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return f"{title}\n{text_table(head, rows)}" if rows else ""


def _parts(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))
