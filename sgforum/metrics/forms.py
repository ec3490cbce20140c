"""Forms of the score: the second officer's signature."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from ..web.formkit import Form
from .rules import REASON_LENGTH
from .services.releasing import NO_REASON


class ReleaseForm(Form):
    reason = TextAreaField(
        lazy_gettext("Hasil peninjauan Anda"),
        validators=[
            InputRequired(lazy_gettext(NO_REASON)),
            Length(*REASON_LENGTH, message=lazy_gettext(NO_REASON)),
        ],
    )
