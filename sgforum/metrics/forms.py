"""Forms of the score: the second officer's signature, and figures of the sub-dimensions beside it."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import DateField, FloatField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..core.errors import InvalidInput
from ..core.marks import N_
from ..web.formkit import Form, choices
from .models import SideKind
from .rules import REASON_LENGTH
from .services import Entry
from .services.releasing import NO_REASON

KIND_NAMES = {
    SideKind.SERVICE: N_("Layanan publik dan sosial: IKM satu layanan"),
    SideKind.TRANSPARENCY: N_("Tata kelola transparan: permohonan informasi"),
    SideKind.STRATEGY: N_("Strategi dan pandangan politik: satu dokumen"),
}
NEEDED = N_("Isi bagian ini.")


class ReleaseForm(Form):
    reason = TextAreaField(
        lazy_gettext("Hasil peninjauan Anda"),
        validators=[
            InputRequired(lazy_gettext(NO_REASON)),
            Length(*REASON_LENGTH, message=lazy_gettext(NO_REASON)),
        ],
    )


class SideForm(Form):
    """One figure of one of three kinds; which fields count depends on the kind."""

    kind = RadioField(
        lazy_gettext("Unsur"),
        [InputRequired(lazy_gettext(NEEDED))],
        choices=choices((kind.value, lazy_gettext(name)) for kind, name in KIND_NAMES.items()),
    )
    subject = StringField(lazy_gettext("Nama layanan atau masa laporan"), [Length(max=120)])
    document = SelectField(lazy_gettext("Dokumen"), [Optional()], validate_choice=False)
    value = FloatField(lazy_gettext("Nilai IKM, atau banyaknya yang dijawab tepat waktu"), [Optional()])
    base = IntegerField(
        lazy_gettext("Banyaknya responden, atau permohonan"), [Optional(), NumberRange(1, 10_000_000)]
    )
    is_there = RadioField(
        lazy_gettext("Dokumen itu"),
        [Optional()],
        choices=choices([("1", lazy_gettext("sudah ada")), ("0", lazy_gettext("belum ada"))]),
    )
    source = StringField(lazy_gettext("Sumber"), [InputRequired(lazy_gettext(NEEDED)), Length(max=200)])
    as_of = DateField(lazy_gettext("Keadaan per tanggal"), [InputRequired(lazy_gettext(NEEDED))])

    def entry(self) -> Entry:
        """What was filled in, as the service takes it; raises InvalidInput for what the kind needs and is not there."""
        kind = SideKind(self.kind.data)
        if kind is SideKind.STRATEGY:
            self._need("document", "is_there")
            subject, value, base = self.document.data, float(self.is_there.data), 1
        else:
            self._need("subject", "value", "base")
            subject, value, base = self.subject.data, self.value.data, self.base.data
        return Entry(
            kind=kind, subject=subject, value=value, base=base, source=self.source.data, as_of=self.as_of.data
        )

    def placed(self, error: InvalidInput) -> InvalidInput:
        """The refusal beside the field that was shown for it: a strategy's subject is the document."""
        if self.kind.data != SideKind.STRATEGY:
            return error
        return InvalidInput(
            {"document" if name == "subject" else name: told for name, told in error.errors.items()}
        )

    def _need(self, *names: str) -> None:
        missing = {name: NEEDED for name in names if self[name].data in (None, "")}
        if missing:
            raise InvalidInput(missing)
