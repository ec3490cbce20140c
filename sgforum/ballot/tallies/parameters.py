"""Every detail of a rule that can change a winner, by name: type, bounds, default, and its sentence.

Parameters are stored with the poll when it opens. docs/voting.md lists them all; a test holds the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...core.marks import N_
from . import typed
from .marks import RULES
from .typed import Codes, FromText

EVERY = tuple(RULES)
RANKED = ("schulze", "irv")
BUDGET = ("greedy", "equal-shares")
MOST_MONEY = 10**15  # rupiah; above it a figure is a slip of the pen


class ParameterError(ValueError):
    """A parameter that the rule does not know or a value that it cannot take; `sentence` is a msgid."""

    def __init__(self, name: str, sentence: str, **params: object) -> None:
        self.name = name
        self.sentence = sentence
        self.params = {"name": name, **params}
        super().__init__(sentence % self.params)


Check = Callable[[Any], Any]  # the value as it is kept, or ValueError/TypeError


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it is for (a sentence for a lurah), which rules know it, what it may be."""

    name: str
    rules: tuple[str, ...]
    default: Any
    check: Check
    expected: str  # what a value looks like, in a sentence that refuses another one
    sentence: str
    from_text: FromText = typed.as_text

    def accept(self, value: Any) -> Any:
        """The value as it is kept; raises ParameterError."""
        if value is None and self.default is None:
            return None
        try:
            return self.check(value)
        except typed.WrongPart as part:
            raise ParameterError(self.name, self.expected, value=_shown(str(part))) from None
        except (TypeError, ValueError, ZeroDivisionError, OverflowError):
            raise ParameterError(self.name, self.expected, value=_shown(value)) from None

    def read(self, text: str, codes: Codes) -> Any:
        """The value that was typed as text; names of options become codes. Raises ParameterError."""
        if self.default is None and text == "":
            return None
        try:
            return self.accept(self.from_text(text, codes))
        except KeyError as unknown:
            raise ParameterError(self.name, NO_OPTION, value=_shown(unknown.args[0])) from None
        except typed.WrongPart as part:
            raise ParameterError(self.name, self.expected, value=_shown(str(part))) from None
        except ValueError as error:
            if isinstance(error, ParameterError):
                raise
            raise ParameterError(self.name, self.expected, value=_shown(text)) from None


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, str | int | float | Fraction) else type(value).__name__
    return text if len(text) <= 40 else text[:37] + "..."


def choice(*allowed: str) -> Check:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(value)
        return str(value)

    return check


def whole(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(value)
        return value

    return check


def share(value: Any) -> float | int:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(value)
    if not 0 <= value <= 1:
        raise ValueError(value)
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200:
        raise ValueError(value)
    return value


def money(value: Any) -> int | Fraction:
    """Rupiah, never negative; files in other currencies may have exact fractions."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or not 0 <= value <= MOST_MONEY:
        raise ValueError(value)
    return value.numerator if value.denominator == 1 else value


def step(value: Any) -> int | Fraction:
    if not (kept := money(value)):
        raise ValueError(value)
    return kept


def costs(value: Any) -> dict[str, int | Fraction]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return {str(code): _cost(str(code), cost) for code, cost in value.items()}


def _cost(code: str, value: Any) -> int | Fraction:
    try:
        return money(value)
    except ValueError:
        raise typed.WrongPart(f"{code}:{_shown(value)}") from None


def sets(value: Any) -> list[list[str]]:
    if not isinstance(value, list | tuple) or any(not isinstance(codes, list | tuple) for codes in value):
        raise TypeError(value)
    return [[text(code) for code in codes] for codes in value]


NO_OPTION = N_("%(name)s: pilihan %(value)s tidak ada")
_WHOLE = N_("%(name)s: %(value)s bukan bilangan bulat yang boleh dipakai di sini")
_SHARE = N_("%(name)s: %(value)s bukan angka dari 0 sampai 1")
_TRUTH = N_("%(name)s: %(value)s bukan ya (true) atau tidak (false)")
_MONEY = N_("%(name)s: %(value)s bukan jumlah uang dari 0 sampai 10^15")
_TEXT = N_("%(name)s: teks paling panjang 200 huruf")

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("quorum_number", EVERY, 0, whole(0, 10**9), _WHOLE,
        N_("Jumlah suara paling sedikit agar hasilnya mencapai kuorum."), typed.as_whole),
    Parameter("quorum_share", EVERY, 0, share, _SHARE,
        N_("Bagian paling sedikit dari daftar pemilih yang harus memberi suara, dari 0 sampai 1."), typed.as_share),
    Parameter("blank", EVERY, False, truth, _TRUTH,
        N_("Apakah suara kosong ditawarkan. Suara kosong dihitung untuk kuorum, tidak untuk pilihan mana pun."), typed.as_truth),
    Parameter("seed", EVERY, "", text, _TEXT,
        N_("Benih undian: hasil seri diurutkan menurut SHA-256 dari benih dan kode pilihan.")),
    Parameter("extend_days", EVERY, 0, whole(0, 14), _WHOLE,
        N_("Berapa hari pemungutan suara diperpanjang satu kali kalau kuorum belum tercapai."), typed.as_whole),
    Parameter("end_when_all", EVERY, False, truth, _TRUTH,
        N_("Apakah pemungutan suara ditutup lebih awal kalau semua pemilih sudah memberi suara."), typed.as_truth),
    Parameter("threshold_share", ("plurality", "approval", "irv"), 0, share, _SHARE,
        N_("Ambang: bagian paling sedikit dari suara sah yang harus diraih pemenang, dari 0 sampai 1."), typed.as_share),
    Parameter("most", ("approval", *BUDGET), None, whole(1, 10**6), _WHOLE,
        N_("Paling banyak berapa pilihan boleh ditandai; surat suara dengan lebih banyak tidak sah."), typed.as_whole),
    Parameter("highest", ("score",), 5, whole(1, 10**6), _WHOLE,
        N_("Nilai tertinggi yang boleh diberikan; nilai terendah selalu 0."), typed.as_whole),
    Parameter("total", ("score",), "sum", choice("sum", "mean"), N_("%(name)s: pilih sum atau mean, bukan %(value)s"),
        N_("Cara menilai: sum menjumlahkan nilai, mean memakai rata-rata dari yang memberi nilai saja.")),
    Parameter("unranked", ("schulze",), "last", choice("last", "ignore"),
        N_("%(name)s: pilih last atau ignore, bukan %(value)s"),
        N_("Pilihan tanpa peringkat: last berarti di bawah semua yang diberi peringkat, ignore berarti tidak dibandingkan.")),
    Parameter("strength", ("schulze",), "winning", choice("winning", "margin"),
        N_("%(name)s: pilih winning atau margin, bukan %(value)s"),
        N_("Kuat kemenangan satu lawan satu: winning memakai jumlah suara pemenang, margin memakai selisihnya.")),
    Parameter("most_ranked", RANKED, None, whole(1, 10**6), _WHOLE,
        N_("Paling banyak berapa pilihan boleh diberi peringkat; surat suara dengan lebih banyak tidak sah."), typed.as_whole),
    Parameter("overvote", ("irv",), "standing", choice("standing", "exhaust", "skip"),
        N_("%(name)s: pilih standing, exhaust atau skip, bukan %(value)s"),
        N_("Beberapa pilihan pada satu peringkat: standing menghitungnya kalau tinggal satu yang bertahan dan kalau tidak menghentikan surat suara, exhaust selalu menghentikan, skip melewati peringkat itu.")),
    Parameter("until", ("irv",), "majority", choice("majority", "two"),
        N_("%(name)s: pilih majority atau two, bukan %(value)s"),
        N_("Kapan putaran berhenti: majority begitu ada yang meraih lebih dari separuh, two setelah tinggal dua pilihan.")),
    Parameter("budget", BUDGET, 0, money, _MONEY, N_("Pagu: uang yang boleh dibagi, dalam rupiah."), typed.as_money),
    Parameter("costs", BUDGET, {}, costs, N_("%(name)s: %(value)s bukan usulan dengan biaya dari 0 sampai 10^15"),
        N_("Biaya tiap usulan dalam rupiah, menurut kodenya."), typed.as_costs),
    Parameter("exclusive", BUDGET, [], sets, N_("%(name)s: isi dengan kelompok kode usulan"),
        N_("Kelompok usulan yang saling meniadakan: dari tiap kelompok paling banyak satu terpilih."), typed.as_sets),
    Parameter("threshold", BUDGET, 1, whole(0, 10**9), _WHOLE,
        N_("Dukungan paling sedikit (suara, atau poin) agar sebuah usulan ikut dihitung."), typed.as_whole),
    Parameter("ties", BUDGET, "lot", choice("lot", "cheaper", "listed"),
        N_("%(name)s: pilih lot, cheaper atau listed, bukan %(value)s"),
        N_("Usulan yang sama kuat: lot memakai undian dari benih, cheaper mendahulukan yang lebih murah, listed menurut urutan daftar.")),
    Parameter("oversize", ("greedy",), "skip", choice("skip", "stop"),
        N_("%(name)s: pilih skip atau stop, bukan %(value)s"),
        N_("Usulan berikut tidak muat dalam sisa pagu: skip melewatinya dan mencoba yang lain, stop berhenti di situ.")),
    Parameter("completion", ("equal-shares",), "none", choice("none", "add1"),
        N_("%(name)s: pilih none atau add1, bukan %(value)s"),
        N_("Sisa pagu: none membiarkannya, add1 menambah bagian tiap pemilih selangkah demi selangkah selama pagu tidak terlampaui.")),
    Parameter("add1_step", ("equal-shares",), None, step, N_("%(name)s: %(value)s bukan jumlah uang di atas 0"),
        N_("Langkah add1 dalam rupiah; kosong berarti pagu dibagi (pemilih × 200), paling sedikit 1."), typed.as_money),
    Parameter("utility", ("equal-shares",), "cost", choice("cost", "cardinality"),
        N_("%(name)s: pilih cost atau cardinality, bukan %(value)s"),
        N_("Manfaat sebuah usulan bagi pendukungnya: cost sebesar biayanya, cardinality sama untuk semua usulan.")),
)  # fmt: skip
BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}
UNKNOWN = N_("parameter %(name)s tidak dikenal")
OF_ANOTHER_RULE = N_("parameter %(name)s bukan untuk aturan %(rule)s, tetapi untuk %(rules)s")
UNKNOWN_RULE = N_("aturan %(value)s tidak dikenal; pilih salah satu: %(rules)s")


def of_rule(rule: str) -> tuple[Parameter, ...]:
    """The parameters that a rule knows; raises ParameterError for a rule that is not there."""
    if rule not in RULES:
        raise ParameterError("rule", UNKNOWN_RULE, value=_shown(rule), rules=", ".join(RULES))
    return tuple(parameter for parameter in PARAMETERS if rule in parameter.rules)


def find_parameter(rule: str, name: str) -> Parameter:
    """The rule's parameter of this name; raises ParameterError if there is none, or another rule's."""
    for parameter in of_rule(rule):
        if parameter.name == name:
            return parameter
    if name in BY_NAME:
        raise ParameterError(name, OF_ANOTHER_RULE, rule=rule, rules=", ".join(BY_NAME[name].rules))
    raise ParameterError(_shown(name), UNKNOWN)


def effective(rule: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of the rule: the given values, checked, and the defaults of the others.

    Raises ParameterError, which names the parameter, for an unknown one, another rule's, or a bad value.
    """
    checked = {name: find_parameter(rule, name).accept(value) for name, value in given.items()}
    return {item.name: checked.get(item.name, _copy(item.default)) for item in of_rule(rule)}


def _copy(default: Any) -> Any:
    return type(default)(default) if isinstance(default, dict | list) else default
