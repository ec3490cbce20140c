"""One kelurahan as its residents name it: its RT, streets, alleys and landmarks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from sgforum.demo.corpus import names

Setting = Literal["pesisir", "bukit", "kota", "pinggiran"]

_COAST = frozenset({
    "Manggar", "Manggar Baru", "Lamaru", "Teritip", "Baru Ilir", "Baru Tengah", "Baru Ulu", "Margo Mulyo",
    "Marga Sari", "Prapatan", "Klandasan Ulu", "Klandasan Ilir", "Sepinggan",
})  # fmt: skip
_HILLS = frozenset({
    "Gunung Samarinda", "Gunung Samarinda Baru", "Gunung Bahagia", "Gunung Sari Ulu", "Gunung Sari Ilir",
    "Karang Jati", "Karang Rejo", "Telaga Sari", "Batu Ampar", "Muara Rapak", "Mekar Sari", "Sumber Rejo",
})  # fmt: skip
_OUTSKIRTS = frozenset({"Karang Joang", "Kariangau", "Graha Indah"})


@dataclass(frozen=True)
class Ward:
    """One RT and the RW it belongs to, both as they are printed: `rt="12"`, `rw="03"`."""

    rw: str
    rt: str


@dataclass(frozen=True)
class Place:
    """What a topic's slots are filled from; at least two of everything."""

    kelurahan: str
    setting: Setting
    wards: tuple[Ward, ...]
    streets: tuple[str, ...]
    alleys: tuple[str, ...]
    spots: tuple[str, ...]


def setting_of(kelurahan: str) -> Setting:
    """Coast, hills or outskirts for the kelurahan the corpus knows, `kota` for any other."""
    if kelurahan in _COAST:
        return "pesisir"
    if kelurahan in _HILLS:
        return "bukit"
    return "pinggiran" if kelurahan in _OUTSKIRTS else "kota"


def settle_place(rng: random.Random, kelurahan: str, wards: tuple[Ward, ...]) -> Place:
    """Give a kelurahan its own streets, alleys and landmarks; ValueError with fewer than two RT."""
    if len(wards) < 2:
        raise ValueError(f"{kelurahan}: two RT at least, to be able to speak of the neighbours")
    return Place(
        kelurahan=kelurahan,
        setting=setting_of(kelurahan),
        wards=wards,
        streets=tuple(rng.sample(names.STREETS, 9)),
        alleys=tuple(rng.sample(names.ALLEYS, 12)),
        spots=tuple(rng.sample(names.SPOTS, 10)),
    )


def choose_slots(rng: random.Random, place: Place) -> dict[str, str]:
    """One street, alley, RT and landmark, a second of each, and a venue; the RW always fits the RT."""
    ward, other = rng.sample(place.wards, 2)
    jalan, jalan2 = rng.sample(place.streets, 2)
    gang, gang2 = rng.sample(place.alleys, 2)
    tempat, tempat2 = rng.sample(place.spots, 2)
    return {
        "kelurahan": place.kelurahan,
        "rt": ward.rt,
        "rw": ward.rw,
        "rt2": other.rt,
        "jalan": jalan,
        "jalan2": jalan2,
        "gang": gang,
        "gang2": gang2,
        "tempat": tempat,
        "tempat2": tempat2,
        "balai": rng.choice(names.VENUES),
    }
