"""Acts on scores: freeze a month, rebuild what was published, release what was held, forget who took part."""

from __future__ import annotations

from .freezing import Frozen, freeze_period, prepare
from .keeping import PURGE_MONTHS, destroy_old_keys, forget_person, purge_person_months
from .rebuilding import Rebuilt, rebuild_snapshot
from .releasing import release_score

__all__ = [
    "PURGE_MONTHS",
    "Frozen",
    "Rebuilt",
    "destroy_old_keys",
    "forget_person",
    "freeze_period",
    "prepare",
    "purge_person_months",
    "rebuild_snapshot",
    "release_score",
]
