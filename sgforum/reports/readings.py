"""How each indicator is read off the registers: the parts it consists of, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from sgforum.core.marks import N_
from sgforum.reports.achievement import Interval, wilson
from sgforum.reports.figures import Figure, Unit
from sgforum.reports.registers import (
    CentreState,
    Funnel,
    LinkCount,
    Measured,
    Origin,
    Registers,
    Satisfaction,
    Share,
    Uptake,
)

SMALLEST_SAMPLE = 30
PER_CENT = Fraction(100)

NO_RECORD = N_("Belum ada catatan untuk tahun ini.")
NO_WHOLE = N_("Pembagi belum diketahui atau nol.")
SMALL_SAMPLE = N_("Responden kurang dari 30 orang.")
ONLY_BRACKETS = N_("Hanya ada unduhan toko atau angka terbitan, bukan pengguna yang terhitung.")

STORE_BRACKET = N_("Unduhan toko, bukan jumlah pengguna.")
PRINTED_SHARE = N_("Angka terbitan tanpa pembilang dan pembagi.")
SELF_SELECTED = N_("Responden memilih ikut sendiri, bukan sampel.")
NOT_NESTED = N_("Langkah ini lebih besar daripada langkah sebelumnya.")


@dataclass(frozen=True, slots=True)
class Context:
    """A figure that explains a reading and takes no part in its score."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Observed:
    """One measured part of an indicator; `value` is in the indicator's own unit, `part` and `whole` are counts."""

    value: Interval
    origin: Origin
    part: Interval | None = None
    whole: Interval | None = None
    group: str = ""
    population: str = ""
    audience: str = ""
    counts: bool = True
    remark: str = ""
    context: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """All parts of an indicator; without a part that counts, `reason` says why it has no data."""

    parts: tuple[Observed, ...] = ()
    reason: str = NO_RECORD


Reader = Callable[[Registers], Observation]

NOTHING = Observation()


def _whole_unknown(share: Share) -> bool:
    return share.whole.lo <= 0


def share_of(pick: Callable[[Registers], Share | None], scale: Fraction = PER_CENT) -> Reader:
    """Return a reader of part / whole times `scale` (100 for per cent, 1 for a rate per unit)."""

    def read(registers: Registers) -> Observation:
        share = pick(registers)
        if share is None:
            return NOTHING
        if _whole_unknown(share):
            return Observation(reason=NO_WHOLE)
        value = share.part.over(share.whole).scaled(scale)
        return Observation((Observed(value, share.origin, share.part, share.whole),))

    return read


def quantity_of(pick: Callable[[Registers], Measured | None]) -> Reader:
    """Return a reader of one quantity as it stands."""

    def read(registers: Registers) -> Observation:
        measured = pick(registers)
        return NOTHING if measured is None else Observation((Observed(measured.value, measured.origin),))

    return read


def read_links(registers: Registers) -> Observation:
    """Live links of each group of agencies."""
    parts = tuple(_link_group(count) for count in registers.links if count.listed)
    return Observation(parts, NO_WHOLE if registers.links else NO_RECORD)


def _link_group(count: LinkCount) -> Observed:
    part, whole = Interval.exactly(count.active), Interval.exactly(count.listed)
    return Observed(part.over(whole).scaled(PER_CENT), count.origin, part, whole, group=count.group)


def read_own_link(registers: Registers) -> Observation:
    """1 for a live link of the ICT office itself, 0 for a dead one."""
    link = registers.own_link
    if link is None:
        return NOTHING
    return Observation((Observed(Interval.exactly(int(link.is_live)), link.origin),))


_CENTRE_LEVEL = {
    CentreState.NONE: Fraction(0),
    CentreState.PLANNED: Fraction(1, 2),
    CentreState.OPERATING: Fraction(1),
}


def read_command_centre(registers: Registers) -> Observation:
    """0 without a centre, one half for a planned one, 1 for one that operates."""
    centre = registers.command_centre
    if centre is None:
        return NOTHING
    return Observation((Observed(Interval.exactly(_CENTRE_LEVEL[centre.state]), centre.origin),))


def read_uptake(registers: Registers) -> Observation:
    """Users of each app among the group it is made for; store brackets and printed shares do not count."""
    parts = tuple(part for part in map(_uptake_part, registers.uptake) if part is not None)
    if any(part.counts for part in parts):
        return Observation(parts)
    return Observation(parts, ONLY_BRACKETS if parts else NO_WHOLE if registers.uptake else NO_RECORD)


def _uptake_part(uptake: Uptake) -> Observed | None:
    whose = Observed(
        Interval.exactly(0),
        uptake.origin,
        group=", ".join(uptake.apps),
        population=uptake.group,
        audience=uptake.audience,
    )
    if uptake.share is not None:
        return replace(whose, value=uptake.share.scaled(PER_CENT), counts=False, remark=PRINTED_SHARE)
    users, size = uptake.users, uptake.group_size
    if users is None or size is None or size.lo <= 0:
        return None
    known = replace(whose, value=users.over(size).scaled(PER_CENT), part=users, whole=size)
    return replace(known, counts=False, remark=STORE_BRACKET) if uptake.is_store_bracket else known


def read_access(registers: Registers) -> Observation:
    """Phone share minus use share, in percentage points; use among social-media users as context."""
    access = registers.access
    if access is None:
        return NOTHING
    context: tuple[Context, ...] = (
        Context(N_("Memakai telepon seluler"), Figure(access.phone.scaled(PER_CENT), Unit.PERCENT, 2)),
        Context(N_("Memakai aplikasi daerah"), Figure(access.use.scaled(PER_CENT), Unit.PERCENT, 2)),
    )
    social = access.social_media
    if social is not None and social.lo > 0:
        ratio = Figure(access.use.over(social).scaled(PER_CENT), Unit.PERCENT, 2)
        context += (
            Context(N_("Memakai media sosial"), Figure(social.scaled(PER_CENT), Unit.PERCENT, 2)),
            Context(N_("Pemakaian aplikasi dibanding media sosial"), ratio),
        )
    value = (access.phone - access.use).scaled(PER_CENT)
    return Observation((Observed(value, access.origin, context=context),))


def read_awareness(registers: Registers) -> Observation:
    """Share of respondents who know the app, with its 90 % Wilson interval; needs 30 respondents."""
    survey = registers.awareness
    if survey is None:
        return NOTHING
    if survey.respondents < SMALLEST_SAMPLE:
        return Observation(reason=SMALL_SAMPLE)
    value = wilson(survey.know, survey.respondents).scaled(PER_CENT)
    counts = (Interval.exactly(survey.know), Interval.exactly(survey.respondents))
    remark = "" if survey.is_sampled else SELF_SELECTED
    return Observation((Observed(value, survey.origin, *counts, remark=remark),))


def read_funnel(registers: Registers) -> Observation:
    """Each step's rate from the step before it; a step after an empty one has no rate."""
    funnel = registers.funnel
    if funnel is None:
        return NOTHING
    parts = tuple(part for part in _funnel_steps(funnel) if part is not None)
    return Observation(parts, NO_WHOLE)


def _funnel_steps(funnel: Funnel) -> tuple[Observed | None, ...]:
    return (
        _step(N_("Tahu lalu memasang"), funnel.install, funnel.know, funnel.origin),
        _step(N_("Memasang lalu memakai"), funnel.use, funnel.install, funnel.origin),
        _step(N_("Memakai lalu kembali"), funnel.come_back, funnel.use, funnel.origin),
    )


def _step(name: str, after: int, before: int, origin: Origin) -> Observed | None:
    if before == 0:
        return None
    part, whole = Interval.exactly(after), Interval.exactly(before)
    remark = NOT_NESTED if after > before else ""
    return Observed(part.over(whole).scaled(PER_CENT), origin, part, whole, group=name, remark=remark)


def read_satisfaction(registers: Registers) -> Observation:
    """IKM of each app, weighted by respondents when pooled; an app with fewer than 30 is shown, not counted."""
    parts = tuple(_ikm(answer) for answer in registers.satisfaction if answer.respondents)
    return Observation(parts, SMALL_SAMPLE if registers.satisfaction else NO_RECORD)


def _ikm(answer: Satisfaction) -> Observed:
    enough = answer.respondents >= SMALLEST_SAMPLE
    return Observed(
        answer.ikm,
        answer.origin,
        answer.ikm.scaled(answer.respondents),
        Interval.exactly(answer.respondents),
        answer.app,
        counts=enough,
        remark="" if enough else SMALL_SAMPLE,
    )
