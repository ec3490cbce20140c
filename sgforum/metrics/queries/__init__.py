"""Reading frozen scores, and saying them in plain words and values."""

from __future__ import annotations

from .scores import (
    BAD_REFERENCE,
    NO_SCORE,
    NO_SNAPSHOT,
    NOT_FROZEN,
    VERSION,
    PlaceScore,
    by_kecamatan,
<<<<<<< box
=======
    by_kota,
    city_rollup,
    count_held,
>>>>>>> province
    get_held_score,
    get_latest_snapshot,
    get_score,
    get_snapshot,
    latest_period,
    latest_snapshots,
    list_marks,
    list_periods,
    list_revisions,
    list_scores,
    list_trend,
    rollup_of,
    tiers_of,
)
from .words import (
    document_of,
    indicator_rows,
    missing_label,
    rollup_document,
    verdict_in_words,
    why_not,
)

__all__ = [
    "BAD_REFERENCE",
    "NOT_FROZEN",
    "NO_SCORE",
    "NO_SNAPSHOT",
    "VERSION",
    "PlaceScore",
    "by_kecamatan",
<<<<<<< box
=======
    "by_kota",
    "city_rollup",
    "count_held",
>>>>>>> province
    "document_of",
    "get_held_score",
    "get_latest_snapshot",
    "get_score",
    "get_snapshot",
    "indicator_rows",
    "latest_period",
    "latest_snapshots",
    "list_marks",
    "list_periods",
    "list_revisions",
    "list_scores",
    "list_trend",
    "missing_label",
    "rollup_document",
    "rollup_of",
    "tiers_of",
    "verdict_in_words",
    "why_not",
]
