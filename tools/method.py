"""Writes docs/method.md from the method and the measures themselves, or with --check proves that it is up to date."""

from __future__ import annotations

import inspect
import sys
from fractions import Fraction
from pathlib import Path

from babel.support import Translations

sys.path.insert(0, str(Path(__file__).parent))
from figures import GROUPS
from figures import rows as figure_rows

from sgforum.metrics.choices import FACTORS, GOALPOST_NOISE, POINTS, WEIGHT_NOISE
from sgforum.metrics.measures.catalogue import MEASURES
from sgforum.metrics.method import CURRENT, Indicator
from sgforum.reports.achievement import STATUS_BANDS, STATUS_LABELS, Direction
from sgforum.reports.catalogue import DIMENSION_NAMES, INDICATORS
from sgforum.reports.catalogue import Indicator as Resource
from sgforum.reports.link_check import SECONDS
from sgforum.reports.link_models import MOST_REDIRECTS
from sgforum.reports.link_verdict import DAYS, NEEDED, REPEAT_DAYS

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "method.md"
_ENGLISH = Translations.load(str(ROOT / "translations"), ["en"])

HEAD = """# The participation score IPPK, method version {version}

This page is written from the code (`python tools/method.py`); the same facts stand in plain Indonesian on the site's page *Cara menghitung*. Numbers and formulas follow the design's measurement chapter; a change of any of them is a new version of the method, and old scores keep theirs.

One score for each kelurahan and month, 0 to 100. Only verified residents count, each in the own kelurahan, divided by residents of 17 and over. Posts, likes and page views do not raise it: people do. Nobody is scored, only places.

## Dimensions

Inside a dimension indicators are averaged by weight; the dimensions are multiplied: IPPK = Π max(D, {floor:g})^weight. So one neglected dimension hurts more than a strong one helps.

| dimension | weight |
|---|---|
{dimensions}

## Indicators

`log` is 100·ln(x/low)/ln(high/low), `linear` 100·(x−low)/(high−low), both cut to 0 to 100.

| code | name | weight | what is counted | scale | needs | months | version | query |
|---|---|---|---|---|---|---|---|---|
{indicators}

## Missing data

- Too small a sample leaves the indicator out; its weight goes to the others of its dimension if at least half of the weight is there. The score needs consultation and decision (D2, D3) and at least {least} dimensions.
- What could have been done and was not is a result, not a gap: a consultation without a decision record counts as 0; without one qualified consultation in six months KSP and the whole of D3 are 0; an unanswered due item counts as not answered.
- What no part of the software measures yet is "belum ada data", never zero.
- Published only with {adults:,} adults, a denominator not older than {months} months, and {participants} participants; otherwise "belum dapat dinilai" with the condition that failed. Tiers only from {comparable} participants on.

## Who counts

- A text counts once if it is nearly the same as an earlier one of its author (shingle similarity from 0.9 on, in forums and consultations alike). Acts count where their author lived at the time; for 30 days after a move to another kelurahan they count nowhere. Who came and voted on paper was reached (JGK).
- N is the newest approved figure of Disdukcapil; where there is none that of BPS, then of another source. The order is fixed. Both official figures are shown and go into the method interval.

## Interval

{draws:,} seeded Monte Carlo draws; 90 %; seed = SHA-256("code|month|version") mod 2³². The category is named with its probability; below {sure:.0%} as "antara … dan …". A month is called up or down only if that is more than 90 % likely.

## Method interval

On the method page only: each published score under {evaluations:,} other ways of computing it, all kelurahan alike in each: every weight times 1 ± {weights:.0%}, every goalpost moved by up to {goalposts:.0%} of its distance (of its logarithm on a log scale), geometric or arithmetic mean across dimensions, N by the one or the other official source. Sobol indices say which of the four choices moves the scores. Computed in pure Python with the freeze and by the job `metrics.choices`, and stored; a test holds it against the index engine.

## Recompute

Every frozen score keeps the exact bytes of its inputs and their hash. `sgforum metrics rebuild CODE:YYYY-MM` computes it again and fails if one byte differs; `sgforum metrics recount` compares the counters on pages with the rows they count. From the open data alone, without the installation, `docs/rebuild_score.py` computes the published scores to about two hundredths ([data-formats.md](data-formats.md)).
"""


RESOURCES = """
## The resource report

Per kota and year, from the registers that officials fill in. Every value is an exact fraction or a bracket, and a bracket stays one in everything reckoned from it: 50–100 of 619,704 is 0.008–0.016 %. Where one number must decide (a status, an order), it is the estimate, of a bare bracket the lower end.

- **Capaian** of a target, 0 to 100: more is better 100·min(1, x/target); less is better 100·min(1, target/x), and 100 for x = 0.
- **Status**: {statuses}. Nothing known: "Belum terdata", a finding and never a zero.
- **Dimension**: weighted mean of the capaian that exist, if at least half of its indicators have one. **Whole**: geometric mean of the dimensions (each at least 1), if at least half of them have a score; the coverage stands beside it.
- **Parts** of one indicator (dinas and badan, several apps) are pooled: all numerators over all denominators. Store brackets and shares that a source prints without their parts are shown and do not count.
- **Targets** are policy. Those below are in force until the city sets another one with its source in the register `sasaran`, from the report year written there on; earlier reports keep theirs. The first target scores.
- **Year against year**: the difference of two values is a bracket too; it is called better or worse only if the whole bracket says so.

| code | dimension | name | what is counted | unit | better | targets |
|---|---|---|---|---|---|---|
{rows}

### Links (K1, K2)

A check asks robots.txt, then the page: once, as a named robot, one site at a time, with pauses. Its classes: `aktif` (2xx within {seconds:g} s, at most {redirects} redirects, and neither the final address nor the title is the index page's), `kembali_ke_indeks`, `galat` (an answer that is not 2xx, a wrong certificate, more redirects), `tak_terjangkau` (no answer, no such name, too slow, or an address that is not public). A day counts by its last check. A link is live if {needed} of its last {days} days are; two days that are not settle the other classes, the more frequent one, of two the newer. Then it is asked every {repeat} days, until then every day. What the audit has decided in a year goes before the class that was written by hand.

### Satisfaction (P6)

IKM = mean of the nine elements (weight exactly 1/9) · 25, rounded half up to two decimals before it is held against a band (Permenpan RB 14/2017).
"""


TAIL = """
## All other figures

What a page, file or command publishes besides the twelve indicators. `field` is its name in code and JSON.
"""
GROUP = """
### {name}

| field | what | over | since version | query |
|---|---|---|---|---|
{rows}
"""


def english(text: str) -> str:
    return str(_ENGLISH.gettext(text))


def row(indicator: Indicator) -> str:
    measure = MEASURES[indicator.code]
    query = f"`{inspect.getmodule(measure.count).__name__.removeprefix('sgforum.')}.{measure.count.__name__}`"
    scale = indicator.scale
    kind = {"lg": "log", "li": "linear"}[scale.kind]
    return (
        f"| {indicator.code} | {english(indicator.name)} | {indicator.weight:g} | {english(measure.sentence)} "
        f"| {kind} {scale.low:g} to {scale.high:g} | {indicator.needs or '-'} | {indicator.window_months} | {measure.version} | {query} |"
    )


def resource_row(item: Resource) -> str:
    targets = "; ".join(
        f"{_number(target.value)}{f' ({target.audience})' if target.audience else ''}: {english(target.source)}"
        for target in item.targets
    )
    better = "more" if item.direction is Direction.MORE else "less"
    return (
        f"| {item.code} | {english(DIMENSION_NAMES[item.dimension])} | {english(item.name)} | {english(item.formula)} "
        f"| {item.unit.value} | {better if item.is_scored else 'not scored'} | {targets or 'none'} |"
    )


def _number(value: Fraction) -> str:
    return f"{float(value):g}"


def resources() -> str:
    bands = [f"from {float(low):g} {STATUS_LABELS[status]}" for low, status in STATUS_BANDS]
    return RESOURCES.format(
        statuses=", ".join(bands), rows="\n".join(resource_row(item) for item in INDICATORS), seconds=SECONDS,
        redirects=MOST_REDIRECTS, needed=NEEDED, days=DAYS, repeat=REPEAT_DAYS,
    )  # fmt: skip


def text() -> str:
    dimensions = [f"| {item.code} {english(item.name)} | {item.weight:g} |" for item in CURRENT.dimensions]
    rows = [row(item) for dimension in CURRENT.dimensions for item in CURRENT.within(dimension.code)]
    return HEAD.format(
        version=CURRENT.version, floor=CURRENT.floor, dimensions="\n".join(dimensions), indicators="\n".join(rows),
        least=CURRENT.least_dimensions, adults=CURRENT.publish_adults, months=CURRENT.publish_adults_age_months,
        participants=CURRENT.publish_participants, comparable=CURRENT.tier_participants, draws=CURRENT.draws,
        sure=CURRENT.category_sure, evaluations=POINTS * (len(FACTORS) + 2), weights=WEIGHT_NOISE,
        goalposts=GOALPOST_NOISE,
    ) + TAIL + "".join(
        GROUP.format(name=name, rows=figure_rows(listed)) for name, listed in GROUPS.items()
    ) + resources()  # fmt: skip


def main() -> int:
    if "--check" in sys.argv:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text():
            return 0
        print("docs/method.md is not up to date (run: python tools/method.py)")
        return 1
    TARGET.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
