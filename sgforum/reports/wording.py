"""How the report speaks: figures, labels and notes in one reader's language; shared by page, print and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sgforum.core.marks import N_
from sgforum.reports.achievement import STATUS_LABELS, Direction, Interval, Status, displayed_capaian
from sgforum.reports.catalogue import DIMENSION_NAMES, Dimension, Indicator, Target
from sgforum.reports.fields import KIND_HINTS, Kind
from sgforum.reports.figures import Figure, NGettext, Unit, capaian_figure, figure_text
from sgforum.reports.gaps import Line
from sgforum.reports.indicators import Assessment
from sgforum.reports.readings import Observed
from sgforum.reports.registers import AUDIENCE_NAMES, Audience, Text

PART_OF = N_("%(part)s dari %(whole)s")
AT_LEAST, AT_MOST = N_("paling sedikit %(value)s"), N_("paling banyak %(value)s")
NO_GAP = N_("tidak ada")
ALL_TOGETHER = N_("seluruhnya")

BADGE_KINDS: dict[Status, str] = {
    Status.REACHED: "ok",
    Status.NEAR: "info",
    Status.PARTIAL: "warn",
    Status.BEHIND: "err",
    Status.UNKNOWN: "plain",
    Status.SHOWN: "",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: `gettext` and `ngettext` as Flask-Babel gives them, and the language's code."""

    gettext: Callable[..., str]
    ngettext: NGettext
    language: str

    @property
    def decimal_comma(self) -> bool:
        """Whether 66.7 is written 66,7."""
        return not self.language.startswith("en")

    def message(self, text: str) -> str:
        """Translate a message id or leave data as it is; empty stays empty."""
        return str(self.gettext(text)) if text else ""

    def text(self, text: Text | None) -> str:
        """Return a bilingual sentence in this language, or nothing."""
        return "" if text is None else text.in_language(self.language)

    def figure(self, figure: Figure) -> str:
        """Return a figure with its unit."""
        return figure_text(figure, self.ngettext, decimal_comma=self.decimal_comma)

    def difference(self, figure: Figure) -> str:
        """Return a figure with a plus before what grew."""
        text = self.figure(figure)
        return f"+{text}" if figure.interval.lo > 0 else text

    def whole(self, value: int) -> str:
        """Return a whole number with its groups of three."""
        return self.rounded(Interval.exactly(value))

    def capaian(self, achieved: Interval | None) -> str:
        """Return a capaian or score to one decimal, cut so that it never shows a better status; a dash for none."""
        return "–" if achieved is None else self.figure(capaian_figure(achieved))

    def status(self, status: Status) -> str:
        """Return the name of a status."""
        return self.message(STATUS_LABELS[status])

    def badge(self, status: Status) -> str:
        """Return the kind of badge that a status wears."""
        return BADGE_KINDS[status]

    def sentence(self, sentence: str, values: Mapping[str, object]) -> str:
        """Translate a message id and fill its places."""
        return str(self.gettext(sentence, **values)) if values else self.message(sentence)

    def kind(self, kind: Kind) -> str:
        """Say how a value of a file is written."""
        return self.message(KIND_HINTS[kind])

    def rounded(self, interval: Interval) -> str:
        """Return a count without its fraction."""
        return self.figure(Figure(interval, Unit.LEVEL))

    def dimension(self, code: str) -> str:
        """Return the name of a dimension of the resource report."""
        return self.message(DIMENSION_NAMES[Dimension(code)])

    def target(self, indicator: Indicator, target: Target) -> str:
        """Return a target as `paling sedikit 2 %`, for whom it holds behind it."""
        digits = 0 if target.value.denominator == 1 else 2
        value = self.figure(Figure(Interval.exactly(target.value), indicator.unit, digits))
        bound = AT_LEAST if indicator.direction is Direction.MORE else AT_MOST
        text = str(self.gettext(bound, value=value))
        if not target.audience:
            return text
        return f"{text} ({self.message(AUDIENCE_NAMES[Audience(target.audience)])})"

    def gap(self, assessment: Assessment) -> str:
        """Return what is missing to a target in each of its units, or that nothing is."""
        if all(figure.interval.hi == 0 for figure in assessment.gaps):
            return self.message(NO_GAP)
        return " = ".join(self.figure(figure) for figure in assessment.gaps)

    def parts(self, indicator: Indicator, observed: Observed) -> str:
        """Return `12 dari 18` behind a percentage, or nothing where part and whole are not of one kind."""
        is_share = indicator.unit is Unit.PERCENT and indicator.part_unit is not None
        if not is_share or observed.part is None or observed.whole is None:
            return ""
        unit = Unit.RUPIAH if indicator.part_unit is Unit.RUPIAH else Unit.LEVEL
        part, whole = (self.figure(Figure(end, unit)) for end in (observed.part, observed.whole))
        return str(self.gettext(PART_OF, part=part, whole=whole))

    def whose(self, group: str, population: str) -> str:
        """Return the group a value is of, with the population behind it."""
        first, second = self.message(group), self.message(population)
        return f"{first} ({second})" if first and second else first or second

    def line(self, line: Line) -> str:
        """Return an entry of a gap table: what it is of, then its figures."""
        figures = " = ".join(self.figure(figure) for figure in line.figures) or self.status(Status.UNKNOWN)
        whose = self.whose(line.group, line.population)
        return f"{whose}: {figures}" if whose else figures


def chart_value(achieved: Interval | None) -> float | None:
    """Return a capaian as the number that a chart draws: the one that decides the status, one decimal."""
    return None if achieved is None else float(displayed_capaian(achieved.cautious))


def plain_number(value: Fraction) -> int | float:
    """Return the nearest number that JSON can hold; whole ones as whole numbers."""
    return int(value) if value.denominator == 1 else float(value)
