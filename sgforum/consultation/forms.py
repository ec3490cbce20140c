"""The forms of consultations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
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

from ..web.formkit import Form
from ..web.i18n import gettext
from .lifecycle import OPTION_COUNT, Followed, Promise
from .services.comments import COMMENT_LENGTH
from .services.decisions import MOST as MOST_DECISION
from .services.drafts import MOST, OPTION_LENGTH, REASON_LENGTH

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
    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([value for value in valuelist if value.strip()] or ["0"])
        except ValueError:
            raise ValueError(gettext("Tulis angka 0 sampai 1.000.000.")) from None


class DraftForm(Form):
    """Everything but place and title may wait; what is still missing is said before publishing."""

    place_code = SelectField(_l("Wilayah"), [_REQUIRED], validate_choice=False)
    title = StringField(_l("Judul"), [_REQUIRED, Length(max=MOST["title"])])
    question = StringField(_l("Pertanyaan kepada warga"), [Length(max=MOST["question"])])
    summary = TextAreaField(_l("Ringkasan"), [Length(max=MOST["summary"])])
    document = TextAreaField(_l("Dokumen lengkap"), [Length(max=MOST["document"])])
    options = FieldList(
        StringField(_l("Pilihan"), [Length(max=OPTION_LENGTH)]),
        label=_l("Pilihan jawaban"),
        min_entries=OPTION_COUNT[1],
        max_entries=OPTION_COUNT[1],
    )
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
    quorum = CountField(_l("Kuorum: pemilih paling sedikit"), default=0)
    cost_text = TextAreaField(_l("Biaya dan sumbernya"), [Length(max=MOST["cost_text"])])
    how_to_join = TextAreaField(_l("Cara ikut serta"), [Length(max=MOST["how_to_join"])])
    accessible_text = TextAreaField(
        _l("Penjelasan dengan kata sederhana"), [Length(max=MOST["accessible_text"])]
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
