"""The arithmetic of the resource report: exact intervals, capaian, status, dimension and overall score.

Everything is a `Fraction`, so that the same registers give the same figures on every machine; rounding is
a matter of display. A store bracket such as "50 to 100 downloads" stays an interval in every ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from sgforum.core.marks import N_

Number = int | str | Decimal | Fraction | float

FULL = Fraction(100)
Z_90 = Fraction("1.6448536269514722")  # two-sided 90 %
_ROOT_CONTEXT = Context(prec=40)
_ROOT_STEP = Decimal("1e-12")


def exact(number: Number) -> Fraction:
    """Return the number that was written; a float counts as its shortest decimal form, so 0.1 is 1/10."""
    if isinstance(number, float):
        return Fraction(Decimal(repr(number)))
    return Fraction(number)


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a quantity: it lies in [lo, hi]; `point` is the best estimate, where there is one."""

    lo: Fraction
    hi: Fraction
    point: Fraction | None = None

    def __post_init__(self) -> None:
        """Give an exact value its point; raise ValueError when the bounds or the point do not fit."""
        if self.lo > self.hi:
            message = f"lower bound {self.lo} lies above upper bound {self.hi}"
            raise ValueError(message)
        if self.lo == self.hi:
            object.__setattr__(self, "point", self.lo)
        elif self.point is not None and not self.lo <= self.point <= self.hi:
            message = f"point {self.point} lies outside [{self.lo}, {self.hi}]"
            raise ValueError(message)

    @classmethod
    def exactly(cls, number: Number) -> Interval:
        """Return the interval of one known value."""
        value = exact(number)
        return cls(value, value)

    @classmethod
    def between(cls, lo: Number, hi: Number, point: Number | None = None) -> Interval:
        """Return a bracket, or an estimate with its bounds."""
        return cls(exact(lo), exact(hi), None if point is None else exact(point))

    @property
    def is_exact(self) -> bool:
        """Say whether one value, not a range, is known."""
        return self.lo == self.hi

    def __add__(self, other: Interval) -> Interval:
        """Add end by end."""
        return Interval(self.lo + other.lo, self.hi + other.hi, _both(self, other, 1))

    def __sub__(self, other: Interval) -> Interval:
        """Subtract with the widest bounds; the two quantities are taken as unrelated."""
        return Interval(self.lo - other.hi, self.hi - other.lo, _both(self, other, -1))

    def scaled(self, factor: Number) -> Interval:
        """Multiply by a known factor of zero or more; ValueError for a negative one."""
        times = exact(factor)
        if times < 0:
            raise ValueError("the factor is negative")
        return Interval(self.lo * times, self.hi * times, None if self.point is None else self.point * times)

    def over(self, whole: Interval) -> Interval:
        """Divide with the widest bounds; ValueError unless the part is >= 0 and the whole > 0."""
        if self.lo < 0 or whole.lo <= 0:
            raise ValueError("a share needs a part of zero or more and a whole above zero")
        point = None if self.point is None or whole.point is None else self.point / whole.point
        return Interval(self.lo / whole.hi, self.hi / whole.lo, point)

    def at_least_zero(self) -> Interval:
        """Cut what lies below zero: a target that is more than met leaves no gap."""
        zero = Fraction(0)
        point = None if self.point is None else max(zero, self.point)
        return Interval(max(zero, self.lo), max(zero, self.hi), point)

    @property
    def cautious(self) -> Fraction:
        """The one value to decide by: the estimate, or for a bare bracket its lower end."""
        return self.lo if self.point is None else self.point


def _both(first: Interval, second: Interval, sign: int) -> Fraction | None:
    if first.point is None or second.point is None:
        return None
    return first.point + sign * second.point


class Direction(StrEnum):
    """Whether more or less of the quantity is better."""

    MORE = "+"
    LESS = "-"


class Status(StrEnum):
    """How far an indicator is on its way to the target."""

    REACHED = "tercapai"
    NEAR = "mendekati"
    PARTIAL = "sebagian"
    BEHIND = "tertinggal"
    UNKNOWN = "belum_terdata"
    SHOWN = "ditampilkan"  # described, never scored


STATUS_LABELS: dict[Status, str] = {
    Status.REACHED: N_("Tercapai"),
    Status.NEAR: N_("Mendekati"),
    Status.PARTIAL: N_("Sebagian"),
    Status.BEHIND: N_("Tertinggal"),
    Status.UNKNOWN: N_("Belum terdata"),
    Status.SHOWN: N_("Ditampilkan, tidak dinilai"),
}


def capaian(value: Interval, target: Fraction, direction: Direction) -> Interval:
    """Return achievement of a target in 0..100, bounds carried: score.md section 6.

    More is better: 100 * min(1, x / target). Less is better: 100 * min(1, target / x), and 100 for x <= 0.
    ValueError for a target of zero or less, or a negative x where more is better.
    """
    if target <= 0:
        raise ValueError("a target is above zero")
    if direction is Direction.MORE:
        if value.lo < 0:
            raise ValueError("a quantity that should grow is not negative")
        ends = (value.lo / target, value.hi / target)
        middle = None if value.point is None else value.point / target
    else:
        ends = (_inverse(value.hi, target), _inverse(value.lo, target))
        middle = None if value.point is None else _inverse(value.point, target)
    return Interval(_capped(ends[0]), _capped(ends[1]), None if middle is None else _capped(middle))


def _inverse(value: Fraction, target: Fraction) -> Fraction:
    return Fraction(1) if value <= 0 else target / value


def _capped(ratio: Fraction) -> Fraction:
    return FULL * min(Fraction(1), ratio)


STATUS_BANDS = (
    (Fraction(100), Status.REACHED),
    (Fraction(75), Status.NEAR),
    (Fraction(50), Status.PARTIAL),
    (Fraction(0), Status.BEHIND),
)
"""From which capaian on a status holds; decided on the unrounded value."""


def status_of(achieved: Fraction) -> Status:
    """Return the status of a capaian of 0..100."""
    return next(status for low, status in STATUS_BANDS if achieved >= low or status is Status.BEHIND)


def displayed_capaian(achieved: Fraction) -> Fraction:
    """Round to one decimal, half up, but never up into a better status: 99.96 shows as 99.9."""
    up = Fraction((achieved * 10 + Fraction(1, 2)).__floor__(), 10)
    if status_of(up) is status_of(achieved):
        return up
    return Fraction((achieved * 10).__floor__(), 10)


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension's score in 0..100, or None where fewer than half of its indicators have data."""

    score: Interval | None
    available: int
    total: int

    @property
    def coverage(self) -> Fraction:
        """Share of the indicators that have data, 0..1."""
        return Fraction(self.available, self.total) if self.total else Fraction(0)


def dimension_score(items: Iterable[tuple[Fraction, Interval | None]]) -> DimensionScore:
    """Return the weighted mean of the available capaian, from pairs (weight, capaian or None).

    A missing capaian is neither zero nor imputed. ValueError for a weight of zero or less.
    """
    pairs = list(items)
    if any(weight <= 0 for weight, _ in pairs):
        raise ValueError("a weight is above zero")
    known = [(weight, achieved) for weight, achieved in pairs if achieved is not None]
    if not known or 2 * len(known) < len(pairs):
        return DimensionScore(None, len(known), len(pairs))
    total = Interval.exactly(0)
    for weight, achieved in known:
        total = total + achieved.scaled(weight)
    return DimensionScore(
        total.scaled(1 / sum((weight for weight, _ in known), Fraction(0))), len(known), len(pairs)
    )


@dataclass(frozen=True, slots=True)
class Overall:
    """The resource score of a city with what it rests on."""

    score: Interval | None
    dimensions_scored: int
    dimensions: int
    indicators_available: int
    indicators: int


def overall_score(scores: Sequence[DimensionScore]) -> Overall:
    """Return the geometric mean (floor 1) of the scored dimensions, coverage beside it.

    As inside a dimension, at least half must be there; else the score is None and "belum ada data" is the news.
    """
    known = [item.score for item in scores if item.score is not None]
    score = _geometric(known) if known and 2 * len(known) >= len(scores) else None
    return Overall(
        score,
        len(known),
        len(scores),
        sum(item.available for item in scores),
        sum(item.total for item in scores),
    )


def _geometric(values: Sequence[Interval]) -> Interval:
    points = [value.point for value in values]
    known = [point for point in points if point is not None]
    middle = _geometric_mean(known) if len(known) == len(points) else None
    return Interval(
        _geometric_mean([value.lo for value in values]),
        _geometric_mean([value.hi for value in values]),
        middle,
    )


def _geometric_mean(values: Sequence[Fraction]) -> Fraction:
    """Return the mean to 12 decimals; Decimal's ln and exp round correctly, so every machine agrees."""
    with localcontext(_ROOT_CONTEXT):
        logs = (Decimal(v.numerator) / Decimal(v.denominator) for v in (max(v, Fraction(1)) for v in values))
        mean = (sum((log.ln() for log in logs), Decimal(0)) / len(values)).exp()
        return Fraction(mean.quantize(_ROOT_STEP))


def wilson(count: int, sample: int) -> Interval:
    """Return the share count/sample in 0..1 with its 90 % Wilson interval; ValueError outside 0 <= count <= sample."""
    if sample < 1 or not 0 <= count <= sample:
        raise ValueError("a share of a sample needs 0 <= count <= sample and sample >= 1")
    share, square = Fraction(count, sample), Z_90 * Z_90
    spread = share * (1 - share) / sample + square / (4 * sample * sample)
    with localcontext(_ROOT_CONTEXT):
        root = Fraction((Decimal(spread.numerator) / Decimal(spread.denominator)).sqrt().quantize(_ROOT_STEP))
    middle, scale = share + square / (2 * sample), 1 + square / sample
    lo, hi = (middle - Z_90 * root) / scale, (middle + Z_90 * root) / scale
    return Interval(max(Fraction(0), min(lo, share)), min(Fraction(1), max(hi, share)), share)
