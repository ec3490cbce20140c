"""A figure as people read it: interval, unit, digits, and the text in the reader's number format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sgforum.reports.achievement import Interval, displayed_capaian

NGettext = Callable[[str, str, int], str]

_MOST_DIGITS = 6
_HARD_SPACE = "\u00a0"


class Unit(StrEnum):
    """What a figure counts, as it stands in exports."""

    PERCENT = "%"
    PERCENTAGE_POINTS = "pp"
    RUPIAH = "rupiah"
    POINTS = "poin"
    LEVEL = "tingkat"
    PEOPLE = "orang"
    PEOPLE_PER_UNIT = "orang per unit"
    LINKS = "tautan"
    AGENCIES = "perangkat daerah"
    APPS = "aplikasi"
    DAYS = "hari"
    MONTHS = "bulan"
    HOURS = "JP"


_RATIOS = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINTS, Unit.POINTS})

COUNTED = frozenset({Unit.RUPIAH, Unit.PEOPLE, Unit.LINKS, Unit.AGENCIES, Unit.APPS})
"""Units without parts: what is short is rounded up to the next whole one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An interval in its unit's own scale (per cent, not parts of one), with the decimals to print."""

    interval: Interval
    unit: Unit
    digits: int = 0


def capaian_figure(achieved: Interval) -> Figure:
    """Return a capaian as a figure of one decimal that never shows a better status than it has."""
    point = None if achieved.point is None else displayed_capaian(achieved.point)
    shown = Interval(displayed_capaian(achieved.lo), displayed_capaian(achieved.hi), point)
    return Figure(shown, Unit.POINTS, 1)


def numeral(value: Fraction, digits: int, *, decimal_comma: bool = True) -> str:
    """Return the number rounded half up, away from zero, in Indonesian (1.234,5) or English (1,234.5) form."""
    size = 10**digits
    scaled = (abs(value) * size + Fraction(1, 2)).__floor__()
    whole, part = divmod(scaled, size)
    text = f"{whole:,}" + (f".{part:0{digits}d}" if digits else "")
    if decimal_comma:
        text = text.translate(str.maketrans(",.", ".,"))
    return f"\u2212{text}" if value < 0 and scaled else text


def figure_text(
    figure: Figure,
    ngettext: NGettext = lambda one, many, n: one if n == 1 else many,
    *,
    decimal_comma: bool = True,
) -> str:
    """Return the figure as text: `66,7 %`, `0,008–0,016 %`, `Rp23.952.335.122`, `60,0 (45,1–73,2) %`."""
    interval, digits = figure.interval, _digits(figure)
    lo, hi = (numeral(end, digits, decimal_comma=decimal_comma) for end in (interval.lo, interval.hi))
    text = lo if lo == hi else f"{lo}–{hi}"
    if lo != hi and interval.point is not None:
        text = f"{numeral(interval.point, digits, decimal_comma=decimal_comma)} ({text})"
    if figure.unit is Unit.RUPIAH:
        return f"Rp{text}"
    word = _word(figure.unit, interval.hi, ngettext)
    return f"{text}{_HARD_SPACE}{word}" if word else text


def _digits(figure: Figure) -> int:
    """Print whole counts without decimals, and more decimals where the usual ones would show nothing but zeros."""
    interval, digits = figure.interval, figure.digits
    if figure.unit not in _RATIOS and interval.lo.denominator == interval.hi.denominator == 1:
        return 0
    smallest = interval.lo or interval.hi
    while digits and 0 < smallest * 10**digits < 1 and digits < _MOST_DIGITS:
        digits += 1
    return digits


def _word(unit: Unit, value: Fraction, ngettext: NGettext) -> str:
    count = value.__ceil__()
    words: dict[Unit, Callable[[], str]] = {
        Unit.PERCENT: lambda: "%",
        Unit.PERCENTAGE_POINTS: lambda: ngettext("poin persen", "poin persen", count),
        Unit.PEOPLE: lambda: ngettext("orang", "orang", count),
        Unit.PEOPLE_PER_UNIT: lambda: ngettext("orang per unit", "orang per unit", count),
        Unit.LINKS: lambda: ngettext("tautan", "tautan", count),
        Unit.AGENCIES: lambda: ngettext("perangkat daerah", "perangkat daerah", count),
        Unit.APPS: lambda: ngettext("aplikasi", "aplikasi", count),
        Unit.DAYS: lambda: ngettext("hari", "hari", count),
        Unit.MONTHS: lambda: ngettext("bulan", "bulan", count),
        Unit.HOURS: lambda: ngettext("jam pelajaran", "jam pelajaran", count),
    }
    make = words.get(unit)
    return make() if make else ""
