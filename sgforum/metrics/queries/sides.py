"""Giffinger's four sub-dimensions of smart governance on one screen: the score, and the other three beside it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from ...core.clock import Period
from ...core.db import db
from ..ippk import RollUp, roll_up
from ..models import SideFigure, SideKind
from ..rules import STRATEGY_DOCUMENTS
from .scores import PlaceScore, list_scores

LEAST_RESPONDENTS = 30  # of a satisfaction survey (score.md 6, P6)
LEAST_STANDARDISED = 8  # published kelurahan for the Giffinger scale (score.md 5.10)


@dataclass(frozen=True, slots=True)
class Sides:
    """One kota and month; shares are of 1, None where nothing is known.

    services: IKM, mean weighted by respondents (surveys of fewer than 30 are listed, not averaged). in_time: of
    information requests. complete: of consultations opened with all information, recorded: of those closed with a
    decision record (over the published kelurahan). held: documents that are there, of those on the checklist.
    """

    participation: RollUp | None
    services: float | None
    in_time: float | None
    complete: float | None
    recorded: float | None
    held: float | None
    figures: Sequence[SideFigure]
    standardised: Sequence[tuple[PlaceScore, float]]


def sides_of(kota: str, period: Period) -> Sides:
    """The four sub-dimensions of a kota in a month."""
    scores = list_scores(period, kota)
    figures = list_side_figures(kota)
    published = [score for score in scores if score.is_published]
    return Sides(
        participation=roll_up((score.adults, score.ippk) for score in scores),
        services=_services(figures),
        in_time=_ratio(figures, SideKind.TRANSPARENCY),
        complete=_pooled(published, "opened_complete", "opened"),
        recorded=_pooled(published, "closed_recorded", "closed"),
        held=_held(figures),
        figures=figures,
        standardised=standardise(published),
    )


def list_side_figures(kota: str) -> Sequence[SideFigure]:
    """The newest figure of each subject of a kota."""
    newest = (
        select(
            SideFigure.id,
            func.row_number()
            .over(
                partition_by=(SideFigure.kind, SideFigure.subject),
                order_by=(SideFigure.as_of.desc(), SideFigure.id.desc()),
            )
            .label("position"),
        )
        .where(SideFigure.kota_code == kota)
        .subquery()
    )
    return db.session.scalars(
        select(SideFigure)
        .join(newest, newest.c.id == SideFigure.id)
        .where(newest.c.position == 1)
        .order_by(SideFigure.kind, SideFigure.subject)
    ).all()


def standardise(published: Sequence[PlaceScore]) -> Sequence[tuple[PlaceScore, float]]:
    """Z = (IPPK - mean) / standard deviation over the month's published kelurahan, highest first; none below eight.

    The Giffinger scale: relative, so a kelurahan rises where others fall. Population standard deviation.
    """
    known = [(score, score.ippk) for score in published if score.ippk is not None]
    if len(known) < LEAST_STANDARDISED:
        return ()
    values = [value for _, value in known]
    mean, spread = statistics.fmean(values), statistics.pstdev(values)
    if not spread:
        return ()
    ranked = [(score, (value - mean) / spread) for score, value in known]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0].code))


def _services(figures: Sequence[SideFigure]) -> float | None:
    counted = [each for each in figures if each.kind is SideKind.SERVICE and each.base >= LEAST_RESPONDENTS]
    people = sum(each.base for each in counted)
    return math.fsum(each.value * each.base for each in counted) / people if people else None


def _ratio(figures: Sequence[SideFigure], kind: SideKind) -> float | None:
    counted = [each for each in figures if each.kind is kind]
    whole = sum(each.base for each in counted)
    return math.fsum(each.value for each in counted) / whole if whole else None


def _held(figures: Sequence[SideFigure]) -> float | None:
    """Of the whole checklist: a document that nobody looked for is not there."""
    checked = [each for each in figures if each.kind is SideKind.STRATEGY]
    return math.fsum(each.value for each in checked) / len(STRATEGY_DOCUMENTS) if checked else None


def _pooled(published: Sequence[PlaceScore], part: str, whole: str) -> float | None:
    """A share over all published kelurahan together."""
    total = sum(score.inputs.get(whole) or 0 for score in published)
    return sum(score.inputs.get(part) or 0 for score in published) / total if total else None
