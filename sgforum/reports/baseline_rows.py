"""The study's 2018 baseline as rows of the registers; filed under the report year 2018 with the study as source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sgforum.reports.achievement import Interval
from sgforum.reports.baseline import Baseline
from sgforum.reports.baseline import load_baseline as read_file
from sgforum.reports.models import PPM, AgencyKind
from sgforum.reports.registers import LinkClass, Origin, Registers, Uptake
from sgforum.reports.schema import Register, find_register

BASELINE_CITY = "64.71"
BaselineRow = tuple[Register, Mapping[str, Any]]


def baseline_rows() -> Iterator[BaselineRow]:
    """Yield every row of the baseline with its register; ValueError where the packaged file no longer fits."""
    baseline = read_file()
    for code, origin, values in _values(baseline):
        register = find_register(code)
        if register is None:
            message = f"the baseline names the register {code}, which does not exist"
            raise ValueError(message)
        defaults = {item.name: item.empty for item in register.all_fields}
        yield register, {**defaults, **_filed(origin, baseline.year), **values}


def _filed(origin: Origin, year: int) -> dict[str, Any]:
    note = origin.note
    return {
        "year": year,
        "data_year": origin.year,
        "source": origin.source,
        "note": note.id if note else "",
        "note_en": note.en if note else "",
    }


def _values(baseline: Baseline) -> Iterator[tuple[str, Origin, dict[str, Any]]]:
    registers = baseline.registers
    yield from _institutions(baseline)
    for count in registers.links:
        yield (
            "hitungan-tautan",
            count.origin,
            {
                "kind": AgencyKind(count.group),
                "active": count.active,
                "back_to_index": count.back_to_index,
                "failing": count.failing,
                "unreachable": count.unreachable,
            },
        )
    yield from _resources(registers)
    for uptake in registers.uptake:
        yield "pemakaian-aplikasi", uptake.origin, _app_use(uptake)


def _institutions(baseline: Baseline) -> Iterator[tuple[str, Origin, dict[str, Any]]]:
    """The one agency that the study names: the ICT office, whose link led back to the index like all dead ones."""
    link = baseline.registers.own_link
    if link is not None:
        state = LinkClass.ACTIVE if link.is_live else LinkClass.BACK_TO_INDEX
        yield (
            "perangkat-daerah",
            link.origin,
            {
                "name": baseline.own_link_name,
                "kind": AgencyKind.DINAS,
                "link_class": state,
                "is_ict_office": True,
            },
        )


def _resources(registers: Registers) -> Iterator[tuple[str, Origin, dict[str, Any]]]:
    centre, catalogue, budget, access = (
        registers.command_centre,
        registers.catalogue,
        registers.ict_budget,
        registers.access,
    )
    if centre is not None:
        yield "pusat-kendali", centre.origin, {"state": centre.state}
    if catalogue is not None:
        values = {"complete": _whole(catalogue.part), "known": _whole(catalogue.whole)}
        yield "katalog-aplikasi", catalogue.origin, values
    if budget is not None:
        values = {"ict_rupiah": _whole(budget.part), "apbd_rupiah": _whole(budget.whole)}
        yield "anggaran", budget.origin, values
    yield from _staffing(registers)
    if access is not None:
        shares = {"phone_ppm": access.phone, "use_ppm": access.use, "social_media_ppm": access.social_media}
        yield (
            "akses-warga",
            access.origin,
            {name: None if share is None else _ppm(share) for name, share in shares.items()},
        )


def _staffing(registers: Registers) -> Iterator[tuple[str, Origin, dict[str, Any]]]:
    """One row for all units; the study's two remarks on staff stand in one note."""
    staff, records = registers.staff, registers.complete_records
    if staff is not None:
        notes = [share.origin.note for share in (staff, records) if share is not None and share.origin.note]
        yield (
            "petugas-tik",
            staff.origin,
            {
                "note": " ".join(note.id for note in notes),
                "note_en": " ".join(note.en for note in notes),
                "unit": "Kelurahan dan kecamatan",
                "unit_count": _whole(staff.whole),
                "headcount_lo": int(staff.part.lo),
                "headcount_hi": int(staff.part.hi),
                "complete_records": None if records is None else _whole(records.part),
            },
        )


def _app_use(uptake: Uptake) -> dict[str, Any]:
    return {
        "apps": ", ".join(uptake.apps),
        "population": uptake.group,
        "audience": uptake.audience,
        "users_lo": None if uptake.users is None else int(uptake.users.lo),
        "users_hi": None if uptake.users is None else int(uptake.users.hi),
        "group_size": None if uptake.group_size is None else _whole(uptake.group_size),
        "share_ppm": None if uptake.share is None else _ppm(uptake.share),
        "is_store_bracket": uptake.is_store_bracket,
    }


def _whole(value: Interval) -> int:
    if not value.is_exact or value.lo.denominator != 1:
        message = f"the baseline states a whole number here, not {value}"
        raise ValueError(message)
    return int(value.lo)


def _ppm(share: Interval) -> int:
    return _whole(share.scaled(PPM))
