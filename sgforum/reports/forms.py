"""The forms of the registers, made from their fields; what a value means is decided by `fields.parse` alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from sgforum.reports import queries
from sgforum.reports.fields import PLACES, YES_NO, Field, Kind
from sgforum.reports.schema import YEAR, Register
from sgforum.web.formkit import Form, choices
from sgforum.web.i18n import gettext

_NUMERIC = {Kind.COUNT, Kind.RUPIAH, Kind.YEAR}
_DECIMAL = {Kind.PERCENT, *PLACES}


class RowForm(Form):
    """A row of one register; its fields are added by `row_form`."""

    required_names: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.required_names:
            self[name].flags.required = True

    def given(self) -> dict[str, str]:
        """Return what was written, as texts by field name."""
        return {name: value for name, value in self.data.items() if isinstance(value, str)}


def row_form(register: Register) -> type[RowForm]:
    """Return the form class of a register."""
    return _form_class(register.code)


@cache
def _form_class(code: str) -> type[RowForm]:
    register = queries.get_register(code)
    items = (YEAR, *register.all_fields)
    required = frozenset(item.name for item in items if item.required)
    fields = {item.name: _field(item) for item in items}
    return type("RowForm", (RowForm,), {"required_names": required, **fields})


def _field(item: Field) -> Any:
    label = _l(item.label)
    if item.kind is Kind.CHOICE:
        return SelectField(label, choices=choices(_offered(item, _l("Pilih"))), validate_choice=False)
    if item.kind is Kind.YES_NO:
        nothing = _l("tidak") if item.empty is False else _l("belum diketahui")
        pairs = YES_NO if item.empty is None else {"ya": YES_NO["ya"]}
        offered = [("", nothing), *((value, _l(name)) for value, name in pairs.items())]
        return SelectField(label, choices=choices(offered), validate_choice=False)
    if item.kind in _NUMERIC:
        return StringField(label, render_kw={"inputmode": "numeric", "autocomplete": "off"})
    if item.kind in _DECIMAL:
        return StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    return StringField(label, render_kw={"maxlength": item.most} if item.kind is Kind.TEXT else {})


def _offered(item: Field, nothing: Any) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = [
        (value, _named(item, value, name)) for value, name in item.choices.items()
    ]
    if item.empty is None:
        return [("", nothing), *pairs]
    return sorted(pairs, key=lambda pair: pair[0] != item.empty)


def _named(item: Field, value: str, name: str) -> Any:
    return LazyString(lambda: f"{value} {gettext(name)}") if item.shows_code else _l(name)


class ImportForm(Form):
    """CSV or XLSX as a file, or CSV as text; what a file held is put into the text when something is wrong with it."""

    file = FileField(_l("Berkas CSV atau XLSX"))
    text = TextAreaField(_l("Atau tempel isinya di sini"))


class RemoveForm(Form):
    reason = StringField(_l("Alasan"), [InputRequired(_l("Isi bagian ini.")), Length(max=300)])


class ExportForm(Form):
    """Which months of the scores to take away, and as what; months are offered by the view, newest first."""

    first = SelectField(_l("Dari bulan"))
    last = SelectField(_l("Sampai bulan"))
    form = SelectField(
        _l("Format"),
        choices=choices(
            [("xlsx", "XLSX (Excel)"), ("csv", _l("CSV dalam ZIP")), ("json", "JSON"), ("sqlite", "SQLite")]
        ),
    )
