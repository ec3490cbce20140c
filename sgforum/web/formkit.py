"""Forms with Indonesian messages, CSRF, and errors of services put beside their fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from flask import Flask
from flask_babel import get_domain
from flask_wtf import CSRFProtect, FlaskForm
from wtforms.fields import SelectChoice

from ..core.errors import InvalidInput
from .i18n import gettext

_protection = CSRFProtect()


def install(app: Flask) -> None:
    """Refuse every unsafe request without a token, whether or not its view has a form."""
    _protection.init_app(app)


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as WTForms wants them; labels may be lazy."""
    return [SelectChoice(value, label) for value, label in pairs]


class _Translations:
    """WTForms' own sentences from our catalogue; flask_babel's ngettext interpolates too early for WTForms."""

    def gettext(self, string: str) -> str:
        return str(get_domain().get_translations().ugettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_domain().get_translations().ungettext(singular, plural, n))


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms: what was typed stays, messages stand by the field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        locales: ClassVar[list[str]] = []

        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    def take(self, error: InvalidInput) -> None:
        """Show a service's refusal beside its fields, or above the form."""
        for name, sentence in error.errors.items():
            field = self._fields.get(name)
            translated = gettext(sentence, **error.params)
            if field is None:
                self.form_errors.append(translated)
            else:
                field.errors = [*field.errors, translated]

    @property
    def has_errors(self) -> bool:
        return bool(self.form_errors or any(field.errors for field in self))
