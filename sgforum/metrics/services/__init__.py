"""Acts on scores: freeze a month, rebuild what was published, release what was held, forget who took part."""

from __future__ import annotations

from .freezing import SEAL_KEY, Frozen, freeze_period, prepare
from .keeping import PURGE_MONTHS, destroy_old_keys, purge_person_months
from .rebuilding import Rebuilt, rebuild_snapshot
from .releasing import release_score

__all__ = [
    "PURGE_MONTHS",
    "SEAL_KEY",
    "Frozen",
    "Rebuilt",
    "destroy_old_keys",
    "freeze_period",
    "prepare",
    "purge_person_months",
    "rebuild_snapshot",
    "release_score",
]
