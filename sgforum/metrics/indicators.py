"""From the raw counts of one kelurahan and month to the twelve indicators, each a value or a reason why not.

A missing indicator is never zero and never imputed. What the officials could have avoided is a result, not a
gap: a closed consultation without a record lowers KPT, an unanswered due item lowers TGP, and age and sex not
recorded three months running score SET at 0 (IPPK definition, sections 5.1 and 5.3).

A rate whose count exceeds its denominator (an outdated RT list, too small a population figure) is clipped by
the goalposts, not refused: a wrong denominator must not stop the month's freeze.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sgforum.core.marks import N_
from sgforum.metrics.method import CURRENT, Method

_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


class Missing(StrEnum):
    """Why an indicator has no value."""

    NO_DENOMINATOR = "no_denominator"
    SAMPLE_TOO_SMALL = "sample_too_small"
    NOT_RECORDED_YET = "not_recorded_yet"


class Rule(StrEnum):
    """A rule that sets a score to 0 although the data alone would leave it open."""

    ATTRIBUTES_MISSING = "attributes_missing"
    NOTHING_QUALIFIED = "nothing_qualified"


MISSING_LABELS: Mapping[Missing, str] = MappingProxyType(
    {
        Missing.NO_DENOMINATOR: N_("Jumlah penduduk atau RT belum tercatat."),
        Missing.SAMPLE_TOO_SMALL: N_("Data bulan ini belum cukup untuk dihitung."),
        Missing.NOT_RECORDED_YET: N_("Belum ada data."),
    }
)
RULE_LABELS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.ATTRIBUTES_MISSING: N_(
            "Usia dan jenis kelamin peserta tidak dicatat tiga bulan berturut-turut."
        ),
        Rule.NOTHING_QUALIFIED: N_("Tidak ada musyawarah yang memenuhi syarat selama enam bulan."),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Participants and adult residents of one sex and age band; only participants with known band are in it."""

    key: str
    participants: int
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All counts a score is made of, for one kelurahan and month; None means that nothing records it yet.

    People are distinct verified residents (L2) of the kelurahan. `adults` is the population of 17 and over
    and `adults_on` the month ("YYYY-MM") it describes. `participants` is |A_t|, the persons with at least one
    substantive act; `acts` the pairs (acts, persons) of their histogram, so its persons add up to
    `participants`. `cohort` is |A_(t-3)..A_(t-1)| and `returning` those of it who are in A_t again.
    `set_missing_months` counts the months right before this one in which SET lacked sex and age band.
    `proposals_adopted` counts a partly adopted proposal as one half; `city_mean` and `city_kappa` come from
    `city_prior`. `adults_alternative` is what the other official source says; the score does not use it, the method
    interval does. Groups and acts are sorted here, so that their order never matters. A later method's new input
    defaults to None, so that the bytes of older snapshots stay.
    Raises ValueError for counts that contradict each other.
    """

    kelurahan: str
    period: str
    adults: int | None = None
    adults_on: str | None = None
    rt_total: int | None = None
    readers: int | None = None
    participants: int | None = None
    groups: tuple[Group, ...] | None = None
    set_missing_months: int = 0
    acts: tuple[tuple[int, int], ...] | None = None
    rt_covered: int | None = None
    cohort: int | None = None
    returning: int | None = None
    opened: int | None = None
    opened_complete: int | None = None
    qualified_3_months: int | None = None
    qualified_6_months: int | None = None
    items_due: int | None = None
    items_answered: int | None = None
    closed: int | None = None
    closed_recorded: int | None = None
    proposals_decided: int | None = None
    proposals_adopted: float | None = None
    city_mean: float | None = None
    city_kappa: float | None = None
    commitments_due: int | None = None
    commitments_done: int | None = None
    adults_alternative: int | None = None

    def __post_init__(self) -> None:
        _check_identity(self)
        _check_counts(self)
        _check_people(self)
        for name in _FRACTIONS:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, float(getattr(self, name)))
        if self.groups is not None:
            object.__setattr__(self, "groups", tuple(sorted(self.groups)))
        if self.acts is not None:
            object.__setattr__(self, "acts", tuple(sorted((acts, n) for acts, n in self.acts if n)))


def _check_identity(inputs: Inputs) -> None:
    if not inputs.kelurahan or "|" in inputs.kelurahan:
        raise ValueError(f"not a kelurahan code: {inputs.kelurahan!r}")
    for month in (inputs.period, inputs.adults_on):
        if month is not None and not _PERIOD.match(month):
            raise ValueError(f"not a month YYYY-MM: {month!r}")


_PARTS = (
    ("returning", "cohort"),
    ("opened_complete", "opened"),
    ("qualified_3_months", "qualified_6_months"),
    ("items_answered", "items_due"),
    ("closed_recorded", "closed"),
    ("proposals_adopted", "proposals_decided"),
    ("commitments_done", "commitments_due"),
)
_FRACTIONS = ("proposals_adopted", "city_mean", "city_kappa")
_COUNTS = (
    "adults",
    "adults_alternative",
    "rt_total",
    "readers",
    "participants",
    "set_missing_months",
    "rt_covered",
)


def _check_counts(inputs: Inputs) -> None:
    for name in (*_COUNTS, *(name for pair in _PARTS for name in pair if name not in _FRACTIONS)):
        value = getattr(inputs, name)
        if value is not None and (not isinstance(value, int) or value < 0):
            raise ValueError(f"{name} is not a count: {value!r}")
    for part, whole in _PARTS:
        n, of = getattr(inputs, part), getattr(inputs, whole)
        if n is not None and of is not None and n > of:
            raise ValueError(f"{part} {n} exceeds {whole} {of}")
    _check_fractions(inputs)


def _check_fractions(inputs: Inputs) -> None:
    adopted, mean, kappa = inputs.proposals_adopted, inputs.city_mean, inputs.city_kappa
    if adopted is not None and (adopted < 0 or (adopted * 2) % 1):
        raise ValueError(f"proposals_adopted counts wholes and halves, not {adopted}")
    if mean is not None and not 0 <= mean <= 1:
        raise ValueError(f"city_mean is not a share: {mean}")
    if kappa is not None and not 0 < kappa < math.inf:
        raise ValueError(f"city_kappa is not positive: {kappa}")


def _check_people(inputs: Inputs) -> None:
    groups, acts = inputs.groups or (), inputs.acts or ()
    if any(min(group.participants, group.population) < 0 for group in groups):
        raise ValueError("a group has a negative count")
    if len({group.key for group in groups}) != len(groups):
        raise ValueError("a group is named twice")
    if any(number < 1 or persons < 0 for number, persons in acts):
        raise ValueError("a participant has at least one act")
    if inputs.participants is None:
        return
    if sum(group.participants for group in groups) > inputs.participants:
        raise ValueError("groups hold more people than took part")
    if inputs.acts is not None and sum(persons for _, persons in acts) != inputs.participants:
        raise ValueError("the acts' histogram does not hold exactly the participants")


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator: raw value in its own unit and score 0-100, or why there is none, or the rule that set 0."""

    code: str
    raw: float | None
    score: float | None
    missing: Missing | None = None
    rule: Rule | None = None


def measure(inputs: Inputs, method: Method = CURRENT) -> tuple[Measured, ...]:
    """Return the twelve indicators in the method's order."""
    measured = []
    for indicator in method.indicators:
        raw = _raw(indicator.code, inputs, method)
        if not isinstance(raw, Missing):
            measured.append(Measured(indicator.code, raw, indicator.scale.score(raw)))
        elif indicator.code == "SET" and attributes_neglected(inputs, method):
            measured.append(Measured("SET", None, 0.0, rule=Rule.ATTRIBUTES_MISSING))
        else:
            measured.append(Measured(indicator.code, None, None, missing=raw))
    return tuple(measured)


def lacks_attributes(inputs: Inputs, method: Method = CURRENT) -> bool:
    """Tell whether people took part, but sex and age band are known for too few of them to compute SET."""
    if inputs.groups is None or not inputs.participants:
        return False
    known = sum(group.participants for group in inputs.groups)
    return known < method.attributes_known_least * inputs.participants


def attributes_neglected(inputs: Inputs, method: Method = CURRENT) -> bool:
    """Tell whether this is at least the third month running (section 5.3) in which SET lacks attributes."""
    return (
        lacks_attributes(inputs, method) and inputs.set_missing_months + 1 >= method.attributes_missing_months
    )


def nothing_qualified(inputs: Inputs) -> bool:
    """Tell whether six months passed without one qualified consultation: then D3 is 0 (section 5.3)."""
    return inputs.qualified_6_months == 0


def capped_acts(inputs: Inputs, method: Method = CURRENT) -> tuple[tuple[int, int], ...]:
    """Return (acts, persons) pairs, most persons first, with every person's acts capped (spam changes little)."""
    capped: dict[int, int] = {}
    for acts, persons in inputs.acts or ():
        number = min(acts, method.acts_cap)
        capped[number] = capped.get(number, 0) + persons
    return tuple(sorted(capped.items(), key=lambda pair: (-pair[1], pair[0])))


def effective_voices(acts: Iterable[tuple[int, int]]) -> float:
    """Return the Hill number exp(-sum p ln p) of the persons' shares of acts, 0 if there are none.

    With T acts in all this is T * exp(-sum n*a*ln(a) / T) over the histogram's (a acts, n persons).
    """
    total = 0
    weighted = []
    for number, persons in acts:
        total += number * persons
        weighted.append(persons * number * math.log(number))
    return total * math.exp(-math.fsum(weighted) / total) if total else 0.0


def equal_rate(inputs: Inputs, participants: Iterable[float], method: Method = CURRENT) -> float:
    """Return 1 / sum(q_g / r_g), the harmonic mean of the groups' rates (Atkinson, epsilon 2).

    `participants` follow the order of `inputs.groups`; they differ from the counts in a simulated draw. A group
    nobody lives in is left out; a group nobody came from counts as half a person, or it would erase the rest.
    """
    people = sum(group.population for group in inputs.groups or ())
    adults = inputs.adults or 0
    terms = []
    for group, persons in zip(inputs.groups or (), participants, strict=True):
        share = group.population / people if people else 0.0
        if share:
            terms.append(share * share * adults / max(persons, method.empty_group_persons))
    return 1.0 / math.fsum(terms)


@dataclass(frozen=True, slots=True)
class Prior:
    """The city's share of adopted proposals and how many proposals' worth of weight it has."""

    mean: float
    kappa: float


def city_prior(decided: Iterable[tuple[float, int]], method: Method = CURRENT) -> Prior | None:
    """Return m and kappa of the empirical Bayes prior from (adopted, decided) of the city's kelurahan.

    A = max(0, s2 - m(1-m)/mean n), kappa = clip(m(1-m)/A - 1, 2, 200); A = 0 gives 200 (after Marshall 1991).
    Rounded to 6 decimals so that the stored input and the one computed with are the same number. None where no
    proposal was decided anywhere.
    """
    pairs = [(adopted, n) for adopted, n in decided if n]
    total = sum(n for _, n in pairs)
    if not total:
        return None
    mean = math.fsum(adopted for adopted, _ in pairs) / total
    spread = math.fsum(n * (adopted / n - mean) ** 2 for adopted, n in pairs) / total
    within = mean * (1 - mean)
    between = max(0.0, spread - within / (total / len(pairs)))
    raw = within / between - 1 if between else method.kappa_most
    return Prior(round(mean, 6), round(min(method.kappa_most, max(method.kappa_least, raw)), 6))


# Indicators that are a plain ratio: the counts above and below the line. `interval` draws them from a Beta.
RATIOS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "JGK": ("readers", "adults"),
        "INF": ("opened_complete", "opened"),
        "PAR": ("participants", "adults"),
        "KMB": ("returning", "cohort"),
        "TGP": ("items_answered", "items_due"),
        "KPT": ("closed_recorded", "closed"),
        "RLS": ("commitments_done", "commitments_due"),
        "CRT": ("rt_covered", "rt_total"),
    }
)


def _raw(code: str, inputs: Inputs, method: Method) -> float | Missing:
    return _OTHERS[code](inputs, method) if code in _OTHERS else _ratio(code, inputs, method)


def _ratio(code: str, inputs: Inputs, method: Method) -> float | Missing:
    part_name, whole_name = RATIOS[code]
    part, whole = getattr(inputs, part_name), getattr(inputs, whole_name)
    if whole_name in ("adults", "rt_total"):
        if part is None:
            return Missing.NOT_RECORDED_YET
        return float(part / whole) if whole else Missing.NO_DENOMINATOR
    if part is None or whole is None:
        return Missing.NOT_RECORDED_YET
    return float(part / whole) if whole >= method.by_code[code].needs else Missing.SAMPLE_TOO_SMALL


def _opportunity(inputs: Inputs, method: Method) -> float | Missing:
    if nothing_qualified(inputs):
        return 0.0
    if inputs.qualified_3_months is None:
        return Missing.NOT_RECORDED_YET
    return float(inputs.qualified_3_months)


def _influence(inputs: Inputs, method: Method) -> float | Missing:
    n, adopted, mean, kappa = (
        inputs.proposals_decided,
        inputs.proposals_adopted,
        inputs.city_mean,
        inputs.city_kappa,
    )
    if n is None or adopted is None:
        return Missing.NOT_RECORDED_YET
    if n < method.by_code["PNG"].needs:
        return Missing.SAMPLE_TOO_SMALL
    if mean is None or kappa is None:
        return Missing.NOT_RECORDED_YET
    return (adopted + kappa * mean) / (n + kappa)


def _equality(inputs: Inputs, method: Method) -> float | Missing:
    if inputs.groups is None or inputs.participants is None:
        return Missing.NOT_RECORDED_YET
    if not inputs.adults or not any(group.population for group in inputs.groups):
        return Missing.NO_DENOMINATOR
    if inputs.participants < method.by_code["SET"].needs or lacks_attributes(inputs, method):
        return Missing.SAMPLE_TOO_SMALL
    return equal_rate(inputs, (group.participants for group in inputs.groups), method)


def _voices(inputs: Inputs, method: Method) -> float | Missing:
    if inputs.acts is None or inputs.participants is None:
        return Missing.NOT_RECORDED_YET
    if not inputs.adults:
        return Missing.NO_DENOMINATOR
    if inputs.participants < method.by_code["SEF"].needs:
        return Missing.SAMPLE_TOO_SMALL
    return effective_voices(capped_acts(inputs, method)) / inputs.adults


_OTHERS: Mapping[str, Callable[[Inputs, Method], float | Missing]] = MappingProxyType(
    {"KSP": _opportunity, "PNG": _influence, "SET": _equality, "SEF": _voices}
)
