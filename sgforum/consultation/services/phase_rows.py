"""The rows of a consultation's phases, written anew whenever its dates change."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from ...core.db import db
from ..lifecycle import ORDER, Phase
from ..models import Consultation, PhaseRow


def replace_phases(consultation: Consultation, phases: Sequence[Phase]) -> None:
    """Put these phases in place of those that the consultation has."""
    db.session.execute(delete(PhaseRow).where(PhaseRow.consultation_id == consultation.id))
    for phase in phases:
        db.session.add(
            PhaseRow(
                consultation_id=consultation.id, kind=phase.kind, position=ORDER[phase.kind],
                starts_at=phase.starts_at, ends_at=phase.ends_at,
            )
        )  # fmt: skip
    db.session.flush()
