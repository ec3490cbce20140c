"""What happened to a consultation, for whoever must tell people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsultationPublished:
    public_id: str
    place_code: str


@dataclass(frozen=True, slots=True)
class BoxOpened:
    """The roll is snapshotted; from now on electors vote."""

    public_id: str
    place_code: str


@dataclass(frozen=True, slots=True)
class ConsultationClosed:
    """The box is counted; a decision is due."""

    public_id: str
    place_code: str


@dataclass(frozen=True, slots=True)
class DecisionRecorded:
    public_id: str
    place_code: str
    revision: int
