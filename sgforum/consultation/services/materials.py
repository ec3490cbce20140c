"""What lets more people understand a ballot: photos, recordings read aloud, the regional language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ...core.db import db
from ...core.errors import InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor
from ...core.photos import CONTENT_TYPE, small_photo
from ...core.recordings import clean_recording
from ..models import AnswerOption, Consultation, File, Question
from .drafts import get_to_edit, record_edit
from .files import forget_unused_files, keep_file
from .question_drafts import OPTION_LENGTH, QUESTION_LENGTH
from .questions import NO_QUESTION
from .texts import HAS_NIK, TOO_LONG, clean_line, has_nik

ALT_LENGTH = 200
LANGUAGES = ("ban", "bjn", "bug", "nij", "gor", "iba", "jv", "vkt", "mad", "mak", "mdr", "min", "sas", "su")
NO_OPTION = N_("Pilihan itu tidak ditemukan.")
NO_ALT = N_("Tulis apa yang terlihat di foto, untuk warga yang tidak dapat melihatnya.")
NO_LANGUAGE = N_("Pilih bahasa daerahnya.")


def set_photo(
    *, actor: Actor, public_id: str, number: int, code: str, content: bytes, alt: str, at: datetime
) -> None:
    """Show a photo beside an option of a draft's question; raises InvalidInput at `photo` or `alt`."""
    consultation = get_to_edit(actor, public_id, at)
    option = _get_option(_get_question(consultation, number), code)
    alt = _line("alt", alt, ALT_LENGTH)
    if not alt:
        raise InvalidInput({"alt": NO_ALT})
    if content:
        try:
            photo = small_photo(content)
        except InvalidInput as error:
            raise InvalidInput({"photo": error.message}, **error.params) from None
        option.photo = keep_file(
            File(content_type=CONTENT_TYPE, content=photo.content, width=photo.width, height=photo.height), at
        )
    elif option.photo is None:
        raise InvalidInput({"photo": N_("Pilih fotonya.")})
    option.photo_alt = alt
    _changed(actor, consultation, at)


def set_recording(
    *, actor: Actor, public_id: str, number: int, code: str | None, content: bytes, at: datetime
) -> None:
    """Let an option, or with code None the question itself, be heard; raises InvalidInput at `recording`."""
    consultation = get_to_edit(actor, public_id, at)
    target = _target(consultation, number, code)
    try:
        found = clean_recording(content)
    except InvalidInput as error:
        raise InvalidInput({"recording": error.message}) from None
    target.recording = keep_file(
        File(content_type=found.content_type, content=found.content, seconds=found.seconds), at
    )
    _changed(actor, consultation, at)


def remove_photo(*, actor: Actor, public_id: str, number: int, code: str, at: datetime) -> None:
    """Take the photo of an option away."""
    consultation = get_to_edit(actor, public_id, at)
    option = _get_option(_get_question(consultation, number), code)
    option.photo, option.photo_alt = None, ""
    _changed(actor, consultation, at)


def remove_recording(*, actor: Actor, public_id: str, number: int, code: str | None, at: datetime) -> None:
    """Take the recording of an option, or of the question, away."""
    consultation = get_to_edit(actor, public_id, at)
    _target(consultation, number, code).recording = None
    _changed(actor, consultation, at)


def set_regional(
    *, actor: Actor, public_id: str, number: int, language: str, texts: Mapping[str, str], at: datetime
) -> None:
    """Say a question ("" in texts) and its options (by code) in a regional language too; empty texts take it away.

    language: one of LANGUAGES. Raises InvalidInput at `language`, `regional` and `regional-CODE`.
    """
    consultation = get_to_edit(actor, public_id, at)
    question = _get_question(consultation, number)
    options = _list_options(question)
    asked = _line("regional", texts.get("", ""), QUESTION_LENGTH)
    said = {
        one.code: _line(f"regional-{one.code}", texts.get(one.code, ""), OPTION_LENGTH) for one in options
    }
    if (asked or any(said.values())) and language not in LANGUAGES:
        raise InvalidInput({"language": NO_LANGUAGE})
    question.regional_text = asked
    question.regional_language = language if asked or any(said.values()) else ""
    for one in options:
        one.regional_text = said[one.code]
    _changed(actor, consultation, at)


def _line(name: str, text: str, most: int) -> str:
    """The text in one line; raises InvalidInput at the field."""
    text = clean_line(text)
    if len(text) > most:
        raise InvalidInput({name: TOO_LONG}, most=most)
    if has_nik(text):
        raise InvalidInput({name: HAS_NIK})
    return text


def _get_question(consultation: Consultation, number: int) -> Question:
    found = db.session.scalar(
        select(Question).where(Question.consultation_id == consultation.id, Question.position == number)
    )
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


def _list_options(question: Question) -> list[AnswerOption]:
    return list(db.session.scalars(select(AnswerOption).where(AnswerOption.question_id == question.id)))


def _get_option(question: Question, code: str) -> AnswerOption:
    for one in _list_options(question):
        if one.code == code:
            return one
    raise NotFound(NO_OPTION)


def _target(consultation: Consultation, number: int, code: str | None) -> AnswerOption | Question:
    question = _get_question(consultation, number)
    return question if code is None else _get_option(question, code)


def _changed(actor: Actor, consultation: Consultation, at: datetime) -> None:
    forget_unused_files()
    record_edit(actor, consultation, at)
