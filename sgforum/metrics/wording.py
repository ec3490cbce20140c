"""A score in the reader's language. Templates of every domain reach it as `score_words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as translate

from ..web.i18n import decimal, floor1, month_name, number, percent
from .interval import DIRECTION_LABELS
from .method import Indicator, Method
from .models import Check, Status
from .publication import NOT_RATED, TIER_LABELS, Tier
from .queries import PlaceScore, find_check
from .queries import words as presentation


def gettext(sentence: str, /, **values: object) -> str:
    """The sentence in the reader's language; flask_babel says no type."""
    return str(translate(sentence, **values))


class ScoreWords:
    """What pages say of scores; nothing is kept, so every call speaks the language of its request."""

    def last_check(self) -> Check | None:
        """The last self-check, whose date stands below scores."""
        return find_check()

    def why_not(self, score: PlaceScore) -> list[str]:
        """Why there is no number, sentence by sentence; empty where there is one."""
        if score.status is Status.HELD:
            return [gettext("Ditahan sampai diperiksa petugas kedua."), *self.holds(score)]
        if score.status is Status.PUBLISHED:
            return []
        told = []
        for sentence, numbers, instead in presentation.failures_of(score):
            shown = {name: number(value) for name, value in numbers.items()}
            if instead:
                shown["n"] = gettext(instead)
            told.append(gettext(sentence, **shown))
        return told

    def holds(self, score: PlaceScore) -> list[str]:
        """Which rules of review a month broke, with their numbers."""
        few = gettext(presentation.FEWER_THAN_FIVE)
        return [
            gettext(sentence, **{name: few if n is None else number(n) for name, n in numbers.items()})
            for sentence, numbers in presentation.holds_of(score)
        ]

    def state(self, score: PlaceScore) -> str:
        """The score's category with its probability, or in two words why there is none."""
        if score.status is Status.HELD:
            return gettext(presentation.HELD)
        return self.verdict(score) or gettext(NOT_RATED)

    def verdict(self, score: PlaceScore) -> str:
        """Baik, peluang 91%; or antara Sedang dan Baik, peluang >99%; empty without a score."""
        names = presentation.category_names(score)
        if names is None:
            return ""
        lowest, highest = (gettext(name) for name in names)
        told = lowest if lowest == highest else gettext(presentation.BETWEEN, lowest=lowest, highest=highest)
        return gettext(
            "%(category)s, peluang %(share)s",
            category=told,
            share=presentation.certainty(score.document["verdict"]["probability"]),
        )

    def sentence(self, score: PlaceScore) -> str:
        """The sentence that always goes with a score (score.md 5.9)."""
        if score.shown is None:
            return " ".join(self.why_not(score))
        return gettext(
            "Skor partisipasi %(name)s %(month)s: %(low)s–%(high)s, perkiraan %(value)s (%(verdict)s).",
            name=score.name, month=month_name(score.period), low=decimal(score.low), high=decimal(score.high),
            value=floor1(score.ippk), verdict=self.verdict(score),
        )  # fmt: skip

    def weakest(self, score: PlaceScore) -> str:
        """Which dimension and indicator hold the score down; empty where nothing can be said."""
        found = presentation.weakest_of(score)
        if found is None:
            return ""
        names = {dimension.code: dimension.name for dimension in score.method.dimensions}
        code = found["dimension"]
        weakest = names[code]
        indicator = score.method.by_code[found["indicator"]]
        row = next(row for row in presentation.indicator_rows(score) if row["code"] == indicator.code)
        return gettext(
            "Penyumbang terlemah: %(dimension)s (%(value)s), terutama %(indicator)s (%(raw)s).",
            dimension=gettext(weakest),
            value=decimal(score.document["dimensions"][code]["value"]),
            indicator=gettext(indicator.name),
            raw=self.raw(score.method, row),
        )

    def change(self, score: PlaceScore) -> str:
        """naik, turun, tidak berubah nyata; empty without a month to compare with."""
        return "" if score.direction is None else gettext(DIRECTION_LABELS[score.direction])

    def tier(self, tier: Tier | None) -> str:
        return "" if tier is None else gettext(TIER_LABELS[tier])

    def raw(self, method: Method, row: Mapping[str, Any]) -> str:
        """An indicator's raw value in its own unit, or why there is none."""
        if row["is_hidden"]:
            return gettext(presentation.NOT_SHOWN)
        if row["raw"] is None:
            label = presentation.missing_label(row)
            return gettext(label) if label else "–"
        return self.amount(method.by_code[row["code"]], row["raw"])

    def amount(self, indicator: Indicator, value: float) -> str:
        """A value on an indicator's scale: a number of consultations, a rate with two decimals, a share with one."""
        if indicator.code == "KSP":
            return number(value)
        return percent(value, 2 if indicator.scale.kind == "lg" else 1)

    def goalposts(self, indicator: Indicator) -> str:
        """What scores 0 and what scores 100."""
        return gettext(
            "%(low)s = 0, %(high)s = 100",
            low=self.amount(indicator, indicator.scale.low),
            high=self.amount(indicator, indicator.scale.high),
        )


WORDS = ScoreWords()
