"""How the score is made, and everything by which it can be doubted: denominators, versions, revisions, companions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, request

from ..accounts.services import FROZEN_FOR
from ..core.clock import Period
from ..core.errors import NotFound
from ..territory.models import PlaceLevel
from ..territory.queries import KotaChoice, choose_kota, get_place, list_in_force
from ..territory.rules import PUBLISHER_NAMES
from ..web.answers import page
from ..web.guards import PUBLIC
from . import queries
from .alternatives import NAMES, Alternative, alternatives, differences
from .canonical import parse_inputs
from .choices import FACTOR_NAMES, GOALPOST_NOISE, WEIGHT_NOISE
from .companions import LEAST_PEOPLE
from .ippk import floor_one_decimal
from .measures.catalogue import MEASURES
from .method import CURRENT, METHODS
from .publication import months_between
from .queries import PlaceScore
from .queries.besides import QUIET_BELOW
from .rules import HOLD_SENTENCES, LATE_SHARE, LEAST, SURGE, VERIFIER_SHARE
from .views import asked_period, pages, version


def _of_method(**values: str) -> str:
    return f"{CURRENT.version}.{version(**values)}"


@pages.get("/metode", guard=PUBLIC, version=_of_method)
def method() -> Response:
    """How the score is made, in plain words; every number of it comes from the method itself."""
    review_rules = {"verifier": VERIFIER_SHARE, "surge": SURGE, "late": LATE_SHARE, "least": LEAST}
    period, choice = queries.latest_period(), choose_kota(request.args.get("kota"))
    kota = choice.kota
    effect = None if period is None or kota is None else queries.find_effect(kota.code, period)
    return page(
        "metrics/method.html", method=CURRENT, measures=MEASURES, review=review_rules, hold_sentences=HOLD_SENTENCES,
        check=queries.find_check(), period=period, choice=choice, effect=effect, factors=FACTOR_NAMES,
        noise={"weights": WEIGHT_NOISE, "goalposts": GOALPOST_NOISE}, names=_names(effect, period, choice),
        quiet=QUIET_BELOW, move_days=FROZEN_FOR.days,
    )  # fmt: skip


def _names(effect: dict[str, Any] | None, period: Period | None, choice: KotaChoice) -> dict[str, PlaceScore]:
    """The scores that an effect is about, by code; none where there is no effect to tell."""
    if effect is None or period is None:
        return {}
    return {score.code: score for score in queries.list_scores(period, choice.inside)}


@pages.get("/metode/penduduk", guard=PUBLIC, version=version)
def denominators() -> Response:
    """What every score is divided by: number, publisher, date and half-year, with the other official number beside it."""
    choice = choose_kota(request.args.get("kota"))
    rows = [] if choice.is_open else list_in_force(choice.inside)
    newest = queries.latest_period()
    stale = {
        place.code
        for place, figures in rows
        if figures
        and newest is not None
        and months_between(figures[0].as_of.isoformat()[:7], str(newest)) > CURRENT.publish_adults_age_months
    }
    return page(
        "metrics/denominators.html",
        choice=choice,
        rows=rows,
        stale=stale,
        publishers=PUBLISHER_NAMES,
        method=CURRENT,
    )


@pages.get("/metode/versi", guard=PUBLIC, version=_of_method)
def versions() -> Response:
    """Versions of the method side by side: what each sets otherwise, and every kelurahan's score under each."""
    periods, choice = queries.list_periods(), choose_kota(request.args.get("kota"))
    ways = alternatives(CURRENT)
    told = [
        (version, differences(METHODS[version], CURRENT)) for version in METHODS if version != CURRENT.version
    ]
    if not periods or choice.is_open:
        return page(
            "metrics/versions.html", method=CURRENT, versions=METHODS, told=told, ways=ways, names=NAMES,
            periods=[], period=None, rows=[], choice=choice,
        )  # fmt: skip
    period = asked_period(periods)
    return page(
        "metrics/versions.html", method=CURRENT, versions=METHODS, told=told, ways=ways, names=NAMES, periods=periods,
        period=period, rows=_side_by_side(queries.list_scores(period, choice.inside), ways), choice=choice,
    )  # fmt: skip


def _side_by_side(
    scores: Sequence[PlaceScore], ways: Sequence[Alternative]
) -> list[tuple[PlaceScore, list[float | None]]]:
    """Each published score as it is shown, beside the same counts scored in the other ways."""
    rows = []
    for score in scores:
        if not score.is_published:
            continue
        inputs, _ = parse_inputs(score.inputs_text)
        values = (way.score(inputs) for way in ways)
        rows.append((score, [None if value is None else floor_one_decimal(value) for value in values]))
    return rows


@pages.get("/metode/perubahan", guard=PUBLIC, version=version)
def changes() -> Response:
    """Every revision of a published score with its reason, and every held score that was let go."""
    return page(
        "metrics/changes.html",
        changes=queries.list_changes(),
        most=queries.CHANGES_SHOWN,
        check=queries.find_check(),
    )


@pages.get("/skor/<code>/pendamping", guard=PUBLIC, version=version)
def companions(code: str) -> Response:
    """Figures beside one kelurahan's score: shown, never counted in it."""
    place = get_place(code, PlaceLevel.KELURAHAN)
    periods = queries.list_periods()
    if not periods and "periode" not in request.args:
        raise NotFound(queries.NO_SCORE)
    period = asked_period(periods)
    score = queries.get_score(code, period)
    zone = current_app.extensions["sgforum_config"].zone
    return page(
        "metrics/companions.html", place=place, score=score, period=period, periods=periods, method=CURRENT,
        beside=queries.beside(score, zone) if score.is_published else None, quiet_below=QUIET_BELOW,
        least_people=LEAST_PEOPLE, above=choose_kota(code).args,
    )  # fmt: skip
