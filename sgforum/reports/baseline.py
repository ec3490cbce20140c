"""The study's 2018 baseline: the first reference data, shown with year and source, never as today's state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from sgforum.core.marks import N_
from sgforum.reports.achievement import Interval
from sgforum.reports.registers import (
    Access,
    Audience,
    CentreState,
    CommandCentre,
    LinkCount,
    Origin,
    OwnLink,
    Registers,
    Share,
    Text,
    Uptake,
)

DATA_FILE = "baseline_2018.json"

GROUP_NAMES = (
    N_("dinas"),
    N_("badan"),
    N_("pengguna media sosial"),
    N_("penduduk 2016 (dugaan)"),
    N_("pegawai pemerintah kota"),
)
"""The groups that the data file names, marked here because Babel does not read JSON."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedApp:
    """An application that the study names, with the little it says of its use."""

    name: str
    downloads: Interval | None = None  # a store bracket, not users
    users: Interval | None = None
    group_size: Interval | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """A number that the study does not state and sgforum computed; always shown as such."""

    code: str
    value: Interval
    note: Text
    is_inference: bool = True


@dataclass(frozen=True, slots=True)
class Baseline:
    """The registers of the study with what does not fit an indicator: app names, inferences, the dead own link."""

    source: str
    year: int
    registers: Registers
    apps: tuple[NamedApp, ...]
    unnamed_downloads: tuple[int, ...]  # "about 500 and 10", of apps that the study does not name there
    local_downloads: int  # "about 1,000" for TMC, Kafeku and I Balikpapan together
    own_link_name: str
    inferences: tuple[Inference, ...]


@cache
def load_baseline() -> Baseline:
    """Return the 2018 baseline from the packaged file; KeyError or ValueError if the file was damaged."""
    raw = files("sgforum.reports").joinpath("data", DATA_FILE).read_text(encoding="utf-8")
    return read_baseline(json.loads(raw, parse_float=Decimal))


def read_baseline(data: Record) -> Baseline:
    """Return the baseline from the parsed file; ValueError if counts do not add up."""
    source, year = data["study"]["source"], data["study"]["year"]
    return Baseline(
        source,
        year,
        _registers(data, source, year),
        tuple(_app(item) for item in data["apps"]["named"]),
        tuple(data["apps"]["unnamed_downloads"]),
        data["uptake"]["local_apps"]["downloads_about"],
        data["institutions"]["own_link"]["name"],
        _inferences(data),
    )


def _registers(data: Record, source: str, year: int) -> Registers:
    institutions, budget, staff = data["institutions"], data["budget"], data["staff"]
    at = institutions["year"]
    units = Interval.exactly(staff["kelurahan"] + staff["kecamatan"])
    headcount = Interval.between(*staff["per_unit"]).scaled(units.lo)
    return Registers(
        year,
        links=tuple(_link_count(item, institutions, source) for item in institutions["links"]),
        own_link=OwnLink(
            institutions["own_link"]["is_live"], _origin(source, at, institutions["links_note"])
        ),
        command_centre=CommandCentre(
            CentreState(institutions["command_centre"]),
            _origin(source, at, institutions["command_centre_note"]),
        ),
        catalogue=_catalogue(data["apps"], source),
        ict_budget=Share(
            Interval.exactly(budget["ict_rupiah"]),
            Interval.exactly(budget["apbd_rupiah"]),
            Origin(source, budget["year"]),
        ),
        staff=Share(headcount, units, _origin(source, staff["year"], staff["note"])),
        complete_records=Share(
            Interval.exactly(staff["complete_records"]),
            headcount,
            _origin(source, staff["year"], staff["records_note"]),
        ),
        uptake=_uptake(data, source),
        access=_access(data["access"], source),
    )


def _link_count(item: Record, institutions: Record, source: str) -> LinkCount:
    count = LinkCount(
        item["group"],
        _origin(source, institutions["year"], institutions["links_note"]),
        active=item["aktif"],
        back_to_index=item["kembali_ke_indeks"],
    )
    if count.listed != item["listed"]:
        message = f"links of {count.group}: classes add up to {count.listed}, listed are {item['listed']}"
        raise ValueError(message)
    return count


def _catalogue(apps: Record, source: str) -> Share:
    return Share(
        Interval.exactly(apps["complete_entries"]),
        Interval.exactly(len(apps["named"])),
        _origin(source, apps["year"], apps["note"]),
    )


def _uptake(data: Record, source: str) -> tuple[Uptake, ...]:
    uptake, apps = data["uptake"], {item["name"]: item for item in data["apps"]["named"]}
    local, hore, staff_app = uptake["local_apps"], apps["Hore"], apps["Digital Government Balikpapan"]
    year = uptake["year"]
    return (
        Uptake(
            tuple(local["names"]),
            local["group"],
            Audience.RESIDENTS,
            _origin(source, year, local["note"]),
            share=Interval.exactly(local["share"]),
            is_store_bracket=True,
        ),
        Uptake(
            (hore["name"],),
            uptake["hore_group"],
            Audience.RESIDENTS,
            _origin(source, year, uptake["hore_note"]),
            users=Interval.between(*hore["downloads"]),
            group_size=Interval.exactly(data["inference"]["population_2016"]),
            is_store_bracket=True,
        ),
        Uptake(
            (staff_app["name"],),
            uptake["employees_group"],
            Audience.EMPLOYEES,
            _origin(source, year, uptake["employees_note"]),
            users=Interval.exactly(staff_app["users"]),
            group_size=Interval.exactly(staff_app["group_size"]),
        ),
    )


def _access(access: Record, source: str) -> Access:
    return Access(
        Interval.exactly(access["phone"]),
        Interval.exactly(access["use"]),
        _origin(f"{source}; {access['cited_source']}", access["year"], access["note"]),
        social_media=Interval.exactly(access["social_media"]),
    )


def _inferences(data: Record) -> tuple[Inference, ...]:
    """The denominator behind the study's 0.31 %: 52.11 % of a population that is itself back-computed."""
    inference = data["inference"]
    population = Interval.exactly(inference["population_2016"])
    social = population.scaled(data["access"]["social_media"])
    return (
        Inference("penduduk_2016", population, _text(inference["population_note"])),
        Inference("pengguna_media_sosial", social, _text(inference["social_media_note"])),
    )


def _app(item: Record) -> NamedApp:
    return NamedApp(
        item["name"],
        Interval.between(*item["downloads"]) if "downloads" in item else None,
        Interval.exactly(item["users"]) if "users" in item else None,
        Interval.exactly(item["group_size"]) if "group_size" in item else None,
    )


def _origin(source: str, year: int, note: Record) -> Origin:
    return Origin(source, year, _text(note))


def _text(pair: Record) -> Text:
    return Text(pair["id"], pair["en"])
