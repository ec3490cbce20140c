"""The officials' pages of what is shown and heard beside a draft's question: photos, recordings, the regional language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from werkzeug.datastructures import FileStorage

from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...web.answers import form_page, see_other
from ...web.formkit import Form
from ...web.guards import Acting, acting, permitted
from .. import queries, services
from ..material_forms import PhotoForm, RecordingForm, regional_form
from ..models import Consultation
from ..queries import OptionSheet, QuestionSheet
from ..rules import MANAGE
from ..services.materials import NO_OPTION
from ..services.questions import NO_QUESTION
from .blueprint import MANAGED, get_managed, pages, refused
from .files import beside_of

_MATERIALS = f"{MANAGED}/soal/<int:number>/bahan"
_ASKED = "soal"  # in place of an option's code: the question itself
_MOST_BYTES = 12 * 1024 * 1024  # a photo as a phone takes it, where no script makes it smaller
_SAVED = N_("Tersimpan.")
_TAKEN_AWAY = N_("Sudah dihapus.")


@pages.form(_MATERIALS, guard=permitted(MANAGE), limit="300/hour")
def materials(public_id: str, number: int) -> Response:
    """What a question and its options have, and their texts in a regional language."""
    consultation = get_managed(public_id)
    question = _get_question(consultation, number)
    form = regional_form(question.options)(data=_regional_of(question) if request.method == "GET" else None)
    around = {"row": consultation, "one": question, "beside": beside_of(question)}

    def save(act: Acting) -> None:
        services.set_regional(
            actor=act.actor, public_id=public_id, number=number, language=form.language.data or "",
            texts=form.texts(), at=act.at,
        )  # fmt: skip

    if form.validate_on_submit():
        answer = _do(form, save, "consultation/materials.html", around)
        return answer or see_other("consultation.materials", _SAVED, public_id=public_id, number=number)
    return form_page("consultation/materials.html", form, **around)


def _regional_of(question: QuestionSheet) -> dict[str, str]:
    texts = {f"regional-{one.code}": one.regional_text for one in question.choices}
    return {"language": question.regional_language, "regional": question.regional_text, **texts}


def _get_question(consultation: Consultation, number: int) -> QuestionSheet:
    stored = queries.list_questions(consultation.id, consultation.public_id)
    if not 1 <= number <= len(stored):
        raise NotFound(NO_QUESTION)
    return stored[number - 1]


def _do(form: Form, act: Callable[[Acting], None], template: str, around: dict[str, Any]) -> Response | None:
    """Do it in one transaction; the page again, with the reason, where that is refused, else None."""
    try:
        with acting() as acting_now:
            act(acting_now)
    except InvalidInput as error:
        form.take(error)
        return form_page(template, form, **around)
    except Conflict as error:
        return refused(template, form, error, **around)
    return None


@pages.form(f"{_MATERIALS}/<code>/foto", guard=permitted(MANAGE), limit="300/hour", most_bytes=_MOST_BYTES)
def photo(public_id: str, number: int, code: str) -> Response:
    """The photo of an option with the words for those who do not see it."""
    consultation = get_managed(public_id)
    question = _get_question(consultation, number)
    option = _get_option(question, code)
    form = PhotoForm(data={"alt": option.photo_alt} if request.method == "GET" else None)
    around = {"row": consultation, "one": question, "option": option, "beside": beside_of(question)[code]}
    where: dict[str, Any] = {"public_id": public_id, "number": number, "code": code}

    def save(act: Acting) -> None:
        where.update(actor=act.actor, at=act.at)
        if request.form.get("langkah") == "hapus":
            services.remove_photo(**where)
        else:
            services.set_photo(content=_sent(form.photo.data), alt=form.alt.data or "", **where)

    return _file_page(form, save, "consultation/photo.html", around)


@pages.form(f"{_MATERIALS}/<code>/rekaman", guard=permitted(MANAGE), limit="300/hour")
def recording(public_id: str, number: int, code: str) -> Response:
    """The recording of an option, or (code "soal") of the question itself."""
    consultation = get_managed(public_id)
    question = _get_question(consultation, number)
    own = None if code == _ASKED else _get_option(question, code).code
    title = question.text if own is None else _get_option(question, code).text
    form = RecordingForm()
    around = {"row": consultation, "one": question, "title": title, "beside": beside_of(question)[own or ""]}

    def save(act: Acting) -> None:
        if request.form.get("langkah") == "hapus":
            services.remove_recording(
                actor=act.actor, public_id=public_id, number=number, code=own, at=act.at
            )
        else:
            services.set_recording(
                actor=act.actor, public_id=public_id, number=number, code=own,
                content=_sent(form.recording.data), at=act.at,
            )  # fmt: skip

    return _file_page(form, save, "consultation/recording.html", around)


def _file_page(form: Form, save: Callable[[Acting], None], template: str, around: dict[str, Any]) -> Response:
    if form.validate_on_submit():
        answer = _do(form, save, template, around)
        sentence = _TAKEN_AWAY if request.form.get("langkah") == "hapus" else _SAVED
        return answer or see_other(
            "consultation.materials",
            sentence,
            public_id=around["row"].public_id,
            number=around["one"].position,
        )
    return form_page(template, form, **around)


def _get_option(question: QuestionSheet, code: str) -> OptionSheet:
    for one in question.choices:
        if one.code == code:
            return one
    raise NotFound(NO_OPTION)


def _sent(uploaded: Any) -> bytes:
    """What a file field holds; b"" where nothing was chosen."""
    return uploaded.read() if isinstance(uploaded, FileStorage) else b""
