"""Preparing, publishing and withdrawing: who may, when, and what is refused with which sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sgforum.consultation import lifecycle, queries, services
from sgforum.consultation.lifecycle import Lack, PhaseKind, Promise, State
from sgforum.consultation.models import Consultation, PhaseRow
from sgforum.consultation.services import NotReady
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput
from sgforum.core.permissions import Role
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.consultation import ZONE, do, make_consultation, make_draft
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN


def create(person, place=KELURAHAN, **changes):
    return do(
        services.create_draft, actor=as_actor(person), place_code=place, draft=make_draft(**changes), at=now()
    )


def publish(person, public_id, at=None):
    return do(services.publish, actor=as_actor(person), public_id=public_id, zone=ZONE, at=at or now())


def test_a_draft_keeps_what_was_typed(official):
    made = create(official, title="Taman atau lampu jalan", options=("Taman", "", " Lampu   jalan "))
    sheet = queries.find_sheet(made.public_id, as_actor(official))
    assert sheet.row.title == "Taman atau lampu jalan"
    assert sheet.row.slug == "taman-atau-lampu-jalan"
    assert sheet.questions[0].options == [("a", "Taman"), ("b", "Lampu jalan")]
    assert "<h3>Keadaan</h3>" in sheet.row.document_html
    assert sheet.row.officer == official.name
    assert [phase.kind for phase in sheet.phases] == [PhaseKind.COMMENT, PhaseKind.VOTING]


def test_editing_replaces_everything(official):
    made = create(official)
    noise = create(official)
    do(
        services.edit_draft, actor=as_actor(official), public_id=made.public_id, at=now(),
        draft=make_draft(title="Judul yang lain", options=("Ya", "Tidak"), comment=(None, None), voting=(None, None), document=""),
    )  # fmt: skip
    sheet = queries.find_sheet(made.public_id, as_actor(official))
    assert sheet.row.title == "Judul yang lain"
    assert [text for _code, text in sheet.questions[0].options] == ["Ya", "Tidak"]
    assert list(sheet.phases) == []
    assert sheet.row.document_html is None
    assert sheet.row.version == 2
    assert len(queries.list_questions(noise.id, noise.public_id)[0].options) == 3


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.OFFICIAL, KELURAHAN, True),
        (Role.OFFICIAL, "64.71.01", True),
        (Role.OFFICIAL, CITY, True),
        (Role.ADMIN, CITY, True),
        (Role.OFFICIAL, OTHER_KELURAHAN, False),
        (Role.OFFICIAL, f"{KELURAHAN}.RW01", False),
        (Role.VERIFIER, KELURAHAN, False),
        (Role.MODERATOR, CITY, False),
        (Role.AUDITOR, CITY, False),
        (None, None, False),
    ],
)
def test_only_officials_of_the_place_and_admins_manage(official, role, place, may):
    person = make_staff(role, place) if role else make_person()
    draft = create(official)
    acts = [
        lambda: create(person),
        lambda: do(
            services.edit_draft,
            actor=as_actor(person),
            public_id=draft.public_id,
            draft=make_draft(),
            at=now(),
        ),
        lambda: publish(person, draft.public_id),
        lambda: do(
            services.withdraw,
            actor=as_actor(person),
            public_id=draft.public_id,
            reason="Salah judul saja",
            at=now(),
        ),
    ]
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(Forbidden):
                act()
    sees = may or role is Role.AUDITOR
    assert (queries.find_sheet(create(official).public_id, as_actor(person)) is not None) == sees


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "pendek"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"question": "x" * 301}, "text"),
        ({"document": "x" * 20_001}, "document"),
        ({"summary": "NIK saya 6471012345678901"}, "summary"),
        ({"options": ("Ya", "ya")}, "options"),
        ({"options": ("x" * 141, "b")}, "options-0-text"),
        ({"options": [f"pilihan {n}" for n in range(9)]}, "options"),
        ({"quorum": -1}, "quorum"),
        ({"comment": (now(), None)}, "comment_ends_at"),
        ({"voting": (None, now())}, "voting_starts_at"),
        ({"comment": (now(), now() + timedelta(days=1))}, "comment_ends_at"),
        ({"officer": "tidak-ada"}, "officer"),
    ],
)
def test_bad_input_is_said_beside_its_field(official, changes, field):
    with pytest.raises(InvalidInput) as caught:
        create(official, **changes)
    assert list(caught.value.errors) == [field]
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 0


def test_a_resident_cannot_be_the_named_officer(official):
    with pytest.raises(InvalidInput) as caught:
        create(official, officer=make_person().public_id)
    assert list(caught.value.errors) == ["officer"]
    lurah = make_official()
    assert create(official, officer=lurah.public_id).officer_id == lurah.id


def test_control_signs_are_dropped(official):
    made = create(official, title="Jadwal\x00 angkut \u202esampah")
    assert made.title == "Jadwal angkut sampah"


def test_publishing_frames_the_phases_and_freezes_the_draft(official):
    made = create(official)
    at = now()
    publish(official, made.public_id, at)
    row = queries.find_consultation(made.public_id)
    assert (row.state, row.published_at) == (State.PUBLISHED, at)
    assert [phase.kind for phase in queries.list_phases(row.id)] == list(PhaseKind)
    with pytest.raises(Conflict) as caught:
        do(
            services.edit_draft,
            actor=as_actor(official),
            public_id=made.public_id,
            draft=make_draft(),
            at=now(),
        )
    assert "tidak dapat diubah lagi" in str(caught.value)
    with pytest.raises(Conflict):
        publish(official, made.public_id)


def test_publishing_is_refused_with_all_that_is_missing(official):
    made = create(official, document="", promise=None, options=("Satu",), decision_on=None)
    with pytest.raises(NotReady) as caught:
        publish(official, made.public_id)
    assert caught.value.missing == [
        Lack("Tulis dokumen yang menjelaskan masalahnya."), Lack("Pilih janji kepada warga."),
        Lack("Isi tanggal keputusan."), Lack("Tulis sedikitnya dua pilihan jawaban.", 1),
    ]  # fmt: skip
    assert queries.find_consultation(made.public_id).state is State.DRAFT


def test_withdrawing_needs_a_reason_and_an_unopened_box(official, keys):
    made = make_consultation(official, keys, "information")
    with pytest.raises(InvalidInput):
        do(services.withdraw, actor=as_actor(official), public_id=made.public_id, reason=" ", at=now())
    do(
        services.withdraw,
        actor=as_actor(official),
        public_id=made.public_id,
        reason="Anggaran dipindahkan.",
        at=now(),
    )
    assert queries.find_consultation(made.public_id).state is State.WITHDRAWN
    opened = make_consultation(official, keys, "voting")
    with pytest.raises(Conflict) as caught:
        do(
            services.withdraw,
            actor=as_actor(official),
            public_id=opened.public_id,
            reason="Anggaran dipindahkan.",
            at=now(),
        )
    assert "Kotak suara sudah dibuka" in str(caught.value)


def test_what_officials_do_is_in_the_audit_record(official, keys):
    made = make_consultation(official, keys, "information")
    acts = db.session.scalars(
        select(AuditEntry.act).where(AuditEntry.subject == made.public_id).order_by(AuditEntry.id)
    ).all()
    assert acts == ["consultation.consultation.create", "consultation.consultation.publish"]


def test_the_database_itself_refuses_a_published_consultation_without_decision(official):
    made = create(official, promise=Promise.INFORM)
    db.session.execute(
        Consultation.__table__.update().where(Consultation.id == made.id).values(decision_on=None)
    )
    with pytest.raises(IntegrityError, match="published_whole"):
        db.session.execute(
            Consultation.__table__.update()
            .where(Consultation.id == made.id)
            .values(state="published", published_at=now())
        )
    db.session.rollback()


def test_the_database_itself_refuses_a_phase_that_ends_before_it_begins(official):
    made = create(official)
    with pytest.raises(IntegrityError, match="ck_consultation_phase_order"):
        db.session.execute(
            PhaseRow.__table__.update()
            .where(PhaseRow.consultation_id == made.id)
            .values(ends_at=PhaseRow.starts_at)
        )
    db.session.rollback()


def test_order_of_phases_is_that_of_the_table():
    assert {kind.value: position for kind, position in lifecycle.ORDER.items()} == {
        "information": 1, "comment": 2, "voting": 3, "decision": 4,
    }  # fmt: skip


def test_a_far_official_sees_no_draft_in_the_desk(official):
    create(official)
    far = make_official(FAR_KELURAHAN)
    assert list(queries.list_managed(as_actor(far)).rows) == []
    assert len(queries.list_managed(as_actor(official)).rows) == 1
