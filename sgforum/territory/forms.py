"""The forms of places and denominators."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..web.formkit import Form, choices
from .rules import PUBLISHER_NAMES

_REQUIRED = InputRequired(_l("Isi bagian ini."))


class FileForm(Form):
    """A CSV file to import."""

    file = FileField(_l("Berkas CSV"), [FileRequired(_l("Pilih berkas CSV."))])


def _publishers() -> SelectField:
    names = choices((each.value, _l(name)) for each, name in PUBLISHER_NAMES.items())
    return SelectField(_l("Penerbit"), [_REQUIRED], choices=names)


class DenominatorForm(Form):
    place_code = SelectField(_l("Kelurahan"), [_REQUIRED], validate_choice=False)
    adults = IntegerField(_l("Penduduk 17 tahun ke atas"), [_REQUIRED, NumberRange(1, 100_000_000)])
    rt_count = IntegerField(_l("Jumlah RT"), [Optional(), NumberRange(1, 100_000)])
    publisher = _publishers()
    source = StringField(_l("Sumber"), [_REQUIRED, Length(max=200)])
    as_of = DateField(_l("Keadaan per tanggal"), [_REQUIRED])


class OfficialForm(Form):
    """A population table as an office publishes it."""

    file = FileField(_l("Berkas CSV atau XLSX"), [FileRequired(_l("Pilih berkas CSV atau XLSX."))])
    publisher = _publishers()
    source = StringField(_l("Sumber"), [_REQUIRED, Length(max=170)])  # a note may be added to it
    as_of = DateField(_l("Keadaan per tanggal"), [Optional()])


class ApproveForm(Form):
    """Nothing but the button and its CSRF token."""
