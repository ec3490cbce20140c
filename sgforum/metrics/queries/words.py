"""A score in words and as plain values, the same for pages, commands and exports; nothing here hides in a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ...core.marks import N_
from ..indicators import MISSING_LABELS, RULE_LABELS
from ..interval import DIRECTION_LABELS
from ..ippk import RollUp
from ..measures import disclosure
from ..models import Status
from ..publication import FAILURE_SENTENCES, TIER_LABELS, Failure, Tier
from ..rules import HOLD_SENTENCES, Hold
from .scores import PlaceScore

HELD = N_("Ditahan untuk diperiksa")
BETWEEN = N_("antara %(lowest)s dan %(highest)s")
FEWER_THAN_FIVE = N_("kurang dari 5")
FEWER_THAN_TEN = N_("kurang dari 10")
NOT_SHOWN = N_("tidak ditampilkan")
DISGUISED = N_("Angka yang dapat membuka jumlah di bawah lima orang tidak ditampilkan.")
REASONS: Mapping[str, str] = MappingProxyType(
    {**{key.value: text for key, text in MISSING_LABELS.items()}, **{key.value: text for key, text in RULE_LABELS.items()}}
)  # fmt: skip

# What a kelurahan can do about an indicator; a fixed catalogue, never generated (score.md 7)
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "JGK": N_("Bagikan tautan musyawarah lewat RT dan pengumuman kelurahan."),
        "INF": N_("Lengkapi dokumen, biaya, jadwal, petugas, cara ikut, dan versi ringkas sebelum dibuka."),
        "PAR": N_("Ajak lebih banyak warga ikut; satu orang baru lebih berarti daripada tulisan tambahan."),
        "KSP": N_("Buka sedikitnya satu musyawarah tiap bulan, paling singkat tujuh hari."),
        "KMB": N_("Kabari peserta lama tentang hasil usulan mereka, lalu undang lagi."),
        "TGP": N_("Jawab pertanyaan dan usulan sebelum tenggat, dengan hasil dan alasannya."),
        "KPT": N_("Terbitkan catatan keputusan untuk setiap musyawarah yang selesai."),
        "PNG": N_("Putuskan usulan warga yang didukung, dan terima yang dapat dikerjakan."),
        "RLS": N_("Selesaikan janji yang jatuh tempo dan unggah buktinya."),
        "CRT": N_("Datangi RT yang warganya belum ikut bulan ini."),
        "SET": N_("Undang kelompok usia dan jenis kelamin yang jarang ikut."),
        "SEF": N_("Beri ruang bagi suara baru, bukan hanya warga yang sering menulis."),
    }
)


def failures_of(score: PlaceScore) -> list[tuple[str, Mapping[str, int], str | None]]:
    """The sentences of failed conditions with their numbers, and a msgid for an `n` that may not be printed."""
    return [
        (FAILURE_SENTENCES[failure], values, _instead(score, failure, values))
        for failure, values in score.failures
    ]


def _instead(score: PlaceScore, failure: Failure, values: Mapping[str, int]) -> str | None:
    if failure is not Failure.PARTICIPANTS_TOO_FEW or "participants" not in score.hidden:
        return None
    return FEWER_THAN_FIVE if disclosure.is_small(values.get("n")) else FEWER_THAN_TEN


def failures_in_words(score: PlaceScore) -> list[str]:
    """Why a score cannot be given, in Indonesian, for commands and exports; pages translate for themselves."""
    told = []
    for sentence, numbers, instead in failures_of(score):
        shown = {**numbers, "n": instead} if instead else numbers
        told.append(sentence % shown if shown else sentence)
    return told


def holds_of(score: PlaceScore) -> list[tuple[str, Mapping[str, int | None]]]:
    """The sentences of broken rules of review with their numbers, None for one of 1 to 4 people.

    How many of all participants came late is not told where their number is hidden.
    """
    return [
        (
            HOLD_SENTENCES[Hold(item["code"])],
            {name: disclosure.printed(n) for name, n in item["values"].items()},
        )
        for item in score.hold
        if item["code"] != Hold.LATE or "participants" not in score.hidden
    ]


def holds_in_words(score: PlaceScore) -> list[str]:
    return [
        sentence % {name: FEWER_THAN_FIVE if n is None else n for name, n in numbers.items()}
        for sentence, numbers in holds_of(score)
    ]


def why_not(score: PlaceScore) -> str | None:
    """Why there is no number, in Indonesian; None where there is one."""
    if score.status is Status.HELD:
        return HELD + ": " + " ".join(holds_in_words(score))
    return " ".join(failures_in_words(score)) or None if score.status is Status.NOT_RATED else None


def category_names(score: PlaceScore) -> tuple[str, str] | None:
    """Names (msgids) of the lowest and highest category that the score may be in, alike where it is sure."""
    if not score.is_published:
        return None
    names = {category.code: category.name for category in score.method.categories}
    verdict = score.document["verdict"]
    return names[verdict["lowest"]], names[verdict["highest"]]


def verdict_in_words(score: PlaceScore) -> str | None:
    """Category and probability in Indonesian: Baik (91%), or antara Sedang dan Baik (>99%)."""
    names = category_names(score)
    if names is None:
        return None
    lowest, highest = names
    told = lowest if lowest == highest else BETWEEN % {"lowest": lowest, "highest": highest}
    return f"{told} ({certainty(score.document['verdict']['probability'])})"


def certainty(probability: float) -> str:
    """A probability in whole per cent; what was drawn by lot is never sure: >99% where rounding says 100."""
    percent = round(probability * 100)
    return ">99%" if percent >= 100 else f"{percent}%"


def indicator_rows(score: PlaceScore) -> list[dict[str, Any]]:
    """The twelve indicators of a published score as they may be printed, in the method's order."""
    rows = []
    for indicator in score.method.indicators:
        item = score.document["indicators"][indicator.code]
        is_hidden = indicator.code in score.withheld.raw and item["raw"] is not None
        is_score_hidden = indicator.code in score.withheld.scores
        rows.append(
            {
                "code": indicator.code, "name": indicator.name, "dimension": indicator.dimension,
                "weight": indicator.weight, "raw": None if is_hidden else item["raw"], "is_hidden": is_hidden,
                "score": None if item["score"] is None or is_score_hidden else round(item["score"], 1),
                "missing": item["missing"], "rule": item["rule"],
            }
        )  # fmt: skip
    return rows


def weakest_of(score: PlaceScore) -> Mapping[str, Any] | None:
    """What holds the score down and what it would gain; None where a part is left out, for the gain would tell it."""
    is_open = score.is_published and not score.withheld.dimensions
    found: Mapping[str, Any] | None = score.document["weakest"] if is_open else None
    return found


def first_steps(score: PlaceScore, most: int = 3) -> Sequence[str]:
    """Codes of the indicators that would raise the weakest dimensions most: lowest dimension first (score.md 7)."""
    values = {
        code: value for code in score.document["dimensions"] if (value := score.dimension(code)) is not None
    }
    order = sorted(values, key=lambda code: values[code])
    steps: list[str] = []
    weakest = weakest_of(score)
    if weakest is not None:
        steps.append(weakest["raise_first"])
    for dimension in order:
        inside = [item for item in indicator_rows(score) if item["dimension"] == dimension]
        gains = {i["code"]: i["weight"] * (100 - i["score"]) for i in inside if i["score"] is not None}
        best = max(gains, key=lambda code: gains[code], default=None)
        if best is not None and gains[best] > 0 and best not in steps:
            steps.append(best)
    return steps[:most]


def document_of(score: PlaceScore, tier: Tier | None) -> dict[str, Any]:
    """A score as JSON for scripts: what a page shows, never more."""
    is_open = score.is_published
    return {
        "kelurahan": score.code, "name": score.name, "kecamatan": score.kecamatan_name, "period": str(score.period),
        "status": score.status.value, "why_not": why_not(score), "failed": [item.value for item, _ in score.failures],
        "ippk": score.ippk, "shown": score.shown, "low": score.low, "high": score.high, "category": score.category,
        "category_probability": score.probability, "verdict": verdict_in_words(score),
        "tier": None if tier is None or not is_open else TIER_LABELS[tier],
        "change": None if score.direction is None else DIRECTION_LABELS[score.direction],
        "probability_up": score.probability_up,
        "dimensions": {code: score.dimension(code) for code in score.document["dimensions"]} if is_open else {},
        "indicators": {
            row["code"]: {"raw": row["raw"], "score": row["score"], "missing": row["missing"], "rule": row["rule"]}
            for row in indicator_rows(score)
        } if is_open else {},
        "weakest": weakest_of(score),
        "adults": score.adults, "participants": score.people("participants"),
        "snapshot": score.snapshot_id, "revision": score.revision, "method": score.document["method"],
        "seal": score.seal, "frozen_at": score.frozen_at.isoformat(),
    }  # fmt: skip


def rollup_document(rollup: RollUp | None, places: int) -> dict[str, Any]:
    """A roll-up as JSON; without a rated place all numbers are null."""
    if rollup is None:
        numbers: dict[str, Any] = dict.fromkeys(("mean", "min", "p10", "median", "max"))
        return {**numbers, "rated": 0, "not_rated": places}
    return {
        "mean": rollup.mean, "min": rollup.least, "p10": rollup.p10, "median": rollup.median, "max": rollup.most,
        "rated": rollup.rated, "not_rated": rollup.not_rated,
    }  # fmt: skip


def missing_label(item: Mapping[str, Any]) -> str | None:
    """Why an indicator has no value, or which rule set it (a msgid)."""
    code = item["missing"] or item["rule"]
    return None if code is None else REASONS[code]
