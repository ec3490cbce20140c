"""The forms of consultations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from ..ballot.models import Receipt, Secrecy
from ..web import i18n
from ..web.formkit import Form
from ..web.i18n import gettext
from .lifecycle import LONGEST_EXTENSION, Followed, Promise
from .services.boxes import HOLDER_LENGTH, HOLDERS
from .services.ceremonies import NAME_LENGTH
from .services.comments import COMMENT_LENGTH
from .services.decisions import MOST as MOST_DECISION
from .services.drafts import MOST, REASON_LENGTH

_REQUIRED = InputRequired(_l("Isi bagian ini."))
PROMISE_NAMES = {
    Promise.INFORM: _l("Memberi tahu"),
    Promise.CONSULT: _l("Meminta pendapat"),
    Promise.INVOLVE: _l("Melibatkan"),
    Promise.COLLABORATE: _l("Bekerja sama"),
    Promise.EMPOWER: _l("Warga memutuskan"),
}
PROMISE_SENTENCES = {
    Promise.INFORM: _l("Kami memberi tahu Anda apa yang diputuskan dan mengapa."),
    Promise.CONSULT: _l("Kami mendengar pendapat Anda dan menjelaskan pengaruhnya pada keputusan."),
    Promise.INVOLVE: _l(
        "Kami memastikan kekhawatiran dan harapan Anda tercermin dalam pilihan yang dibahas."
    ),
    Promise.COLLABORATE: _l("Kami menyusun pilihan bersama Anda dan memakai saran Anda sejauh mungkin."),
    Promise.EMPOWER: _l("Kami melaksanakan apa yang Anda putuskan."),
}
SECRECY_NAMES = {
    Secrecy.SECRET: _l("Rahasia"),
    Secrecy.OPEN: _l("Terbuka"),
}
SECRECY_SENTENCES = {
    Secrecy.SECRET: _l(
        "Rahasia: aplikasi tidak menampilkan siapa memilih apa kepada siapa pun, petugas juga tidak."
    ),
    Secrecy.OPEN: _l("Terbuka: nama setiap warga tampil bersama pilihannya sesudah penutupan."),
}
RECEIPT_SENTENCES = {
    Receipt.NONE: _l("Tanpa bukti: warga hanya melihat bahwa suaranya tercatat."),
    Receipt.INCLUSION: _l(
        "Bukti amplop: warga dapat memastikan amplopnya ada di kotak, tanpa memperlihatkan isinya."
    ),
    Receipt.CONTENT: _l(
        "Bukti isi: warga dapat mencari suaranya di daftar yang diumumkan. Bukti ini dapat diminta orang lain, "
        "jadi hanya untuk soal yang tidak menekan siapa pun."
    ),
}
FOLLOWED_NAMES = {
    Followed.YES: _l("Ya, seluruhnya"),
    Followed.PARTLY: _l("Sebagian"),
    Followed.NO: _l("Tidak"),
}
KEPT_NAMES = {Followed.YES: _l("Ya"), Followed.PARTLY: _l("Sebagian"), Followed.NO: _l("Tidak")}


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """Date and time as the browser sends them, in the city's zone; with our own sentence for what it cannot be."""

    def __init__(self, label: Any, **options: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        super().__init__(label, format=formats, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value for value in valuelist if value.strip()])
        except ValueError:
            raise ValueError(gettext("Tulis tanggal dan jam, misalnya 2026-12-01T08:00.")) from None


class DayField(DateField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value for value in valuelist if value.strip()])
        except ValueError:
            raise ValueError(gettext("Tulis tanggal, misalnya 2026-12-01.")) from None


class CountField(IntegerField):  # type: ignore[misc]
    """A whole number from 0 to `most`; what is left empty is 0."""

    def __init__(self, label: Any, most: int = 1_000_000, **options: Any) -> None:
        self.most = most
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value for value in valuelist if value.strip()] or ["0"])
            in_bounds = 0 <= (self.data or 0) <= self.most
        except ValueError:
            in_bounds = False
        if not in_bounds:
            raise ValueError(gettext("Tulis angka 0 sampai %(most)s.", most=i18n.number(self.most)))


class DraftForm(Form):
    """Everything but place and title may wait; what is still missing is said before publishing."""

    place_code = SelectField(_l("Wilayah"), [_REQUIRED], validate_choice=False)
    title = StringField(_l("Judul"), [_REQUIRED, Length(max=MOST["title"])])
    summary = TextAreaField(_l("Ringkasan"), [Length(max=MOST["summary"])])
    document = TextAreaField(_l("Dokumen lengkap"), [Length(max=MOST["document"])])
    decision_named = StringField(_l("Keputusan yang akan diambil"), [Length(max=MOST["decision_named"])])
    decision_on = DayField(_l("Tanggal keputusan"))
    officer = SelectField(_l("Pejabat yang bertanggung jawab"), validate_choice=False)
    officer_title = StringField(_l("Jabatannya"), [Length(max=MOST["officer_title"])])
    promise = RadioField(
        _l("Janji kepada warga"),
        choices=[SelectChoice(one.value, PROMISE_SENTENCES[one]) for one in Promise],
        validate_choice=False,
    )
    comment_starts_at = MomentField(_l("Masa tanggapan mulai"))
    comment_ends_at = MomentField(_l("Masa tanggapan selesai"))
    voting_starts_at = MomentField(_l("Pemungutan suara mulai"))
    voting_ends_at = MomentField(_l("Pemungutan suara selesai"))
    cost_text = TextAreaField(_l("Biaya dan sumbernya"), [Length(max=MOST["cost_text"])])
    how_to_join = TextAreaField(_l("Cara ikut serta"), [Length(max=MOST["how_to_join"])])
    accessible_text = TextAreaField(
        _l("Penjelasan dengan kata sederhana"), [Length(max=MOST["accessible_text"])]
    )
    secrecy = RadioField(
        _l("Kerahasiaan"),
        choices=[SelectChoice(one.value, SECRECY_SENTENCES[one]) for one in Secrecy],
        default=Secrecy.SECRET.value,
        validate_choice=False,
    )
    receipt = RadioField(
        _l("Bukti untuk pemilih"),
        choices=[SelectChoice(one.value, RECEIPT_SENTENCES[one]) for one in Receipt],
        default=Receipt.INCLUSION.value,
        validate_choice=False,
    )
    end_when_all = BooleanField(_l("Tutup lebih awal bila semua warga dalam daftar sudah memilih"))
    extend_days = CountField(
        _l("Perpanjangan bila kuorum belum tercapai, dalam hari"), most=LONGEST_EXTENSION, default=0
    )
    paper = BooleanField(_l("Terima juga surat suara kertas"))
    ceremony = BooleanField(_l("Kotak suara dibuka bersama, di depan saksi"))
    holders = FieldList(
        StringField(_l("Nama pemegang kunci"), [Length(max=HOLDER_LENGTH)]),
        label=_l("Pemegang kunci"),
        min_entries=HOLDERS,
        max_entries=HOLDERS,
    )


class CommentForm(Form):
    text = TextAreaField(_l("Tanggapan Anda"), [_REQUIRED, Length(max=COMMENT_LENGTH[1])])


class ReasonForm(Form):
    reason = TextAreaField(_l("Alasan"), [_REQUIRED, Length(max=REASON_LENGTH[1])])


class ButtonForm(Form):
    """Nothing but the button and its CSRF token."""


class DecisionForm(Form):
    decided = TextAreaField(_l("Yang diputuskan"), [_REQUIRED, Length(max=MOST_DECISION["decided"])])
    reasons = TextAreaField(_l("Alasannya"), [_REQUIRED, Length(max=MOST_DECISION["reasons"])])
    followed = RadioField(
        _l("Apakah keputusan mengikuti pilihan warga?"),
        [_REQUIRED],
        choices=[SelectChoice(one.value, FOLLOWED_NAMES[one]) for one in Followed],
    )
    not_followed = TextAreaField(
        _l("Yang tidak diikuti dan sebabnya"), [Length(max=MOST_DECISION["not_followed"])]
    )
    document = TextAreaField(_l("Dokumen keputusan"), [_REQUIRED, Length(max=MOST_DECISION["document"])])
    promise_kept = RadioField(
        _l("Apakah janji kepada warga ditepati?"),
        [_REQUIRED],
        choices=[SelectChoice(one.value, KEPT_NAMES[one]) for one in Followed],
    )
    after_action = TextAreaField(
        _l("Pelajaran untuk musyawarah berikutnya"), [Length(max=MOST_DECISION["after_action"])]
    )
    officer_title = StringField(_l("Jabatan Anda"), [_REQUIRED, Length(max=MOST_DECISION["officer_title"])])


class RevisionForm(DecisionForm):
    revision_reason = TextAreaField(_l("Alasan perbaikan"), [_REQUIRED, Length(max=REASON_LENGTH[1])])


class CeremonyForm(Form):
    """What is typed before witnesses; shares only where the key was divided."""

    dice = StringField(_l("Lemparan dadu"), [_REQUIRED, Length(max=120)])
    witnesses = FieldList(
        StringField(_l("Saksi"), [Length(max=NAME_LENGTH)]),
        label=_l("Nama para saksi"),
        min_entries=4,
        max_entries=10,
    )
    shares = FieldList(
        TextAreaField(_l("Bagian kunci"), [Length(max=500)]), label=_l("Bagian kunci dari dua pemegang"),
        min_entries=2, max_entries=3,
    )  # fmt: skip
