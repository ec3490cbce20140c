"""Drift: each counter that a page shows, moved by one, is found; an honest database has none."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from sgforum.ballot.models import Poll
from sgforum.campaign.models import Campaign
from sgforum.consultation.models import Consultation
from sgforum.core.db import db
from sgforum.forum.models import Commitment, Dispute, OfficialAnswer, Outcome, Post, Support, Topic
from sgforum.metrics import jobs
from sgforum.metrics.measures.counters import COUNTERS, recount
from sgforum.metrics.models import Check, PersonMonth, Snapshot
from tests.factories.accounts import make_person
from tests.factories.campaign import make_campaign
from tests.factories.forum import make_answer, make_support, make_topic
from tests.factories.metrics import (
    ZONE,
    comment,
    freeze,
    make_consultation,
    make_host,
    make_noise,
    make_poll,
    make_resident,
    on,
    write,
)
from tests.factories.territory import KELURAHAN


@pytest.fixture
def honest(each_city):
    """A city in which something of everything happened, and two months are frozen."""
    host = make_host()
    make_noise(host)
    # what the noise hides past the services leaves the counters behind: put them right
    for topic in db.session.scalars(select(Topic)):
        topic.post_count = sum(post.hidden_at is None for post in posts_of(topic))
    topic = make_topic(make_resident(), created_at=on(3))
    make_support(topic, make_resident(), at=on(4))
    make_support(topic, make_person(level=1), at=on(4))
    answer = make_answer(topic, Outcome.ACCEPTED, created_at=on(5))
    asker = db.session.get_one(Topic, topic.id).author_id
    for person_id, is_answered in ((make_resident().id, False), (make_resident().id, True), (asker, False)):
        db.session.add(Dispute(answer_id=answer.id, person_id=person_id, is_answered=is_answered, at=on(6)))
    answer.dispute_count, answer.asker_disputes = 1, True
    db.session.get_one(Topic, topic.id).is_disputed = True
    made = make_consultation()
    comment(made, make_resident())
    poll = make_poll([make_resident()], absent=(make_resident(),))
    poll.reference, made.roll_size = made.reference, 2
    for consultation in db.session.scalars(select(Consultation).where(Consultation.id != made.id)):
        consultation.roll_size = 0
    make_campaign()
    db.session.commit()
    write(host, make_resident(), 2)
    freeze()
    return topic


def posts_of(topic):
    return db.session.scalars(select(Post).where(Post.topic_id == topic.id)).all()


def counters():
    db.session.rollback()
    return [drift.counter for drift in recount(ZONE)]


def test_an_honest_database_has_no_drift(honest, each_app):
    assert recount(ZONE) == []
    assert jobs.report_drift(each_app.extensions["sgforum_config"], on(1)) == 0


@pytest.mark.parametrize(
    ("model", "column", "counter"),
    [
        (Topic, "support_count", "forum.topic.support_count"),
        (Topic, "supporter_l2_count", "forum.topic.supporter_l2_count"),
        (Topic, "last_number", "forum.topic.last_number"),
        (Consultation, "comment_count", "consultation.comment_count"),
        (Consultation, "roll_size", "consultation.roll_size"),
        (Campaign, "visits", "campaign.visits"),
        (OfficialAnswer, "dispute_count", "forum.official_answer.dispute_count"),
        (Commitment, "dispute_count", "forum.commitment.dispute_count"),
        (Poll, "roll_size", "ballot.poll.roll_size"),
    ],
)
def test_a_counter_that_is_one_too_high_is_found(honest, each_app, model, column, counter):
    first = db.session.scalar(select(model.id).order_by(model.id.desc()))
    values = {column: getattr(model, column) + 1}
    if column == "supporter_l2_count":
        first = honest.id  # the only one with room below support_count
    db.session.execute(update(model).where(model.id == first).values(values))
    db.session.commit()
    found = recount(ZONE)
    assert [drift.counter for drift in found] == [counter]
    assert found[0].shown == found[0].counted + 1
    assert jobs.report_drift(each_app.extensions["sgforum_config"], on(1)) == 1


def test_a_wrong_answer_count_is_found_with_the_dispute_it_hides(honest):
    db.session.execute(update(Topic).where(Topic.id == honest.id).values(answer_count=2))
    db.session.commit()
    assert counters() == ["forum.topic.answer_count", "forum.topic.is_disputed"]


@pytest.mark.parametrize(
    ("model", "column", "counter"),
    [
        (Topic, "is_disputed", ["forum.topic.is_disputed"]),
        (
            OfficialAnswer,
            "asker_disputes",
            ["forum.topic.is_disputed", "forum.official_answer.asker_disputes"],
        ),
        (Commitment, "asker_disputes", ["forum.commitment.asker_disputes"]),
    ],
)
def test_a_dispute_that_is_shown_otherwise_is_found(honest, model, column, counter):
    first = db.session.scalar(select(model.id).order_by(model.id.desc()))
    first = honest.id if model is Topic else first
    db.session.execute(update(model).where(model.id == first).values({column: ~getattr(model, column)}))
    db.session.commit()
    assert counters() == counter


def test_a_result_that_counts_more_ballots_than_the_box_holds_is_found(honest):
    tally = {"envelopes": 3, "papers": 1}
    poll = db.session.scalar(select(Poll.id).where(Poll.state == "closed").order_by(Poll.id.desc()))
    db.session.execute(update(Poll).where(Poll.id == poll).values(tally=tally))
    db.session.commit()
    assert [(d.counter, d.shown, d.counted) for d in recount(ZONE)] == [("ballot.poll.tally", 4, 0)]


def test_every_number_that_is_kept_beside_its_rows_is_recounted():
    """A new counter of any domain must be recounted, or named here with what it is instead."""
    kept = {
        f"{mapper.class_.__tablename__}.{column.key}"
        for mapper in db.Model.registry.mappers
        for column in mapper.column_attrs
        if column.key.endswith(("_count", "_number", "visits", "roll_size", "n_acts", "_disputes"))
    }
    told = {name.replace(".", "_", 1) for name in COUNTERS}
    told |= {"ballot_poll.roll_size", "metrics_person_month.n_acts"}
    entered = {
        "territory_denominator.rt_count", "reports_staffing.unit_count", "campaign_campaign.goal_number",
        "campaign_visit_day.visits", "campaign_campaign.visits", "consultation_consultation.comment_count",
        "consultation_consultation.roll_size",
    }  # fmt: skip
    assert kept - told - entered == set()


def test_a_post_count_that_is_too_low_is_found(honest):
    db.session.execute(update(Topic).where(Topic.id == honest.id).values(post_count=0))
    db.session.commit()
    found = recount(ZONE)
    assert [(d.counter, d.subject, d.shown, d.counted) for d in found] == [
        ("forum.topic.post_count", honest.public_id, 0, 1)
    ]


def test_a_lost_support_is_found(honest):
    db.session.execute(delete(Support).where(Support.topic_id == honest.id, Support.is_counted))
    db.session.commit()
    assert counters() == ["forum.topic.support_count", "forum.topic.supporter_l2_count"]


def test_a_number_that_is_not_its_score_is_found(honest):
    unrated = db.session.scalars(select(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN)).first()
    invented = {"ippk": 70.0, "low": 1.0, "high": 99.0, "category": "baik", "probability": 0.9}
    db.session.execute(
        update(Snapshot).where(Snapshot.id == unrated.id).values(status="published", **invented)
    )
    db.session.commit()
    assert counters() == [
        f"metrics.snapshot.{name}" for name in ("ippk", "low", "high", "category", "probability")
    ]


def test_the_outcome_is_kept_with_its_date_for_public_pages(honest, each_app):
    config = each_app.extensions["sgforum_config"]
    jobs.report_drift(config, on(1))
    db.session.execute(update(Topic).where(Topic.id == honest.id).values(post_count=0))
    db.session.commit()
    jobs.report_drift(config, on(2))
    kept = db.session.execute(select(Check.at, Check.drift, Check.counters).order_by(Check.at)).all()
    assert [tuple(row) for row in kept] == [(on(1), 0, len(COUNTERS)), (on(2), 1, len(COUNTERS))]


def test_rows_of_who_took_part_are_held_against_score_and_acts(honest):
    row = db.session.scalars(select(PersonMonth).where(PersonMonth.kelurahan_code == KELURAHAN)).first()
    db.session.delete(row)
    db.session.commit()
    assert counters() == [
        "metrics.snapshot.participants",
        "metrics.person_month",
        "metrics.person_month.n_acts",
    ]


def test_acts_of_a_row_are_held_against_the_texts(honest):
    db.session.execute(update(PersonMonth).values(n_acts=PersonMonth.n_acts + 1))
    db.session.commit()
    assert counters() == ["metrics.person_month.n_acts"]


def test_a_frozen_figure_that_was_altered_is_found(honest):
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN).values(participants=99))
    db.session.commit()
    assert counters() == ["metrics.snapshot.participants"]
