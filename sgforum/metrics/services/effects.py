"""What the published scores owe to choices of the method: computed beside the freeze, stored for the method page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core import cache
from ...core.clock import Period
from ...core.db import db, lock
from ...territory.models import kota_code
from ..canonical import digest, parse_inputs, to_bytes
from ..choices import effect_of_choices
from ..method import CURRENT
from ..models import Sensitivity
from ..queries import VERSION, PlaceScore, list_scores
from ..rules import FREEZE_LOCK


@dataclass(frozen=True, slots=True)
class Computed:
    """The effect of choices in a kota, of exactly the scores whose input hashes `input_hash` stands for."""

    kota_code: str
    input_hash: str
    result: str


def prepare_effects(*, period: Period) -> Sequence[Computed]:
    """Compute, outside of a transaction, what is not stored yet for the published scores of a month, kota by kota."""
    known = {
        row.kota_code: row.input_hash
        for row in db.session.query(Sensitivity).filter(Sensitivity.month == str(period))
    }
    groups: dict[str, list[PlaceScore]] = {}
    for score in list_scores(period):
        if score.is_published and score.document["method"] == CURRENT.version:
            groups.setdefault(kota_code(score.code), []).append(score)
    found = []
    for kota, scores in groups.items():
        input_hash = digest("|".join(score.inputs_text for score in scores).encode())
        if known.get(kota) == input_hash:
            continue
        effect = effect_of_choices([parse_inputs(score.inputs_text)[0] for score in scores])
        if effect is not None:
            found.append(Computed(kota, input_hash, to_bytes(effect.document()).decode()))
    return found


def store_effects(*, period: Period, computed: Sequence[Computed]) -> int:
    """Store what `prepare_effects` computed in the place of what was there; how many kota it was."""
    lock(FREEZE_LOCK)
    for each in computed:
        row = db.session.get(Sensitivity, (each.kota_code, str(period)))
        if row is None:
            row = Sensitivity(kota_code=each.kota_code, month=str(period))
            db.session.add(row)
        row.input_hash, row.result = each.input_hash, each.result
    db.session.flush()
    if computed:
        cache.bump(VERSION)
    return len(computed)
