"""Why a project was chosen, who pays for it, and why another was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...ballot.tallies import Outcome
from ...web import i18n
from ...web.i18n import gettext, ngettext
from .result_sentences import Names, amount, figure, listed, tied_by


@dataclass(frozen=True, slots=True)
class Verdict:
    """A project with what was decided about it and why; amounts in rupiah."""

    name: str
    cost: Any
    support: Any
    reason: str


def chosen(found: Outcome, names: Names) -> list[Verdict]:
    """The selected projects in the order in which they were selected, each with its reason."""
    steps = [step for step in found.rounds or () if step["decision"] == "selected"]
    return [
        Verdict(
            names[step["project"]],
            step["cost"],
            step["support"],
            " ".join(filter(None, (_why_chosen(found, step, n, names), tied_by(step, found, names)))),
        )
        for n, step in enumerate(steps, start=1)
    ]


def _why_chosen(found: Outcome, step: Mapping[str, Any], n: int, names: Names) -> str:
    name, cost = names[step["project"]], amount(step["cost"])
    if found.payments is None:
        text = (
            gettext(
                "“%(name)s” terpilih karena dukungannya terbanyak dan biayanya %(cost)s muat dalam %(left)s."
            )
            if n == 1
            else gettext(
                "“%(name)s” terpilih karena dukungannya terbanyak berikutnya dan biayanya %(cost)s muat dalam sisa %(left)s."
            )
        )
        return str(text % {"name": name, "cost": cost, "left": amount(step["left"] + step["cost"])})
    paid = found.payments[step["project"]]
    people = sum(share.ballots for share in paid)
    values = {"name": name, "people": i18n.number(people), "each": amount(paid[0].each), "cost": cost}
    if len(paid) == 1:
        sentence = ngettext(
            "“%(name)s” terpilih karena %(people)s warga × %(each)s cukup untuk biayanya %(cost)s.",
            "“%(name)s” terpilih karena %(people)s warga × %(each)s cukup untuk biayanya %(cost)s.",
            people, **values,
        )  # fmt: skip
    else:
        sentence = ngettext(
            "“%(name)s” terpilih karena %(people)s warga bersama-sama cukup membayar biayanya %(cost)s, paling banyak %(each)s seorang.",
            "“%(name)s” terpilih karena %(people)s warga bersama-sama cukup membayar biayanya %(cost)s, paling banyak %(each)s seorang.",
            people, **values,
        )  # fmt: skip
    return str(sentence)


def left_out(found: Outcome, names: Names) -> list[Verdict]:
    """The projects that were not selected, best supported first, each with the reason."""
    steps = {step["project"]: step for step in found.rounds or ()}
    support, costs = found.scores or {}, found.parameters["costs"]
    codes = [code for tied in found.ranking for code in tied if code not in (found.selected or ())]
    return [
        Verdict(names[code], costs[code], support[code], _why_not(found, code, steps, names))
        for code in codes
    ]


def _why_not(found: Outcome, code: str, steps: Mapping[str, Mapping[str, Any]], names: Names) -> str:
    given, support = found.parameters, (found.scores or {})[code]
    rivals = {other for group in given["exclusive"] if code in group for other in group} & set(
        found.selected or ()
    )
    if support <= 0:
        return str(gettext("Tidak ada yang memilihnya."))
    if support < given["threshold"]:
        return str(
            gettext(
                "Dukungannya %(support)s, kurang dari ambang %(needed)s.",
                support=figure(support), needed=figure(given["threshold"]),
            )
        )  # fmt: skip
    if rivals - {code}:
        return str(
            gettext("Tidak boleh bersama %(names)s, yang terpilih.", names=listed(sorted(rivals), names))
        )
    return _why_no_money(found, code, steps, names)


def _why_no_money(found: Outcome, code: str, steps: Mapping[str, Mapping[str, Any]], names: Names) -> str:
    cost = amount(found.parameters["costs"][code])
    if found.payments is not None:
        return str(gettext("Sisa bagian para pendukungnya tidak cukup untuk biayanya %(cost)s.", cost=cost))
    if code in steps:
        left = amount(steps[code]["left"])
        return str(gettext("Biayanya %(cost)s tidak muat lagi dalam sisa %(left)s.", cost=cost, left=left))
    stopper = [step["project"] for step in steps.values() if step["decision"] == "oversize"]
    return str(
        gettext("Tidak dihitung lagi: perhitungan berhenti pada %(names)s.", names=listed(stopper, names))
    )
