"""The place before anybody writes: its territory, the denominators, the catalogue of apps, the 2018 baseline."""

from __future__ import annotations

import csv
import importlib.resources
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from ..campaign.files import load_shipped_apps
from ..core.permissions import SYSTEM, Actor
from ..reports.services import load_baseline
from ..territory import services as territory
from ..territory.files import import_places
from ..territory.models import Place, PlaceLevel, Publisher, kota_code
from ..territory.queries import get_place, list_places, root_code
from . import shares
from .corpus.places import Ward, settle_place
from .terms import Size, Terms
from .world import RWS, Neighbourhood, Town

_DATA = importlib.resources.files("sgforum.territory") / "data"
_SHIPPED = {
    Size.KELURAHAN: "balikpapan.csv",
    Size.CITY: "balikpapan.csv",
    Size.PROVINCE: "kalimantan_timur.csv",
}
# The kota in which people take part everywhere, the one of the 2018 study first; elsewhere the rule of `lives_in`
DENSE = (shares.MAIN_KOTA, "64.74")
_FOUNDED_BEFORE = timedelta(days=120)  # before the first month that is played
_APPROVED_AFTER = timedelta(days=1)


def founded_at(terms: Terms) -> datetime:
    """When the city's site is set up, long enough before the first resident registers."""
    return terms.starts_at - _FOUNDED_BEFORE


def import_territory(terms: Terms) -> dict[str, Neighbourhood]:
    """The shipped places with their RW and RT, by code; of a smaller demo some kelurahan and what they lie in."""
    text = (_DATA / _SHIPPED[terms.size]).read_text(encoding="utf-8")
    adults: dict[str, int] = {}
    rts: dict[str, int] = {}
    kota = _kelurahan_by_kota(text)
    for code, codes in kota.items():
        adults |= zip(codes, shares.split_adults(len(codes), code), strict=True)
        rts |= zip(codes, shares.split_rts(len(codes), code), strict=True)
    text = _only(text, choose_kelurahan(terms, kota))
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


def _kelurahan_by_kota(text: str) -> dict[str, list[str]]:
    """Codes of kelurahan in the order of the file, by the code of their kota, the dense ones first."""
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["level"] == PlaceLevel.KELURAHAN:
            found.setdefault(kota_code(row["code"]), []).append(row["code"])
    order = [code for code in DENSE if code in found]
    return {code: found[code] for code in (*order, *(code for code in found if code not in order))}


def choose_kelurahan(terms: Terms, kota: dict[str, list[str]]) -> set[str]:
    """The kelurahan that there are at all: one, or those that the terms leave."""
    if terms.size is Size.KELURAHAN:
        return set(next(iter(kota.values()))[:1])
    return {code for codes in list(kota.values())[: terms.kota] for code in codes[: terms.kelurahan]}


def _only(text: str, codes: set[str]) -> str:
    """The header, the places and their ancestors."""
    kept = {".".join(code.split(".")[:length]) for code in codes for length in range(1, 5)}
    lines = text.splitlines(keepends=True)
    return "".join([lines[0], *(line for line in lines[1:] if line.split(",")[1] in kept)])


def lives_in(neighbourhoods: dict[str, Neighbourhood]) -> dict[str, Neighbourhood]:
    """Where people take part: everywhere in the dense kota, elsewhere in the first kelurahan or desa of a kecamatan."""
    first: dict[str, str] = {}
    for code, each in neighbourhoods.items():
        first.setdefault(each.kecamatan, code)
    return {
        code: each
        for code, each in neighbourhoods.items()
        if each.kota in DENSE or first[each.kecamatan] == code
    }


def _add_rts(code: str, count: int) -> dict[int, tuple[int, str]]:
    found = {}
    for rt in range(1, count + 1):
        rw = shares.rw_of(rt, count, RWS)
        found[rt] = (rw, territory.add_rt(actor=SYSTEM, kelurahan_code=code, rw=rw, rt=rt).code)
    return found


def enter_denominators(terms: Terms, neighbourhoods: dict[str, Neighbourhood], admins: list[Actor]) -> None:
    """How many people live where, by both offices that count them: recorded by one administrator, approved by another."""
    at = founded_at(terms)
    for each in neighbourhoods.values():
        for figure in _figures_of(each, _half_year_before(at.date())):
            _enter(each.code, figure, admins, at)


def _enter(code: str, figure: territory.Statement, admins: list[Actor], at: datetime) -> None:
    first, second = admins
    entry = territory.enter_denominator(actor=first, place_code=code, figure=figure, at=at)
    territory.approve_denominator(actor=second, denominator_id=entry.id, at=at + _APPROVED_AFTER)


def _figures_of(each: Neighbourhood, as_of: date) -> Iterator[territory.Statement]:
    yield territory.Statement(
        adults=each.adults, rt_count=len(each.rts), groups=shares.split_groups(each.adults),
        publisher=Publisher.DISDUKCAPIL, source=shares.SOURCE, as_of=as_of, smartphone_share=shares.SMARTPHONES,
    )  # fmt: skip
    projected = shares.projected_adults(each.adults, kota_code(each.code))
    if projected is not None:
        yield territory.Statement(
            adults=projected, publisher=Publisher.BPS, source=shares.PROJECTION, as_of=as_of
        )


def _half_year_before(day: date) -> date:
    """The end of the half-year before, by which the registry office publishes."""
    return date(day.year, 6, 30) if day.month > 6 else date(day.year - 1, 12, 31)


def load_knowledge(terms: Terms, admin: Actor) -> None:
    """What the study of 2018 found: the apps that it names, and its figures on resources."""
    at = founded_at(terms)
    load_shipped_apps(admin, at)
    load_baseline(actor=admin, at=at)


def found_towns() -> dict[str, Town]:
    """Every kota by code."""
    return {place.code: _town(place) for place in list_places(PlaceLevel.KOTA)}


def found_root() -> Town:
    """The place that the administrators are hired for: the provinsi, or the one kota."""
    return _town(get_place(root_code()))


def _town(place: Place) -> Town:
    return Town(place.code, place.plain_name, place.title)


def kecamatan_name(code: str) -> str:
    return get_place(code).name
