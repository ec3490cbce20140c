"""What the score is told of forums."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sgforum.core.db import db
from sgforum.forum import queries
from sgforum.forum.models import Commitment, Kind, Outcome
from tests.factories.accounts import make_official, make_person
from tests.factories.forum import make_answer, make_support, make_topic
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, make_city

from .conftest import ZONE

START, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
WITHIN = datetime(2026, 10, 15, tzinfo=UTC)
HIDDEN = {"hidden_at": WITHIN, "hidden_reason": "Memuat data pribadi."}


DUE = {"due_since": WITHIN, "due_on": date(2026, 11, 4), "is_counted": True}


def items(place=KELURAHAN, start=date(2026, 11, 1), end=date(2026, 11, 30)):
    return queries.list_due_items(place, start, end)


def test_due_items_of_a_place_and_time(city):
    topic = make_topic(**DUE)
    make_topic()
    make_topic(place=FAR_KELURAHAN, **DUE)
    make_topic(**DUE | {"is_counted": False})
    make_topic(**DUE | {"due_on": date(2026, 10, 31)})
    make_topic(**DUE | {"due_on": date(2026, 12, 1)})
    (item,) = items()
    assert (item.topic_id, item.answered_at, item.is_disputed, item.is_in_time(ZONE)) == (
        topic.id,
        None,
        False,
        False,
    )
    assert len(items("64.71")) == 2


def test_hidden_item_stays_due(city):
    make_topic(**DUE, **HIDDEN)
    assert len(items()) == 1


@pytest.mark.parametrize(
    ("at", "is_in_time"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), True),
        (datetime(2026, 11, 4, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 4, 16, 1, tzinfo=UTC), False),  # past midnight in Balikpapan
    ],
)
def test_answer_in_time_is_by_the_citys_day(city, at, is_in_time):
    topic, official = make_topic(**DUE), make_official()
    make_answer(topic, Outcome.REFERRED, official, created_at=at)
    (item,) = items()
    assert (item.outcome, item.officer_id, item.answered_at) == (Outcome.REFERRED, official.id, at)
    assert item.is_in_time(ZONE) is is_in_time


def test_disputed_answer_is_none_until_a_better_one_comes(city):
    topic = make_topic(**DUE)
    make_answer(topic, created_at=WITHIN, asker_disputes=True)
    assert (items()[0].answered_at, items()[0].is_disputed) == (None, True)
    better = make_answer(topic, created_at=WITHIN + timedelta(days=1), dispute_count=2)
    assert (items()[0].answered_at, items()[0].is_disputed) == (better.created_at, False)
    make_answer(topic, created_at=WITHIN + timedelta(days=90), dispute_count=3)
    assert items()[0].answered_at == better.created_at


def decided(place=KELURAHAN):
    return [
        (row.topic_id, row.outcome, row.supporters, row.rt_count, row.is_eligible)
        for row in queries.list_decided_proposals(place, START, END)
    ]


def test_decided_proposals_with_their_supporters(each_app):
    make_city()
    topic = make_topic(created_at=START)
    for rt in (1, 1, 1, 2, 2):
        make_support(topic, make_person(rt=rt))
    make_support(topic, make_person(level=1))
    make_support(topic, make_person(rt=3), at=WITHIN + timedelta(days=1))
    make_answer(topic, Outcome.ACCEPTED, created_at=WITHIN)
    assert decided() == [(topic.id, Outcome.ACCEPTED, 5, 2, True)]


def test_one_rt_alone_does_not_make_a_proposal_eligible(city):
    topic = make_topic(created_at=START)
    for _ in range(6):
        make_support(topic, make_person(rt=1))
    make_answer(topic, Outcome.REJECTED, created_at=WITHIN)
    assert decided() == [(topic.id, Outcome.REJECTED, 6, 1, False)]


def test_what_is_no_decision_on_a_proposal_is_left_out(city):
    make_answer(make_topic(), Outcome.ANSWERED, created_at=WITHIN)
    make_answer(make_topic(), Outcome.REFERRED, created_at=WITHIN)
    make_answer(make_topic(kind=Kind.QUESTION), Outcome.REJECTED, created_at=WITHIN)
    make_answer(make_topic(), Outcome.REJECTED, created_at=END)
    changed = make_topic()
    make_answer(changed, Outcome.REJECTED, created_at=WITHIN)
    make_answer(changed, Outcome.ANSWERED, created_at=WITHIN)
    assert decided() == []


def promises(place=KELURAHAN):
    found = queries.list_commitments_due(place, date(2026, 10, 1), date(2026, 10, 31), ZONE)
    return [(row.topic_id, row.is_kept) for row in found]


def promise(topic=None, due_on=date(2026, 10, 20), **fields):
    topic = topic or make_topic()
    answer = make_answer(topic, Outcome.ACCEPTED, created_at=START, due_on=due_on)
    row = db.session.query(Commitment).filter_by(answer_id=answer.id).one()
    for name, value in fields.items():
        setattr(row, name, value)
    db.session.commit()
    return topic.id


DONE = {"done_at": WITHIN, "evidence": "Dikeruk 12 Oktober."}


def test_promises_due_with_whether_they_were_kept(city):
    kept, broken, denied = promise(**DONE), promise(), promise(**DONE, dispute_count=3)
    doubted = promise(**DONE, dispute_count=2)
    promise(due_on=date(2026, 11, 1))
    promise(make_topic(place=FAR_KELURAHAN))
    assert promises() == [(kept, True), (broken, False), (denied, False), (doubted, True)]


def test_promise_replaced_before_its_date_is_left_out_after_it_is_broken(city):
    promise(superseded_at=datetime(2026, 10, 20, 15, 59, tzinfo=UTC))
    broken = promise(superseded_at=datetime(2026, 10, 20, 16, 1, tzinfo=UTC))
    kept = promise(superseded_at=WITHIN + timedelta(days=1), **DONE)
    assert promises() == [(broken, False), (kept, True)]
