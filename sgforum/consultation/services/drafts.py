"""Preparing, publishing and withdrawing a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from ...accounts.queries import actor_of, get_person
from ...core import audit, bus, cache, richtext
from ...core.db import db
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, Role, require
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from .. import lifecycle, queries
from ..events import ConsultationPublished
from ..lifecycle import Act, Lack, Phase, PhaseKind, Promise, State
from ..models import Consultation, Document
from ..rules import MANAGE
from .boxes import ORDINARY_BOX, BoxDraft, check_box, fill_box
from .phase_rows import replace_phases
from .question_drafts import QuestionDraft, check_questions, write_questions
from .texts import HAS_NIK, TOO_LONG, clean, clean_line, has_nik, slug_of

MOST = {
    "title": 120, "summary": 600, "decision_named": 300, "officer_title": 120,
    "cost_text": 500, "how_to_join": 500, "accessible_text": 3000, "document": 20_000,
}  # fmt: skip
REASON_LENGTH = (10, 1000)


@dataclass(frozen=True, slots=True)
class Draft:
    """All that an official types; everything but the title may still be empty. Times are aware.

    questions: in their order; None leaves those that the draft has. box: how votes are kept. officer: public
    id of the named officer; None names the one who writes the draft. comment and voting: (starts at, ends at)
    of the two phases, both or neither.
    """

    title: str
    questions: Sequence[QuestionDraft] | None = None
    box: BoxDraft = ORDINARY_BOX
    summary: str = ""
    document: str = ""
    decision_named: str = ""
    decision_on: date | None = None
    officer: str | None = None
    officer_title: str = ""
    promise: Promise | None = None
    cost_text: str = ""
    how_to_join: str = ""
    accessible_text: str = ""
    comment: tuple[datetime | None, datetime | None] = (None, None)
    voting: tuple[datetime | None, datetime | None] = (None, None)


class NotReady(InvalidInput):
    """A draft that may not be published yet; `missing` is what it lacks."""

    def __init__(self, missing: Sequence[Lack]) -> None:
        self.missing = list(missing)
        super().__init__(self.missing[0].sentence)


def create_draft(*, actor: Actor, place_code: str, draft: Draft, at: datetime) -> Consultation:
    """Begin a consultation in a kota, kecamatan or kelurahan; only its officials and admins see the draft."""
    require(actor, MANAGE, place_code)
    get_place(place_code, *FORUM_LEVELS)
    consultation = Consultation(
        place_code=place_code, state=State.DRAFT, created_by_id=actor.person_id, created_at=at
    )
    _fill(consultation, actor, draft, at)
    db.session.add(consultation)
    db.session.flush()
    _replace_parts(consultation, draft, at)
    _record(actor, "create", consultation, at)
    return consultation


def edit_draft(*, actor: Actor, public_id: str, draft: Draft, at: datetime) -> Consultation:
    """Replace everything in a draft; raises Conflict once it is published, for what people answer may not change."""
    consultation = get_to_edit(actor, public_id, at)
    _fill(consultation, actor, draft, at)
    _replace_parts(consultation, draft, at)
    record_edit(actor, consultation, at)
    return consultation


def get_to_edit(actor: Actor, public_id: str, at: datetime) -> Consultation:
    """A draft that the actor may change, held until the transaction ends."""
    consultation = _get_to_manage(actor, public_id)
    _require_act(consultation, Act.EDIT, at)
    return consultation


def record_edit(actor: Actor, consultation: Consultation, at: datetime) -> None:
    """Note that a draft was changed."""
    consultation.version += 1
    _record(actor, "edit", consultation, at)


def publish(*, actor: Actor, public_id: str, zone: ZoneInfo, at: datetime) -> Consultation:
    """Put a draft before the public; from now on it is immutable. Raises NotReady with what it lacks.

    zone: the city's, in which the decision date and the phases' days are reckoned.
    """
    consultation = _get_to_manage(actor, public_id)
    _require_act(consultation, Act.PUBLISH, at)
    missing = lifecycle.missing_before_publishing(queries.plan_of(consultation), at, zone)
    if missing or consultation.decision_on is None:
        raise NotReady(missing)
    given = queries.list_phases(consultation.id)
    replace_phases(consultation, lifecycle.all_phases(given, at, consultation.decision_on, zone))
    consultation.state, consultation.published_at = State.PUBLISHED, at
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)
    _record(actor, "publish", consultation, at)
    bus.publish(ConsultationPublished(consultation.public_id, consultation.place_code))
    return consultation


def withdraw(*, actor: Actor, public_id: str, reason: str, at: datetime) -> Consultation:
    """Take back a draft, or a published consultation whose box is not open yet, with a reason that people read."""
    consultation = _get_to_manage(actor, public_id)
    reason = clean(reason)
    if not REASON_LENGTH[0] <= len(reason) <= REASON_LENGTH[1]:
        raise InvalidInput({"reason": N_("Tulis alasan pembatalan, 10 sampai 1.000 huruf.")})
    _require_act(consultation, Act.WITHDRAW, at)
    consultation.state, consultation.withdrawn_at, consultation.withdrawn_reason = State.WITHDRAWN, at, reason
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)
    _record(actor, "withdraw", consultation, at, reason=reason)
    return consultation


def _get_to_manage(actor: Actor, public_id: str) -> Consultation:
    """The consultation, held until the transaction ends; who may not manage it learns nothing of it."""
    consultation = queries.lock_consultation(public_id)
    require(actor, MANAGE, consultation.place_code)
    return consultation


def _require_act(consultation: Consultation, act: Act, at: datetime) -> None:
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    if act in acts:
        return
    if act is Act.WITHDRAW and consultation.state is State.PUBLISHED:
        raise Conflict(N_("Kotak suara sudah dibuka. Musyawarah ini tidak dapat dibatalkan lagi."))
    raise Conflict(N_("Musyawarah ini sudah diterbitkan atau dibatalkan, jadi tidak dapat diubah lagi."))


def _fill(consultation: Consultation, actor: Actor, draft: Draft, at: datetime) -> None:
    lines = {name: clean_line(getattr(draft, name)) for name in ("title", "decision_named", "officer_title")}
    texts = {
        name: clean(getattr(draft, name))
        for name in ("summary", "cost_text", "how_to_join", "accessible_text")
    }
    written = lines | texts | {"document": clean(draft.document)}
    _check_lengths(written)
    check_questions(draft.questions or ())
    _check_phases(draft)
    check_box(draft.box)
    del written["document"]
    for name, text in written.items():
        setattr(consultation, name, text)
    consultation.slug = slug_of(written["title"])
    consultation.decision_on, consultation.promise = draft.decision_on, draft.promise
    fill_box(consultation, draft.box)
    consultation.officer_id = _officer(consultation.place_code, actor, draft.officer, at)


def _check_lengths(written: dict[str, str]) -> None:
    if len(written["title"]) < 10:
        raise InvalidInput({"title": N_("Tulis judul, sedikitnya 10 huruf.")})
    for name, text in written.items():
        if len(text) > MOST[name]:
            raise InvalidInput({name: TOO_LONG}, most=MOST[name])
        if has_nik(text):
            raise InvalidInput({name: HAS_NIK})


def _check_phases(draft: Draft) -> None:
    for name, (starts_at, ends_at) in (("comment", draft.comment), ("voting", draft.voting)):
        if (starts_at is None) != (ends_at is None):
            field = f"{name}_starts_at" if starts_at is None else f"{name}_ends_at"
            raise InvalidInput({field: N_("Isi waktu mulai dan waktu selesainya.")})
    wrong = lifecycle.wrong_with_phases(_phases(draft))
    if wrong:
        raise InvalidInput({f"{kind.value}_ends_at": sentence for kind, sentence in reversed(wrong)})


def _phases(draft: Draft) -> list[Phase]:
    pairs = ((PhaseKind.COMMENT, draft.comment), (PhaseKind.VOTING, draft.voting))
    return [
        Phase(kind, begins, ends) for kind, (begins, ends) in pairs if begins is not None and ends is not None
    ]


def _officer(place_code: str, actor: Actor, public_id: str | None, at: datetime) -> int | None:
    if public_id is None:
        return actor.person_id
    try:
        person = get_person(public_id)
    except NotFound:
        raise InvalidInput({"officer": N_("Pilih pejabat dari daftar.")}) from None
    named = actor_of(person, at)
    if not any(named.has_role(role, place_code) for role in (Role.OFFICIAL, Role.ADMIN)):
        raise InvalidInput({"officer": N_("Orang ini bukan pejabat di wilayah musyawarah.")})
    return person.id


def _replace_parts(consultation: Consultation, draft: Draft, at: datetime) -> None:
    text = clean(draft.document)
    db.session.execute(delete(Document).where(Document.consultation_id == consultation.id))
    if text:
        db.session.add(
            Document(
                consultation_id=consultation.id, version=1, text=text, html=richtext.render(text),
                renderer=richtext.RENDERER_VERSION, written_at=at,
            )
        )  # fmt: skip
    if draft.questions is not None:
        write_questions(consultation, draft.questions)
    replace_phases(consultation, _phases(draft))


def _record(actor: Actor, act: str, consultation: Consultation, at: datetime, reason: str = "") -> None:
    audit.record(
        actor=actor, act=f"consultation.consultation.{act}", subject=consultation.public_id, at=at, reason=reason,
        details={"place": consultation.place_code, "title": consultation.title, "version": consultation.version},
    )  # fmt: skip
