"""The life of a consultation as pure functions: states, phases, what may be done now, what is still missing."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..core.marks import N_


class State(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"  # the box is counted; the decision is awaited
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class PhaseKind(enum.StrEnum):
    """In the order of a consultation's life."""

    INFORMATION = "information"
    COMMENT = "comment"
    VOTING = "voting"
    DECISION = "decision"


class Promise(enum.StrEnum):
    """What residents are promised: the five steps of the IAP2 spectrum."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


class Followed(enum.StrEnum):
    """Whether a decision follows what residents chose, or a promise was kept."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Act(enum.StrEnum):
    """What somebody may do with a consultation at a moment."""

    EDIT = "edit"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    VOTE = "vote"
    OPEN_BOX = "open_box"
    CLOSE_BOX = "close_box"
    DECIDE = "decide"
    REVISE = "revise"


ORDER = {kind: position for position, kind in enumerate(PhaseKind, start=1)}
SHORTEST = {PhaseKind.COMMENT: timedelta(days=3), PhaseKind.VOTING: timedelta(days=3)}
LONGEST = timedelta(days=90)
MOST_QUESTIONS = 10
FEWEST_OPTIONS = 2
MOST_OPTIONS = 50
MOST_TO_CHOOSE_ONE = 8  # of which one is marked; more are too long a list to compare
LONGEST_EXTENSION = 14  # days
CHOOSES_ONE = "plurality"
SHARES_BUDGET = frozenset({"greedy", "equal-shares"})
LONG_ENOUGH = timedelta(days=7)  # score.md 5.1: INF and KSP


@dataclass(frozen=True, slots=True)
class Phase:
    """From its first moment until, but without, its last."""

    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """What is known of a drafted question; priced: whether each of its options has a cost."""

    text: str
    rule: str
    options: int
    priced: bool = False
    has_budget: bool = False


@dataclass(frozen=True, slots=True)
class Lack:
    """What a draft still lacks; question: the number of the question that it is about."""

    sentence: str
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a draft when somebody wants to publish it; extend_days: see Consultation.

    has_key: False while the key is to be divided among holders and they have not got their shares.
    """

    questions: Sequence[PlannedQuestion]
    summary: str
    document: str
    decision_named: str
    decision_on: date | None
    officer: str
    officer_title: str
    promise: Promise | None
    phases: Sequence[Phase]
    extend_days: int = 0
    has_key: bool = True


@dataclass(frozen=True, slots=True)
class Information:
    """The checklist of INF (score.md 5.1); `known_at` is since when all of it could be read."""

    summary: str
    document: str
    cost: str
    officer: str
    how_to_join: str
    accessible: str
    phases: Sequence[Phase]
    known_at: datetime


def find_phase(phases: Iterable[Phase], kind: PhaseKind) -> Phase | None:
    return next((phase for phase in phases if phase.kind is kind), None)


def phase_at(phases: Iterable[Phase], at: datetime) -> Phase | None:
    """The phase that holds at a moment; None before, between and after the phases."""
    return next((phase for phase in phases if phase.holds(at)), None)


def acts_at(state: State, phases: Sequence[Phase], at: datetime, *, box_open: bool) -> frozenset[Act]:
    """What may be done now: the one place that every page, service and job asks.

    box_open: the roll was snapshotted and the box stands open; a vote needs this and the phase.
    """
    if state is State.DRAFT:
        return frozenset({Act.EDIT, Act.PUBLISH, Act.WITHDRAW})
    if state is State.CLOSED:
        return frozenset({Act.DECIDE})
    if state is State.DECIDED:
        return frozenset({Act.REVISE})
    if state is State.WITHDRAWN:
        return frozenset()
    return _acts_while_published(phases, at, box_open=box_open)


def _acts_while_published(phases: Sequence[Phase], at: datetime, *, box_open: bool) -> frozenset[Act]:
    acts = set()
    comment, voting = find_phase(phases, PhaseKind.COMMENT), find_phase(phases, PhaseKind.VOTING)
    if comment and comment.holds(at):
        acts.add(Act.COMMENT)
    if not box_open:
        acts.add(Act.WITHDRAW)
    if voting:
        if voting.holds(at):
            acts.add(Act.VOTE if box_open else Act.OPEN_BOX)
        elif at >= voting.ends_at:
            # a box that nobody opened in time is never opened: the consultation is withdrawn, with the reason
            acts.add(Act.CLOSE_BOX if box_open else Act.WITHDRAW)
    return frozenset(acts)


def wrong_with_phases(phases: Sequence[Phase]) -> list[tuple[PhaseKind, str]]:
    """What is wrong with the dates of the comment and voting phases, as (phase, sentence)."""
    found = []
    for phase in phases:
        length = phase.ends_at - phase.starts_at
        if length <= timedelta(0):
            found.append((phase.kind, N_("Waktu selesai harus sesudah waktu mulai.")))
        elif length < SHORTEST.get(phase.kind, timedelta(0)):
            found.append((phase.kind, N_("Tahap ini paling singkat tiga hari.")))
        elif phase.kind in SHORTEST and length > LONGEST:
            found.append((phase.kind, N_("Tahap ini paling lama 90 hari.")))
    comment, voting = find_phase(phases, PhaseKind.COMMENT), find_phase(phases, PhaseKind.VOTING)
    if comment and voting and voting.starts_at < comment.ends_at:
        found.append((PhaseKind.VOTING, N_("Pemungutan suara dimulai sesudah masa tanggapan selesai.")))
    return found


def most_options(rule: str) -> int:
    """How many options a question may have with this kind of ballot."""
    return MOST_TO_CHOOSE_ONE if rule == CHOOSES_ONE else MOST_OPTIONS


def missing_before_publishing(plan: Plan, at: datetime, zone: ZoneInfo) -> list[Lack]:
    """What a draft still lacks; [] when it may be published at the moment."""
    written = [
        (plan.summary, N_("Tulis ringkasan untuk warga.")),
        (plan.document, N_("Tulis dokumen yang menjelaskan masalahnya.")),
        (plan.decision_named, N_("Sebutkan keputusan yang akan diambil dari hasil ini.")),
        (plan.officer, N_("Tentukan pejabat yang bertanggung jawab.")),
        (plan.officer_title, N_("Tulis jabatan pejabat yang bertanggung jawab.")),
    ]
    missing = [Lack(sentence) for text, sentence in written if not text.strip()]
    if plan.promise is None:
        missing.append(Lack(N_("Pilih janji kepada warga.")))
    if not plan.has_key:
        missing.append(Lack(N_("Bagikan kunci kotak suara kepada tiga pemegangnya.")))
    missing += [Lack(sentence) for sentence in _missing_dates(plan, at, zone)]
    return missing + _missing_questions(plan.questions)


def _missing_questions(questions: Sequence[PlannedQuestion]) -> list[Lack]:
    if not questions:
        return [Lack(N_("Tambahkan sedikitnya satu soal."))]
    return [
        Lack(sentence, number)
        for number, question in enumerate(questions, start=1)
        for sentence in _missing_in(question)
    ]


def _missing_in(question: PlannedQuestion) -> list[str]:
    missing = []
    if not question.text.strip():
        missing.append(N_("Tulis pertanyaan yang akan dijawab warga."))
    if question.options < FEWEST_OPTIONS:
        missing.append(N_("Tulis sedikitnya dua pilihan jawaban."))
    if question.rule in SHARES_BUDGET:
        if not question.has_budget:
            missing.append(N_("Isi anggaran yang dibagi."))
        if not question.priced:
            missing.append(N_("Isi biaya setiap usulan."))
    return missing


def _missing_dates(plan: Plan, at: datetime, zone: ZoneInfo) -> list[str]:
    missing = []
    comment, voting = find_phase(plan.phases, PhaseKind.COMMENT), find_phase(plan.phases, PhaseKind.VOTING)
    if comment is None:
        missing.append(N_("Isi tanggal mulai dan selesai masa tanggapan."))
    elif comment.ends_at - max(comment.starts_at, at) < SHORTEST[PhaseKind.COMMENT]:
        missing.append(N_("Masa tanggapan harus masih berjalan sedikitnya tiga hari sejak diterbitkan."))
    if voting is None:
        missing.append(N_("Isi tanggal mulai dan selesai pemungutan suara."))
    elif voting.starts_at <= at:
        missing.append(N_("Pemungutan suara harus dimulai di masa depan."))
    missing += [sentence for _kind, sentence in wrong_with_phases(plan.phases)]
    if plan.decision_on is None:
        missing.append(N_("Isi tanggal keputusan."))
    elif voting:
        missing += _decides_too_early(plan.decision_on, voting.ends_at, plan.extend_days, zone)
    return missing


def _decides_too_early(decision_on: date, ends_at: datetime, extend_days: int, zone: ZoneInfo) -> list[str]:
    if decision_on <= ends_at.astimezone(zone).date():
        return [N_("Tanggal keputusan harus sesudah hari terakhir pemungutan suara.")]
    if decision_on <= (ends_at + timedelta(days=extend_days)).astimezone(zone).date():
        return [N_("Tanggal keputusan harus sesudah hari terakhir perpanjangan pemungutan suara.")]
    return []


def extended(phases: Sequence[Phase], ends_at: datetime) -> list[Phase]:
    """The phases after voting was prolonged: it ends later, and the wait for the decision begins later."""
    return [_prolonged(phase, ends_at) for phase in phases]


def _prolonged(phase: Phase, ends_at: datetime) -> Phase:
    if phase.kind is PhaseKind.VOTING:
        return replace(phase, ends_at=ends_at)
    if phase.kind is PhaseKind.DECISION:
        return replace(phase, starts_at=ends_at, ends_at=max(phase.ends_at, ends_at + timedelta(days=1)))
    return phase


def all_phases(given: Sequence[Phase], at: datetime, decision_on: date, zone: ZoneInfo) -> list[Phase]:
    """The phases of a consultation published now: those of the draft, framed by information and decision.

    Information lasts from now until the first given phase (left out if that has begun); the decision is
    awaited until the end of its day in the zone.
    """
    ordered = sorted(given, key=lambda phase: ORDER[phase.kind])
    first, last = ordered[0], ordered[-1]
    after = decision_on + timedelta(days=1)
    decision_ends = datetime(after.year, after.month, after.day, tzinfo=zone)
    framed = [Phase(PhaseKind.INFORMATION, at, first.starts_at)] if at < first.starts_at else []
    return [*framed, *ordered, Phase(PhaseKind.DECISION, last.ends_at, decision_ends)]


def is_information_complete(information: Information) -> bool:
    """INF (score.md 5.1): everything on the checklist was there at least 7 days before closing."""
    voting = find_phase(information.phases, PhaseKind.VOTING)
    texts = (
        information.summary, information.document, information.cost,
        information.officer, information.how_to_join, information.accessible,
    )  # fmt: skip
    if voting is None or not all(text.strip() for text in texts):
        return False
    return voting.ends_at - information.known_at >= LONG_ENOUGH


def is_open_long_enough(phases: Sequence[Phase], published_at: datetime) -> bool:
    """KSP (score.md 5.1): residents could take part for at least 7 days, from the first comment to the last vote."""
    comment, voting = find_phase(phases, PhaseKind.COMMENT), find_phase(phases, PhaseKind.VOTING)
    if voting is None:
        return False
    begins = max(published_at, (comment or voting).starts_at)
    return voting.ends_at - begins >= LONG_ENOUGH
