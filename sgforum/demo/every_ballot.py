"""Consultations that show each kind of ballot, in the liveliest kelurahan: counted, open, witnessed, and one to vote in.

They go through the same services as all others; what people choose leans as the corpus says.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from ..ballot.models import Receipt, Rule, Secrecy
from ..consultation import services
from ..consultation.lifecycle import Followed, Promise
from ..consultation.services import BoxDraft, CeremonyDraft, OptionDraft, QuestionDraft
from ..core.clock import local_date
from ..core.permissions import Actor
from .assemblies import code_of
from .corpus import plans
from .corpus.activity_types import PlannedResident
from .corpus.plans import Asked
from .corpus.population import joined
from .corpus.timetable import at_clock, resident_moment
from .drawings import drawing_of
from .timeline import Rank
from .world import World

_TAKES_PART = 0.55
_SKIPS = 0.06  # of the questions somebody leaves out
_WITNESSES = ("Hj. Rosmini Tahir", "Yohanes Lase")
_DICE = "4 2 6 1"
_DECISION_DAYS = 20


@dataclass(frozen=True, slots=True)
class Showing:
    """One such consultation; days from today: published, voting begins, voting ends, decided (None: not yet)."""

    title: str
    questions: Sequence[Asked]
    days: tuple[int, int, int, int | None]
    box: BoxDraft = BoxDraft()  # noqa: RUF009 - frozen, and the same for all


SHOWINGS = (
    Showing("Rencana kelurahan tahun depan: tujuh soal", plans.EVERY_BALLOT, (-45, -36, -25, -15)),
    Showing(
        "Panitia tujuh belasan, dipilih terbuka", plans.SHOW_OF_HANDS, (-40, -31, -24, -14),
        BoxDraft(secrecy=Secrecy.OPEN),
    ),
    Showing(
        "Jam loket dan pelatihan, kotak dibuka bersama saksi", plans.BEFORE_WITNESSES, (-38, -30, -20, -10),
        BoxDraft(receipt=Receipt.CONTENT, ceremony=True),
    ),
    Showing("Rencana triwulan depan: pilih, nilai, urutkan", plans.RUNNING, (-10, -2, 9, None)),
)  # fmt: skip


def schedule_showings(world: World) -> None:
    """Put all of them on the timeline; what lies after today is never played."""
    lively = Counter(person.area for person in world.plan.residents).most_common(1)[0][0]
    people = [person for person in world.plan.residents if person.area == lively and person.verified_at]
    for number, showing in enumerate(SHOWINGS):
        lot = world.terms.lot("every-ballot", number)
        _Assembly(world, lively, showing, lot).schedule(people)


class _Assembly:
    """One consultation from draft to decision."""

    def __init__(self, world: World, area: str, showing: Showing, lot: random.Random) -> None:
        self._world, self._area, self._showing, self._lot = world, area, showing, lot
        self._public_id = ""

    @property
    def _officer(self) -> Actor:
        return self._world.staff.lurah[self._area]

    def schedule(self, people: Sequence[PlannedResident]) -> None:
        published, voting, closes, decided = self._showing.days
        begins, ends = self._at(voting, 8), self._at(closes, 20)
        add = self._world.timeline.add
        add(self._at(published - 2, 10), partial(self._draft, begins, ends), rank=Rank.OPENING)
        add(self._at(published, 9), self._publish, rank=Rank.OPENING)
        add(begins, self._open, rank=Rank.OPENING)
        for person in people:
            if joined(person) < begins and self._lot.random() < _TAKES_PART:
                at = resident_moment(self._lot, begins, ends)
                add(at, partial(self._cast, person.number, self._lot.random()))
        add(ends, self._close, rank=Rank.CLOSING, alone=True)
        if decided is not None:
            add(self._at(decided, 11), self._decide)

    def _at(self, days: int, hour: int) -> datetime:
        return at_clock(self._world.terms.today + timedelta(days=days), hour)

    def _draft(self, begins: datetime, ends: datetime, at: datetime) -> None:
        published = self._at(self._showing.days[0], 9)
        draft = services.Draft(
            title=self._showing.title, questions=[_question(asked) for asked in self._showing.questions],
            box=self._showing.box, summary=plans.SUMMARY, document=plans.DOCUMENT,
            decision_named="Rencana kerja kelurahan tahun depan",
            decision_on=local_date(ends, self._world.zone) + timedelta(days=_DECISION_DAYS),
            officer_title=f"Lurah {self._world.neighbourhoods[self._area].name}", promise=Promise.INVOLVE,
            cost_text=plans.COST, how_to_join=plans.HOW_TO_JOIN, accessible_text=plans.PLAIN,
            comment=(published, begins), voting=(begins, ends),
        )  # fmt: skip
        made = services.create_draft(actor=self._officer, place_code=self._area, draft=draft, at=at)
        self._public_id = made.public_id
        for number, asked in enumerate(self._showing.questions, start=1):
            self._show(number, asked, at)

    def _show(self, number: int, asked: Asked, at: datetime) -> None:
        """Drawings, and Javanese beneath the Indonesian, where the corpus has them."""
        where: dict[str, Any] = {
            "actor": self._officer, "public_id": self._public_id, "number": number, "at": at,
        }  # fmt: skip
        texts = {"": asked.javanese}
        for place, each in enumerate(asked.proposals):
            texts[code_of(place)] = each.javanese
            if (drawn := drawing_of(each.text)) is not None:
                services.set_photo(**where, code=code_of(place), content=drawn[0], alt=drawn[1])
        if any(texts.values()):
            services.set_regional(**where, language="jv", texts=texts)

    def _publish(self, at: datetime) -> None:
        services.publish(actor=self._officer, public_id=self._public_id, zone=self._world.zone, at=at)

    def _open(self, at: datetime) -> None:
        services.open_voting(public_id=self._public_id, keys=self._world.keys, at=at)

    def _cast(self, voter: int, draw: float, at: datetime) -> None:
        actor, lot = self._world.actors[voter], random.Random(draw)
        if actor.suspended:
            return
        for number, asked in enumerate(self._showing.questions, start=1):
            if lot.random() < _SKIPS:
                continue
            services.cast(
                actor=actor, public_id=self._public_id, question=number,
                choice=fill_in(asked, lot), at=at,
            )  # fmt: skip

    def _close(self, at: datetime) -> None:
        if self._showing.box.ceremony:
            services.open_box(
                actor=self._officer, public_id=self._public_id, keys=self._world.keys, at=at,
                ceremony=CeremonyDraft(dice=_DICE, witnesses=_WITNESSES),
            )  # fmt: skip
        else:
            services.close_due(public_id=self._public_id, keys=self._world.keys, at=at)

    def _decide(self, at: datetime) -> None:
        decision = services.Decision(
            decided="Rencana kerja tahun depan memakai hasil tiap soal, sejauh anggarannya cukup.",
            reasons="Rapat kelurahan bersama ketua RT menyetujui hasilnya tanpa perubahan.", followed=Followed.YES,
            document="Keputusan Lurah tentang rencana kerja tahun depan (contoh)", promise_kept=Followed.YES,
            officer_title=f"Lurah {self._world.neighbourhoods[self._area].name}",
        )  # fmt: skip
        services.record_decision(actor=self._officer, public_id=self._public_id, decision=decision, at=at)


def _question(asked: Asked) -> QuestionDraft:
    options = [OptionDraft(each.text, each.detail, each.cost) for each in asked.proposals]
    return QuestionDraft(
        text=asked.text, help_text=asked.help_text, rule=Rule(asked.rule), parameters=asked.parameters,
        quorum=asked.quorum, options=options,
    )  # fmt: skip


def fill_in(asked: Asked, lot: random.Random) -> str:
    """One resident's ballot in canonical form; a purse is never overspent, a limit never passed."""
    order = _by_liking(asked, lot)
    if asked.rule == "plurality":
        return code_of(order[0])
    if asked.rule == "score":
        return ",".join(f"{code_of(n)}:{_score(asked, n, lot)}" for n in range(len(asked.proposals)))
    if asked.rule in ("schulze", "irv"):
        return ">".join(code_of(n) for n in order[: lot.randint(1, asked.parameters["most_ranked"])])
    if asked.rule == "approval":
        return _listed(order[: lot.randint(1, asked.parameters["most"])])
    return _listed(_affordable(asked, order))


def _by_liking(asked: Asked, lot: random.Random) -> list[int]:
    """The proposals, most liked first: each draw weighs with its lean (Efraimidis and Spirakis 2006)."""
    keys = [lot.random() ** (1 / each.lean) for each in asked.proposals]
    return sorted(range(len(keys)), key=lambda n: -keys[n])


def _score(asked: Asked, number: int, lot: random.Random) -> int:
    return min(5, max(0, round(lot.gauss(asked.proposals[number].lean, 1.2))))


def _affordable(asked: Asked, order: Sequence[int]) -> list[int]:
    left, chosen = asked.parameters["budget"], []
    for number in order:
        cost = asked.proposals[number].cost or 0
        if cost <= left:
            chosen.append(number)
            left -= cost
    return chosen


def _listed(chosen: Sequence[int]) -> str:
    return ",".join(sorted(code_of(number) for number in chosen))
