from datetime import timedelta

import pytest
from sqlalchemy import select

from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import Role
from sgforum.forum import services
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.forum import make_post, make_topic
from tests.factories.territory import CITY, FAR_KELURAHAN

REASON = "Memuat nomor telepon orang lain."


def moderator(place=CITY, **fields):
    return make_staff(Role.MODERATOR, place, **fields)


def act(service, person, topic, reason=REASON, **fields):
    with transaction():
        service(actor=as_actor(person), topic_public_id=topic.public_id, reason=reason, at=now(), **fields)
    db.session.refresh(topic)


def test_hidden_post_leaves_the_counts(city):
    topic = make_topic()
    first, last = make_post(topic), make_post(topic)
    act(services.hide_post, moderator(), topic, number=last.number)
    assert (topic.post_count, topic.last_number, topic.last_post_at) == (2, 3, first.created_at)
    assert (last.hidden_reason, last.hidden_at is not None) == (REASON, True)
    act(services.restore_post, moderator(), topic, number=last.number)
    assert (topic.post_count, topic.last_post_at, last.hidden_at) == (3, last.created_at, None)


def test_number_one_hides_the_whole_topic(city):
    topic = make_topic()
    act(services.hide_post, moderator(), topic, number=1)
    assert topic.hidden_reason == REASON
    act(services.restore_post, moderator(), topic, number=1)
    assert topic.hidden_at is None


def test_lock_and_unlock(city):
    topic = make_topic()
    act(services.lock_topic, moderator(), topic)
    assert topic.locked_reason == REASON
    with pytest.raises(Conflict):
        act(services.lock_topic, moderator(), topic)
    act(services.unlock_topic, moderator(), topic)
    assert topic.locked_at is None
    with pytest.raises(Conflict):
        act(services.unlock_topic, moderator(), topic)


def test_each_act_is_recorded_with_its_reason(city):
    topic, person = make_topic(), moderator()
    post = make_post(topic)
    act(services.hide_post, person, topic, number=post.number)
    act(services.restore_post, person, topic, number=post.number)
    act(services.lock_topic, person, topic)
    act(services.unlock_topic, person, topic)
    found = db.session.execute(
        select(AuditEntry.act, AuditEntry.actor_id, AuditEntry.reason).order_by(AuditEntry.id)
    )
    acts = ["forum.post.hide", "forum.post.restore", "forum.topic.lock", "forum.topic.unlock"]
    assert [tuple(row) for row in found] == [(name, person.id, REASON) for name in acts]


SERVICES = [
    (services.hide_post, {"number": 1}),
    (services.hide_post, {"number": 2}),
    (services.restore_post, {"number": 2}),
    (services.lock_topic, {}),
    (services.unlock_topic, {}),
]


@pytest.mark.parametrize(("service", "fields"), SERVICES)
def test_nobody_else_moderates(city, service, fields):
    topic = make_topic()
    post = make_post(topic)
    people = [
        make_person(), db.session.get(type(make_person()), post.author_id), make_official(CITY),
        *(make_staff(role, CITY) for role in (Role.VERIFIER, Role.ADMIN, Role.AUDITOR)),
        moderator(FAR_KELURAHAN), moderator(suspended_until=now() + timedelta(days=1)),
    ]  # fmt: skip
    for person in people:
        with pytest.raises(Forbidden):
            act(service, person, topic, **fields)
    db.session.refresh(post)
    assert (topic.hidden_at, topic.locked_at, post.hidden_at) == (None, None, None)


@pytest.mark.parametrize(("service", "fields"), SERVICES)
@pytest.mark.parametrize("reason", ["", "pendek", "a" * 2001, " " * 50])
def test_no_act_without_a_reason(city, service, fields, reason):
    topic = make_topic()
    make_post(topic)
    with pytest.raises(InvalidInput) as caught:
        act(service, moderator(), topic, reason=reason, **fields)
    assert set(caught.value.errors) == {"reason"}


def test_twice_is_a_conflict_and_nothing_is_not_found(city):
    topic, person = make_topic(), moderator()
    post = make_post(topic)
    with pytest.raises(Conflict):
        act(services.restore_post, person, topic, number=1)
    with pytest.raises(Conflict):
        act(services.restore_post, person, topic, number=post.number)
    act(services.hide_post, person, topic, number=post.number)
    with pytest.raises(Conflict):
        act(services.hide_post, person, topic, number=post.number)
    with pytest.raises(NotFound):
        act(services.hide_post, person, topic, number=99)
    act(services.hide_post, person, topic, number=1)
    with pytest.raises(Conflict):
        act(services.hide_post, person, topic, number=1)
