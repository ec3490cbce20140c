"""The city before anybody writes: its territory, the denominators, the catalogue of apps, the 2018 baseline."""

from __future__ import annotations

import csv
import importlib.resources
import io
from datetime import date, datetime, timedelta

from ..campaign.files import load_shipped_apps
from ..core.permissions import SYSTEM, Actor
from ..reports.services import load_baseline
from ..territory import services as territory
from ..territory.files import import_places
from ..territory.models import PlaceLevel
from ..territory.queries import get_place, list_places
from . import shares
from .corpus.places import Ward, settle_place
from .terms import Size, Terms
from .world import RWS, Neighbourhood

_SHIPPED = importlib.resources.files("sgforum.territory") / "data" / "balikpapan.csv"
_FOUNDED_BEFORE = timedelta(days=120)  # before the first month that is played
_APPROVED_AFTER = timedelta(days=1)


def founded_at(terms: Terms) -> datetime:
    """When the city's site is set up, long enough before the first resident registers."""
    return terms.starts_at - _FOUNDED_BEFORE


def import_territory(terms: Terms) -> dict[str, Neighbourhood]:
    """The shipped places with their RW and RT, by code; of the smallest demo one kelurahan and what it lies in."""
    text = _SHIPPED.read_text(encoding="utf-8")
    codes = [row["code"] for row in csv.DictReader(io.StringIO(text)) if row["level"] == PlaceLevel.KELURAHAN]
    adults = dict(zip(codes, shares.split_adults(len(codes)), strict=True))
    rts = dict(zip(codes, shares.split_rts(len(codes)), strict=True))
    if terms.size is Size.KELURAHAN:
        text = _only(text, codes[0])
    import_places(actor=SYSTEM, text=text, at=founded_at(terms))
    found = {}
    for place in list_places(PlaceLevel.KELURAHAN):
        numbered = _add_rts(place.code, rts[place.code])
        wards = tuple(Ward(rw=f"{rw:02d}", rt=f"{rt:02d}") for rt, (rw, _) in numbered.items())
        found[place.code] = Neighbourhood(
            code=place.code, name=place.name, kecamatan=place.parent_code or "", adults=adults[place.code],
            rts=numbered, setting=settle_place(terms.lot("place", place.code), place.name, wards),
        )  # fmt: skip
    return found


def _only(text: str, code: str) -> str:
    """The header, the place and its ancestors."""
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines[1:] if f"{code}.".startswith(line.split(",")[1] + ".")]
    return "".join([lines[0], *kept])


def _add_rts(code: str, count: int) -> dict[int, tuple[int, str]]:
    found = {}
    for rt in range(1, count + 1):
        rw = shares.rw_of(rt, count, RWS)
        found[rt] = (rw, territory.add_rt(actor=SYSTEM, kelurahan_code=code, rw=rw, rt=rt).code)
    return found


def enter_denominators(terms: Terms, neighbourhoods: dict[str, Neighbourhood], admins: list[Actor]) -> None:
    """How many people live where: recorded by one administrator, approved by another."""
    first, second = admins
    at = founded_at(terms)
    for each in neighbourhoods.values():
        entry = territory.enter_denominator(
            actor=first, place_code=each.code, adults=each.adults, rt_count=len(each.rts),
            groups=shares.split_groups(each.adults), source=shares.SOURCE, as_of=_half_year_before(at.date()), at=at,
        )  # fmt: skip
        territory.approve_denominator(actor=second, denominator_id=entry.id, at=at + _APPROVED_AFTER)


def _half_year_before(day: date) -> date:
    """The end of the half-year before, by which the registry office publishes."""
    return date(day.year, 6, 30) if day.month > 6 else date(day.year - 1, 12, 31)


def load_knowledge(terms: Terms, admin: Actor) -> None:
    """What the study of 2018 found: the apps that it names, and its figures on resources."""
    at = founded_at(terms)
    load_shipped_apps(admin, at)
    load_baseline(actor=admin, at=at)


def city_code() -> str:
    """The code of the one kota."""
    (city,) = list_places(PlaceLevel.KOTA)
    return city.code


def kecamatan_name(code: str) -> str:
    return get_place(code).name
