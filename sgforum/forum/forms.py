"""The forms of the forum."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import HiddenInput

from ..web.formkit import Form
from .models import Kind, Outcome
from .rules import (
    AREA_NAMES,
    COMMITMENT_LENGTH,
    OPTION_LENGTH,
    OUTCOME_NAMES,
    POLL_OPTIONS,
    QUESTION_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
)

_REQUIRED = InputRequired(_l("Isi bagian ini."))


class Most:
    """Tells the browser the longest length; the service counts, after cleaning, and says what is wrong."""

    def __init__(self, letters: int) -> None:
        self.field_flags = {"maxlength": letters}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to check here: a browser sends a line end as two signs."""


class Needed(Most):
    """As `Most`, of something that must be there: the service says so, with all that is wrong at once."""

    def __init__(self, letters: int) -> None:
        self.field_flags = {"maxlength": letters, "required": True}


class NeededDay:
    """A day that must be there: as `Needed`, the service says so; a browser's empty field is no wrong day."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the instance

    def __call__(self, form: Any, field: Any) -> None:
        if not any(text.strip() for text in field.raw_data or ()):
            field.errors = []
            raise StopValidation


class OneOf:
    """One of the choices, said in our own words."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the instance

    def __call__(self, form: Any, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(_l("Pilih salah satu."))


def _named(names: Any) -> list[SelectChoice]:
    return [SelectChoice(member.value, _l(name)) for member, name in names.items()]


class WriteForm(Form):
    """A new topic."""

    kind = RadioField(
        _l("Anda ingin"),
        [OneOf()],
        choices=[
            SelectChoice(Kind.PROPOSAL.value, _l("Mengusulkan perbaikan")),
            SelectChoice(Kind.QUESTION.value, _l("Bertanya kepada petugas")),
            SelectChoice(Kind.DISCUSSION.value, _l("Mengobrol dengan warga")),
        ],
        default=Kind.PROPOSAL.value,
        validate_choice=False,
    )
    area = RadioField(_l("Bidang"), [OneOf()], choices=_named(AREA_NAMES), validate_choice=False)
    title = StringField(_l("Judul"), [_REQUIRED, Most(TITLE_LENGTH[1])])
    text = TextAreaField(_l("Cerita Anda"), [_REQUIRED, Most(TEXT_LENGTH[1])])
    looked = HiddenField()  # similar topics have been shown


class ReplyForm(Form):
    text = TextAreaField(_l("Tanggapan Anda"), [_REQUIRED, Most(TEXT_LENGTH[1])])
    reply_to = IntegerField(validators=[Optional()], widget=HiddenInput())


class EditForm(Form):
    text = TextAreaField(_l("Tulisan Anda"), [_REQUIRED, Most(TEXT_LENGTH[1])])


class EditTopicForm(EditForm):
    title = StringField(_l("Judul"), [_REQUIRED, Most(TITLE_LENGTH[1])])


class PollForm(Form):
    """A poll on a topic; nobody can change it afterwards."""

    question = StringField(_l("Pertanyaan"), [Needed(QUESTION_LENGTH[1])])
    options = FieldList(
        StringField(_l("Pilihan"), [Most(OPTION_LENGTH[1])]),
        _l("Pilihan"),
        min_entries=POLL_OPTIONS[1],
        max_entries=POLL_OPTIONS[1],
    )
    several = RadioField(
        _l("Berapa yang boleh dipilih"),
        [OneOf()],
        choices=[
            SelectChoice("satu", _l("Satu pilihan saja")),
            SelectChoice("beberapa", _l("Boleh lebih dari satu")),
        ],
        default="satu",
        validate_choice=False,
    )
    closes_on = DateField(_l("Hari terakhir"), [NeededDay()])


class ReasonForm(Form):
    """Hides or restores a post."""

    reason = TextAreaField(_l("Alasan untuk penulis"), [_REQUIRED, Most(REASON_LENGTH[1])])


class ModerateTopicForm(ReasonForm):
    act = RadioField(_l("Tindakan"), [OneOf()], validate_choice=False)


class AnswerForm(Form):
    """An official answer."""

    outcome = RadioField(_l("Hasil"), [OneOf()], choices=_named(OUTCOME_NAMES), validate_choice=False)
    unit = StringField(_l("Unit kerja"), [_REQUIRED, Most(120)])
    text = TextAreaField(_l("Jawaban untuk warga"), [_REQUIRED, Most(TEXT_LENGTH[1])])
    reason = TextAreaField(_l("Alasan atau dasar keputusan"), [_REQUIRED, Most(REASON_LENGTH[1])])
    commitment = StringField(_l("Yang akan dikerjakan"), [Most(COMMITMENT_LENGTH[1])])
    due_on = DateField(_l("Selesai paling lambat"), [Optional()])

    @property
    def chosen(self) -> Outcome:
        return Outcome(self.outcome.data)


class DoneForm(Form):
    """Evidence that a promise was kept."""

    evidence = TextAreaField(_l("Bukti pekerjaan"), [_REQUIRED, Most(2_000)])
    evidence_url = URLField(_l("Tautan foto atau dokumen"), [Most(500)])
