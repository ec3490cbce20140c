"""Writes docs/method.md from the method and the measures themselves, or with --check proves that it is up to date."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from babel.support import Translations

from sgforum.metrics.measures.catalogue import MEASURES
from sgforum.metrics.method import CURRENT, Indicator

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

## Interval

{draws:,} seeded Monte Carlo draws; 90 %; seed = SHA-256("code|month|version") mod 2³². The category is named with its probability; below {sure:.0%} as "antara … dan …". A month is called up or down only if that is more than 90 % likely.

## Recompute

Every frozen score keeps the exact bytes of its inputs and their hash. `sgforum metrics rebuild CODE:YYYY-MM` computes it again and fails if one byte differs; `sgforum metrics recount` compares the counters on pages with the rows they count. From the open data alone, without the installation, `docs/rebuild_score.py` computes the published scores to about two hundredths ([data-formats.md](data-formats.md)).
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


def text() -> str:
    dimensions = [f"| {item.code} {english(item.name)} | {item.weight:g} |" for item in CURRENT.dimensions]
    rows = [row(item) for dimension in CURRENT.dimensions for item in CURRENT.within(dimension.code)]
    return HEAD.format(
        version=CURRENT.version, floor=CURRENT.floor, dimensions="\n".join(dimensions), indicators="\n".join(rows),
        least=CURRENT.least_dimensions, adults=CURRENT.publish_adults, months=CURRENT.publish_adults_age_months,
        participants=CURRENT.publish_participants, comparable=CURRENT.tier_participants, draws=CURRENT.draws,
        sure=CURRENT.category_sure,
    )  # fmt: skip


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
