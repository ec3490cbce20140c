"""Rebuilding a published score from its stored inputs, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from ..canonical import digest, rebuild
from ..models import Snapshot
from ..queries import get_snapshot


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A snapshot with what its inputs give now. Both must hold: the hash of the inputs, and the bytes of the score."""

    snapshot: Snapshot
    score: bytes
    is_hash_right: bool
    is_score_same: bool

    @property
    def is_same(self) -> bool:
        return self.is_hash_right and self.is_score_same


def rebuild_snapshot(reference: str) -> Rebuilt:
    """Compute a stored score again; raises NotFound, InvalidInput for a reference of another form.

    reference: the snapshot's number, or "KELURAHAN:YYYY-MM" (its latest revision), or with ":REVISION" behind.
    """
    snapshot = get_snapshot(reference)
    score = rebuild(snapshot.inputs)
    return Rebuilt(
        snapshot,
        score,
        is_hash_right=digest(snapshot.inputs.encode()) == snapshot.input_hash,
        is_score_same=score == snapshot.score.encode(),
    )
