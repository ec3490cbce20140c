"""A whole city's timetable from one seed: who joins, writes, supports, answers, votes, and when.

Pure: the same generator state, areas and months give the same plan. Kelurahan differ in liveliness on purpose,
so that scores spread from low to good and a few kelurahan stay below the ten participants that a score needs.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sgforum.demo.corpus.activity_types import (
    Plan,
    PlanArea,
    PlannedAnswer,
    PlannedBallot,
    PlannedComment,
    PlannedConsultation,
    PlannedReading,
    PlannedReply,
    PlannedResident,
    PlannedSupport,
    PlannedTopic,
    PlannedVisit,
    PlanPart,
    Tempo,
    TempoName,
)
from sgforum.demo.corpus.campaigns import CAMPAIGNS
from sgforum.demo.corpus.consultations import CITY_CONSULTATIONS, COMMENT_POOL
from sgforum.demo.corpus.population import ACTIVE, TEMPOS, joined, plan_residents, tempo_at
from sgforum.demo.corpus.timetable import (
    at_clock,
    local_day,
    month_end,
    month_start,
    office_moment,
    reply_moment,
    resident_moment,
)
from sgforum.demo.corpus.topics import REPLY_POOL

_ACTS = {"volunteer": (2, 6), "regular": (1, 3), "occasional": (1, 1)}
_MOST_SUPPORTS = 40


@dataclass
class _Draft:
    """The plan while it grows; lists are sorted when it is done."""

    end: datetime
    tempos: dict[str, TempoName] = field(default_factory=dict)
    residents: list[PlannedResident] = field(default_factory=list)
    topics: list[PlannedTopic] = field(default_factory=list)
    replies: list[PlannedReply] = field(default_factory=list)
    supports: list[PlannedSupport] = field(default_factory=list)
    answers: list[PlannedAnswer] = field(default_factory=list)
    consultations: list[PlannedConsultation] = field(default_factory=list)
    readings: list[PlannedReading] = field(default_factory=list)
    comments: list[PlannedComment] = field(default_factory=list)
    ballots: list[PlannedBallot] = field(default_factory=list)
    visits: list[PlannedVisit] = field(default_factory=list)


@dataclass(frozen=True)
class _Month:
    """One kelurahan in one month, with those of its residents who take part in it."""

    area: PlanArea
    tempo: Tempo
    start: datetime
    end: datetime
    active: tuple[PlannedResident, ...]


def plan_city(
    rng: random.Random,
    areas: Sequence[PlanArea],
    months: Sequence[str],
    *,
    city_code: str | None = None,
    scale: float = 1.0,
) -> Plan:
    """Plan the months (`YYYY-MM`, in order, consecutive) of all areas.

    `scale` shrinks or grows the number of residents (the silent and the least stay as they are); with a
    `city_code` there is one consultation of the whole city a month, as many as are written. The first month has
    no consultation closed for 30 days yet, so KPT, and mostly the score, start with the second.
    """
    return plan_parts([(rng, PlanPart(tuple(areas), city_code, scale))], months)


def plan_parts(parts: Sequence[tuple[random.Random, PlanPart]], months: Sequence[str]) -> Plan:
    """Plan several kota, each with a generator of its own, so that one does not hang on those before it."""
    draft = _Draft(end=month_end(months[-1]))
    for rng, part in parts:
        before = len(draft.residents)
        _plan_part(rng, draft, part, months)
        residents = draft.residents[before:]
        if part.code is not None:
            _plan_city_consultations(rng, draft, part.code, months, residents)
        if part.campaigns:
            _plan_visits(rng, draft, month_start(months[0]), residents)
    return _finish(draft)


def _plan_part(rng: random.Random, draft: _Draft, part: PlanPart, months: Sequence[str]) -> None:
    order = list(part.areas)
    rng.shuffle(order)
    for place, area in enumerate(order):
        tempo = tempo_at(part.quantile + (1 - part.quantile) * place / len(order))
        draft.tempos[area.code] = tempo.name
        lot = random.Random(rng.getrandbits(64))
        residents = plan_residents(
            lot,
            area,
            tempo,
            first=month_start(months[0]),
            end=draft.end,
            scale=part.scale,
            number=len(draft.residents),
        )
        draft.residents += residents
        _plan_area(lot, draft, months, area=area, tempo=tempo, residents=residents)


def _plan_area(
    rng: random.Random,
    draft: _Draft,
    months: Sequence[str],
    *,
    area: PlanArea,
    tempo: Tempo,
    residents: Sequence[PlannedResident],
) -> None:
    local_topics = local_consultations = 0
    for name in months:
        start, end = month_start(name), month_end(name)
        active = tuple(
            person
            for person in residents
            if rng.random() < ACTIVE[person.habit] and joined(person) < start + (end - start) * 0.6
        )
        if not active:
            continue
        month = _Month(area, tempo, start, end, active)
        topics = _plan_topics(rng, draft, month, local_topics)
        local_topics += len(topics)
        consultations = []
        if rng.random() < tempo.consultation:
            consultations.append(_plan_consultation(rng, draft, month, local_consultations))
        local_consultations += len(consultations)
        _plan_acts(rng, draft, month, topics, consultations)
        _plan_answers(rng, draft, month, topics)
        for consultation in consultations:
            _plan_readings(rng, draft, consultation, residents, 0.85)


def _plan_topics(rng: random.Random, draft: _Draft, month: _Month, local: int) -> list[PlannedTopic]:
    """Topics early enough in the month to be answered in it, by anyone active, volunteers three times as often."""
    weights = [3 if person.habit == "volunteer" else 1 for person in month.active]
    topics: list[PlannedTopic] = []
    for _ in range(rng.randint(*month.tempo.topics)):
        author = rng.choices(month.active, weights=weights)[0]
        start = max(month.start, joined(author) + timedelta(minutes=10))
        topic = PlannedTopic(
            number=len(draft.topics),
            area=month.area.code,
            local=local + len(topics),
            author=author.number,
            at=resident_moment(rng, start, month.end - timedelta(days=4)),
        )
        draft.topics.append(topic)
        topics.append(topic)
        _plan_supports(rng, draft, month, topic)
    return topics


def _plan_supports(rng: random.Random, draft: _Draft, month: _Month, topic: PlannedTopic) -> None:
    others = [
        person
        for person in month.active
        if person.number != topic.author and joined(person) < month.end - timedelta(days=3)
    ]
    wanted = min(len(others), _MOST_SUPPORTS, int(rng.lognormvariate(1.5, 0.8)))
    for person in rng.sample(others, wanted):
        at = reply_moment(rng, max(topic.at, joined(person)), month.end)
        draft.supports.append(PlannedSupport(topic.number, person.number, at))


def _plan_consultation(rng: random.Random, draft: _Draft, month: _Month, local: int) -> PlannedConsultation:
    """Published in the month's first week, a week of comments, a week or more of voting, closed by day 23."""
    first = local_day(month.start)
    day = first + timedelta(days=rng.randint(1, 5))
    voting = day + timedelta(days=8)
    closes = at_clock(voting + timedelta(days=rng.randint(7, 9)), 20)
    record = office_moment(rng, closes, rng.randint(4, 12))
    recorded = rng.random() < month.tempo.recorded and record < draft.end
    consultation = PlannedConsultation(
        number=len(draft.consultations),
        area=month.area.code,
        local=local,
        published_at=at_clock(day, 9, rng.randrange(60)),
        voting_from=at_clock(voting, 8),
        closes_at=closes,
        record_at=record if recorded else None,
        complete=rng.random() < month.tempo.complete,
    )
    draft.consultations.append(consultation)
    return consultation


def _plan_acts(
    rng: random.Random,
    draft: _Draft,
    month: _Month,
    topics: Sequence[PlannedTopic],
    consultations: Sequence[PlannedConsultation],
) -> None:
    """What each active person does: votes where there is something to vote on, comments, replies."""
    reply_texts = {topic.number: list(range(REPLY_POOL)) for topic in topics}
    comment_texts = {each.number: rng.sample(range(COMMENT_POOL), COMMENT_POOL) for each in consultations}
    for person in month.active:
        acts = rng.randint(*_ACTS[person.habit])
        for consultation in consultations:
            if rng.random() < 0.75 and _plan_ballot(rng, draft, consultation, person):
                acts -= 1
            texts = comment_texts[consultation.number]
            if acts > 0 and rng.random() < 0.35 and texts:
                acts -= _plan_comment(rng, draft, consultation, person, texts)
        for topic in rng.sample(topics, min(max(acts, 0), len(topics))):
            _plan_reply(rng, draft, month, topic, person=person, texts=reply_texts[topic.number])


def _plan_reply(
    rng: random.Random,
    draft: _Draft,
    month: _Month,
    topic: PlannedTopic,
    *,
    person: PlannedResident,
    texts: list[int],
) -> None:
    """A reply while the topic still has unused words; the first texts in the pool fit it best."""
    after = max(topic.at, joined(person))
    if texts and person.number != topic.author and after < month.end:
        at = reply_moment(rng, after, month.end)
        draft.replies.append(PlannedReply(topic.number, person.number, at, texts.pop(0)))


def _plan_comment(
    rng: random.Random,
    draft: _Draft,
    consultation: PlannedConsultation,
    person: PlannedResident,
    texts: list[int],
) -> bool:
    start = max(consultation.published_at + timedelta(hours=1), joined(person))
    if start >= consultation.voting_from:
        return False
    at = resident_moment(rng, start, consultation.voting_from)
    draft.comments.append(PlannedComment(consultation.number, person.number, at, texts.pop()))
    return True


def _plan_ballot(
    rng: random.Random, draft: _Draft, consultation: PlannedConsultation, person: PlannedResident
) -> bool:
    """A ballot by someone verified before the voting opens (the electorate); one in twenty-five changes it."""
    if person.verified_at is None or person.verified_at >= consultation.voting_from:
        return False
    at = resident_moment(rng, consultation.voting_from, consultation.closes_at)
    draft.ballots.append(PlannedBallot(consultation.number, person.number, at, rng.random()))
    if rng.random() < 0.04:
        again = reply_moment(rng, at, consultation.closes_at)
        draft.ballots.append(PlannedBallot(consultation.number, person.number, again, rng.random()))
    return True


def _plan_readings(
    rng: random.Random,
    draft: _Draft,
    consultation: PlannedConsultation,
    residents: Sequence[PlannedResident],
    share: float,
) -> None:
    """Readers: whoever votes or comments later has read before; of the rest `share`, for 10 s to some minutes."""
    first_act: dict[int, datetime] = {}
    for number, at in [
        *((each.author, each.at) for each in draft.comments if each.consultation == consultation.number),
        *((each.voter, each.at) for each in draft.ballots if each.consultation == consultation.number),
    ]:
        first_act[number] = min(at, first_act.get(number, at))
    for person in residents:
        until = first_act.get(person.number, consultation.closes_at)
        start = max(consultation.published_at, joined(person))
        if start < until and (person.number in first_act or rng.random() < share):
            at = resident_moment(rng, start, until)
            seconds = 10 + int(rng.lognormvariate(4.0, 0.9))
            draft.readings.append(PlannedReading(consultation.number, person.number, at, seconds))


def _plan_answers(rng: random.Random, draft: _Draft, month: _Month, topics: Sequence[PlannedTopic]) -> None:
    """The office answers what enough people support, the rest half as often; late ones take weeks."""
    counts = dict.fromkeys((topic.number for topic in topics), 0)
    for support in draft.supports:
        if support.topic in counts:
            counts[support.topic] += 1
    for topic in topics:
        wanted = month.tempo.answered * (1.0 if counts[topic.number] >= 3 else 0.5)
        if rng.random() >= wanted:
            continue
        days = rng.randint(1, 5) if rng.random() < month.tempo.in_time else rng.randint(9, 20)
        at = office_moment(rng, topic.at, days)
        if at < draft.end:
            draft.answers.append(PlannedAnswer(topic.number, at, rng.random()))


def _plan_city_consultations(
    rng: random.Random, draft: _Draft, code: str, months: Sequence[str], residents: Sequence[PlannedResident]
) -> None:
    """One consultation of the whole city a month; one regular in seven takes part."""
    tempo = TEMPOS[0]
    regulars = tuple(person for person in residents if person.habit != "occasional")
    for local, name in enumerate(months[: len(CITY_CONSULTATIONS)]):
        start, end = month_start(name), month_end(name)
        some = tuple(person for person in regulars if rng.random() < 1 / 7)
        month = _Month(PlanArea(code, 0, 0), tempo, start, end, some)
        consultation = _plan_consultation(rng, draft, month, local)
        _plan_acts(rng, draft, month, (), (consultation,))
        _plan_readings(rng, draft, consultation, some, 0.85)


def _plan_visits(
    rng: random.Random, draft: _Draft, start: datetime, residents: Sequence[PlannedResident]
) -> None:
    """Campaign visits: residents as far as a campaign reaches, half as many again without an account."""
    for number, campaign in enumerate(CAMPAIGNS):
        begins = start + timedelta(days=5 + 3 * number)
        ends = min(draft.end, begins + timedelta(days=campaign.days))
        known = [each for each in residents if joined(each) < ends and rng.random() < campaign.reach]
        guests: list[PlannedResident | None] = [None] * (len(known) // 2)
        for browser, person in enumerate([*known, *guests]):
            since = max(begins, joined(person)) if person else begins
            pledges = person is not None and rng.random() < campaign.pledge_share
            draft.visits.append(
                PlannedVisit(
                    campaign=number,
                    browser=browser,
                    resident=person.number if person else None,
                    at=resident_moment(rng, since, ends),
                    pledges=pledges,
                    installs=pledges and rng.random() < campaign.install_share,
                )
            )


def _finish(draft: _Draft) -> Plan:
    return Plan(
        tempos=dict(sorted(draft.tempos.items())),
        residents=tuple(draft.residents),
        topics=tuple(draft.topics),
        replies=tuple(sorted(draft.replies, key=lambda each: (each.at, each.topic, each.text))),
        supports=tuple(sorted(draft.supports, key=lambda each: (each.at, each.topic, each.supporter))),
        answers=tuple(sorted(draft.answers, key=lambda each: (each.at, each.topic))),
        consultations=tuple(draft.consultations),
        readings=tuple(sorted(draft.readings, key=lambda each: (each.at, each.reader))),
        comments=tuple(sorted(draft.comments, key=lambda each: (each.at, each.author))),
        ballots=tuple(sorted(draft.ballots, key=lambda each: (each.at, each.voter))),
        visits=tuple(sorted(draft.visits, key=lambda each: (each.at, each.campaign, each.browser))),
    )
