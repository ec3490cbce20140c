"""Topics, posts, support and answers: written past the services, so that a test sets only what it is about."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from sgforum.accounts.models import Person
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.richtext import RENDERER_VERSION, render
from sgforum.core.similarity import digest_of
from sgforum.forum.models import Area, Commitment, Kind, OfficialAnswer, Outcome, Post, Status, Support, Topic
from sgforum.forum.texts import slug_of

from .accounts import make_official, make_person
from .territory import KELURAHAN

_numbers = itertools.count(1)


def make_topic(
    author: Person | None = None, place: str = KELURAHAN, text: str | None = None, **fields
) -> Topic:
    """A proposal with its text as post 1, written an hour ago; committed."""
    n = next(_numbers)
    author = author or make_person()
    at = fields.pop("created_at", now() - timedelta(hours=1))
    title = fields.pop("title", f"Saluran air nomor {n} tersumbat lumpur")
    values = {
        "slug": slug_of(title), "place_code": place, "area": Area.DRAINAGE, "kind": Kind.PROPOSAL, "title": title,
        "author_id": author.id, "author_level": max(author.level, 1), "author_rt": author.rt_code,
        "created_at": at, "last_post_at": at,
    } | fields  # fmt: skip
    topic = Topic(**values)
    db.session.add(topic)
    db.session.flush()
    db.session.add(
        _post(topic, author, 1, text or f"Air meluap setiap hujan di gang {n}, mohon dikeruk.", at)
    )
    db.session.commit()
    return topic


def make_post(topic: Topic, author: Person | None = None, text: str | None = None, **fields) -> Post:
    """A post at the topic's end; committed."""
    author = author or make_person()
    topic.last_number += 1
    topic.post_count += 1
    at = fields.pop("created_at", topic.last_post_at + timedelta(seconds=1))
    topic.last_post_at = max(topic.last_post_at, at)
    text = text or f"Tanggapan {next(_numbers)}: saya melihat hal yang sama."
    post = _post(topic, author, topic.last_number, text, at, **fields)
    db.session.add(post)
    db.session.commit()
    return post


def make_posts(topic: Topic, count: int, author: Person | None = None) -> None:
    """Many posts of one author in one insert; committed."""
    author = author or make_person()
    first = topic.last_number + 1
    rows = [
        _post(topic, author, number, f"Tanggapan {number}.", topic.created_at)
        for number in range(first, first + count)
    ]
    db.session.add_all(rows)
    topic.last_number += count
    topic.post_count += count
    db.session.commit()


def _post(topic: Topic, author: Person, number: int, text: str, at: datetime, **fields) -> Post:
    values = {
        "topic_id": topic.id, "number": number, "author_id": author.id, "author_level": max(author.level, 1),
        "author_home": author.home_code, "author_rt": author.rt_code, "text": text, "html": render(text),
        "renderer_version": RENDERER_VERSION, "digest": digest_of(text), "created_at": at,
    } | fields  # fmt: skip
    return Post(**values)


def make_support(topic: Topic, person: Person | None = None, **fields) -> Support:
    """A support of a verified resident, counted; committed."""
    person = person or make_person()
    is_counted = fields.pop("is_counted", person.level == 2)
    values = {
        "topic_id": topic.id, "person_id": person.id, "level": person.level, "rt_code": person.rt_code,
        "is_counted": is_counted, "at": topic.created_at,
    } | fields  # fmt: skip
    row = Support(**values)
    topic.support_count += 1
    topic.supporter_l2_count += int(is_counted)
    db.session.add(row)
    db.session.commit()
    return row


def make_answer(
    topic: Topic, outcome: Outcome = Outcome.ANSWERED, officer: Person | None = None, **fields
) -> OfficialAnswer:
    """An official answer in force, with its commitment if it promises something; committed."""
    officer = officer or make_official(topic.place_code)
    topic.answer_count += 1
    topic.status = Status(outcome.value)
    at = fields.pop("created_at", now() - timedelta(minutes=5))
    due_on = fields.pop(
        "due_on", (at + timedelta(days=30)).date() if outcome in ("accepted", "partly") else None
    )
    text = "Tim kami sudah memeriksa lokasi itu."
    values = {
        "topic_id": topic.id, "number": topic.answer_count, "officer_id": officer.id, "officer_name": officer.name,
        "unit": "Kelurahan Manggar", "outcome": outcome, "text": text, "html": render(text),
        "renderer_version": RENDERER_VERSION, "reason": "Sesuai hasil tinjauan lapangan.", "due_on": due_on,
        "created_at": at,
    } | fields  # fmt: skip
    answer = OfficialAnswer(**values)
    db.session.add(answer)
    db.session.flush()
    if due_on is not None:
        db.session.add(
            Commitment(answer_id=answer.id, topic_id=topic.id, what="Keruk saluran 180 meter", due_on=due_on)
        )
    db.session.commit()
    return answer
