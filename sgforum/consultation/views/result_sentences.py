"""Results in sentences: what came out, why each winner won, and what lots decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from babel.lists import format_list

from ...ballot.tallies import Outcome
from ...ballot.tally import Tally
from ...web import i18n
from ...web.i18n import gettext, ngettext

Names = Mapping[str, str]


def quoted(name: str) -> str:
    return f"“{name}”"


def listed(codes: Iterable[str], names: Names) -> str:
    """“A”, “B”, dan “C”, in the reader's language."""
    return str(format_list([quoted(names[code]) for code in codes], locale=i18n.locale()))


def amount(value: Any) -> str:
    """Rupiah; shares of Equal Shares are fractions and are shown to the nearest rupiah."""
    return i18n.rupiah(round(value))


def figure(value: Any) -> str:
    """A count or a mean: whole numbers as they are, others with two decimals."""
    return i18n.number(int(value)) if value == int(value) else i18n.decimal(float(value), 2)


def headline(tally: Tally, names: Names) -> str:
    """The result in one sentence; below k ballots the winner only."""
    found = tally.outcome
    if found.selected is not None and found.valid:
        return _budget_headline(tally, names)
    if not found.valid or not found.winners:
        return _no_winner(tally)
    if len(found.winners) > 1:
        return _tied(found, names)
    if not tally.may_show_totals:
        return str(gettext("Pilihan terbanyak: “%(name)s”.", name=names[found.winners[0]]))
    return _WON[found.rule](tally, names)


def _tied(found: Outcome, names: Names) -> str:
    together = _together(found, names)
    if found.rule in ("plurality", "approval"):
        return str(gettext("Seri: %(names)s mendapat suara terbanyak yang sama.", names=together))
    if found.rule == "score":
        return str(gettext("Seri: %(names)s mendapat nilai tertinggi yang sama.", names=together))
    return str(gettext("Seri: %(names)s sama kuat menurut urutan para pemilih.", names=together))


def _budget_headline(tally: Tally, names: Names) -> str:
    found = tally.outcome
    if not found.selected:
        return str(gettext("Tidak ada usulan yang terpilih."))
    if not tally.may_show_totals:
        return str(gettext("Terpilih: %(names)s.", names=listed(found.selected, names)))
    return str(
        ngettext(
            "%(chosen)s dari %(num)s usulan terpilih, dengan biaya %(cost)s dari pagu %(budget)s.",
            "%(chosen)s dari %(num)s usulan terpilih, dengan biaya %(cost)s dari pagu %(budget)s.",
            len(found.options),
            chosen=len(found.selected), cost=amount(found.cost), budget=amount(found.parameters["budget"]),
        )
    )  # fmt: skip


def _no_winner(tally: Tally) -> str:
    found = tally.outcome
    share = found.parameters.get("threshold_share")
    if found.ballots == 0:
        return str(gettext("Tidak ada suara yang masuk."))
    if found.valid == 0:
        return str(gettext("Tidak ada yang terpilih: semua suara kosong atau tidak sah."))
    if not share or not tally.may_show_totals:
        return str(gettext("Tidak ada yang terpilih."))
    return str(
        gettext(
            "Tidak ada yang terpilih: tidak satu pun mencapai ambang %(share)s dari suara sah.",
            share=i18n.percent(share, 1),
        )
    )


def _plurality(tally: Tally, names: Names) -> str:
    code = tally.winners[0]
    sentence: str = ngettext(
        "“%(name)s” terpilih dengan %(votes)s dari %(valid)s suara sah.",
        "“%(name)s” terpilih dengan %(votes)s dari %(valid)s suara sah.",
        tally.totals[code],
        name=names[code], votes=i18n.number(tally.totals[code]), valid=i18n.number(tally.valid),
    )  # fmt: skip
    return sentence


def _approval(tally: Tally, names: Names) -> str:
    code = tally.winners[0]
    return str(
        gettext(
            "“%(name)s” terpilih: disetujui %(votes)s dari %(valid)s suara sah.",
            name=names[code], votes=figure(tally.totals[code]), valid=i18n.number(tally.valid),
        )
    )  # fmt: skip


def _score(tally: Tally, names: Names) -> str:
    code, given = tally.winners[0], tally.outcome.parameters
    text = (
        gettext("“%(name)s” terpilih dengan rata-rata nilai %(score)s dari %(highest)s.")
        if given["total"] == "mean"
        else gettext("“%(name)s” terpilih dengan jumlah nilai %(score)s.")
    )
    return str(text % {"name": names[code], "score": figure(tally.totals[code]), "highest": given["highest"]})


def _ranked(tally: Tally, names: Names) -> str:
    name, ballots = names[tally.winners[0]], i18n.number(tally.outcome.valid)
    return str(
        gettext("“%(name)s” terpilih menurut urutan pada %(ballots)s suara.", name=name, ballots=ballots)
    )


_WON: dict[str, Callable[[Tally, Names], str]] = {
    "plurality": _plurality,
    "approval": _approval,
    "score": _score,
    "schulze": _ranked,
    "irv": _ranked,
}


def rule_sentence(found: Outcome) -> str:
    """How the question is counted, in words for anyone."""
    given = found.parameters
    words = {
        "plurality": gettext("Pilihan dengan suara terbanyak terpilih."),
        "approval": gettext("Warga boleh menyetujui lebih dari satu pilihan; yang paling banyak disetujui terpilih."),
        "score": gettext(
            "Warga memberi nilai 0 sampai %(highest)s; yang nilainya tertinggi terpilih. “Tidak menilai” bukan nilai 0.",
            highest=given.get("highest"),
        ),
        "schulze": gettext(
            "Warga mengurutkan pilihan, lalu setiap dua pilihan diadu satu lawan satu (aturan Schulze). Yang tidak diurutkan tidak ikut diadu."
        ) if given.get("unranked") == "ignore" else gettext(
            "Warga mengurutkan pilihan, lalu setiap dua pilihan diadu satu lawan satu (aturan Schulze). Yang tidak diurutkan dihitung di bawah semua yang diurutkan."
        ),
        "irv": gettext(
            "Warga mengurutkan pilihan. Tiap putaran pilihan dengan suara paling sedikit keluar dan suaranya pindah ke pilihan berikutnya, sampai ada yang mendapat lebih dari separuh."
        ),
        "greedy": gettext("Usulan dengan dukungan terbanyak didanai lebih dulu, selama anggaran cukup."),
        "equal-shares": gettext(
            "Anggaran dibagi sama rata kepada para pemilih. Usulan didanai bila bagian para pendukungnya cukup untuk biayanya."
        ),
    }  # fmt: skip
    return str(words[found.rule])


# ------------------------------------------------------------------ why


def reasons(tally: Tally, names: Names) -> list[str]:
    """One sentence for each winner, saying why it won; none for projects, which carry their own."""
    found = tally.outcome
    if found.selected is not None or not found.winners:
        return []
    if len(found.winners) > 1:
        why = _WHY_TIED.get(found.rule)
        return [why(found, names)] if why else []  # that they have equally many is the headline
    return [_WHY[found.rule](found, code, names) for code in found.winners]


def _why_most(found: Outcome, code: str, names: Names) -> str:
    return str(
        gettext(
            "“%(name)s” menang karena mendapat yang terbanyak: %(votes)s. Terbanyak berikutnya “%(other)s”: %(fewer)s.",
            **_with_second(found, code, names),
        )
    )  # fmt: skip


def _why_score(found: Outcome, code: str, names: Names) -> str:
    text = (
        gettext("“%(name)s” menang karena rata-rata nilainya tertinggi: %(votes)s. Berikutnya “%(other)s”: %(fewer)s.")
        if found.parameters["total"] == "mean"
        else gettext("“%(name)s” menang karena jumlah nilainya tertinggi: %(votes)s. Berikutnya “%(other)s”: %(fewer)s.")
    )  # fmt: skip
    return str(text % _with_second(found, code, names))


def _with_second(found: Outcome, code: str, names: Names) -> dict[str, str]:
    """What the winner and the next one got, as the sentences take it."""
    scores = found.scores or {}
    second = max((other for other in found.options if other not in found.winners), key=scores.__getitem__)
    return {
        "name": names[code], "votes": figure(scores[code]), "other": names[second], "fewer": figure(scores[second]),
    }  # fmt: skip


def _why_schulze(found: Outcome, code: str, names: Names) -> str:
    matrix, mine = found.pairwise or (), found.options.index(code)
    others = [place for place in range(len(found.options)) if place != mine]
    if others and all(matrix[mine][place] > matrix[place][mine] for place in others):
        closest = min(others, key=lambda place: matrix[mine][place] - matrix[place][mine])
        return str(
            gettext(
                "“%(name)s” menang karena unggul satu lawan satu atas setiap pilihan lain. Paling tipis atas “%(other)s”: %(votes)s banding %(against)s.",
                name=names[code], other=names[found.options[closest]],
                votes=i18n.number(matrix[mine][closest]), against=i18n.number(matrix[closest][mine]),
            )
        )  # fmt: skip
    return str(
        gettext(
            "Tidak ada yang unggul atas semua pilihan lain. “%(name)s” menang menurut aturan Schulze: rantai kemenangannya atas tiap pilihan lain tidak lebih lemah daripada rantai sebaliknya.",
            name=names[code],
        )
    )


def _together(found: Outcome, names: Names) -> str:
    return listed(sorted(found.winners, key=names.__getitem__), names)


def _why_tied_schulze(found: Outcome, names: Names) -> str:
    return str(
        gettext(
            "Menurut aturan Schulze tidak ada pilihan yang mengalahkan %(names)s, langsung atau lewat pilihan lain.",
            names=_together(found, names),
        )
    )


def _why_irv(found: Outcome, code: str, names: Names) -> str:
    rounds = found.rounds or ()
    votes = rounds[-1]["votes"]
    return str(
        gettext(
            "“%(name)s” menang karena pada putaran %(n)s mendapat %(votes)s dari %(all)s suara yang masih dihitung, lebih dari separuh.",
            name=names[code], n=len(rounds), votes=i18n.number(votes[code]), all=i18n.number(sum(votes.values())),
        )
    )  # fmt: skip


def _why_tied_irv(found: Outcome, names: Names) -> str:
    rounds = found.rounds or ()
    votes = rounds[-1]["votes"]
    return str(
        gettext(
            "Pada putaran %(n)s %(names)s sama-sama mendapat %(votes)s dari %(all)s suara yang masih dihitung.",
            n=len(rounds), names=_together(found, names), votes=i18n.number(votes[found.winners[0]]),
            all=i18n.number(sum(votes.values())),
        )
    )  # fmt: skip


_WHY_TIED = {"schulze": _why_tied_schulze, "irv": _why_tied_irv}
_WHY: dict[str, Callable[[Outcome, str, Names], str]] = {
    "plurality": _why_most,
    "approval": _why_most,
    "score": _why_score,
    "schulze": _why_schulze,
    "irv": _why_irv,
}


def lots(found: Outcome, names: Names) -> str:
    """What the lots say where several share the first place; "" where none do."""
    if not found.is_tied:
        return ""
    order = [code for code in found.tie_order if code in found.winners]
    return str(
        gettext(
            "Undian dari benih %(seed)s mengurutkan yang seri: %(names)s.",
            seed=found.seed or "–", names=", ".join(quoted(names[code]) for code in order),
        )
    )  # fmt: skip


def tied_by(step: Mapping[str, Any], found: Outcome, names: Names) -> str:
    """How a tie within a round was settled; "" where there was none."""
    others = [
        code for code in step.get("tied", ()) if code not in (step.get("project"), step.get("eliminated"))
    ]
    if not others:
        return ""
    how = {
        "cheaper": gettext("yang lebih murah didahulukan"),
        "listed": gettext("menurut urutan daftar"),
    }.get(str(found.parameters.get("ties", "lot")), gettext("diputus undian dari benih"))
    return str(gettext("Sama kuat dengan %(names)s; %(how)s.", names=listed(others, names), how=how))


def mean(table: Mapping[str, int]) -> Fraction | None:
    """The mean of the scores in a histogram {score: ballots}; None if nobody gave one."""
    number = sum(table.values())
    return Fraction(sum(int(score) * count for score, count in table.items()), number) if number else None
