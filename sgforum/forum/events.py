"""What happened in a forum, for whoever must tell or count it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicPublished:
    topic_id: int
    place_code: str
    author_id: int


@dataclass(frozen=True, slots=True)
class PostPublished:
    """A reply; `reply_to_author_id` is whom it answers, None for the topic as a whole."""

    topic_id: int
    post_id: int
    author_id: int
    reply_to_author_id: int | None


@dataclass(frozen=True, slots=True)
class TopicBecameDue:
    """A question or proposal found its third verified supporter: an official must answer."""

    topic_id: int
    place_code: str


@dataclass(frozen=True, slots=True)
class TopicAnswered:
    topic_id: int
    answer_id: int
    author_id: int


@dataclass(frozen=True, slots=True)
class PostHidden:
    """A moderator hid a text; number 1 is the topic as a whole."""

    topic_id: int
    number: int
    author_id: int
    reason: str
