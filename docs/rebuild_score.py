"""Compute the published participation scores of a month again, from its open data alone.

    python rebuild_score.py FOLDER [--interval] [--ignore-hashes] [--json]

FOLDER holds a month's data package as it stands under /data/YYYY-MM (datapackage.json and its CSV files). Needs
Python 3.11 and nothing else; shares no code with sgforum, so that a mistake there is not repeated here.

What is checked: the hashes of the files; every raw value that follows from printed counts; every indicator's score;
dimensions; the score and its category; totals and roll-ups. Exit 0 if all of it agrees, 1 if anything does not.

How exact: counts are whole numbers, so ten indicators come out exactly. SET and SEF are made of groups and acts that
are not published; of them the score to one decimal is taken. So D4 is known to 0.03 and the score to about 0.02; the
bounds are carried along, and what is printed must lie in them. Where a count is hidden its indicator's printed score
is taken, and where that is hidden too, the score cannot be computed again, and the script says so.

--interval draws the 90 % interval again with the published seed: what rests on printed counts is drawn as it was, SET
and SEF stay at their printed score. So it comes out tenths of a point off; the script asks only that both are close.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, str]
# indicator: the counts above and below the line
RATIOS = {
    "JGK": ("readers", "adults"), "INF": ("opened_complete", "opened"), "PAR": ("participants", "adults"),
    "KMB": ("returning", "cohort"), "TGP": ("items_answered", "items_due"), "KPT": ("closed_recorded", "closed"),
    "RLS": ("commitments_done", "commitments_due"), "CRT": ("rt_covered", "rt_total"),
}  # fmt: skip
ORDER = ("JGK", "INF", "PAR", "KSP", "KMB", "TGP", "KPT", "PNG", "RLS", "CRT", "SET", "SEF")
CATEGORIES = ((80, "Sangat Baik"), (60, "Baik"), (40, "Sedang"), (20, "Rendah"), (0, "Sangat Rendah"))
REQUIRED, LEAST_DIMENSIONS, LEAST_WEIGHT = {"D2", "D3"}, 3, 0.5
DRAWS, TAIL = 2000, 0.05
HIDDEN = "Tidak ditampilkan"
CLOSE = 2.0  # points by which an end of the interval may differ when SET and SEF are held still
HALF = 0.05 + 1e-9  # what is printed to one decimal
EXACT = 5e-7 + 1e-9  # what is printed to six


@dataclass
class Data:
    """The tables of a month, and everything that does not agree."""

    tables: dict[str, list[Row]]
    wrong: list[str] = field(default_factory=list)

    def differs(self, what: str, printed: object, computed: object) -> None:
        self.wrong.append(f"{what}: printed {printed}, computed {computed}")


@dataclass(frozen=True)
class Rule:
    """An indicator of method.csv."""

    dimension: str
    weight: float
    kind: str
    low: float
    high: float

    def score(self, raw: float) -> float:
        if self.kind == "li":
            place = (raw - self.low) / (self.high - self.low)
        elif raw <= 0:
            return 0.0
        else:
            place = math.log(raw / self.low) / math.log(self.high / self.low)
        return 100 * min(1.0, max(0.0, place))


@dataclass(frozen=True)
class Method:
    """Rules by indicator, weights by dimension, and of each kota mean and kappa of adopted proposals."""

    rules: dict[str, Rule]
    weights: dict[str, float]
    priors: dict[str, tuple[float, float]]

    def prior(self, code: str) -> tuple[float, float] | None:
        return self.priors.get(".".join(code.split(".")[:2]))


@dataclass(frozen=True)
class Known:
    """A value within bounds."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def holds(self, printed: float, half: float) -> bool:
        return self.low - half <= printed <= self.high + half


def bounds(compute: Callable[[str], float]) -> Known:
    """What is computed from the lower ends and from the upper ends."""
    return Known(compute("low"), compute("high"))


def number(text: str) -> float | None:
    return float(text) if text != "" else None


def read(folder: Path, *, hashes: bool) -> Data:
    """Read the tables that the package names; with `hashes`, compare each file with its size and SHA-256."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    data = Data({})
    for resource in package["resources"]:
        path = folder / resource["path"]
        if hashes and path.exists():
            content = path.read_bytes()
            digest = "sha256:" + hashlib.sha256(content).hexdigest()
            if (len(content), digest) != (resource["bytes"], resource["hash"]):
                data.differs(f"{path.name}: hash", resource["hash"], digest)
        if "schema" in resource:
            with path.open(encoding="utf-8", newline="") as stream:
                data.tables[resource["name"]] = list(csv.DictReader(stream))
    return data


def read_method(data: Data) -> Method:
    codes = {row["indicator"]: row["dimension"] for row in data.tables["indicators"]}
    rules: dict[str, Rule] = {}
    weights: dict[str, float] = {}
    for row in data.tables["method"]:
        code, low, high = codes.get(row["indicator"], ""), float(row["low"]), float(row["high"])
        rules[row["indicator"]] = Rule(code, float(row["weight"]), row["scale"], low, high)
        if weights.setdefault(code, float(row["dimension_weight"])) != float(row["dimension_weight"]):
            data.differs(f"{code}: weight", row["dimension_weight"], weights[code])
    return Method(rules, weights, priors(data.tables["counts"]))


def priors(counts: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Mean and weight (kappa) of adopted proposals in each kota, after Marshall (1991)."""
    by_kota: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in counts:
        if row["level"] == "kelurahan" and float(row["proposals_decided"]):
            kota = ".".join(row["code"].split(".")[:2])
            by_kota[kota].append((float(row["proposals_adopted"]), float(row["proposals_decided"])))
    return {kota: prior(pairs) for kota, pairs in by_kota.items()}


def prior(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    total = sum(n for _, n in pairs)
    mean = math.fsum(x for x, _ in pairs) / total
    spread = math.fsum(n * (x / n - mean) ** 2 for x, n in pairs) / total
    within = mean * (1 - mean)
    between = max(0.0, spread - within / (total / len(pairs)))
    kappa = within / between - 1 if between else 200.0
    return round(mean, 6), round(min(200.0, max(2.0, kappa)), 6)


def from_counts(code: str, row: Row, method: Method) -> float | None:
    """The raw value that printed counts give; None where one of them is hidden or not published."""
    if code == "KSP":
        return 0.0 if not float(row["qualified_6_months"]) else float(row["qualified_3_months"])
    if code == "PNG":
        n, x = float(row["proposals_decided"]), float(row["proposals_adopted"])
        found = method.prior(row["code"])
        return None if found is None else (x + found[1] * found[0]) / (n + found[1])
    if code not in RATIOS:
        return None
    part, whole = (number(row[name]) for name in RATIOS[code])
    return None if part is None or not whole else part / whole


@dataclass
class Place:
    """A published score with what it is made of."""

    score: Row
    counts: Row
    rows: dict[str, Row]
    known: dict[str, Known] = field(default_factory=dict)
    dimensions: dict[str, Known] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.score["code"]


def places(data: Data) -> Iterator[Place]:
    counts = {row["code"]: row for row in data.tables["counts"]}
    rows: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in data.tables["indicators"]:
        rows[row["code"]][row["indicator"]] = row
    for score in data.tables["scores"]:
        if score["status"] == "published":
            yield Place(score, counts[score["code"]], rows[score["code"]])


def check_indicators(data: Data, place: Place, method: Method) -> None:
    """Raw values and scores of a place; what each score is known to goes to `place.known`."""
    if place.score["adults"] != place.counts["adults"]:
        data.differs(f"{place.name}: adults", place.score["adults"], place.counts["adults"])
    for code, rule in method.rules.items():
        row = place.rows[code]
        if float(row["weight"]) != rule.weight:
            data.differs(f"{place.name} {code}: weight", row["weight"], rule.weight)
        computed = from_counts(code, place.counts, method)
        check_raw(data, f"{place.name} {code}", row, computed)
        found = known_score(code, row, rule, computed)
        score = number(row["score"])
        if found is not None and score is not None:
            place.known[code] = found
            if not found.holds(score, HALF):
                data.differs(f"{place.name} {code}: score", score, f"{found.middle:.3f}")
        elif row["reason"].startswith(HIDDEN):
            place.hidden.add(code)


def check_raw(data: Data, what: str, row: Row, computed: float | None) -> None:
    printed = number(row["raw"])
    if printed is not None and computed is not None and abs(printed - computed) > EXACT:
        data.differs(f"{what}: raw value", printed, round(computed, 6))


def known_score(code: str, row: Row, rule: Rule, computed: float | None) -> Known | None:
    """Bounds of an indicator's score: of counts, of the printed raw value, or of the printed score; None if missing."""
    printed, score = number(row["raw"]), number(row["score"])
    if score is None:
        return None
    if printed is None and score == 0 and row["reason"] and code in ("SET", "KSP"):
        return Known(0, 0)  # set by a rule
    if computed is not None:
        return Known(rule.score(computed), rule.score(computed))
    if printed is not None and code not in ("SET", "SEF"):
        return Known(rule.score(printed - EXACT), rule.score(printed + EXACT))
    low, high = max(0.0, score - HALF), min(100.0, score + HALF)
    if printed is not None:  # four decimals: the score must fit them
        low, high = max(low, rule.score(printed - 5e-5 - 1e-9)), min(high, rule.score(printed + 5e-5 + 1e-9))
    fits = low <= high + 1e-9 or printed is None
    return Known(low, high) if fits else Known(rule.score(printed or 0.0), rule.score(printed or 0.0))


def check_score(data: Data, place: Place, method: Method) -> Known | None:
    """Dimensions, score and category; None where a hidden part makes it impossible."""
    for dimension in method.weights:
        found = dimension_of(place, dimension, method.rules)
        printed = number(place.score[dimension.lower()])
        if found is not None:
            place.dimensions[dimension] = found
        if printed is not None and (found is None or not found.holds(printed, HALF)):
            data.differs(
                f"{place.name} {dimension}", printed, "nothing" if found is None else f"{found.middle:.3f}"
            )
    if place.hidden & {
        code for code, rule in method.rules.items() if not place.score[rule.dimension.lower()]
    }:
        return None
    total = combine(place.dimensions, method.weights)
    printed = number(place.score["ippk"])
    if printed is None or total is None or not floored(total.low) <= printed <= floored(total.high):
        data.differs(f"{place.name} IPPK", printed, "nothing" if total is None else f"{total.middle:.3f}")
    elif place.score["category"] not in {category(total.low), category(total.high)}:
        data.differs(f"{place.name} category", place.score["category"], category(total.middle))
    return total


def dimension_of(place: Place, dimension: str, rules: Mapping[str, Rule]) -> Known | None:
    if dimension == "D3" and not float(place.counts["qualified_6_months"]):
        return Known(0, 0)
    inside = {
        code: rule.weight
        for code, rule in rules.items()
        if rule.dimension == dimension and code in place.known
    }
    total = math.fsum(inside.values())
    if total < LEAST_WEIGHT:
        return None
    return bounds(
        lambda end: math.fsum(w * getattr(place.known[code], end) for code, w in inside.items()) / total
    )


def combine(dimensions: Mapping[str, Known], weights: Mapping[str, float]) -> Known | None:
    if len(dimensions) < LEAST_DIMENSIONS or not set(dimensions) >= REQUIRED:
        return None
    total = math.fsum(weights[code] for code in dimensions)

    def product(end: str) -> float:
        logs = (weights[code] / total * math.log(max(getattr(d, end), 1.0)) for code, d in dimensions.items())
        return math.exp(math.fsum(logs))

    return bounds(product)


def floored(value: float) -> float:
    return math.floor(round(value, 9) * 10 + 1e-6) / 10


def category(value: float) -> str:
    return next(name for low, name in CATEGORIES if value >= low - 1e-9)


def check_totals(data: Data) -> None:
    """A printed total is the sum of its printed kelurahan, or more where one of them is hidden."""
    rows = [row for row in data.tables["counts"] if row["level"] == "kelurahan"]
    text = {"code", "level", "name", "period", "hidden", "data_contoh", "adults", "rt_total", "rt_covered"}
    for whole in data.tables["counts"]:
        inside = [row for row in rows if row["code"].startswith(whole["code"] + ".")]
        for name in set(whole) - text if whole["level"] != "kelurahan" else ():
            printed, parts = number(whole[name]), [number(row[name]) for row in inside]
            total = math.fsum(part for part in parts if part is not None)
            if printed is not None and (printed < total or (None not in parts and printed != total)):
                data.differs(f"{whole['code']} {name}", printed, total)


def check_rollups(data: Data) -> None:
    for row in data.tables["rollups"]:
        inside = [each for each in data.tables["scores"] if each["code"].startswith(row["code"] + ".")]
        rated = [(float(each["adults"]), float(each["ippk"])) for each in inside if each["ippk"]]
        if (int(row["rated"]), int(row["not_rated"])) != (len(rated), len(inside) - len(rated)):
            data.differs(f"{row['code']} rated", row["rated"], len(rated))
        if not rated:
            continue
        ordered = sorted(value for _, value in rated)
        mean = sum(n * value for n, value in rated) / sum(n for n, _ in rated)
        for name, computed in (
            ("mean", mean),
            ("p10", quantile(ordered, 0.1)),
            ("median", quantile(ordered, 0.5)),
        ):
            if (
                not computed - HALF <= float(row[name]) <= computed + 0.1 + HALF
            ):  # scores were cut, not rounded
                data.differs(f"{row['code']} {name}", row[name], f"{computed:.2f}")
        for name, exact in (("least", ordered[0]), ("most", ordered[-1])):
            if float(row[name]) != exact:
                data.differs(f"{row['code']} {name}", row[name], exact)


def quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    return ordered[below] + (place - below) * (ordered[min(below + 1, len(ordered) - 1)] - ordered[below])


def interval(place: Place, method: Method) -> Known:
    """The 90 % interval with the published seed; SET and SEF, whose groups and acts are not published, stay still."""
    seed_text = f"{place.score['code']}|{place.score['period']}|{place.score['method']}"
    rng = random.Random(int.from_bytes(hashlib.sha256(seed_text.encode()).digest()) % 2**32)
    columns = {code: column(rng, code, place, method) for code in ORDER if code in place.known}
    total = math.fsum(method.weights[dimension] for dimension in place.dimensions)
    draws = [0.0] * DRAWS
    for dimension, known in place.dimensions.items():
        inside = {
            code: method.rules[code].weight for code in columns if method.rules[code].dimension == dimension
        }
        whole, is_zero = math.fsum(inside.values()), known.high == 0 and dimension == "D3"
        for n in range(DRAWS):
            value = 0.0 if is_zero else math.fsum(w * columns[code][n] for code, w in inside.items()) / whole
            draws[n] += method.weights[dimension] / total * math.log(max(value, 1.0))
    ordered = sorted(map(math.exp, draws))
    return Known(quantile(ordered, TAIL), quantile(ordered, 1 - TAIL))


def column(rng: random.Random, code: str, place: Place, method: Method) -> list[float]:
    """The drawn scores of an indicator; its own score again and again where it is not drawn."""
    draw, rule = sampler(rng, code, place, method), method.rules[code]
    return [place.known[code].middle if draw is None else rule.score(draw()) for _ in range(DRAWS)]


def sampler(rng: random.Random, code: str, place: Place, method: Method) -> Callable[[], float] | None:
    """Draws of a raw value: Beta(x + 1/2, n - x + 1/2), for PNG its posterior; None for what stays as it is."""
    row = place.counts
    if code == "KSP" or from_counts(code, row, method) is None:
        return None
    if code == "PNG":
        mean, kappa = method.prior(row["code"]) or (0.0, 0.0)
        n, x = float(row["proposals_decided"]), float(row["proposals_adopted"])
        return beta(rng, x + kappa * mean, n - x + kappa * (1 - mean))
    part, whole = (float(row[name]) for name in RATIOS[code])
    return beta(rng, part + 0.5, max(whole - part, 0) + 0.5)


def beta(rng: random.Random, a: float, b: float) -> Callable[[], float]:
    if a <= 0 or b <= 0:
        return lambda: 0.0 if a <= 0 else 1.0
    first, second = gamma(rng, a), gamma(rng, b)

    def draw() -> float:
        x = first()
        both = x + second()
        return x / both if both else float(rng.random() * (a + b) < a)

    return draw


def gamma(rng: random.Random, shape: float) -> Callable[[], float]:
    """Gamma(shape, 1) by Cheng's GB (Applied Statistics 26, 1977); U^(1/a) below 1."""
    if shape <= 1:
        above, power = gamma(rng, shape + 1), 1 / shape
        return lambda: above() * float((1.0 - rng.random()) ** power)
    root = math.sqrt(2 * shape - 1)
    b, c, magic = shape - math.log(4), shape + root, 1 + math.log(4.5)

    def draw() -> float:
        while True:
            u = rng.random()
            if not 1e-12 < u < 1 - 1e-12:
                continue
            z = u * u * (1.0 - rng.random())
            v = math.log(u / (1.0 - u)) / root
            x = shape * math.exp(v)
            r = b + c * v - x
            if r + magic - 4.5 * z >= 0.0 or r >= math.log(z):
                return x

    return draw


def rebuild(
    folder: Path, *, hashes: bool = True, with_interval: bool = False
) -> tuple[list[dict[str, Any]], list[str]]:
    """Every published place as it was printed and computed, and a sentence for all that does not agree."""
    data = read(folder, hashes=hashes)
    method = read_method(data)
    found = []
    for place in places(data):
        check_indicators(data, place, method)
        total = check_score(data, place, method)
        line: dict[str, Any] = {
            "code": place.score["code"], "name": place.score["name"], "printed": number(place.score["ippk"]),
            "low": None if total is None else total.low, "high": None if total is None else total.high,
            "hidden": sorted(place.hidden),
        }  # fmt: skip
        if with_interval and total is not None:
            line["interval"] = compare_interval(data, place, interval(place, method))
        found.append(line)
    check_totals(data)
    check_rollups(data)
    return found, data.wrong


def compare_interval(data: Data, place: Place, drawn: Known) -> dict[str, Any]:
    printed = [number(place.score[end]) or 0.0 for end in ("low", "high")]
    computed = [drawn.low, drawn.high]
    if any(abs(one - other) > CLOSE for one, other in zip(printed, computed, strict=True)):
        data.differs(f"{place.name} interval", printed, [round(end, 1) for end in computed])
    return {"printed": printed, "computed": [round(end, 2) for end in computed]}


def told(line: Mapping[str, Any]) -> str:
    start = f"{line['code']}  {line['name']:<24} printed {line['printed']:5.1f}"
    if line["low"] is None:
        return f"{start}  not possible: {', '.join(line['hidden'])} hidden"
    text = f"{start}  computed {line['low']:.3f} to {line['high']:.3f}"
    if "interval" in line:
        text += "  interval {0[0]}-{0[1]}, drawn {1[0]}-{1[1]}".format(*line["interval"].values())
    return text


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Compute the participation scores of a month again from its open data."
    )
    parser.add_argument(
        "folder", type=Path, help="the month's data package: datapackage.json and its CSV files"
    )
    parser.add_argument(
        "--interval", action="store_true", help="draw the 90 %% intervals again (some seconds)"
    )
    parser.add_argument("--ignore-hashes", action="store_true", help="do not compare the files' hashes")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    try:
        found, wrong = rebuild(asked.folder, hashes=not asked.ignore_hashes, with_interval=asked.interval)
    except (OSError, KeyError, ValueError) as error:
        print(f"{asked.folder}: not a data package that can be read ({error!r})", file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps({"places": found, "wrong": wrong}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(map(told, found)) or "No score was published in this month.")
        possible = sum(line["low"] is not None for line in found)
        print(f"{possible} of {len(found)} scores computed again; {len(wrong)} figures do not agree.")
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
