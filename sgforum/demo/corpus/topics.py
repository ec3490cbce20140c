"""Composes forum topics for a kelurahan from the written templates."""

from __future__ import annotations

import random

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
    picks: dict[str, float] = {}

    def say(text: str) -> str:
        return word(rng, text, slots, picks)

    own = rng.sample(chosen.replies, len(chosen.replies))
    fill = rng.sample(FILL[chosen.kind], REPLY_POOL - len(own))
    return ComposedTopic(
        area=chosen.area,
        kind=chosen.kind,
        title=say(chosen.title),
        body=say(chosen.body),
        replies=tuple(say(text) for text in own + fill),
        answers=tuple(Answer(each.outcome, say(each.body), say(each.reason)) for each in chosen.answers),
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
