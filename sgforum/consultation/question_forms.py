"""The form of one question: what is asked, how people vote on it, and the details of that kind of ballot."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from ..ballot.models import Rule
from ..core.errors import InvalidInput
from ..web.formkit import Form, choices
from ..web.i18n import gettext
from .forms import CountField
from .lifecycle import MOST_OPTIONS
from .services.question_drafts import HELP_LENGTH, QUESTION_LENGTH

BALLOT_NAMES = {
    Rule.PLURALITY: _l("Satu pilihan"),
    Rule.APPROVAL: _l("Boleh beberapa pilihan"),
    Rule.SCORE: _l("Nilai 0 sampai 5"),
    Rule.SCHULZE: _l("Urutkan (Schulze)"),
    Rule.IRV: _l("Urutkan (gugur bertahap, IRV)"),
    Rule.GREEDY: _l("Bagi anggaran (urutan suara)"),
    Rule.EQUAL_SHARES: _l("Bagi anggaran (porsi merata)"),
}
BALLOT_SENTENCES = {
    Rule.PLURALITY: _l("Warga menandai satu jawaban. Yang terbanyak dipilih menang."),
    Rule.APPROVAL: _l("Warga menandai semua jawaban yang ia setujui. Yang terbanyak disetujui menang."),
    Rule.SCORE: _l("Warga memberi nilai pada tiap jawaban. Yang nilainya tertinggi menang."),
    Rule.SCHULZE: _l(
        "Warga mengurutkan jawaban. Setiap dua jawaban diadu; yang paling kuat terhadap semua lainnya menang."
    ),
    Rule.IRV: _l(
        "Warga mengurutkan jawaban. Yang paling sedikit dipilih gugur, putaran demi putaran, sampai ada yang "
        "meraih lebih dari separuh."
    ),
    Rule.GREEDY: _l(
        "Warga memilih usulan. Usulan dengan suara terbanyak didanai dahulu, sampai uangnya habis."
    ),
    Rule.EQUAL_SHARES: _l(
        "Anggaran dibagi rata kepada semua pemilih. Usulan didanai bila bagian para pendukungnya cukup untuk "
        "membayarnya."
    ),
}
_BUDGET = ("budget", "threshold", "most", "ties")
PARAMETER_FIELDS: Mapping[Rule, tuple[str, ...]] = {
    Rule.PLURALITY: ("threshold_percent",),
    Rule.APPROVAL: ("most", "threshold_percent"),
    Rule.SCORE: ("total",),
    Rule.SCHULZE: ("most_ranked", "unranked", "strength"),
    Rule.IRV: ("most_ranked", "overvote", "until", "threshold_percent"),
    Rule.GREEDY: (*_BUDGET, "oversize"),
    Rule.EQUAL_SHARES: (*_BUDGET, "completion", "utility"),
}
HINTS = {
    "budget": _l("Seluruh uang yang dibagi, misalnya 250.000.000."),
    "threshold": _l("Usulan dengan dukungan lebih sedikit tidak didanai. Biasanya 1."),
    "most": _l("0 berarti tidak dibatasi."),
    "most_ranked": _l("Tiga cukup untuk kebanyakan warga. 0 berarti tidak dibatasi."),
    "threshold_percent": _l("Pemenang harus meraih sekian persen suara sah. 0 berarti tanpa ambang."),
    "ties": _l("Dipakai bila dua usulan mendapat dukungan yang sama."),
    "overvote": _l("Hanya dapat terjadi pada surat suara kertas."),
}
ROWS = 4  # that an empty form offers
MORE_ROWS = 4  # that "add rows" adds
_ROW_ERROR = re.compile(r"options-(\d+)-(\w+)")
_RUPIAH = re.compile(
    r"(?:rp\.?)?\s*(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<part>\d{1,3}))?\s*(?P<unit>ribu|juta|miliar)?",
    re.IGNORECASE,
)
_UNITS = {"": 0, "ribu": 3, "juta": 6, "miliar": 9}


def read_rupiah(typed: str) -> int | None:
    """What was typed as whole rupiah, such as "Rp 25.000.000" or "2,5 juta"; None for nothing. Raises ValueError."""
    if not typed.strip():
        return None
    found = _RUPIAH.fullmatch(typed.strip()) if typed.isascii() else None
    if found is None:
        raise ValueError(typed)
    part, zeros = found["part"] or "", _UNITS[(found["unit"] or "").lower()]
    if part.strip("0") and len(part) > zeros:
        raise ValueError(typed)
    whole: int = int(found["whole"].replace(".", "")) * 10**zeros
    return whole + int(part.ljust(zeros, "0")[:zeros] or "0")


class MoneyField(StringField):  # type: ignore[misc]
    """Rupiah as people write them; stays as typed. `amount` reads it."""

    def amount(self) -> int | None:
        """Raises InvalidInput at this field."""
        try:
            return read_rupiah(self.data or "")
        except ValueError:
            raise InvalidInput(
                {self.name: gettext("Tulis jumlah rupiah dengan angka, misalnya 25.000.000.")}
            ) from None


class OptionRow(Form):
    """One option; cost and group only where a budget is shared out."""

    class Meta(Form.Meta):
        csrf = False  # the whole form has its token

    text = StringField(_l("Pilihan"))
    detail = TextAreaField(_l("Keterangan"))
    cost = MoneyField(_l("Biaya (Rp)"))
    group = StringField(_l("Kelompok"))
    kept = HiddenField()  # the text it was stored with: what is shown beside an option stays with it


class QuestionForm(Form):
    """Three ways to send it: `ganti` shows the fields of another kind of ballot, `baris` adds rows, `simpan` saves.

    shown: the kind of ballot whose fields the page showed.
    """

    text = StringField(_l("Pertanyaan kepada warga"), [Length(max=QUESTION_LENGTH)])
    help_text = TextAreaField(_l("Penjelasan singkat"), [Length(max=HELP_LENGTH)])
    rule = RadioField(
        _l("Cara memilih"),
        choices=[SelectChoice(one.value, BALLOT_NAMES[one]) for one in Rule],
        default=Rule.PLURALITY.value,
        validate_choice=False,
    )
    shown = HiddenField(default=Rule.PLURALITY.value)
    options = FieldList(FormField(OptionRow), label=_l("Pilihan jawaban"), max_entries=MOST_OPTIONS)
    quorum = CountField(_l("Kuorum: pemilih paling sedikit"), default=0)
    blank = BooleanField(_l("Tawarkan suara kosong: warga ikut memilih tanpa memilih salah satu"))
    budget = MoneyField(_l("Anggaran yang dibagi (Rp)"))
    threshold = CountField(_l("Dukungan paling sedikit"), default=1)
    threshold_percent = CountField(_l("Ambang kemenangan, dalam persen"), most=100, default=0)
    most = CountField(_l("Paling banyak berapa yang boleh ditandai"), default=0)
    most_ranked = CountField(_l("Paling banyak berapa yang diurutkan"), default=3)
    total = SelectField(
        _l("Cara menjumlahkan nilai"),
        default="sum",
        choices=choices(
            [("sum", _l("Jumlah semua nilai")), ("mean", _l("Rata-rata dari yang memberi nilai"))]
        ),
    )
    unranked = SelectField(
        _l("Jawaban yang tidak diurutkan"),
        default="last",
        choices=choices(
            [("last", _l("Di bawah semua yang diurutkan")), ("ignore", _l("Tidak dibandingkan"))]
        ),
    )
    strength = SelectField(
        _l("Kuat kemenangan satu lawan satu"),
        default="winning",
        choices=choices([("winning", _l("Jumlah suara pemenang")), ("margin", _l("Selisih suara"))]),
    )
    overvote = SelectField(
        _l("Dua jawaban pada urutan yang sama"),
        default="skip",
        choices=choices(
            [("skip", _l("Lewati urutan itu")), ("exhaust", _l("Surat suara berhenti dihitung di situ"))]
        ),
    )
    until = SelectField(
        _l("Putaran berhenti"),
        default="majority",
        choices=choices(
            [
                ("majority", _l("Bila ada yang meraih lebih dari separuh")),
                ("two", _l("Bila tinggal dua jawaban")),
            ]
        ),
    )
    ties = SelectField(
        _l("Usulan yang sama kuat"),
        default="lot",
        choices=choices(
            [
                ("lot", _l("Diundi")),
                ("cheaper", _l("Yang lebih murah dahulu")),
                ("listed", _l("Menurut daftar")),
            ]
        ),
    )
    oversize = SelectField(
        _l("Usulan berikut tidak muat dalam sisa uang"),
        default="skip",
        choices=choices([("skip", _l("Lewati, coba usulan berikutnya")), ("stop", _l("Berhenti di situ"))]),
    )
    completion = SelectField(
        _l("Sisa uang"),
        default="none",
        choices=choices(
            [("none", _l("Dibiarkan sebagai sisa")), ("add1", _l("Bagian tiap pemilih ditambah sampai pas"))]
        ),
    )
    utility = SelectField(
        _l("Manfaat sebuah usulan bagi pendukungnya"),
        default="cost",
        choices=choices([("cost", _l("Sebesar biayanya")), ("cardinality", _l("Sama untuk semua usulan"))]),
    )

    def take(self, error: InvalidInput) -> None:
        """Errors of an option's fields stand in its row, and above the form with the row's number."""
        others = {}
        for name, sentence in error.errors.items():
            found = _ROW_ERROR.fullmatch(name)
            if found is None:
                others[name] = sentence
                continue
            number, translated = int(found[1]), gettext(sentence, **error.params)
            row = self.options.entries[number].form[found[2]]
            row.errors = [*row.errors, translated]
            numbered = gettext("Baris %(n)s: %(sentence)s", n=number + 1, sentence=translated)
            self.options.errors = [*self.options.errors, numbered]
        if others:
            super().take(InvalidInput(others, **error.params))

    def forget_errors(self) -> None:
        """Say nothing yet: the page comes again before anything is saved."""
        self.form_errors.clear()
        for item in self:
            item.errors = []
        for entry in self.options.entries:
            for item in entry.form:
                item.errors = []

    def chosen_rule(self) -> Rule:
        """The kind of ballot that is marked; raises InvalidInput."""
        return _rule_of(self.rule.data)

    def offer_rows(self, least: int, most: int) -> None:
        """Show at least so many rows for options, but no more than the ballot may have."""
        while len(self.options.entries) < min(least, most):
            self.options.append_entry()


def _rule_of(value: str | None) -> Rule:
    try:
        return Rule(value or "")
    except ValueError:
        raise InvalidInput({"rule": gettext("Pilih cara memilih dari daftar.")}) from None
