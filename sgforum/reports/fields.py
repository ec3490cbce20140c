"""The fields of a register row: how people write a value, how it is kept, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sgforum.core.marks import N_

MOST_COUNT = 2_000_000_000
MOST_RUPIAH = 10**16
PPM_PER_PERCENT = 10_000

MISSING = N_("Isi bagian ini.")
NOT_WHOLE = N_("Tulis bilangan bulat, misalnya 1.250 atau 1250.")
NEGATIVE = N_("Angka ini tidak boleh kurang dari nol.")
TOO_LARGE = N_("Angka ini terlalu besar.")
NOT_DECIMAL = N_("Tulis angka dengan paling banyak satu desimal, misalnya 24,5.")
NOT_HUNDREDTHS = N_("Tulis angka dengan paling banyak dua desimal, misalnya 3,25.")
NOT_NUMBER = N_("Tulis angka dengan paling banyak empat desimal, misalnya 76,61.")
NOT_PERCENT = N_("Tulis persentase dari 0 sampai 100 dengan paling banyak empat desimal.")
NOT_YEAR = N_("Tulis tahun dengan empat angka, misalnya 2026.")
NOT_DATE = N_("Tulis tanggal dalam bentuk TAHUN-BULAN-HARI, misalnya 2026-03-31.")
NOT_CHOICE = N_("Pilih salah satu yang tersedia.")
NOT_URL = N_("Tulis alamat yang diawali http:// atau https://.")
TOO_LONG = N_("Teks ini terlalu panjang.")
CONTROL_SIGNS = N_("Teks ini memuat tanda yang tidak dapat ditampilkan.")


class Kind(StrEnum):
    """What kind of value a field holds."""

    TEXT = "teks"
    URL = "alamat"
    CHOICE = "pilihan"
    YES_NO = "ya_tidak"
    COUNT = "bilangan"
    RUPIAH = "rupiah"
    TENTHS = "desimal"
    HUNDREDTHS = "dua_desimal"
    NUMBER = "angka"
    PERCENT = "persen"
    DATE = "tanggal"
    YEAR = "tahun"


KIND_HINTS: dict[Kind, str] = {
    Kind.TEXT: N_("teks"),
    Kind.URL: N_("alamat situs"),
    Kind.CHOICE: N_("pilihan"),
    Kind.YES_NO: N_("ya atau tidak"),
    Kind.COUNT: N_("bilangan bulat"),
    Kind.RUPIAH: N_("rupiah penuh"),
    Kind.TENTHS: N_("angka dengan paling banyak satu desimal"),
    Kind.HUNDREDTHS: N_("angka dengan paling banyak dua desimal"),
    Kind.NUMBER: N_("angka dengan paling banyak empat desimal"),
    Kind.PERCENT: N_("persen, 0 sampai 100"),
    Kind.DATE: N_("TAHUN-BULAN-HARI"),
    Kind.YEAR: N_("tahun"),
}


class Places(NamedTuple):
    """How many decimals a number may have, how its attribute's name ends, and what is said of more."""

    decimals: int
    suffix: str
    sentence: str


PLACES = {
    Kind.TENTHS: Places(1, "_tenths", NOT_DECIMAL),
    Kind.HUNDREDTHS: Places(2, "_hundredths", NOT_HUNDREDTHS),
    Kind.NUMBER: Places(4, "_ten_thousandths", NOT_NUMBER),
}
"""Numbers with decimals are kept whole, in the last of their places."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` is the attribute, `label` and `hint` are message ids."""

    name: str
    label: str
    kind: Kind
    required: bool = False
    hint: str = ""
    most: int = 200  # longest text
    choices: Mapping[str, str] = field(default_factory=dict)
    make: Callable[[str], Any] = str  # the enum of a choice
    shows_code: bool = False  # whether people see the value of a choice before its name
    empty: Any = None  # what is kept when nothing was written

    @property
    def column(self) -> str:
        """The name in files, where a share stands in per cent and a number with its decimal, not as it is kept."""
        if self.kind is Kind.PERCENT:
            return f"{self.name.removesuffix('_ppm')}_percent"
        return self.name.removesuffix(PLACES[self.kind].suffix) if self.kind in PLACES else self.name


class Wrong(ValueError):
    """A value that does not fit; `sentence` is a message id."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


YES_NO = {"ya": N_("ya"), "tidak": N_("tidak")}

_WHOLE = re.compile(r"\d+|\d{1,3}(\.\d{3})+", re.ASCII)
_DECIMAL = re.compile(r"(?P<whole>\d+)([.,](?P<part>\d+))?", re.ASCII)
_URL = re.compile(r"https?://[^\s/?#@]+\.[^\s@]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def parse(item: Field, text: str) -> Any:
    """Return the value to keep, `item.empty` for nothing; raises Wrong with the sentence for people."""
    written = text.strip()
    if not written:
        if item.required:
            raise Wrong(MISSING)
        return item.empty
    return _PARSERS[item.kind](item, written)


def written(item: Field, value: Any) -> str:
    """Return the text that `parse` reads back as this value."""
    if value is None:
        return ""
    if item.kind is Kind.YES_NO:
        return "ya" if value else "tidak"
    if item.kind in PLACES:
        return _plain(Decimal(value).scaleb(-PLACES[item.kind].decimals))
    if item.kind is Kind.PERCENT:
        return _plain(Decimal(value) / PPM_PER_PERCENT)
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _text(item: Field, text: str) -> str:
    if _CONTROL.search(text):
        raise Wrong(CONTROL_SIGNS)
    if len(text) > item.most:
        raise Wrong(TOO_LONG)
    return text


def _url(item: Field, text: str) -> str:
    if not _URL.fullmatch(_text(item, text)):
        raise Wrong(NOT_URL)
    return text


def _choice(item: Field, text: str) -> Any:
    if text not in item.choices:
        raise Wrong(NOT_CHOICE)
    return item.make(text)


def _yes_no(_item: Field, text: str) -> bool:
    if text.lower() not in YES_NO:
        raise Wrong(NOT_CHOICE)
    return text.lower() == "ya"


def _whole(text: str, most: int) -> int:
    if text[0] in "-\u2212":
        raise Wrong(NEGATIVE)
    if not _WHOLE.fullmatch(text):
        raise Wrong(NOT_WHOLE)
    digits = text.replace(".", "")
    if len(digits) > 20 or int(digits) > most:
        raise Wrong(TOO_LARGE)
    return int(digits)


def _count(_item: Field, text: str) -> int:
    return _whole(text, MOST_COUNT)


def _rupiah(_item: Field, text: str) -> int:
    return _whole(re.sub(r"^rp\.?\s*", "", text, flags=re.IGNORECASE) or "?", MOST_RUPIAH)


def _decimal(text: str, places: int, sentence: str) -> Decimal:
    if text[0] in "-\u2212":
        raise Wrong(NEGATIVE)
    match = _DECIMAL.fullmatch(text)
    if match is None or len(match["part"] or "") > places or len(match["whole"]) > 9:
        raise Wrong(sentence)
    return Decimal(f"{match['whole']}.{match['part'] or '0'}")


def _scaled(item: Field, text: str) -> int:
    places = PLACES[item.kind]
    number = int(_decimal(text, places.decimals, places.sentence).scaleb(places.decimals))
    if number > MOST_COUNT:
        raise Wrong(TOO_LARGE)
    return number


def _percent(_item: Field, text: str) -> int:
    share = _decimal(text.removesuffix("%").strip() or "?", 4, NOT_PERCENT)
    if share > 100:
        raise Wrong(NOT_PERCENT)
    return int(share * PPM_PER_PERCENT)


def _date(_item: Field, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(NOT_DATE) from None


def _year(_item: Field, text: str) -> int:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise Wrong(NOT_YEAR)
    return int(text)


_PARSERS: Mapping[Kind, Callable[[Field, str], Any]] = {
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.COUNT: _count,
    Kind.RUPIAH: _rupiah,
    **dict.fromkeys(PLACES, _scaled),
    Kind.PERCENT: _percent,
    Kind.DATE: _date,
    Kind.YEAR: _year,
}
