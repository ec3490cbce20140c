"""Rebuilding a published score from its stored inputs, byte for byte."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ...core.errors import Conflict
from ...core.marks import N_
from ..canonical import digest, parse_inputs, rebuild
from ..indicators import Inputs
from ..method import Method
from ..models import Snapshot, Status
from ..queries import get_snapshot

UNREADABLE = N_("Masukan skor %(reference)s tidak dapat dibaca. Skor ini jangan dipercaya.")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A snapshot with what its inputs give now.

    All must hold: the hash of the inputs, the bytes of the score, and the figures that pages show of it.
    """

    snapshot: Snapshot
    score: bytes
    is_hash_right: bool
    is_score_same: bool
    is_shown_same: bool

    @property
    def is_same(self) -> bool:
        return self.is_hash_right and self.is_score_same and self.is_shown_same


def rebuild_snapshot(reference: str) -> Rebuilt:
    """Compute a stored score again.

    Raises NotFound, InvalidInput for a reference of another form, Conflict where the inputs cannot be read.
    reference: the snapshot's number, or "KELURAHAN:YYYY-MM" (its latest revision), or with ":REVISION" behind.
    """
    snapshot = get_snapshot(reference)
    inputs, method = inputs_of(snapshot)
    score = rebuild(snapshot.inputs)
    return Rebuilt(
        snapshot,
        score,
        is_hash_right=digest(snapshot.inputs.encode()) == snapshot.input_hash,
        is_score_same=score == snapshot.score.encode(),
        is_shown_same=_is_shown(snapshot, shown_of(inputs, method, json.loads(score))),
    )


def inputs_of(snapshot: Snapshot) -> tuple[Inputs, Method]:
    """The counts and the method of a stored score; raises Conflict where they were altered beyond reading."""
    try:
        return parse_inputs(snapshot.inputs)
    except (ValueError, LookupError) as error:
        raise Conflict(UNREADABLE, reference=snapshot.reference) from error


def shown_of(inputs: Inputs, method: Method, document: dict[str, Any]) -> dict[str, Any]:
    """The columns of a snapshot that pages, lists and exports read instead of the whole score."""
    interval = document["interval"] or {}
    return {
        "kelurahan_code": inputs.kelurahan, "month": inputs.period, "method": method.version,
        "adults": inputs.adults, "participants": inputs.participants or 0, "ippk": document["ippk"],
        "low": interval.get("low"), "high": interval.get("high"), "category": document["category"],
        "probability": document["category_probability"], "comparable": document["comparable"],
    }  # fmt: skip


def _is_shown(snapshot: Snapshot, shown: dict[str, Any]) -> bool:
    is_rated = snapshot.status is not Status.NOT_RATED
    return is_rated == (shown["ippk"] is not None) and all(
        getattr(snapshot, name) == value for name, value in shown.items()
    )
