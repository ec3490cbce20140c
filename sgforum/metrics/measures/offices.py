"""What the government does: information, opportunities, answers, decisions, influence, promises kept.

Counted for the place that a consultation or topic belongs to: what the city consults about is no opportunity
that a kelurahan gave.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from ...consultation.queries import (
    Opened,
    list_consultations_closed,
    list_consultations_opened,
    list_decisions_due,
)
from ...core.clock import local_date
from ...forum.models import Outcome
from ...forum.queries import list_commitments_due, list_decided_proposals, list_due_items
from ...territory.models import kota_code
from ...territory.queries import root_code
from ..indicators import city_prior
from .facts import Facts
from .people import Counts

WINDOW_MONTHS = 6
OPPORTUNITY_MONTHS = 3
RECORD_DAYS = (
    210,
    30,
)  # a decision record has 30 days; what closed longer than 210 days ago is of another half-year


def _pairs(facts: Facts, whole: str, part: str, rows: Iterable[tuple[str, float]]) -> Counts:
    """Add up (kelurahan, weight of success) into the two counts of a share; weights of 0, 1/2 and 1 stay exact."""
    wholes: Counter[str] = Counter()
    parts: dict[str, float] = defaultdict(float)
    for code, success in rows:
        wholes[code] += 1
        parts[code] += success
    return {code: {whole: wholes[code], part: parts[code]} for code in facts.codes}


def _whole_numbers(counts: Counts, part: str) -> Counts:
    for row in counts.values():
        row[part] = int(row[part])
    return counts


def count_complete_information(facts: Facts) -> Counts:
    """INF: consultations opened, and those with the whole checklist at least 7 days before closing."""
    rows = [(each.place_code, float(each.information_complete)) for each in _opened(facts)]
    return _whole_numbers(_pairs(facts, "opened", "opened_complete", rows), "opened_complete")


def count_opportunities(facts: Facts) -> Counts:
    """KSP: consultations opened that name decision, date and officer, and took comments or votes for 7 days."""
    recent = facts.window_starts_at(OPPORTUNITY_MONTHS)
    qualified = [each for each in _opened(facts) if each.qualified]
    six = Counter(each.place_code for each in qualified)
    three = Counter(each.place_code for each in qualified if each.opened_at >= recent)
    return {
        code: {"qualified_3_months": three[code], "qualified_6_months": six[code]} for code in facts.codes
    }


def _opened(facts: Facts) -> Sequence[Opened]:
    return list_consultations_opened(root_code(), facts.window_starts_at(WINDOW_MONTHS), facts.ends_at)


def count_answers(facts: Facts) -> Counts:
    """TGP: due topics and decisions due in the window, and those answered in time and not disputed."""
    first, last = facts.first_day(WINDOW_MONTHS), facts.period.last_day()
    items = list_due_items(root_code(), first, last)
    rows = [(item.place_code, float(item.is_in_time(facts.zone))) for item in items]
    for each in list_decisions_due(root_code(), first, last + timedelta(days=1)):
        recorded_at = each.recorded_at
        in_time = recorded_at is not None and local_date(recorded_at, facts.zone) <= each.decision_on
        rows.append((each.place_code, float(in_time)))
    return _whole_numbers(_pairs(facts, "items_due", "items_answered", rows), "items_answered")


def count_records(facts: Facts) -> Counts:
    """KPT: consultations whose voting ended 30 to 210 days before the month's end, and those with a decision record."""
    longest, shortest = (facts.days_before_end(days) for days in RECORD_DAYS)
    rows = [
        (each.place_code, float(each.recorded_at is not None and each.recorded_at < facts.cutoff))
        for each in list_consultations_closed(root_code(), longest, shortest)
    ]
    return _whole_numbers(_pairs(facts, "closed", "closed_recorded", rows), "closed_recorded")


_WEIGHTS = {Outcome.ACCEPTED: 1.0, Outcome.PARTLY: 0.5, Outcome.REJECTED: 0.0}


def count_influence(facts: Facts) -> Counts:
    """PNG: eligible proposals decided, those adopted (partly: one half), and the prior of all kelurahan of its own kota."""
    start = facts.window_starts_at(WINDOW_MONTHS)
    decided = list_decided_proposals(root_code(), start, facts.ends_at)
    counts = _pairs(
        facts,
        "proposals_decided",
        "proposals_adopted",
        ((item.place_code, _WEIGHTS[item.outcome]) for item in decided if item.is_eligible),
    )
    pairs: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for code, row in counts.items():
        pairs[kota_code(code)].append((row["proposals_adopted"], row["proposals_decided"]))
    priors = {kota: city_prior(decisions) for kota, decisions in pairs.items()}
    for code, row in counts.items():
        prior = priors[kota_code(code)]
        row["city_mean"] = None if prior is None else prior.mean
        row["city_kappa"] = None if prior is None else prior.kappa
    return counts


def count_promises(facts: Facts) -> Counts:
    """RLS: promises due in the window, and those done with evidence by the cutoff and not disputed."""
    first, last = facts.first_day(WINDOW_MONTHS), facts.period.last_day()
    due = list_commitments_due(root_code(), first, last, facts.zone)
    rows = [
        (item.place_code, float(item.is_kept and item.done_at is not None and item.done_at < facts.cutoff))
        for item in due
    ]
    return _whole_numbers(_pairs(facts, "commitments_due", "commitments_done", rows), "commitments_done")
