from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.core import bus, cache
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, InvalidInput, NotFound, Refused
from sgforum.core.permissions import NOT_CONFIRMED, SUSPENDED, Role
from sgforum.forum import events, services
from sgforum.forum.models import Area, Kind, Post, PostRevision, Topic
from sgforum.forum.services import writing
from sgforum.forum.services.touching import LOCKED
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.forum import make_post, make_topic
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN

TEXT = "Setiap hujan saluran ini meluap ke halaman rumah warga."


def open_topic(person, at=None, **fields):
    values = {
        "place_code": KELURAHAN, "area": Area.DRAINAGE, "kind": Kind.PROPOSAL,
        "title": "Keruk saluran Jalan Melati", "text": TEXT,
    } | fields  # fmt: skip
    with transaction():
        return services.publish_topic(actor=as_actor(person), at=at or now(), **values)


def answer(person, topic, text="Saya setuju dengan usul ini.", at=None, **fields):
    with transaction():
        return services.publish_post(
            actor=as_actor(person), topic_public_id=topic.public_id, text=text, at=at or now(), **fields
        )


def test_publish_topic_keeps_text_as_post_one(city):
    person = make_person()
    topic = open_topic(person, text=f"{TEXT} **Tolong.**")
    post = db.session.scalar(select(Post).where(Post.topic_id == topic.id))
    assert (post.number, post.author_id, post.author_home) == (1, person.id, KELURAHAN)
    assert post.author_rt == topic.author_rt == f"{KELURAHAN}.RW01.RT01"
    assert "<strong>Tolong.</strong>" in post.html
    assert (topic.post_count, topic.last_number, topic.slug) == (1, 1, "keruk-saluran-jalan-melati")


@pytest.mark.parametrize("place", [KELURAHAN, FAR_KELURAHAN, "64.71.02", CITY])
def test_confirmed_person_writes_in_any_forum(city, place):
    topic = open_topic(make_person(level=1), place_code=place)
    assert (topic.place_code, topic.author_level, topic.author_rt) == (place, 1, None)


@pytest.mark.parametrize("place", [f"{KELURAHAN}.RW01", f"{KELURAHAN}.RW01.RT01", "99.99", ""])
def test_there_is_no_forum_of_an_rt_or_of_nowhere(city, place):
    with pytest.raises(NotFound):
        open_topic(make_person(), place_code=place)


def test_unconfirmed_person_is_refused_with_the_reason(city):
    person, topic = make_person(level=0), make_topic()
    for act in (lambda: open_topic(person), lambda: answer(person, topic)):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.message == NOT_CONFIRMED


def test_suspended_person_is_refused_with_the_reason(city):
    person = make_person(suspended_until=now() + timedelta(days=1))
    own = make_topic(person)
    acts = (
        lambda: open_topic(person),
        lambda: answer(person, make_topic()),
        lambda: edit(person, own, 1, "Teks baru yang cukup panjang untuk topik ini."),
    )
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.message == SUSPENDED


def test_both_wrong_fields_are_named_at_once(city):
    with pytest.raises(InvalidInput) as caught:
        open_topic(make_person(), title="x", text="y")
    assert set(caught.value.errors) == {"title", "text"}
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 0


def test_posts_are_numbered_and_counted(city):
    noise, topic = make_topic(), make_topic()
    make_post(noise)
    later = now() + timedelta(minutes=1)
    first, second = answer(make_person(), topic), answer(make_person(), topic, at=later)
    db.session.refresh(topic)
    assert (first.number, second.number) == (2, 3)
    assert (topic.post_count, topic.last_number, topic.last_post_at) == (3, 3, later)


def test_reply_points_to_the_post(city):
    topic = make_topic()
    post = make_post(topic)
    facts = []
    bus.subscribe(events.PostPublished, facts.append)
    reply = answer(make_person(), topic, reply_to_number=post.number)
    assert reply.reply_to_id == post.id
    assert [fact.reply_to_author_id for fact in facts if fact.post_id == reply.id] == [post.author_id]


@pytest.mark.parametrize("number", [0, -1, 99, 10**12])
def test_reply_to_what_is_not_there_is_refused(city, number):
    topic = make_topic()
    with pytest.raises(Conflict):
        answer(make_person(), topic, reply_to_number=number)
    db.session.refresh(topic)
    assert (topic.post_count, topic.last_number) == (1, 1)


def test_reply_to_a_post_of_another_topic_is_refused(city):
    elsewhere, topic = make_topic(), make_topic()
    make_post(elsewhere)
    with pytest.raises(Conflict):
        answer(make_person(), topic, reply_to_number=2)


def test_nobody_replies_to_a_hidden_post(city):
    topic = make_topic()
    post = make_post(topic, hidden_at=now(), hidden_reason="Memuat data pribadi.")
    with pytest.raises(Conflict):
        answer(make_person(), topic, reply_to_number=post.number)


def test_locked_topic_takes_no_post(city):
    topic = make_topic(locked_at=now(), locked_reason="Sudah selesai dibahas.")
    with pytest.raises(Conflict) as caught:
        answer(make_person(), topic)
    assert caught.value.message == LOCKED


def test_hidden_topic_is_not_there(city):
    topic = make_topic(hidden_at=now(), hidden_reason="Memuat data pribadi.")
    with pytest.raises(NotFound):
        answer(make_person(), topic)


def test_same_text_again_within_five_minutes_is_refused(city):
    person, topic, at = make_person(), make_topic(), now()
    answer(person, topic, "Saya setuju sekali.", at)
    with pytest.raises(InvalidInput) as caught:
        answer(person, topic, "saya  SETUJU sekali!", at + timedelta(minutes=4))
    assert caught.value.errors == {"text": writing.REPEATED}
    assert answer(make_person(), topic, "Saya setuju sekali.", at).is_duplicate is False
    assert answer(person, topic, "Saya setuju sekali.", at + timedelta(minutes=6)).is_duplicate is True


def test_near_duplicate_is_marked_whatever_topic_it_is_in(city):
    person, at = make_person(), now()
    words = " ".join(f"kata{n}" for n in range(60))
    open_topic(person, at, text=words)
    reply = answer(person, make_topic(), words + " tambahan", at + timedelta(hours=1))
    assert reply.is_duplicate


def test_long_forgotten_text_is_no_duplicate(city):
    person, topic = make_person(), make_topic()
    make_post(topic, person, "Saya setuju sekali.", created_at=now() - timedelta(days=181))
    assert not answer(person, topic, "Saya setuju sekali.").is_duplicate


def test_officials_flag_is_taken_from_the_role_in_that_place(city):
    here, elsewhere = make_topic(), make_topic(place=FAR_KELURAHAN)
    official, citywide = make_official(KELURAHAN), make_official(CITY)
    assert answer(official, here).is_official
    assert not answer(official, elsewhere, "Saya warga juga di sini.").is_official
    assert answer(citywide, elsewhere).is_official
    assert not answer(make_staff(Role.MODERATOR), here).is_official


@pytest.mark.parametrize(
    ("role", "is_on_duty"),
    [
        (Role.OFFICIAL, True),
        (Role.MODERATOR, True),
        (Role.ADMIN, True),
        (Role.AUDITOR, True),
        (Role.VERIFIER, False),
    ],
)
def test_staff_write_on_duty_but_neighbours_who_verify_do_not(city, role, is_on_duty):
    person = make_staff(role, level=2)
    assert answer(person, make_topic()).by_staff is is_on_duty


def test_writing_makes_lists_and_topic_stale(city):
    topic = make_topic()
    before = cache.versions("forum", f"forum:{KELURAHAN}", f"forum:{FAR_KELURAHAN}")
    answer(make_person(), topic)
    db.session.refresh(topic)
    after = cache.versions("forum", f"forum:{KELURAHAN}", f"forum:{FAR_KELURAHAN}")
    assert topic.version == 2
    assert [a != b for a, b in zip(before.split("."), after.split("."), strict=True)] == [True, True, False]


def edit(person, topic, number, text, *, at=None, title=None):
    with transaction():
        return services.edit_post(
            actor=as_actor(person), topic_public_id=topic.public_id, number=number, text=text, title=title,
            at=at or now(),
        )  # fmt: skip


def revisions():
    return db.session.scalars(select(PostRevision).order_by(PostRevision.number)).all()


def test_edit_within_thirty_minutes_leaves_no_trace(city):
    person, topic = make_person(), make_topic()
    post = make_post(topic, person, "Salah ketik", created_at=now())
    edited = edit(person, topic, post.number, "Sudah benar", at=post.created_at + timedelta(minutes=30))
    assert (edited.text, edited.html, edited.edited_at) == ("Sudah benar", "<p>Sudah benar</p>\n", None)
    assert revisions() == []


def test_edit_after_thirty_minutes_keeps_what_was_said(city):
    person, topic = make_person(), make_topic()
    post = make_post(topic, person, "Kata pertama", created_at=now())
    late = post.created_at + timedelta(minutes=31)
    edit(person, topic, post.number, "Kata kedua", at=late)
    edited = edit(person, topic, post.number, "Kata ketiga", at=late + timedelta(days=1))
    assert [(row.number, row.text) for row in revisions()] == [(1, "Kata pertama"), (2, "Kata kedua")]
    assert edited.edited_at == late + timedelta(days=1)


def test_saving_the_same_text_is_no_edit(city):
    person, topic = make_person(), make_topic()
    post = make_post(topic, person, "Kata pertama", created_at=now() - timedelta(days=1))
    assert edit(person, topic, post.number, "Kata pertama").edited_at is None
    assert revisions() == []


def test_only_the_author_edits(city):
    topic = make_topic()
    post = make_post(topic)
    for stranger in (make_person(), make_official(), make_staff(Role.MODERATOR)):
        with pytest.raises(Refused) as caught:
            edit(stranger, topic, post.number, "Bukan kata saya")
        assert caught.value.message == writing.NOT_AUTHOR


def test_hidden_post_and_locked_topic_are_not_edited(city):
    person, topic = make_person(), make_topic()
    hidden = make_post(topic, person, hidden_at=now(), hidden_reason="Memuat data pribadi.")
    with pytest.raises(NotFound):
        edit(person, topic, hidden.number, "Kata baru saya")
    locked = make_topic(person, locked_at=now(), locked_reason="Sudah selesai dibahas.")
    with pytest.raises(Conflict):
        edit(person, locked, 1, "Teks baru yang cukup panjang untuk topik ini.")


def test_title_is_changed_in_the_first_half_hour_only(city):
    person = make_person()
    topic = make_topic(person, created_at=now())
    text = "Teks topik yang cukup panjang untuk dibaca."
    edit(person, topic, 1, text, title="Judul yang lebih baik", at=topic.created_at + timedelta(minutes=5))
    db.session.refresh(topic)
    assert (topic.title, topic.slug) == ("Judul yang lebih baik", "judul-yang-lebih-baik")
    with pytest.raises(InvalidInput) as caught:
        edit(person, topic, 1, text, title="Judul lain lagi", at=topic.created_at + timedelta(hours=1))
    assert caught.value.errors == {"title": writing.TITLE_STANDS}


def test_edited_duplicate_counts_again(city):
    person, topic = make_person(), make_topic()
    make_post(topic, person, "Setuju", created_at=now() - timedelta(hours=3))
    post = answer(person, topic, "Setuju")
    assert post.is_duplicate
    edited = edit(person, topic, post.number, "Setuju, sebab got itu sudah rusak sejak tahun lalu")
    assert edited.is_duplicate is False
