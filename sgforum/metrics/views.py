"""Pages of the participation score: the city, one kelurahan, the method, the review of a held score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for

from ..core import cache
from ..core.clock import Period
from ..core.errors import InvalidInput, NotFound
from ..core.marks import N_
from ..core.permissions import may, require
from ..territory.models import Place, PlaceLevel, kota_code
from ..territory.queries import KotaChoice, choose_kota, find_root, get_place
from ..web.answers import form_page, page, see_other
from ..web.charts import MOST_TILES, Centroid, short_names, tile_layout
from ..web.guards import PUBLIC, acting, actor, permitted
from ..web.pages import Pages
from . import dashboard, queries, services
from .forms import ReleaseForm
from .ippk import RollUp
from .method import CURRENT
from .models import Status
from .publication import Tier
from .queries import PlaceScore
from .queries import words as presentation
from .queries.overview import TREND_MONTHS, mean_dimension, trend_of
from .rules import READ_REVIEW, RELEASE
from .wording import WORDS

pages = Pages("metrics", __name__, template_folder="templates")
pages.record_once(lambda state: state.app.jinja_env.globals.update(score_words=WORDS))

RELEASED = N_("Skor sudah dilepas. Alasan Anda tampil di halamannya.")


def version(**_values: str) -> str:
    """Changes whenever a score, a self-check or a denominator does."""
    return cache.versions(queries.VERSION, "territory")


def asked_period(periods: Sequence[Period]) -> Period:
    """The month of ?periode=, else the newest; raises InvalidInput, NotFound for one that is not frozen."""
    text = request.args.get("periode")
    if text is None:
        if not periods:
            raise NotFound(queries.NO_SCORE)
        return periods[0]
    period = Period.parse(text)
    if period not in periods:
        raise NotFound(queries.NOT_FROZEN, period=period)
    return period


@pages.get("/skor", guard=PUBLIC, version=version)
def scores() -> Response:
    """Every kelurahan of a kota in one month, as a map, as bars with intervals, in tiers and as a table."""
    periods, choice = queries.list_periods(), choose_kota(request.args.get("kota"))
    if not periods and "periode" not in request.args:
        return page("metrics/scores.html", period=None, periods=[], method=CURRENT)
    period = asked_period(periods)
    if choice.is_open:
        return _overview(period, periods, choice)
    found = queries.list_scores(period, choice.inside)
    tiers = queries.tiers_of(found)
    groups = {tier: [score for score in found if tiers.get(score.code) is tier] for tier in Tier}
    rollups = [(None, queries.rollup_of(found), len(found))] + [
        (name, queries.rollup_of(inside), len(inside))
        for (_, name), inside in queries.by_kecamatan(found).items()
    ]
    return page(
        "metrics/scores.html", period=period, periods=periods, scores=found, tiers=tiers, tier_groups=groups,
        rollups=rollups, cells=_cells(found), listed=_listed(found), method=CURRENT, Status=Status,
        held=sum(score.status is Status.HELD for score in found), choice=choice,
        **dashboard.context(found, period, choice.inside),
    )  # fmt: skip


def _listed(found: Sequence[PlaceScore]) -> Sequence[PlaceScore]:
    """What the table holds: all, but of a kabupaten with hundreds of desa those with a score or one that is held."""
    if len(found) <= MOST_TILES:
        return found
    return [score for score in found if score.status is not Status.NOT_RATED]


def _overview(period: Period, periods: Sequence[Period], choice: KotaChoice) -> Response:
    """The kota of a provinsi side by side, each leading to its own page."""
    marks = queries.list_marks(period)
    groups = queries.by_kota(marks)
    rows = [
        (kota, queries.rollup_of(groups.get(kota.code, ())), len(groups.get(kota.code, ())))
        for kota in choice.others
    ]
    return page(
        "metrics/overview.html", period=period, periods=periods, choice=choice, method=CURRENT, rows=rows,
        root=find_root(), whole=queries.rollup_of(marks), places=len(marks),
        held=sum(mark.is_held for mark in marks), cells=_kota_cells(rows, period),
        outline=dashboard.outline_map(PlaceLevel.KOTA, None, _kota_outlines(rows, period)),
        trend=trend_of(period, None, {kota.code: kota.plain_name for kota, _, _ in rows}, by=2),
    )  # fmt: skip


def _kota_cells(
    rows: Sequence[tuple[Place, RollUp | None, int]], period: Period
) -> list[tuple[str, str, int, int, float | None, str]]:
    """One tile for each kota that has coordinates: short name, title, column, row, mean, address."""
    placed = [(kota, rollup) for kota, rollup, _ in rows if kota.latitude is not None]
    names = short_names([kota.plain_name for kota, _ in placed])
    tiles = tile_layout(
        tuple(Centroid(kota.code, kota.longitude or 0.0, kota.latitude or 0.0) for kota, _ in placed)
    )
    return [
        (
            name, kota.title, *tiles[kota.code], rollup.shown if rollup else None,
            url_for("metrics.scores", kota=kota.code, periode=period),
        )
        for (kota, rollup), name in zip(placed, names, strict=True)
    ]  # fmt: skip


def _kota_outlines(
    rows: Sequence[tuple[Place, RollUp | None, int]], period: Period
) -> dict[str, dashboard.Cell]:
    """What the outline of each kota says, by code."""
    names = short_names([kota.plain_name for kota, _, _ in rows])
    return {
        kota.code: (
            name, kota.title, rollup.shown if rollup else None,
            url_for("metrics.scores", kota=kota.code, periode=period),
        )
        for (kota, rollup, _), name in zip(rows, names, strict=True)
    }  # fmt: skip


def _cells(found: Sequence[PlaceScore]) -> list[tuple[str, PlaceScore, int, int]]:
    """The tiles of the map: short name, score, column, row; kelurahan without coordinates are in the table only."""
    placed = [score for score in found if score.latitude is not None and score.longitude is not None]
    if len(placed) > MOST_TILES:
        return []  # no longer a map that a finger can hit; the table has them all
    named = _names(placed)
    tiles = tile_layout(
        tuple(Centroid(score.code, score.longitude or 0.0, score.latitude or 0.0) for score in placed)
    )
    return [(named[score.code], score, *tiles[score.code]) for score in placed]


def _names(placed: Sequence[PlaceScore]) -> dict[str, str]:
    taken = [score.name for score in placed]
    full = [
        score.name if taken.count(score.name) == 1 else f"{score.name} {score.kecamatan_name} {score.code}"
        for score in placed
    ]
    return dict(zip((score.code for score in placed), short_names(full), strict=True))


@pages.get("/skor/<code>", guard=PUBLIC, version=version)
def place(code: str) -> Response:
    """One kelurahan: the score with everything it is made of, its past months and revisions."""
    kelurahan = get_place(code, PlaceLevel.KELURAHAN)
    periods, above = queries.list_periods(), choose_kota(code).args
    if not periods and "periode" not in request.args:
        return page("metrics/place.html", place=kelurahan, score=None, periods=[], above=above)
    period = asked_period(periods)
    city = queries.list_scores(period, kota_code(code))
    score = next((each for each in city if each.code == code), None)
    if score is None:
        return page(
            "metrics/place.html", place=kelurahan, score=None, periods=periods, period=period, above=above
        )
    return page(
        "metrics/place.html", place=kelurahan, score=score, periods=periods, period=period, above=above,
        **_details(score, city), may_review=may(actor(), READ_REVIEW, code) and score.status is Status.HELD,
        tier=queries.tiers_of(city).get(code), advice=presentation.ADVICE, disguised=presentation.DISGUISED,
    )  # fmt: skip


def _details(score: PlaceScore, city: Sequence[PlaceScore]) -> dict[str, Any]:
    drives, steps = dashboard.levers_of(score)
    return {
        "drives": drives,
        "levers": steps,
        "gains": {lever.code: lever for lever in drives},
        "steps": presentation.first_steps(score) if score.is_published else [],
        "rows": presentation.indicator_rows(score) if score.is_published else [],
        "reference": {item.code: mean_dimension(item.code, city) for item in score.method.dimensions},
        "trend": queries.list_trend(score.code, score.period, TREND_MONTHS),
        "revisions": queries.list_revisions(score.code, score.period),
    }


@pages.form("/skor/<code>/reviu", guard=permitted(RELEASE), reading=permitted(READ_REVIEW), limit="30/hour")
def review(code: str) -> Response:
    """Read a held score with the rules it breaks, and let it go with a reason; an auditor reads only."""
    require(actor(), READ_REVIEW, code)
    period = Period.parse(request.args.get("periode", ""))
    score = queries.get_held_score(code, period)
    form = ReleaseForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.release_score(
                    actor=act.actor, kelurahan_code=code, period=period, reason=form.reason.data, at=act.at
                )
            return see_other("metrics.place", RELEASED, code=code, periode=str(period))
        except InvalidInput as error:
            form.take(error)
    return form_page(
        "metrics/review.html", form, score=score, is_held=score.status is Status.HELD,
        may_release=may(actor(), RELEASE, code),
    )  # fmt: skip
