"""Consultations at every stage of their life, made through the services as people make them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sgforum.accounts.models import Person
from sgforum.ballot.models import Rule
from sgforum.consultation import services
from sgforum.consultation.lifecycle import Followed, Promise
from sgforum.consultation.models import Consultation
from sgforum.consultation.services import Decision, Draft, OptionDraft, QuestionDraft
from sgforum.core.clock import now
from sgforum.core.db import transaction

from .accounts import as_actor
from .territory import KELURAHAN

ZONE = ZoneInfo("Asia/Makassar")
_numbers = itertools.count(1)

# How long ago each stage's consultation was published: one day of information, four of comments, four of votes
_AGE = {
    "information": timedelta(hours=12),
    "comment": timedelta(days=2),
    "voting": timedelta(days=6),
    "ended": timedelta(days=10),
    "closed": timedelta(days=10),
    "decided": timedelta(days=10),
}


def do(act: Callable[..., Any], **arguments: Any) -> Any:
    """Run a service in its own transaction."""
    with transaction():
        return act(**arguments)


def make_draft(published_at: datetime | None = None, **changes) -> Draft:
    """A draft that lacks nothing, to be published at the moment.

    question, options, quorum: of the first question, in short; questions: all of them, in full.
    """
    n, start = next(_numbers), published_at or now()
    first = {name: changes.pop(name) for name in ("question", "options", "quorum") if name in changes}
    values = {
        "title": f"Jadwal angkut sampah {n}", "questions": (make_question(**first),),
        "summary": "Jadwal angkut sampah akan diatur ulang.", "document": "## Keadaan\n\nSampah menumpuk pada hari Senin.",
        "decision_named": "SK Lurah tentang jadwal angkut sampah",
        "decision_on": (start + timedelta(days=13)).astimezone(ZONE).date(), "officer_title": "Lurah",
        "promise": Promise.CONSULT, "cost_text": "Tanpa biaya tambahan.", "how_to_join": "Lewat halaman ini.",
        "accessible_text": "Kami bertanya kapan truk sampah datang.",
        "comment": (start + timedelta(days=1), start + timedelta(days=5)),
        "voting": (start + timedelta(days=5), start + timedelta(days=9)),
    } | changes  # fmt: skip
    return Draft(**values)


def make_question(
    question: str = "Kapan sampah sebaiknya diangkut?",
    options: Sequence[str] = ("Pagi", "Siang", "Malam"),
    **fields,
) -> QuestionDraft:
    """A question with options of these texts; options with more than a text: choices=[OptionDraft]."""
    choices = fields.pop("choices", None) or [OptionDraft(text) for text in options]
    return QuestionDraft(text=question, options=choices, **fields)


def make_projects(costs: Sequence[int] = (30_000_000, 20_000_000), **fields) -> QuestionDraft:
    """A question that shares out 50 million rupiah among projects of these costs."""
    choices = [OptionDraft(f"Usulan {n}", "Di RT 2", cost) for n, cost in enumerate(costs, start=1)]
    values = {"question": "Usulan mana?", "rule": Rule.GREEDY, "parameters": {"budget": 50_000_000}} | fields
    return make_question(choices=choices, **values)


def make_decision(**changes) -> Decision:
    values = {
        "decided": "Sampah diangkut setiap pagi.", "reasons": "Sebagian besar warga memilih pagi.",
        "followed": Followed.YES, "document": "SK Lurah nomor 12 tahun 2026", "promise_kept": Followed.YES,
        "officer_title": "Lurah",
    } | changes  # fmt: skip
    return Decision(**values)


def make_consultation(
    official: Person,
    keys: Path,
    stage: str = "voting",
    place: str = KELURAHAN,
    votes: dict[str | tuple[int, str], list[Person]] | None = None,
    **changes,
) -> Consultation:
    """A consultation of an official at a stage: draft, information, comment, voting, ended, closed or decided.

    votes: {option code, or (question, option code): people}, cast in the middle of the voting phase.
    prepare: called with the draft and a moment before anything else happens to it.
    """  # fmt: skip
    actor, at = as_actor(official), now()
    published_at = at - _AGE.get(stage, timedelta(0))
    prepare = changes.pop("prepare", None)
    draft = make_draft(published_at, **changes)
    made = do(
        services.create_draft, actor=actor, place_code=place, draft=draft, at=published_at - timedelta(days=1)
    )
    public_id = made.public_id
    if prepare is not None:
        prepare(made, published_at - timedelta(days=1))
    if stage == "draft":
        return made
    do(services.publish, actor=actor, public_id=public_id, zone=ZONE, at=published_at)
    opened_at = published_at + timedelta(days=5)
    if stage in ("voting", "ended", "closed", "decided"):
        assert do(services.open_voting, public_id=public_id, keys=keys, at=opened_at)
    for ballot, people in (votes or {}).items():
        question, choice = ballot if isinstance(ballot, tuple) else (1, ballot)
        for person in people:
            do(
                services.cast,
                actor=as_actor(person),
                public_id=public_id,
                question=question,
                choice=choice,
                at=opened_at + timedelta(hours=12),
            )
    if stage in ("closed", "decided"):
        assert services.close_due(public_id=public_id, keys=keys, at=published_at + timedelta(days=9))
    if stage == "decided":
        do(services.record_decision, actor=actor, public_id=public_id, decision=make_decision(), at=at)
    return made


def day(offset: int) -> date:
    """A date so many days from today in the city's zone."""
    return (now() + timedelta(days=offset)).astimezone(ZONE).date()
