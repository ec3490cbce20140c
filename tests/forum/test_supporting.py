import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from sgforum.core import bus
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, NotFound, Refused
from sgforum.core.permissions import NOT_CONFIRMED, SUSPENDED
from sgforum.forum import events, services
from sgforum.forum.models import Kind, Support, Topic
from sgforum.forum.services.supporting import OWN_TOPIC
from tests.factories.accounts import as_actor, make_official, make_person
from tests.factories.forum import make_answer, make_support, make_topic
from tests.factories.territory import FAR_KELURAHAN, make_city

from .conftest import ZONE


def support(person, topic, at=None):
    with transaction():
        return services.support_topic(
            actor=as_actor(person), topic_public_id=topic.public_id, zone=ZONE, at=at or now()
        )


def withdraw(person, topic):
    with transaction():
        return services.withdraw_support(actor=as_actor(person), topic_public_id=topic.public_id, at=now())


def counts(topic):
    db.session.refresh(topic)
    return topic.support_count, topic.supporter_l2_count


def supported(topic, people, at=None):
    for _ in range(people):
        support(make_person(), topic, at)
    db.session.refresh(topic)
    return topic


def test_support_counts_once(city):
    noise, topic, person = make_topic(), make_topic(), make_person()
    make_support(noise, person)
    assert support(person, topic) is True
    assert support(person, topic) is False
    assert (counts(topic), counts(noise)) == ((1, 1), (1, 1))


def test_only_verified_residents_count(city):
    topic = make_topic()
    support(make_person(level=1), topic)
    support(make_official(level=2), topic)
    support(make_person(home=FAR_KELURAHAN), topic)
    assert counts(topic) == (3, 1)


def test_withdrawn_support_is_gone(city):
    topic, person = make_topic(), make_person()
    make_support(topic)
    support(person, topic)
    assert withdraw(person, topic) is True
    assert withdraw(person, topic) is False
    assert counts(topic) == (1, 1)
    assert db.session.get(Support, (topic.id, person.id)) is None


def test_support_given_at_level_one_is_taken_back_as_such(city):
    topic, person = make_topic(), make_person(level=1)
    support(person, topic)
    person.level, person.rt_code, person.verified_at = 2, f"{person.home_code}.RW01.RT01", now()
    db.session.commit()
    withdraw(person, topic)
    assert counts(topic) == (0, 0)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [({"level": 0}, NOT_CONFIRMED), ({"suspended_until": datetime(2999, 1, 1, tzinfo=UTC)}, SUSPENDED)],
)
def test_refused_with_the_reason(city, person, sentence):
    with pytest.raises(Refused) as caught:
        support(make_person(**person), make_topic())
    assert caught.value.message == sentence


def test_nobody_supports_their_own_topic(city):
    person = make_person()
    with pytest.raises(Refused) as caught:
        support(person, make_topic(person))
    assert caught.value.message == OWN_TOPIC


def test_locked_or_hidden_topic_takes_no_support(city):
    locked = make_topic(locked_at=now(), locked_reason="Sudah selesai dibahas.")
    hidden = make_topic(hidden_at=now(), hidden_reason="Memuat data pribadi.")
    with pytest.raises(Conflict):
        support(make_person(), locked)
    with pytest.raises(NotFound):
        support(make_person(), hidden)
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0


def test_third_verified_supporter_makes_it_due(city):
    facts = []
    bus.subscribe(events.TopicBecameDue, facts.append)
    topic = supported(make_topic(), 2)
    support(make_person(level=1), topic)
    assert counts(topic) == (3, 2)
    assert topic.due_on is None
    friday_night = datetime(2026, 11, 6, 15, 59, tzinfo=UTC)  # 23.59 in Balikpapan
    supported(topic, 1, friday_night)
    assert (topic.due_since, topic.due_on, topic.is_counted) == (friday_night, date(2026, 11, 26), True)
    assert [fact.topic_id for fact in facts] == [topic.id]


def test_due_date_is_of_the_citys_day(city):
    topic = supported(make_topic(), 3, datetime(2026, 11, 6, 16, 1, tzinfo=UTC))  # Saturday 00.01 there
    assert topic.due_on == date(2026, 11, 26)
    topic = supported(make_topic(), 3, datetime(2026, 11, 8, 16, 1, tzinfo=UTC))  # Monday 00.01 there
    assert topic.due_on == date(2026, 11, 27)


def test_more_support_does_not_move_the_date(city):
    topic = supported(make_topic(), 3, now() - timedelta(days=3))
    before = topic.due_on
    assert supported(topic, 2).due_on == before


def test_due_stays_due_when_support_is_withdrawn(city):
    topic, person = make_topic(), make_person()
    support(person, topic)
    supported(topic, 2)
    withdraw(person, topic)
    assert counts(topic) == (2, 2)
    assert topic.due_on is not None


def test_discussion_never_becomes_due(city):
    assert supported(make_topic(kind=Kind.DISCUSSION), 4).due_on is None


def test_answered_topic_becomes_due_too(city):
    topic = make_topic()
    make_answer(topic)
    assert supported(topic, 3).is_counted


def test_fourth_item_of_a_person_in_a_month_is_not_counted(city):
    author, at = make_person(), datetime(2026, 11, 10, tzinfo=UTC)
    counted = [supported(make_topic(author), 3, at).is_counted for _ in range(4)]
    assert counted == [True, True, True, False]
    assert supported(make_topic(), 3, at).is_counted
    next_month = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # 1 December there
    assert supported(make_topic(author), 3, next_month).is_counted


def together(app, act, times):
    """Let as many threads do the act at the same moment, each in its own context; returns what came of it."""
    barrier, found = threading.Barrier(times), []

    def run(index):
        with app.app_context():
            barrier.wait()
            try:
                found.append(act(index))
            except Exception as error:  # noqa: BLE001 - the test looks at what was raised
                found.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()  # what this thread read before is an old snapshot
    return found


def test_fifty_at_once_are_one_support(each_app):
    make_city()
    topic, actor = make_topic(), as_actor(make_person())
    public_id = topic.public_id

    def act(_index):
        with transaction():
            return services.support_topic(actor=actor, topic_public_id=public_id, zone=ZONE, at=now())

    assert sorted(map(str, together(each_app, act, 50))) == ["False"] * 49 + ["True"]
    assert counts(topic) == (1, 1)


def test_three_at_once_make_it_due_once(each_app):
    make_city()
    topic, actors = make_topic(), [as_actor(make_person()) for _ in range(6)]
    public_id, topic_id = topic.public_id, topic.id
    facts = []
    bus.subscribe(events.TopicBecameDue, facts.append)

    def act(index):
        with transaction():
            return services.support_topic(actor=actors[index], topic_public_id=public_id, zone=ZONE, at=now())

    assert together(each_app, act, 6) == [True] * 6
    assert len([fact for fact in facts if fact.topic_id == topic_id]) == 1
    row = db.session.execute(select(Topic.supporter_l2_count, Topic.due_on).where(Topic.id == topic_id)).one()
    assert row.supporter_l2_count == 6
    assert row.due_on


def test_posts_at_once_get_their_own_numbers(each_app):
    make_city()
    topic, actors = make_topic(), [as_actor(make_person()) for _ in range(8)]
    public_id, topic_id = topic.public_id, topic.id

    def act(index):
        with transaction():
            return services.publish_post(
                actor=actors[index], topic_public_id=public_id, text=f"Pendapat ke-{index}", at=now()
            ).number

    assert sorted(together(each_app, act, 8)) == list(range(2, 10))
    row = db.session.execute(select(Topic.post_count, Topic.last_number).where(Topic.id == topic_id)).one()
    assert tuple(row) == (9, 9)


def test_double_click_posts_once(each_app):
    make_city()
    topic, actor = make_topic(), as_actor(make_person())
    public_id = topic.public_id

    def act(_index):
        with transaction():
            return services.publish_post(
                actor=actor, topic_public_id=public_id, text="Kirim sekali", at=now()
            ).number

    found = together(each_app, act, 6)
    assert [item for item in found if isinstance(item, int)] == [2]
