"""The consultations of the demo, from draft to decision, with the ballots of those who take part."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

from ..ballot.queries import find_poll, find_tally
from ..consultation import services
from ..consultation.lifecycle import Followed, Promise
from ..consultation.queries import find_consultation
from ..core.clock import local_date
from ..core.errors import NotFound
from ..core.permissions import Actor
from .corpus.activity_types import PlannedBallot, PlannedComment, PlannedConsultation, PlannedReading
from .corpus.consultation_types import Consultation
from .corpus.consultations import (
    CITY_CONSULTATIONS,
    choose_consultations,
    compose_consultation,
    compose_record,
    pick_choice,
)
from .corpus.names import CITY_OFFICES
from .corpus.places import settle_place
from .timeline import Rank
from .world import World

_DECISION_DAYS = 14  # after the close, as the drafts promise
_DRAFTED_BEFORE = timedelta(days=3)
_NOT_FOLLOWED = 0.1  # of the decisions go another way than most residents wished, with the reason


class Assemblies:
    """The consultations' part of the plan, put on the timeline."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._words = _compose(world)
        self._ids: dict[int, str] = {}

    def schedule(self) -> None:
        """Every consultation with its readers, comments and ballots; boxes open and close at their time."""
        plan, timeline = self._world.plan, self._world.timeline
        together: dict[datetime, list[PlannedConsultation]] = {}
        for planned in plan.consultations:
            self._schedule_one(planned)
            together.setdefault(planned.closes_at, []).append(planned)
        for closes_at, closing in together.items():
            timeline.add(closes_at, partial(self._close, closing), rank=Rank.CLOSING, alone=True)
        for reading in plan.readings:
            timeline.add(reading.at, partial(self._read, reading))
        for comment in plan.comments:
            timeline.add(comment.at, partial(self._comment, comment))
        for ballot in plan.ballots:
            timeline.add(ballot.at, partial(self._cast, ballot))

    def _schedule_one(self, planned: PlannedConsultation) -> None:
        add = self._world.timeline.add
        add(planned.published_at - _DRAFTED_BEFORE, partial(self._draft, planned), rank=Rank.OPENING)
        add(planned.published_at, partial(self._publish, planned), rank=Rank.OPENING)
        add(planned.voting_from, partial(self._open, planned), rank=Rank.OPENING)
        if planned.record_at is not None:
            add(planned.record_at, partial(self._decide, planned))

    def _officer(self, planned: PlannedConsultation) -> tuple[Actor, str]:
        if planned.area in self._world.towns:
            office = CITY_OFFICES[self._words[planned.number].area]
            return self._world.staff.offices[planned.area, office], f"Kepala {office}"
        home = self._world.neighbourhoods[planned.area]
        return self._world.staff.lurah[
            planned.area
        ], f"{'Kepala Desa' if home.is_desa else 'Lurah'} {home.name}"

    def _draft(self, planned: PlannedConsultation, at: datetime) -> None:
        """What is not complete lacks its cost and its version in plain words, as it happens."""
        words = self._words[planned.number]
        officer, title = self._officer(planned)
        draft = services.Draft(
            title=words.title, questions=[_question(words)], summary=words.summary, document=words.document,
            decision_named=words.named_decision,
            decision_on=local_date(planned.closes_at, self._world.zone) + timedelta(days=_DECISION_DAYS),
            officer_title=title, promise=Promise(words.promise), cost_text=words.cost if planned.complete else "",
            how_to_join=words.how_to_join, accessible_text=words.plain if planned.complete else "",
            comment=(planned.published_at, planned.voting_from), voting=(planned.voting_from, planned.closes_at),
        )  # fmt: skip
        made = services.create_draft(actor=officer, place_code=planned.area, draft=draft, at=at)
        self._ids[planned.number] = made.public_id

    def _publish(self, planned: PlannedConsultation, at: datetime) -> None:
        officer, _title = self._officer(planned)
        services.publish(actor=officer, public_id=self._ids[planned.number], zone=self._world.zone, at=at)

    def _open(self, planned: PlannedConsultation, at: datetime) -> None:
        services.open_voting(public_id=self._ids[planned.number], keys=self._world.keys, at=at)

    def _close(self, closing: list[PlannedConsultation], at: datetime) -> None:
        """All that end at the moment, as the worker does."""
        due = [self._ids[planned.number] for planned in closing]
        services.count_together(public_ids=due, keys=self._world.keys, at=at)
        for public_id in due:
            services.close_due(public_id=public_id, keys=self._world.keys, at=at)

    def _read(self, reading: PlannedReading, at: datetime) -> None:
        actor = self._world.actors[reading.reader]
        if actor.is_verified:
            services.mark_read(actor=actor, public_id=self._ids[reading.consultation], at=at)

    def _comment(self, comment: PlannedComment, at: datetime) -> None:
        text = self._words[comment.consultation].comments[comment.text]
        services.add_comment(
            actor=self._world.actors[comment.author],
            public_id=self._ids[comment.consultation],
            text=text,
            at=at,
        )

    def _cast(self, ballot: PlannedBallot, at: datetime) -> None:
        choice = code_of(pick_choice(self._words[ballot.consultation], ballot.draw))
        services.cast(
            actor=self._world.actors[ballot.voter],
            public_id=self._ids[ballot.consultation],
            choice=choice,
            at=at,
        )

    def _decide(self, planned: PlannedConsultation, at: datetime) -> None:
        words, public_id = self._words[planned.number], self._ids[planned.number]
        officer, title = self._officer(planned)
        lot = self._world.terms.lot("decision", planned.number)
        services.record_decision(
            actor=officer,
            public_id=public_id,
            decision=decide(words, counts_of(public_id), lot, title),
            at=at,
        )


def counts_of(public_id: str) -> list[int]:
    """The votes for each option of a counted consultation, in the options' order."""
    consultation = find_consultation(public_id)
    poll = find_poll(consultation.reference) if consultation else None
    tally = find_tally(poll.id) if poll else None
    if tally is None:
        raise NotFound("%(id)s is not counted", id=public_id)
    return [tally.totals[code] for code in sorted(tally.totals)]


def decide(words: Consultation, counts: list[int], lot: random.Random, title: str) -> services.Decision:
    """The office follows the residents nine times out of ten, and says why where it does not."""
    leading = max(range(len(counts)), key=counts.__getitem__)
    chosen = leading
    if lot.random() < _NOT_FOLLOWED:
        chosen = (leading + 1) % len(counts)
    record = compose_record(words, counts, chosen)
    is_followed = chosen == leading
    return services.Decision(
        decided=record.decided, reasons=record.reasons, followed=Followed.YES if is_followed else Followed.NO,
        document=f"Keputusan {title} Nomor {lot.randint(11, 99)} Tahun berjalan (contoh)",
        promise_kept=Followed.YES if lot.random() < 0.8 else Followed.PARTLY, officer_title=title,
        not_followed="" if is_followed else record.not_followed, after_action=record.after_action,
    )  # fmt: skip


def _question(words: Consultation) -> services.QuestionDraft:
    return services.QuestionDraft(
        text=words.question, options=[services.OptionDraft(choice.label) for choice in words.choices]
    )


def code_of(option: int) -> str:
    """The code of an option by its position from 0."""
    return chr(ord("a") + option)


def _compose(world: World) -> dict[int, Consultation]:
    """The words of every planned consultation by its number; no kelurahan is asked the same twice."""
    counts = Counter(planned.area for planned in world.plan.consultations)
    written = {}
    for code, count in counts.items():
        lot = world.terms.lot("consultations", code)
        if code in world.towns:
            first = next(each for each in world.neighbourhoods.values() if each.kota == code)
            setting = settle_place(lot, world.towns[code].name, first.setting.wards)
            written[code] = [compose_consultation(lot, setting, each) for each in CITY_CONSULTATIONS]
        else:
            written[code] = choose_consultations(lot, world.neighbourhoods[code].setting, count)
    return {planned.number: written[planned.area][planned.local] for planned in world.plan.consultations}
