"""The officials' pages: drafts, publishing, withdrawing, deciding."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request
from wtforms.fields import SelectChoice

from ...accounts.models import Person
from ...accounts.queries import list_officers
from ...ballot.models import Receipt, Secrecy
from ...core import clock
from ...core.errors import Conflict, Forbidden, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, Permission, Role, may, places_of
from ...territory.models import Place
from ...territory.queries import KotaChoice, choose_kota, get_place, list_ancestors, list_offered
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.guards import acting, permitted
from .. import lifecycle, queries, services
from ..forms import SECRECY_NAMES, ButtonForm, DecisionForm, DraftForm, ReasonForm, RevisionForm
from ..lifecycle import Followed, PhaseKind, Promise, State
from ..models import Consultation
from ..question_forms import BALLOT_NAMES
from ..rules import MANAGE, READ
from ..services import BoxDraft, Decision, Draft, NotReady
from .blueprint import MANAGED, get_managed, pages, refused, signed_in
from .public import frame
from .wording import card, said

_TEXTS = (
    "title",
    "summary",
    "decision_named",
    "officer_title",
    "cost_text",
    "how_to_join",
    "accessible_text",
)


@pages.get("/petugas/konsultasi", guard=permitted(READ))
def desk() -> Response:
    """Everything in the reader's places: what waits for a decision first, then the rest, newest first."""
    at, person = clock.now(), signed_in()
    cursor = request.args.get("mulai")
    found = queries.list_managed(person, cursor=cursor)
    waiting = [] if cursor else queries.list_awaiting_decision(person, at)
    return page(
        "consultation/desk.html", cards=[card(row, at) for row in found.rows], next=found.next, cursor=cursor,
        waiting=[card(row, at) for row in waiting], may_manage=may(person, MANAGE),
    )  # fmt: skip


@pages.form("/petugas/konsultasi/baru", guard=permitted(MANAGE), limit="60/hour")
def create() -> Response:
    person = signed_in()
    choice = choose_kota(request.args.get("kota"), places_of(person, MANAGE))
    places = _places(choice)
    first = places[0].code if places else ""  # none while the official has yet to choose a kota
    form = DraftForm(
        data={"place_code": first, "officer": person.public_id} if request.method == "GET" else None
    )
    _offer(form, places, form.place_code.data or first)
    if form.validate_on_submit():
        try:
            with acting() as act:
                made = services.create_draft(
                    actor=act.actor, place_code=form.place_code.data, draft=_draft_of(form), at=act.at
                )
                public_id = made.public_id
            return see_other("consultation.manage", N_("Draf tersimpan."), public_id=public_id)
        except InvalidInput as error:
            form.take(error)
        except (NotFound, Forbidden):  # a place that is not there, or not this official's
            form.take(InvalidInput({"place_code": N_("Pilih wilayah dari daftar.")}))
    return form_page("consultation/draft_form.html", form, row=None, choice=choice)


@pages.form(f"{MANAGED}/ubah", guard=permitted(MANAGE), limit="120/hour")
def edit(public_id: str) -> Response:
    consultation = get_managed(public_id)
    form = DraftForm(data=_data_of(consultation) if request.method == "GET" else None)
    _offer(form, [get_place(consultation.place_code)], consultation.place_code)
    form.place_code.data = consultation.place_code  # a draft stays where it was begun
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.edit_draft(actor=act.actor, public_id=public_id, draft=_draft_of(form), at=act.at)
            return see_other("consultation.manage", N_("Draf tersimpan."), public_id=public_id)
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            return refused("consultation/draft_form.html", form, error, row=get_managed(public_id))
    return form_page("consultation/draft_form.html", form, row=consultation)


@pages.get(MANAGED, guard=permitted(READ))
def manage(public_id: str) -> Response:
    """One consultation as its official sees it: what is missing, what may be done next; an auditor reads it."""
    return _manage(public_id, permission=READ)


@pages.post(f"{MANAGED}/terbitkan", guard=permitted(MANAGE), limit="60/hour")
def publish(public_id: str) -> Response:
    form = ButtonForm()
    if not form.validate_on_submit():
        return _manage(public_id, form)
    try:
        with acting() as act:
            services.publish(actor=act.actor, public_id=public_id, zone=i18n.zone(), at=act.at)
    except NotReady:
        return _manage(public_id, status=422)
    return see_other("consultation.manage", N_("Musyawarah sudah terbit."), public_id=public_id)


def _manage(
    public_id: str, form: ButtonForm | None = None, status: int = 200, *, permission: Permission = MANAGE
) -> Response:
    consultation, at = get_managed(public_id, permission), clock.now()
    sheet = queries.find_sheet(public_id, signed_in())
    if sheet is None:
        raise NotFound(queries.NO_CONSULTATION)
    missing = []
    if consultation.state is State.DRAFT:
        missing = lifecycle.missing_before_publishing(queries.plan_of(consultation), at, i18n.zone())
    acts = lifecycle.acts_at(
        consultation.state, sheet.phases, at, box_open=consultation.opened_at is not None
    )
    return page(
        "consultation/manage.html", status, **frame(sheet, at), form=form or ButtonForm(), acts=acts,
        missing=[(said(lack), lack.question) for lack in missing], ballots=BALLOT_NAMES,
        most_questions=lifecycle.MOST_QUESTIONS, secrecy=SECRECY_NAMES,
        may_manage=may(signed_in(), MANAGE, consultation.place_code),
    )  # fmt: skip


@pages.form(f"{MANAGED}/batalkan", guard=permitted(MANAGE), limit="60/hour")
def withdraw(public_id: str) -> Response:
    consultation = get_managed(public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.withdraw(actor=act.actor, public_id=public_id, reason=form.reason.data, at=act.at)
            return see_other("consultation.manage", N_("Musyawarah dibatalkan."), public_id=public_id)
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            return refused("consultation/withdraw.html", form, error, row=get_managed(public_id))
    return form_page("consultation/withdraw.html", form, row=consultation)


@pages.form(f"{MANAGED}/keputusan", guard=permitted(MANAGE), limit="60/hour")
def decide(public_id: str) -> Response:
    """Record the decision, or, when there is one, its correction."""
    consultation = get_managed(public_id)
    last = queries.find_record(consultation.id)
    questions = queries.list_questions(consultation.id, public_id)
    kind = RevisionForm if last else DecisionForm
    given = _record_data(last[0]) if last else {"officer_title": consultation.officer_title}
    form = kind(data=given if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with acting() as act:
                _decide(act.actor, public_id, form, act.at)
            return see_other(
                "consultation.result", N_("Keputusan sudah diumumkan."),
                public_id=public_id, slug=get_managed(public_id).slug,
            )  # fmt: skip
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            return refused(
                "consultation/decision_form.html", form, error, row=get_managed(public_id), last=last,
                questions=questions,
            )  # fmt: skip
    return form_page(
        "consultation/decision_form.html", form, row=consultation, last=last, questions=questions
    )


def _decide(actor: Actor, public_id: str, form: DecisionForm, at: datetime) -> None:
    decision = Decision(
        decided=form.decided.data, reasons=form.reasons.data, followed=Followed(form.followed.data),
        document=form.document.data, promise_kept=Followed(form.promise_kept.data),
        officer_title=form.officer_title.data, not_followed=form.not_followed.data or "",
        after_action=form.after_action.data or "",
    )  # fmt: skip
    if isinstance(form, RevisionForm):
        reason = form.revision_reason.data
        services.revise_decision(actor=actor, public_id=public_id, decision=decision, reason=reason, at=at)
    else:
        services.record_decision(actor=actor, public_id=public_id, decision=decision, at=at)


def _record_data(record: Any) -> dict[str, str]:
    return {
        "decided": record.decided_text, "reasons": record.reasons_text, "followed": record.followed.value,
        "not_followed": record.not_followed_text, "document": record.document_text,
        "promise_kept": record.promise_kept.value, "after_action": record.after_action,
        "officer_title": record.officer_title,
    }  # fmt: skip


def _places(choice: KotaChoice) -> list[Place]:
    """The places in which the signed-in official may begin a consultation, the widest first."""
    person = signed_in()
    return [place for place in list_offered(choice) if may(person, MANAGE, place.code)]


def _offer(form: DraftForm, places: list[Place], place_code: str) -> None:
    form.place_code.choices = [SelectChoice(place.code, place.title) for place in places]
    officers: dict[str, Person] = {
        person.public_id: person
        for place in list_ancestors(place_code)
        for role in (Role.OFFICIAL, Role.ADMIN)
        for person in list_officers(place.code, role)
    }
    form.officer.choices = [SelectChoice(key, person.name) for key, person in officers.items()]


def _aware(moment: datetime | None) -> datetime | None:
    """What the browser sent, as a moment in the city's zone."""
    return moment.replace(tzinfo=i18n.zone()) if moment else None


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(i18n.zone()).replace(tzinfo=None) if moment else None


def _draft_of(form: DraftForm) -> Draft:
    texts: dict[str, Any] = {name: form[name].data or "" for name in _TEXTS}
    return Draft(
        **texts, document=form.document.data or "", box=_box_of(form), decision_on=form.decision_on.data, officer=form.officer.data or None,
        promise=_promise(form.promise.data),
        comment=(_aware(form.comment_starts_at.data), _aware(form.comment_ends_at.data)),
        voting=(_aware(form.voting_starts_at.data), _aware(form.voting_ends_at.data)),
    )  # fmt: skip


def _box_of(form: DraftForm) -> BoxDraft:
    try:
        secrecy = Secrecy(form.secrecy.data or Secrecy.SECRET)
        receipt = Receipt(form.receipt.data or Receipt.INCLUSION)
    except ValueError:
        raise InvalidInput({"secrecy": N_("Pilih kerahasiaan dan bukti dari daftar.")}) from None
    return BoxDraft(
        secrecy=secrecy, receipt=receipt, paper=form.paper.data, ceremony=form.ceremony.data,
        holders=[name or "" for name in form.holders.data], extend_days=form.extend_days.data or 0,
        end_when_all=form.end_when_all.data,
    )  # fmt: skip


def _promise(value: str | None) -> Promise | None:
    try:
        return Promise(value) if value else None
    except ValueError:
        raise InvalidInput({"promise": N_("Pilih janji dari daftar.")}) from None


def _data_of(consultation: Consultation) -> dict[str, Any]:
    phases = queries.list_phases(consultation.id)
    comment = lifecycle.find_phase(phases, PhaseKind.COMMENT)
    voting = lifecycle.find_phase(phases, PhaseKind.VOTING)
    document = queries.find_document(consultation.id)
    officer = queries.find_officer(consultation)
    return {
        **{name: getattr(consultation, name) for name in _TEXTS},
        "document": document.text if document else "",
        "secrecy": consultation.secrecy.value,
        "receipt": consultation.receipt.value,
        "paper": consultation.paper,
        "ceremony": consultation.ceremony,
        "holders": consultation.holders or [],
        "extend_days": consultation.extend_days,
        "end_when_all": consultation.end_when_all,
        "decision_on": consultation.decision_on,
        "officer": officer.public_id if officer else "",
        "promise": consultation.promise.value if consultation.promise else None,
        "comment_starts_at": _local(comment.starts_at) if comment else None,
        "comment_ends_at": _local(comment.ends_at) if comment else None,
        "voting_starts_at": _local(voting.starts_at) if voting else None,
        "voting_ends_at": _local(voting.ends_at) if voting else None,
    }
