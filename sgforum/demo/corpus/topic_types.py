"""The shape of a written topic, and of the same topic once it is composed for a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sgforum.demo.corpus.places import Setting

Area = Literal[
    "drainase",
    "sampah",
    "penerangan",
    "jalan",
    "air",
    "kesehatan",
    "keamanan",
    "parkir",
    "perizinan",
    "ekonomi",
    "lingkungan",
    "pendidikan",
    "layanan",
]
Kind = Literal["question", "proposal", "discussion"]
Outcome = Literal["answered", "accepted", "partly", "rejected", "referred"]
AREAS: tuple[Area, ...] = get_args(Area)
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Answer:
    """An official's answer: what comes of it, the words, and the reason in one sentence."""

    outcome: Outcome
    body: str
    reason: str


@dataclass(frozen=True)
class Topic:
    """A topic as written: texts may hold `<this|that>` and `{slots}`; no settings means it fits everywhere."""

    area: Area
    kind: Kind
    title: str
    body: str
    replies: tuple[str, ...]
    answers: tuple[Answer, ...]
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class ComposedTopic:
    """A topic ready to be posted; `replies` are all different, the most fitting first."""

    area: Area
    kind: Kind
    title: str
    body: str
    replies: tuple[str, ...]
    answers: tuple[Answer, ...]
