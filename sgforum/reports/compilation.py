"""From rows of the registers to the typed records that the indicators read; pure, no query.

What several rows say together is a bracket where it is not known exactly: an agency without an answer may or may
not follow the guideline, and the median of all staff lies between the lowest and the highest median of the units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from sgforum.reports.achievement import Interval
from sgforum.reports.link_verdict import Day
from sgforum.reports.models import (
    PPM,
    UNSUR_COLUMNS,
    AccessShare,
    AgencyKind,
    AppUse,
    AwarenessSurvey,
    Budget,
    CatalogueTally,
    CommandCentreEntry,
    Entry,
    Institution,
    LinkTally,
    SatisfactionSurvey,
    Staffing,
    UseFunnel,
)
from sgforum.reports.registers import (
    Access,
    Awareness,
    CommandCentre,
    Funnel,
    LinkClass,
    LinkCount,
    Measured,
    Origin,
    OwnLink,
    Registers,
    Satisfaction,
    Share,
    Text,
    Uptake,
)

Row = TypeVar("Row", bound=Entry)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one city and report year, each register in the order of entry."""

    institutions: Sequence[Institution] = ()
    links: Sequence[LinkTally] = ()
    command_centre: Sequence[CommandCentreEntry] = ()
    catalogue: Sequence[CatalogueTally] = ()
    budget: Sequence[Budget] = ()
    staffing: Sequence[Staffing] = ()
    access: Sequence[AccessShare] = ()
    app_use: Sequence[AppUse] = ()
    awareness: Sequence[AwarenessSurvey] = ()
    funnel: Sequence[UseFunnel] = ()
    satisfaction: Sequence[SatisfactionSurvey] = ()
    audited: Mapping[str, Day] = field(default_factory=dict)
    """What the link audit found of a website, with the last day; it goes before what was written by hand."""


def compile_registers(year: int, rows: Rows) -> Registers:
    """Return what the rows say of the year; a field without a row stays None."""
    budget = rows.budget[0] if rows.budget else None
    return Registers(
        year,
        links=_links(linked(rows.institutions, rows.audited), rows.links),
        own_link=_own_link(linked(rows.institutions, rows.audited)),
        command_centre=_command_centre(rows.command_centre),
        guideline=_guideline(rows.institutions),
        catalogue=_catalogue(rows.catalogue),
        **_budget_shares(budget),
        **_staff_shares(rows.staffing),
        months_in_task=_median(rows.staffing, "months_in_task_tenths", Fraction(1, 10)),
        days_without_successor=_median(rows.staffing, "days_without_successor", Fraction(1)),
        uptake=tuple(_uptake(row) for row in rows.app_use),
        monthly_active=_monthly_active(rows.app_use),
        access=_access(rows.access),
        awareness=_awareness(rows.awareness),
        funnel=_funnel(rows.funnel),
        satisfaction=tuple(_satisfaction(row) for row in rows.satisfaction),
    )


def _origin(rows: Sequence[Entry], note: Text | None = None) -> Origin:
    """Name each source once, and the newest year that the rows describe."""
    source = "; ".join(dict.fromkeys(row.source for row in rows))
    return Origin(source, max(row.data_year for row in rows), note or _note(rows))


def _note(rows: Sequence[Entry]) -> Text | None:
    notes = {(row.note, row.note_en or row.note) for row in rows if row.note}
    return Text(*notes.pop()) if len(notes) == 1 else None


@dataclass(frozen=True, slots=True)
class Linked:
    """An agency with the class of its link, and the day of the audit that said so."""

    row: Institution
    link_class: LinkClass
    audited_on: date | None = None

    @property
    def known_on(self) -> date | None:
        """The day on which the class was seen, by the audit or by hand."""
        return self.audited_on or self.row.checked_on


def linked(agencies: Sequence[Institution], audited: Mapping[str, Day]) -> list[Linked]:
    """Return what is known of each agency's link: what the audit decided, else what was written by hand."""
    found = []
    for row in agencies:
        day = audited.get(row.website) if row.website else None
        found.append(Linked(row, day.link_class, day.on) if day else Linked(row, row.link_class))
    return found


def _links(institutions: Sequence[Linked], tallies: Sequence[LinkTally]) -> tuple[LinkCount, ...]:
    """Each kind of agency once: from the list of agencies or from the tally, whichever knows more links."""
    listed, counted = _listed_links(institutions), {row.kind: _tally(row) for row in tallies}
    found = []
    for kind in AgencyKind:
        offers = [count for count in (listed.get(kind), counted.get(kind)) if count is not None]
        if offers:
            found.append(max(offers, key=lambda count: count.listed))
    return tuple(found)


def _tally(row: LinkTally) -> LinkCount:
    return LinkCount(
        row.kind.value,
        _origin([row]),
        active=row.active,
        back_to_index=row.back_to_index,
        failing=row.failing,
        unreachable=row.unreachable,
    )


def _listed_links(institutions: Sequence[Linked]) -> Mapping[AgencyKind, LinkCount]:
    return {
        kind: count
        for kind in AgencyKind
        if (count := _listed(kind, [each for each in institutions if each.row.kind is kind])) is not None
    }


def _listed(kind: AgencyKind, agencies: Sequence[Linked]) -> LinkCount | None:
    checked = [each for each in agencies if each.link_class is not LinkClass.UNKNOWN]
    if not checked:
        return None
    waiting = sum(each.link_class is LinkClass.UNKNOWN and bool(each.row.website) for each in agencies)
    classes = [each.link_class for each in checked]
    return LinkCount(
        kind.value,
        _origin([each.row for each in checked], _check_note(checked, waiting)),
        active=classes.count(LinkClass.ACTIVE),
        back_to_index=classes.count(LinkClass.BACK_TO_INDEX),
        failing=classes.count(LinkClass.FAILING),
        unreachable=classes.count(LinkClass.UNREACHABLE),
    )


def _check_note(agencies: Sequence[Linked], waiting: int = 0) -> Text | None:
    """How the links were checked and which were not."""
    days = [each.audited_on for each in agencies if each.audited_on is not None]
    notes = []
    if days:
        notes.append(
            Text(
                f"{len(days)} tautan diperiksa otomatis, terakhir {max(days)}.",
                f"{len(days)} links checked automatically, last on {max(days)}.",
            )
        )
    if waiting:
        notes.append(
            Text(
                f"{waiting} tautan belum diperiksa dan tidak dihitung.",
                f"{waiting} links have not been checked and are not counted.",
            )
        )
    return Text(" ".join(note.id for note in notes), " ".join(note.en for note in notes)) if notes else None


def _own_link(institutions: Sequence[Linked]) -> OwnLink | None:
    own = [
        each for each in institutions if each.row.is_ict_office and each.link_class is not LinkClass.UNKNOWN
    ]
    if not own:
        return None
    is_live = any(each.link_class is LinkClass.ACTIVE for each in own)
    return OwnLink(is_live, _origin([each.row for each in own], _check_note(own)))


def _command_centre(rows: Sequence[CommandCentreEntry]) -> CommandCentre | None:
    return CommandCentre(rows[0].state, _origin(rows)) if rows else None


def _guideline(institutions: Sequence[Institution]) -> Share | None:
    """Agencies under the guideline among all; those without an answer widen the bracket."""
    follow = sum(row.is_under_guideline is True for row in institutions)
    unknown = sum(row.is_under_guideline is None for row in institutions)
    if unknown == len(institutions):
        return None
    return Share(
        Interval.between(follow, follow + unknown),
        Interval.exactly(len(institutions)),
        _origin(institutions, _answered(len(institutions) - unknown, len(institutions))),
    )


def _answered(known: int, asked: int) -> Text | None:
    if known == asked:
        return None
    return Text(f"{known} dari {asked} sudah terdata.", f"{known} of {asked} are on record.")


def _catalogue(rows: Sequence[CatalogueTally]) -> Share | None:
    if not rows:
        return None
    return Share(Interval.exactly(rows[0].complete), Interval.exactly(rows[0].known), _origin(rows))


def _budget_shares(row: Budget | None) -> dict[str, Any]:
    if row is None:
        return {}
    after_dak = (
        None if row.apbd_rupiah is None or row.dak_rupiah is None else row.apbd_rupiah - row.dak_rupiah
    )
    pairs = {
        "ict_budget": (row.ict_rupiah, row.apbd_rupiah),
        "ict_realised": (row.ict_realised_rupiah, row.ict_rupiah),
        "participation_spending": (row.socialisation_rupiah, row.ict_rupiah),
        "kelurahan_budget": (row.kelurahan_rupiah, after_dak),
    }
    return {name: _share(part, whole, row) for name, (part, whole) in pairs.items()}


def _share(part: int | None, whole: int | None, row: Entry) -> Share | None:
    if part is None or whole is None:
        return None
    return Share(Interval.exactly(part), Interval.exactly(whole), _origin([row]))


def _staff_shares(rows: Sequence[Staffing]) -> dict[str, Any]:
    if not rows:
        return {}
    units = Interval.exactly(sum(row.unit_count for row in rows))
    return {
        "staff": Share(_headcount(rows), units, _origin(rows)),
        "complete_records": _staff_share(rows, "complete_records"),
        "training_hours": _staff_share(rows, "training_hours"),
        "functional_posts": _staff_share(rows, "functional_posts"),
        "moved_out": _moved_out(rows),
    }


def _headcount(rows: Sequence[Staffing]) -> Interval:
    return Interval.between(sum(row.headcount_lo for row in rows), sum(row.headcount_hi for row in rows))


def _staff_share(rows: Sequence[Staffing], column: str) -> Share | None:
    """A column over the headcount of the units that filled it in."""
    known = [row for row in rows if getattr(row, column) is not None]
    if not known:
        return None
    part = Interval.exactly(sum(getattr(row, column) for row in known))
    return Share(part, _headcount(known), _origin(known, _units_answered(known, rows)))


def _moved_out(rows: Sequence[Staffing]) -> Share | None:
    known = [row for row in rows if row.moved_out is not None and row.mean_headcount_tenths is not None]
    if not known:
        return None
    part = Interval.exactly(sum(row.moved_out or 0 for row in known))
    whole = Interval.exactly(Fraction(sum(row.mean_headcount_tenths or 0 for row in known), 10))
    return Share(part, whole, _origin(known, _units_answered(known, rows)))


def _median(rows: Sequence[Staffing], column: str, step: Fraction) -> Measured | None:
    known = [row for row in rows if getattr(row, column) is not None]
    if not known:
        return None
    medians = [getattr(row, column) * step for row in known]
    value = Interval.between(min(medians), max(medians))
    return Measured(value, _origin(known, _units_answered(known, rows)))


def _units_answered(known: Sequence[Staffing], rows: Sequence[Staffing]) -> Text | None:
    return _answered(sum(row.unit_count for row in known), sum(row.unit_count for row in rows))


def _uptake(row: AppUse) -> Uptake:
    has_parts = row.users_lo is not None and row.users_hi is not None and row.group_size is not None
    return Uptake(
        tuple(name.strip() for name in row.apps.split(",")),
        row.population,
        row.audience,
        _origin([row]),
        users=Interval.between(row.users_lo or 0, row.users_hi or 0) if has_parts else None,
        group_size=Interval.exactly(row.group_size or 0) if has_parts else None,
        share=None if row.share_ppm is None else _population_share(row.share_ppm),
        is_store_bracket=row.is_store_bracket,
    )


def _population_share(ppm: int) -> Interval:
    return Interval.exactly(Fraction(ppm, PPM))


def _monthly_active(rows: Sequence[AppUse]) -> Share | None:
    known = [row for row in rows if row.monthly_active is not None and row.ever_installed is not None]
    if not known:
        return None
    return Share(
        Interval.exactly(sum(row.monthly_active or 0 for row in known)),
        Interval.exactly(sum(row.ever_installed or 0 for row in known)),
        _origin(known, _answered(len(known), len(rows))),
    )


def _access(rows: Sequence[AccessShare]) -> Access | None:
    if not rows:
        return None
    row = rows[0]
    return Access(
        _population_share(row.phone_ppm),
        _population_share(row.use_ppm),
        _origin(rows),
        social_media=None if row.social_media_ppm is None else _population_share(row.social_media_ppm),
    )


def _awareness(rows: Sequence[AwarenessSurvey]) -> Awareness | None:
    """All surveys together; sampled only if each of them was."""
    if not rows:
        return None
    return Awareness(
        sum(row.know for row in rows),
        sum(row.respondents for row in rows),
        all(row.is_sampled for row in rows),
        _origin(rows, _joined(rows)),
    )


def _funnel(rows: Sequence[UseFunnel]) -> Funnel | None:
    if not rows:
        return None
    steps = {
        name: sum(getattr(row, name) for row in rows) for name in ("know", "install", "use", "come_back")
    }
    return Funnel(**steps, origin=_origin(rows, _joined(rows)))


def _joined(rows: Sequence[Entry]) -> Text | None:
    if len(rows) == 1:
        return None
    return Text(f"{len(rows)} baris dijumlahkan.", f"{len(rows)} rows added up.")


def _satisfaction(row: SatisfactionSurvey) -> Satisfaction:
    return Satisfaction(row.app, Interval.exactly(ikm_of(row)), row.respondents, _origin([row]))


def ikm_of(row: SatisfactionSurvey) -> Fraction:
    """Return the IKM: the mean of the nine elements, each weighing exactly 1/9, times 25 (Permenpan RB 14/2017).

    Rounded half up to two decimals before any band is looked up, for the bands have gaps of 0.01.
    """
    if row.ikm_hundredths is not None:
        return Fraction(row.ikm_hundredths, 100)
    total = sum(getattr(row, name) for name in UNSUR_COLUMNS)
    hundredths = (Fraction(total, len(UNSUR_COLUMNS)) * 25 + Fraction(1, 2)).__floor__()
    return Fraction(hundredths, 100)
