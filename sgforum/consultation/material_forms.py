"""The forms of what is shown and heard beside a question and its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, StringField
from wtforms.validators import Length

from ..web.formkit import Form, choices
from .services.materials import ALT_LENGTH, LANGUAGES
from .services.question_drafts import OPTION_LENGTH, QUESTION_LENGTH

LANGUAGE_NAMES = {
    "ban": _l("Bali"), "bjn": _l("Banjar"), "bug": _l("Bugis"), "gor": _l("Gorontalo"), "iba": _l("Iban"),
    "jv": _l("Jawa"), "vkt": _l("Kutai"), "mdr": _l("Mandar"), "mad": _l("Madura"), "mak": _l("Makassar"), "min": _l("Minangkabau"),
    "nij": _l("Dayak Ngaju"), "sas": _l("Sasak"), "su": _l("Sunda"),
}  # fmt: skip


class PhotoForm(Form):
    photo = FileField(_l("Foto"))
    alt = StringField(_l("Yang terlihat di foto"), [Length(max=ALT_LENGTH)])


class RecordingForm(Form):
    recording = FileField(_l("Rekaman suara"))


class RegionalForm(Form):
    """The language, the question's text, and one field for each option (`regional-CODE`), added by `regional_form`."""

    language = SelectField(
        _l("Bahasa daerah"),
        choices=choices([("", _l("Pilih")), *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES)]),
        validate_choice=False,
    )
    regional = StringField(_l("Pertanyaannya"), [Length(max=QUESTION_LENGTH)])

    def texts(self) -> dict[str, str]:
        """What was written, by option code; "" is the question."""
        found = {name.removeprefix("regional-"): item.data or "" for name, item in self._fields.items()}
        return {
            "" if name == "regional" else name: text for name, text in found.items() if name != "language"
        }


def regional_form(options: Sequence[tuple[str, str]]) -> type[RegionalForm]:
    """The form for these options, given as (code, text)."""
    fields: dict[str, Any] = {
        f"regional-{code}": StringField(text, [Length(max=OPTION_LENGTH)]) for code, text in options
    }
    return type("RegionalForm", (RegionalForm,), fields)
