"""Every figure that a page, file or command publishes besides the twelve measures: what, over what, and its query.

docs/method.md is written from here; a test holds this list against the fields that pages read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sgforum.campaign.queries import funnel, list_app_uptake
from sgforum.metrics import companions, interval, ippk, publication
from sgforum.metrics.choices import effect_of_choices
from sgforum.metrics.measures.counters import COUNTERS, recount
from sgforum.metrics.measures.residents import count_arrivals
from sgforum.metrics.queries import besides, sides
from sgforum.metrics.services.checking import check_counters
from sgforum.territory.queries import list_denominators

FIRST = "1"  # of the method: all of these are as old as it


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the field that holds it, what is counted, over what, since which version, and where."""

    field: str
    what: str
    over: str
    query: Callable[..., Any]
    since: str = FIRST

    @property
    def address(self) -> str:
        """Where its query stands: domain.file.function."""
        module = inspect.getmodule(self.query)
        assert module is not None  # noqa: S101 - a function of a file has a module
        return f"{module.__name__.removeprefix('sgforum.')}.{self.query.__name__}"


SCORE = (
    Figure("ippk", "the score", "four dimensions, multiplied by weight", ippk.evaluate),
    Figure("low, high", "90 % of the seeded draws lie between them", "draws of the same inputs", interval.interval),
    Figure("category_probability", "draws in the category", "all draws", interval.interval),
    Figure("probability_up", "pairs of draws in which the later month is higher", "all pairs of two months", interval.change),
    Figure("tier", "whole interval above or below the median", "published scores of the kota", publication.tiers),
    Figure("failed", "conditions of publication that are not met", "N, its age, participants, dimensions", publication.failed_conditions),
    Figure("hold", "new verified residents by verifier, against the usual number, and late ones", "new residents; participants", count_arrivals),
    Figure("adults", "residents of 17 and over, by publisher", "the kelurahan, newest approved figure", list_denominators),
)  # fmt: skip
ROLL_UP = (
    Figure("mean", "scores weighted by adults", "adults of the rated kelurahan", ippk.roll_up),
    Figure("least, p10, median, most", "spread of the scores", "rated kelurahan, each once", ippk.roll_up),
    Figure("rated, not_rated", "kelurahan with and without a score", "all kelurahan", ippk.roll_up),
)
COMPANIONS = (
    Figure("equality", "SET", "PAR of the people whose group is known", companions.companions),
    Figure("gini", "half the mean difference of acts (capped at 20)", "mean acts", companions.gini),
    Figure("evenness", "entropy of the shares of acts", "ln of participants", companions.evenness),
    Figure("top_share", "acts of the most active tenth", "all acts", companions.top_share),
    Figure(
        "likeness",
        "smaller of two shares, over eight groups",
        "participants and residents",
        companions.companions,
    ),
    Figure(
        "least_to_most",
        "rate of the least active group",
        "rate of the most active one",
        companions.companions,
    ),
)
BESIDE = (
    Figure("offline", "participants who only voted on paper", "participants", besides.beside),
    Figure(
        "removed", "texts hidden by the cutoff", "texts in the kelurahan's forum that month", besides.beside
    ),
    Figure(
        "hours", "median hours to the first official answer", "topics answered in six months", besides.beside
    ),
    Figure("uptake", "participants", "adults with a smartphone", companions.uptake),
    Figure(
        "kept",
        "decisions by whether the promise was kept",
        "consultations ended in six months",
        besides.beside,
    ),
    Figure(
        "quiet", "qualified consultations with fewer than ten participants", "three months", besides.beside
    ),
    Figure("year", "mean of published months", "at least eight of them", ippk.year_mean),
    Figure("year_months", "published months", "the year so far", besides.beside),
)
SIDES = (
    Figure("participation", "scores weighted by adults", "rated kelurahan", ippk.roll_up),
    Figure("services", "satisfaction (IKM), weighted", "respondents of surveys of 30 and more", sides.sides_of),
    Figure("in_time", "information requests answered in time", "all requests", sides.sides_of),
    Figure("complete", "consultations with complete information", "consultations opened, published kelurahan", sides.sides_of),
    Figure("recorded", "decisions with a record", "consultations ended, published kelurahan", sides.sides_of),
    Figure("held", "documents that are there", "the checklist of four", sides.sides_of),
    Figure("standardised", "distance from the mean", "population standard deviation, from eight kelurahan on", sides.standardise),
)  # fmt: skip
CHOICES = (
    Figure(
        "places", "5 % and 95 % quantiles of the score under other choices", "512 choices", effect_of_choices
    ),
    Figure(
        "shares",
        "first-order and total Sobol indices",
        "variance over all published kelurahan",
        effect_of_choices,
    ),
)
CHECK = (
    Figure("drift", "counters that differ from their rows", "all counters below", check_counters),
    *(Figure(name, "as shown", "its rows, counted again", recount) for name in COUNTERS),
)
CAMPAIGN = (
    Figure(
        "funnel",
        "visits, pledges, declared installs, verified ones",
        "the step before; the target group",
        funnel,
    ),
    Figure(
        "app uptake",
        "distinct people who declared the app installed",
        "the newest target group",
        list_app_uptake,
    ),
)
GROUPS = {
    "The score and what is said of it": SCORE, "Kecamatan, kota, provinsi": ROLL_UP,
    "Companion figures": (*COMPANIONS, *BESIDE), "Giffinger's four sub-dimensions": SIDES,
    "What the choices of the method do": CHOICES, "Self-check": CHECK, "Campaigns": CAMPAIGN,
}  # fmt: skip


def rows(figures: tuple[Figure, ...]) -> str:
    """The figures as lines of a table."""
    return "\n".join(
        f"| {each.field} | {each.what} | {each.over} | {each.since} | `{each.address}` |" for each in figures
    )
