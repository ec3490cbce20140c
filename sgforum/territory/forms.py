"""The forms of places and denominators."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..web.formkit import Form

_REQUIRED = InputRequired(_l("Isi bagian ini."))


class FileForm(Form):
    """A CSV file to import."""

    file = FileField(_l("Berkas CSV"), [FileRequired(_l("Pilih berkas CSV."))])


class DenominatorForm(Form):
    place_code = SelectField(_l("Kelurahan"), [_REQUIRED], validate_choice=False)
    adults = IntegerField(_l("Penduduk 17 tahun ke atas"), [_REQUIRED, NumberRange(1, 100_000_000)])
    rt_count = IntegerField(_l("Jumlah RT"), [Optional(), NumberRange(1, 100_000)])
    source = StringField(_l("Sumber"), [_REQUIRED, Length(max=200)])
    as_of = DateField(_l("Keadaan per tanggal"), [_REQUIRED])


class ApproveForm(Form):
    """Nothing but the button and its CSRF token."""
