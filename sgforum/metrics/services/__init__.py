"""Acts on scores: freeze a month, rebuild what was published, release what was held, forget who took part."""

from __future__ import annotations

from .checking import check_counters
from .effects import Computed, prepare_effects, store_effects
from .freezing import SEAL_KEY, Frozen, freeze_period, prepare
from .keeping import PURGE_MONTHS, destroy_old_keys, forget_person, purge_person_months
from .rebuilding import Rebuilt, rebuild_snapshot
from .releasing import release_score
from .siding import Entry, enter_side_figure

__all__ = [
    "PURGE_MONTHS",
    "SEAL_KEY",
    "Computed",
    "Entry",
    "Frozen",
    "Rebuilt",
    "check_counters",
    "destroy_old_keys",
    "enter_side_figure",
    "forget_person",
    "freeze_period",
    "prepare",
    "prepare_effects",
    "purge_person_months",
    "rebuild_snapshot",
    "release_score",
    "store_effects",
]
