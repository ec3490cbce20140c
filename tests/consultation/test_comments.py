"""Comments, their hiding, and read marks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.consultation import queries, services
from sgforum.consultation.models import Comment, Consultation, Read
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from sgforum.core.permissions import Role
from tests.consultation.conftest import on_both
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.consultation import do, make_consultation
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

TEXT = "Saya setuju bila diangkut **pagi**."


@pytest.fixture
def open_one(official, keys):
    make_consultation(official, keys, "comment")  # noise
    return make_consultation(official, keys, "comment").public_id


def comment(person, public_id, text=TEXT, at=None):
    return do(services.add_comment, actor=as_actor(person), public_id=public_id, text=text, at=at or now())


def rows(public_id, viewer=None):
    row = queries.find_consultation(public_id)
    return queries.list_comments(row.id, row.place_code, as_actor(viewer) if viewer else None).rows


def test_a_comment_is_kept_as_written_and_as_html(open_one):
    comment(make_person(), open_one)
    stored = db.session.scalar(select(Comment))
    assert stored.text == TEXT
    assert stored.html == "<p>Saya setuju bila diangkut <strong>pagi</strong>.</p>\n"
    assert queries.find_consultation(open_one).comment_count == 1


@pytest.mark.parametrize(
    ("make", "counts"),
    [
        (make_person, True),
        (lambda: make_person(home=OTHER_KELURAHAN), True),
        (lambda: make_person(level=1), False),
        (lambda: make_staff(Role.OFFICIAL, KELURAHAN, level=2), False),
    ],
)
def test_only_verified_residents_off_duty_count(open_one, make, counts):
    assert comment(make(), open_one).counts is counts


def test_an_unconfirmed_and_a_suspended_person_are_refused_with_the_reason(open_one):
    with pytest.raises(Refused) as caught:
        comment(make_person(level=0), open_one)
    assert "Konfirmasi dulu" in str(caught.value)
    with pytest.raises(Refused) as caught:
        comment(make_person(suspended_until=now() + timedelta(days=1)), open_one)
    assert "ditangguhkan" in str(caught.value)


@pytest.mark.parametrize("stage", ["information", "voting", "closed", "decided"])
def test_outside_the_comment_phase_nothing_is_taken(official, keys, stage):
    made = make_consultation(official, keys, stage)
    with pytest.raises(Conflict) as caught:
        comment(make_person(), made.public_id)
    assert "Masa tanggapan tidak sedang berlangsung" in str(caught.value)


def test_a_draft_is_not_there_for_who_comments_or_reads(official, keys):
    made = make_consultation(official, keys, "draft")
    for person in (make_person(), official):
        with pytest.raises(NotFound):
            comment(person, made.public_id)
    with pytest.raises(NotFound):
        do(services.mark_read, actor=as_actor(make_person()), public_id=made.public_id, at=now())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "10 sampai 2.000"),
        ("   pendek  ", "10 sampai 2.000"),
        ("x" * 2001, "10 sampai 2.000"),
        ("NIK saya 6471012345678901 ya", "NIK"),
    ],
)
def test_a_bad_text_is_said_beside_the_field(open_one, text, sentence):
    with pytest.raises(InvalidInput) as caught:
        comment(make_person(), open_one, text)
    assert sentence in caught.value.errors["text"]


def test_hostile_text_is_harmless(open_one):
    comment(make_person(), open_one, "<script>alert(1)</script> [klik](javascript:alert(1))")
    assert "<script" not in rows(open_one)[0].html
    assert 'href="javascript' not in rows(open_one)[0].html


@on_both
def test_the_same_text_twice_is_one_comment(open_one):
    person = make_person()
    comment(person, open_one)
    with pytest.raises(InvalidInput) as caught:
        comment(person, open_one, TEXT.upper())
    assert caught.value.errors == {"text": "Tanggapan yang sama sudah Anda kirim."}
    comment(make_person(), open_one)
    assert queries.find_consultation(open_one).comment_count == 2


@on_both
def test_a_hidden_comment_is_seen_by_author_and_moderator_only(open_one):
    author, other = make_person(), make_person()
    moderator, far = make_staff(Role.MODERATOR), make_staff(Role.MODERATOR, FAR_KELURAHAN)
    found = comment(author, open_one)
    comment(other, open_one)
    do(
        services.hide_comment,
        actor=as_actor(moderator),
        comment_public_id=found.public_id,
        reason="Menghina tetangga.",
        at=now(),
    )
    for viewer, sees in ((author, True), (moderator, True), (other, False), (far, False), (None, False)):
        hidden, shown = rows(open_one, viewer)
        assert bool(hidden.html) == sees
        assert bool(hidden.hidden_reason) == sees
        assert shown.html
    assert queries.find_consultation(open_one).comment_count == 1


def test_hiding_needs_the_right_the_place_a_reason_and_happens_once(open_one):
    found = comment(make_person(), open_one)
    moderator = make_staff(Role.MODERATOR)

    def hide(person, reason="Menghina tetangga."):
        do(
            services.hide_comment,
            actor=as_actor(person),
            comment_public_id=found.public_id,
            reason=reason,
            at=now(),
        )

    for person in (make_person(), make_staff(Role.OFFICIAL), make_staff(Role.MODERATOR, FAR_KELURAHAN)):
        with pytest.raises(Forbidden):
            hide(person)
    with pytest.raises(InvalidInput):
        hide(moderator, "kasar")
    hide(moderator)
    with pytest.raises(Conflict):
        hide(moderator)
    assert queries.find_consultation(open_one).comment_count == 0


def test_the_shown_number_is_the_counted_number_after_any_acts(open_one):
    moderator = make_staff(Role.MODERATOR)
    made = [comment(make_person(), open_one) for _ in range(5)]
    for one in made[::2]:
        do(
            services.hide_comment,
            actor=as_actor(moderator),
            comment_public_id=one.public_id,
            reason="Menghina tetangga.",
            at=now(),
        )
    row = queries.find_consultation(open_one)
    counted = (
        select(func.count())
        .select_from(Comment)
        .where(Comment.consultation_id == row.id, Comment.hidden_at.is_(None))
    )
    assert row.comment_count == db.session.scalar(counted) == 2


def test_comments_come_in_pages_of_twenty_oldest_first(open_one):
    made = [comment(make_person(), open_one).id for _ in range(23)]
    row = queries.find_consultation(open_one)
    first = queries.list_comments(row.id, row.place_code, None)
    second = queries.list_comments(row.id, row.place_code, None, first.next)
    assert [one.id for one in (*first.rows, *second.rows)] == made
    assert second.next is None


def test_reading_is_marked_once_and_for_verified_residents(open_one):
    person = make_person()
    for _ in range(2):
        do(services.mark_read, actor=as_actor(person), public_id=open_one, at=now())
    assert db.session.scalar(select(func.count()).select_from(Read)) == 1
    with pytest.raises(Refused):
        do(services.mark_read, actor=as_actor(make_person(level=1)), public_id=open_one, at=now())


def test_a_comment_raises_the_pages_version(open_one):
    before = queries.find_page_version(open_one, now())
    comment(make_person(), open_one)
    assert queries.find_page_version(open_one, now()) != before


def test_erasing_an_author_takes_the_comment_along(open_one):
    person = make_person()
    comment(person, open_one)
    db.session.delete(person)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 2
