"""What is said in the forums of the demo: topics, replies, support, official answers, promises kept or not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from ..core.clock import local_date
from ..core.permissions import Actor
from ..forum.models import PROMISING, Area, Kind, Outcome
from ..forum.services import (
    Reply,
    answer_topic,
    dispute_commitment,
    judge_answer,
    publish_post,
    publish_topic,
    report_done,
    support_topic,
)
from ..territory.models import kota_code
from .corpus.activity_types import PlannedAnswer, PlannedReply, PlannedSupport, PlannedTopic
from .corpus.names import CITY_OFFICES
from .corpus.population import TEMPOS
from .corpus.timetable import office_moment, reply_moment
from .corpus.topic_types import ComposedTopic
from .corpus.topics import compose_topics
from .evidence import EVIDENCE
from .timeline import Rank
from .world import World

_CITY_EVERY, _KECAMATAN_EVERY = 29, 37  # so many-th topics stand in the forum of the city, of a kecamatan
_REPEAT_WINDOW = timedelta(minutes=6)  # a little more than the forum's own
_IN_TIME = {tempo.name: tempo.in_time for tempo in TEMPOS}
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_PROMISE_LENGTH = (15, 300)


@dataclass
class _Said:
    """What has been published so far. posts: the last number of each topic; texts: when who said what."""

    topics: dict[int, str] = field(default_factory=dict)
    posts: dict[int, int] = field(default_factory=dict)
    texts: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def repeats(self, author: int, text: str, at: datetime) -> bool:
        """Whether somebody would say the very same again at once, which the forum takes for a double click."""
        before = self.texts.get((author, text))
        self.texts[author, text] = at
        return before is not None and at - before < _REPEAT_WINDOW


class Talk:
    """The forums' part of the plan, put on the timeline."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._said = _Said()
        self._words = _compose(world)

    def schedule(self) -> None:
        """Everything that the plan says, and what follows from the answers: judgements, work done, disputes."""
        world, timeline = self._world, self._world.timeline
        for topic in world.plan.topics:
            timeline.add(topic.at, partial(self._publish, topic), rank=Rank.OPENING)
        for reply in world.plan.replies:
            timeline.add(reply.at, partial(self._reply, reply))
        for support in world.plan.supports:
            timeline.add(support.at, partial(self._support, support))
        for answer in world.plan.answers:
            self._schedule_answer(answer)

    def place_of(self, topic: PlannedTopic) -> str:
        """The forum where a topic stands; a few matters are the kecamatan's or the whole kota's."""
        if topic.number % _CITY_EVERY == 1:
            return kota_code(topic.area)
        if topic.number % _KECAMATAN_EVERY == 1:
            return self._world.neighbourhoods[topic.area].kecamatan
        return topic.area

    def _publish(self, topic: PlannedTopic, at: datetime) -> None:
        words = self._words[topic.number]
        published = publish_topic(
            actor=self._world.actors[topic.author], place_code=self.place_of(topic), area=Area(words.area),
            kind=Kind(words.kind), title=words.title, text=words.body, at=at,
        )  # fmt: skip
        self._said.topics[topic.number], self._said.posts[topic.number] = published.public_id, 1

    def _reply(self, reply: PlannedReply, at: datetime) -> None:
        text = self._words[reply.topic].replies[reply.text]
        if self._said.repeats(reply.author, text, at):
            return
        last = self._said.posts[reply.topic]
        to = None
        if last > 1 and reply.author % 3 == 0:  # one in three answers what somebody else wrote
            to = 2 + (reply.author + reply.text) % (last - 1)
        post = publish_post(
            actor=self._world.actors[reply.author], topic_public_id=self._said.topics[reply.topic], text=text,
            at=at, reply_to_number=to,
        )  # fmt: skip
        self._said.posts[reply.topic] = post.number

    def _support(self, support: PlannedSupport, at: datetime) -> None:
        support_topic(
            actor=self._world.actors[support.supporter], topic_public_id=self._said.topics[support.topic],
            zone=self._world.zone, at=at,
        )  # fmt: skip

    def _officer(self, topic: PlannedTopic) -> tuple[Actor, str]:
        """Who answers, and for which unit: the lurah, at times a city office; the camat in a kecamatan's forum."""
        staff, place, kota = self._world.staff, self.place_of(topic), kota_code(topic.area)
        office = CITY_OFFICES[self._words[topic.number].area]
        if place == kota or topic.number % 7 == 3:
            return staff.offices[kota, office], office[0].upper() + office[1:]
        if place in staff.camat:
            return staff.camat[place], "Kantor Kecamatan"
        home = self._world.neighbourhoods[place]
        return staff.lurah[place], f"{'Desa' if home.is_desa else 'Kelurahan'} {home.name}"

    def _schedule_answer(self, planned: PlannedAnswer) -> None:
        world, topic = self._world, self._world.plan.topics[planned.topic]
        lot = world.terms.lot("answer", planned.topic)
        officer, unit = self._officer(topic)
        reply = self._compose_reply(planned, unit, lot.randint(8, 32))
        world.timeline.add(planned.at, partial(self._answer, planned.topic, officer, reply))
        if lot.random() < 0.4:
            is_answered = lot.random() < 0.85
            judged = reply_moment(lot, planned.at, planned.at + timedelta(days=6))
            world.timeline.add(judged, lambda at: self._judge(topic, at, is_answered=is_answered))
        if reply.due_on is not None:
            self._schedule_work(topic, officer, reply.due_on, planned.at)

    def _compose_reply(self, planned: PlannedAnswer, unit: str, days: int) -> Reply:
        answers = self._words[planned.topic].answers
        words = answers[int(planned.draw * len(answers))]
        outcome = Outcome(words.outcome)
        if outcome not in PROMISING:
            return Reply(outcome, unit, words.body, words.reason)
        due_on = local_date(planned.at, self._world.zone) + timedelta(days=days)
        return Reply(outcome, unit, words.body, words.reason, promise_in(words.body), due_on)

    def _answer(self, number: int, officer: Actor, reply: Reply, at: datetime) -> None:
        answer_topic(
            actor=officer,
            topic_public_id=self._said.topics[number],
            reply=reply,
            zone=self._world.zone,
            at=at,
        )

    def _judge(self, topic: PlannedTopic, at: datetime, *, is_answered: bool) -> None:
        judge_answer(
            actor=self._world.actors[topic.author], topic_public_id=self._said.topics[topic.number],
            is_answered=is_answered, at=at,
        )  # fmt: skip

    def _schedule_work(self, topic: PlannedTopic, officer: Actor, due_on: date, since: datetime) -> None:
        """Most promises are kept in time where the office keeps up; some late, some never, a few only on paper."""
        world = self._world
        lot = world.terms.lot("work", topic.number)
        is_kept = lot.random() < 0.45 + 0.5 * _IN_TIME[world.plan.tempos[topic.area]]
        if not is_kept and lot.random() < 0.5:
            return
        days = (due_on - local_date(since, world.zone)).days
        done = office_moment(lot, since, max(2, days * 5 // 7 - lot.randint(0, 4)))
        if not is_kept:
            done = office_moment(lot, done, lot.randint(8, 20))
        evidence = lot.choice(EVIDENCE)
        world.timeline.add(done, partial(self._finish, topic.number, officer, evidence))
        if lot.random() < 0.06:
            disputed = reply_moment(lot, done, done + timedelta(days=5))
            world.timeline.add(disputed, partial(self._dispute, topic))

    def _finish(self, number: int, officer: Actor, evidence: str, at: datetime) -> None:
        report_done(actor=officer, topic_public_id=self._said.topics[number], evidence=evidence, at=at)

    def _dispute(self, topic: PlannedTopic, at: datetime) -> None:
        dispute_commitment(
            actor=self._world.actors[topic.author], topic_public_id=self._said.topics[topic.number], at=at
        )


def promise_in(body: str) -> str:
    """The sentence of an answer that says what will be done: the first that is no thanks."""
    sentences = [
        sentence
        for sentence in _SENTENCE.split(" ".join(body.split()))
        if _PROMISE_LENGTH[0] <= len(sentence) <= _PROMISE_LENGTH[1]
    ]
    deeds = [sentence for sentence in sentences if not sentence.startswith("Terima kasih")]
    return (deeds or sentences or [body[: _PROMISE_LENGTH[1]]])[0].rstrip(".")


def _compose(world: World) -> dict[int, ComposedTopic]:
    """The words of every planned topic by its number."""
    by_area: dict[str, list[PlannedTopic]] = defaultdict(list)
    for topic in world.plan.topics:
        by_area[topic.area].append(topic)
    words: dict[int, ComposedTopic] = {}
    for code, topics in by_area.items():
        count = 1 + max(topic.local for topic in topics)
        composed = compose_topics(world.terms.lot("topics", code), world.neighbourhoods[code].setting, count)
        words |= {topic.number: composed[topic.local] for topic in topics}
    return words
