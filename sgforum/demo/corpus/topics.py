"""Composes forum topics for a kelurahan from the written templates."""

from __future__ import annotations

import random
from collections.abc import Mapping

from sgforum.demo.corpus.places import Place, choose_slots
from sgforum.demo.corpus.topic_replies import FILL
from sgforum.demo.corpus.topic_types import Answer, ComposedTopic, Topic
from sgforum.demo.corpus.topics_counter import LAYANAN, PERIZINAN
from sgforum.demo.corpus.topics_environment import LINGKUNGAN, PENERANGAN, SAMPAH
from sgforum.demo.corpus.topics_family import KEAMANAN, KESEHATAN, PENDIDIKAN
from sgforum.demo.corpus.topics_trade import EKONOMI, PARKIR
from sgforum.demo.corpus.topics_water import AIR, DRAINASE, JALAN
from sgforum.demo.corpus.wording import word

TOPICS: tuple[Topic, ...] = (
    *DRAINASE,
    *SAMPAH,
    *PENERANGAN,
    *JALAN,
    *AIR,
    *KESEHATAN,
    *KEAMANAN,
    *PARKIR,
    *PERIZINAN,
    *EKONOMI,
    *LINGKUNGAN,
    *PENDIDIKAN,
    *LAYANAN,
)
REPLY_POOL = 12
"""Every composed topic offers exactly this many different replies."""

_MOST_TRIES = 200


def fitting_topics(place: Place) -> list[Topic]:
    """The templates that suit a place: no breakwater for the hills, no landslide on the beach."""
    return [topic for topic in TOPICS if not topic.settings or place.setting in topic.settings]


def compose_topic(rng: random.Random, place: Place, template: Topic | None = None) -> ComposedTopic:
    """One topic in its place's own words; the same `rng` state and place give the same topic."""
    chosen = template or rng.choice(fitting_topics(place))
    slots = choose_slots(rng, place)
    return ComposedTopic(
        area=chosen.area,
        kind=chosen.kind,
        title=word(rng, chosen.title, slots),
        body=word(rng, chosen.body, slots),
        replies=_compose_replies(rng, chosen, slots),
        answers=tuple(_compose_answer(rng, answer, slots) for answer in chosen.answers),
    )


def compose_topics(rng: random.Random, place: Place, count: int) -> list[ComposedTopic]:
    """`count` topics of one kelurahan, no title twice; no template comes back before all have been used.

    Raises ValueError when the place is too small to give that many different titles.
    """
    fitting = fitting_topics(place)
    topics: list[ComposedTopic] = []
    taken: set[str] = set()
    for number in range(count):
        if number % len(fitting) == 0:
            rng.shuffle(fitting)
        topic = _compose_untaken(rng, place, fitting[number % len(fitting)], taken)
        taken.add(topic.title.casefold())
        topics.append(topic)
    return topics


def _compose_untaken(rng: random.Random, place: Place, template: Topic, taken: set[str]) -> ComposedTopic:
    for _ in range(_MOST_TRIES):
        topic = compose_topic(rng, place, template)
        if topic.title.casefold() not in taken:
            return topic
    raise ValueError(f"{place.kelurahan}: no further title for {template.title!r}")


def _compose_replies(rng: random.Random, topic: Topic, slots: Mapping[str, str]) -> tuple[str, ...]:
    own = list(topic.replies)
    rng.shuffle(own)
    fill = rng.sample(FILL[topic.kind], REPLY_POOL - len(own))
    return tuple(word(rng, text, slots) for text in own + fill)


def _compose_answer(rng: random.Random, answer: Answer, slots: Mapping[str, str]) -> Answer:
    return Answer(answer.outcome, word(rng, answer.body, slots), word(rng, answer.reason, slots))
