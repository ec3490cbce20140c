"""The forms of the roll and of paper ballots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from ..ballot import queries as ballots
from ..ballot.models import Channel, Poll, Rule
from ..ballot.services import Reading
from ..ballot.services.batches import MOST_IN_BATCH
from ..ballot.tallies.marks import BLANK
from ..core.errors import InvalidInput
from ..web import i18n
from ..web.formkit import Form
from ..web.i18n import gettext
from .forms import CountField
from .paper_lines import read_lines, write_lines
from .services.texts import HAS_NIK, clean_line, has_nik

REASON_LENGTH = 300
LABEL_LENGTH = 120
TEXT_LENGTH = 40_000
MOST_ERRORS = 10
CHANNEL_NAMES = {Channel.PAPER: _l("Kotak di tempat"), Channel.DESK: _l("Loket")}
TOOK_NAMES = {Channel.PAPER: _l("Surat suara diserahkan"), Channel.DESK: _l("Dibantu di loket")}
LINE_HINTS = {
    Rule.APPROVAL: _l("huruf pilihan yang dicentang, dipisah koma"),
    Rule.SCORE: _l("huruf pilihan, titik dua, nilainya, dipisah koma; yang tidak dinilai tidak ditulis"),
    Rule.SCHULZE: _l("huruf pilihan dari yang paling disukai, dipisah tanda >; yang setara dipisah tanda ="),
    Rule.IRV: _l("huruf pilihan dari yang paling disukai, dipisah tanda >; yang setara dipisah tanda ="),
    Rule.GREEDY: _l("huruf usulan yang dicentang, dipisah koma"),
    Rule.EQUAL_SHARES: _l("huruf usulan yang dicentang, dipisah koma"),
}


class _Needed:
    """Tells readers that a field must be filled in; the sentence for one that is not comes from the service."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is refused here: the same form has buttons that do not ask for the field."""


class ElectorForm(Form):
    """One person at the roll; `langkah` of the button says what is done."""

    reason = TextAreaField(_l("Alasan"), [_Needed(), Length(max=REASON_LENGTH)])


class BundleForm(Form):
    """What an officer read from a bundle; label and channel are asked for a new one only."""

    label = StringField(_l("Nama bundel"), [_Needed(), Length(max=LABEL_LENGTH)])
    channel = RadioField(
        _l("Dari mana surat ini"),
        choices=[SelectChoice(one.value, name) for one, name in CHANNEL_NAMES.items()],
        default=Channel.PAPER.value,
        validate_choice=False,
    )
    lines = TextAreaField(_l("Isi surat suara"), [Length(max=TEXT_LENGTH)])
    spoiled = CountField(_l("Surat rusak"), most=MOST_IN_BATCH)

    counted: tuple[tuple[str, str], ...] = ()  # (choice, name of its field) where each has a field of its own

    def written_label(self) -> str:
        """The label, fit to stand on the public board; raises InvalidInput."""
        label = clean_line(self.label.data or "")
        if has_nik(label):
            raise InvalidInput({"label": HAS_NIK})
        return label

    def chosen_channel(self) -> Channel:
        """The channel; one that is not offered is told as online, which the service refuses."""
        try:
            return Channel(self.channel.data or "")
        except ValueError:
            return Channel.ONLINE

    def reading(self, poll: Poll) -> Reading | None:
        """What was typed; None if a line of it is wrong, which is then said beside the field."""
        spoiled = self.spoiled.data or 0
        if self.counted:
            numbers = {choice: self[name].data or 0 for choice, name in self.counted}
            return Reading({choice: number for choice, number in numbers.items() if number}, spoiled)
        codes = [option.code for option in poll.options]
        read = read_lines(
            self.lines.data or "", poll.rule.value, codes, MOST_IN_BATCH, lambda choice: ballots.may_stand(poll, choice)
        )  # fmt: skip
        if read.errors:
            self.lines.errors = [_said(sentence, params) for sentence, params in read.errors[:MOST_ERRORS]]
            return None
        return Reading(read.lines, spoiled)


def _said(sentence: str, params: Mapping[str, Any]) -> str:
    shown = {**params, "most": i18n.number(params["most"])} if "most" in params else params
    return gettext(sentence, **shown)


def bundle_form(poll: Poll) -> type[BundleForm]:
    """The form for a poll's bundles: a field for each answer where only one may be marked, else lines of text."""
    if poll.rule is not Rule.PLURALITY:
        return BundleForm
    choices = [(option.code, option.text) for option in poll.options]
    if poll.parameters.get("blank"):
        choices.append((BLANK, _l("Suara kosong")))
    counted = tuple((code, f"n_{code}") for code, _ in choices)
    fields = {f"n_{code}": CountField(text, most=MOST_IN_BATCH) for code, text in choices}
    return type("CountedBundleForm", (BundleForm,), {**fields, "counted": counted})


def data_of(reading: Reading, form: type[BundleForm]) -> dict[str, Any]:
    """A reading as the form shows it."""
    numbers = {name: reading.lines.get(choice, 0) for choice, name in form.counted}
    return {**numbers, "lines": write_lines(reading.lines), "spoiled": reading.spoiled}
