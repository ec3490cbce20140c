"""The forms of campaigns and of the catalogue."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ..web.formkit import Form, choices
from ..web.i18n import gettext
from .models import Audience, GoalKind
from .names import AUDIENCE_NAMES, GOAL_NAMES

_REQUIRED = InputRequired(_l("Isi bagian ini."))


class WholeNumberField(StringField):  # type: ignore[misc]
    """A whole number as people write it: 12000, 12.000 or 12 000."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = re.sub(r"[\s.]", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise ValueError(gettext("Tulis bilangan bulat, misalnya 12.000."))
        self.data = int(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class CampaignForm(Form):
    """A campaign; of a published one the promise (app, place, goal, first day) is taken out."""

    FIXED = ("app_slug", "place_code", "goal_kind", "goal_number", "starts_on")

    title = StringField(_l("Judul kampanye"), [_REQUIRED, Length(max=120)])
    app_slug = SelectField(_l("Aplikasi"), [_REQUIRED], validate_choice=False)
    place_code = SelectField(_l("Wilayah"), [_REQUIRED], validate_choice=False)
    goal = StringField(_l("Sasaran dalam satu kalimat"), [_REQUIRED, Length(max=300)])
    goal_kind = RadioField(
        _l("Yang dihitung"), [_REQUIRED], choices=choices((kind.value, GOAL_NAMES[kind]) for kind in GoalKind)
    )
    goal_number = WholeNumberField(_l("Angka sasaran"), [_REQUIRED])
    starts_on = DateField(_l("Hari pertama"), [_REQUIRED])
    ends_on = DateField(_l("Hari terakhir"), [_REQUIRED])
    target_group = StringField(_l("Kelompok yang dituju"), [Optional(), Length(max=200)])
    target_size = WholeNumberField(_l("Jumlah orang dalam kelompok itu"), [Optional()])
    target_source = StringField(_l("Sumber jumlah itu"), [Optional(), Length(max=200)])
    page_text = TextAreaField(_l("Isi halaman"), [_REQUIRED, Length(max=10_000)])
    pledge = StringField(_l("Kalimat janji"), [_REQUIRED, Length(max=200)])
    share_text = StringField(_l("Kalimat ajakan untuk dibagikan"), [_REQUIRED, Length(max=300)])
    version = HiddenField()

    def keep_promise(self) -> None:
        """Take out what may no longer change."""
        for name in self.FIXED:
            del self[name]


class LinkForm(Form):
    channel = StringField(_l("Nama saluran"), [_REQUIRED, Length(max=60)])


class AppForm(Form):
    owner = StringField(_l("Pemilik"), [Optional(), Length(max=200)])
    contact = StringField(_l("Kontak"), [Optional(), Length(max=200)])
    purpose = TextAreaField(_l("Kegunaan"), [_REQUIRED, Length(max=500)])
    purpose_en = TextAreaField(_l("Kegunaan dalam bahasa Inggris"), [Optional(), Length(max=500)])
    audience = RadioField(
        _l("Untuk siapa"), [_REQUIRED], choices=choices((one.value, AUDIENCE_NAMES[one]) for one in Audience)
    )
    version = HiddenField()


class ButtonForm(Form):
    """Nothing but the button and its CSRF token."""
