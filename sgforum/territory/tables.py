"""Official population tables as offices publish them, read into residents of 17 and over by sex and age. Pure.

Three shapes, with whatever titles stand above the header:

- long: place, `kelompok_umur`, `jenis_kelamin`, `jumlah_penduduk` (the open-data shape of Satu Data portals);
- by age: place, `kelompok_umur`, `laki-laki`, `perempuan` (Disdukcapil's aggregate, tables of BPS);
- `wajib_ktp`: place and residents who must hold an identity card, which is who is 17 or older (or married).

A place is named by its Kemendagri code, with or without dots, or by the names of kecamatan and kelurahan: BPS
numbers places in its own way. Age groups are five-year bands or single years. 15-19 is split evenly by year, so
that three fifths of it are 17 and over (the usual uniform split where single years are not published).
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..core.errors import BadLines, InvalidInput, SgforumError
from ..core.marks import N_
from ..core.rows import Row
from .models import AgeBand, Sex

ADULT_AGE = 17
HEADER_WITHIN = 20  # rows of titles that may stand above the header

NO_HEADER = N_(
    "Tabel ini tidak dikenali. Perlu kolom kode atau nama kelurahan, dan kelompok umur dengan jumlah laki-laki dan "
    "perempuan, atau jumlah wajib KTP."
)
NO_PLACE_NAMED = N_("kelurahan tidak dikenal: %(name)s")
SEVERAL_PLACES = N_("nama kelurahan %(name)s ada di beberapa kecamatan; sertakan kolom kecamatan")
NOT_A_NUMBER = N_("%(text)s bukan bilangan bulat")
NOT_AN_AGE = N_("kelompok umur tidak dikenal: %(text)s")
NOT_A_SEX = N_("jenis kelamin tidak dikenal: %(text)s")
TWICE = N_("kelompok umur %(text)s muncul dua kali untuk kelurahan yang sama")
HOLES = N_("kelompok umur %(name)s tidak lengkap: umur %(age)s tidak ada")
TOO_SHORT = N_("baris ini lebih pendek daripada judul kolom")
SEVERAL_PERIODS = N_("tabel ini memuat beberapa tahun atau semester; kirim satu periode saja")

_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": (
            "kemendagri_kode_desa_kelurahan", "kode_kemendagri", "kode_wilayah", "kode_kelurahan",
            "kode_desa_kelurahan", "kode_desa", "kode", "kode_kel",
        ),
        "name": (
            "kemendagri_nama_desa_kelurahan", "bps_nama_desa_kelurahan", "nama_desa_kelurahan", "desa_kelurahan",
            "kelurahan_desa", "nama_kelurahan", "kelurahan", "nama_kel", "desa",
        ),
        "kecamatan": ("kemendagri_nama_kecamatan", "bps_nama_kecamatan", "nama_kecamatan", "kecamatan", "nama_kec"),
        "age": ("kelompok_umur", "kelompok_usia", "golongan_umur", "umur", "usia", "struktur_umur"),
        "sex": ("jenis_kelamin", "kelamin", "jk"),
        "count": ("jumlah_penduduk", "jumlah", "penduduk", "total"),
        "male": ("laki_laki", "laki", "lk", "l", "pria", "jumlah_laki_laki"),
        "female": ("perempuan", "pr", "p", "wanita", "jumlah_perempuan"),
        "ktp": ("jumlah_wajib_ktp", "wajib_ktp", "jumlah_penduduk_wajib_ktp", "wajib_ktp_el", "penduduk_wajib_ktp"),
        "rt": ("jumlah_rt", "rt", "banyak_rt"),
        "year": ("tahun",),
        "semester": ("semester",),
    }
)  # fmt: skip
_SEXES = MappingProxyType(
    {
        "l": Sex.MALE, "laki laki": Sex.MALE, "lk": Sex.MALE, "pria": Sex.MALE, "m": Sex.MALE,
        "p": Sex.FEMALE, "perempuan": Sex.FEMALE, "pr": Sex.FEMALE, "wanita": Sex.FEMALE, "f": Sex.FEMALE,
    }
)  # fmt: skip
_FROM = MappingProxyType({17: AgeBand.YOUNG, 25: AgeBand.ADULT, 45: AgeBand.MIDDLE, 60: AgeBand.OLD})
_OLDEST = 200
_LETTERS = MappingProxyType({Sex.MALE: "L", Sex.FEMALE: "P"})  # as the tables themselves write it
_TOTALS = re.compile(r"(jumlah|total|kota|kabupaten|kecamatan|provinsi)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Official:
    """What a table says of one kelurahan: residents of 17 and over, by sex and age band if it tells them."""

    code: str
    line: int  # the first that names the place
    adults: int
    rt_count: int | None
    groups: Mapping[tuple[Sex, AgeBand], int]
    is_split: bool  # 15-19 was divided: the number is partly an estimate


@dataclass(frozen=True, slots=True)
class Table:
    """All kelurahan of a table; `year` and `semester` where its columns tell them."""

    places: Sequence[Official]
    year: int | None
    semester: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """A kelurahan that the installation knows."""

    code: str
    name: str
    kecamatan: str


class Places:
    """Finds a kelurahan by code with or without dots, or by name, in its kecamatan if several are called so."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._codes: dict[str, str] = {}
        self._names: dict[str, list[Known]] = defaultdict(list)
        for place in known:
            self._codes[place.code.replace(".", "")] = place.code
            self._names[_plain(place.name)].append(place)

    def find(self, code: str, name: str, kecamatan: str) -> str:
        """The code; raises InvalidInput for a place that is not known or not told apart."""
        digits = re.sub(r"\D", "", code)
        if digits in self._codes:
            return self._codes[digits]
        named = self._names.get(_plain(name), [])
        if len(named) > 1:
            named = [place for place in named if _plain(place.kecamatan) == _plain(kecamatan)]
            if not named:
                raise InvalidInput(SEVERAL_PLACES, name=name)
        if len(named) != 1:
            raise InvalidInput(NO_PLACE_NAMED, name=name or code or "-")
        return named[0].code


def read_official(rows: Sequence[Row], places: Places) -> Table:
    """Read a table of one of the three shapes; raises BadLines with every wrong line, or InvalidInput without a header."""
    header, start = _header(rows)
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    periods: set[tuple[str, str]] = set()
    wrong: list[tuple[int, SgforumError]] = []
    for number, cells in rows[start:]:
        try:
            row = _Line(header, cells)
            code = None if row.is_total else _place_of(row, places)
            if code is not None:
                periods.add((row["year"], row["semester"]))
                tallies[code].take(row, number)
        except SgforumError as error:
            wrong.append((number, error))
    found = []
    for code, tally in tallies.items():
        try:
            found.append(tally.official(code))
        except SgforumError as error:
            wrong.append((tally.first_line, error))
    if len(periods) > 1:
        wrong.append((rows[start - 1][0], InvalidInput(SEVERAL_PERIODS)))
    if wrong:
        raise BadLines(sorted(wrong, key=lambda pair: pair[0]))
    year, semester = periods.pop() if periods else ("", "")
    return Table(found, _year(year), _semester(semester))


def _place_of(row: _Line, places: Places) -> str | None:
    """The kelurahan of a row, or None for a line of sums; a kelurahan may be called Kota Baru, so it is looked up first."""
    try:
        return places.find(row["code"], row["name"], row["kecamatan"])
    except InvalidInput:
        if _TOTALS.match(row["name"] or row["code"]):
            return None
        raise


def _header(rows: Sequence[Row]) -> tuple[dict[str, int], int]:
    """Where each known column stands, and the index of the first row below the header."""
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        names = [re.sub(r"[^a-z0-9]+", "_", cell.lower()).strip("_") for cell in cells]
        found = {}
        for column, synonyms in _NAMES.items():
            where = next((names.index(name) for name in synonyms if name in names), None)
            if where is not None:
                found[column] = where
        if _is_header(found):
            return found, index + 1
    raise InvalidInput(NO_HEADER)


def _is_header(found: Mapping[str, int]) -> bool:
    by_age = "age" in found and ({"male", "female"} <= found.keys() or {"sex", "count"} <= found.keys())
    return bool({"code", "name"} & found.keys()) and (by_age or "ktp" in found)


class _Line:
    """A row by column name; a column that the table does not have is empty."""

    def __init__(self, header: Mapping[str, int], cells: Sequence[str]) -> None:
        if max(header.values()) >= len(cells):
            raise InvalidInput(TOO_SHORT)
        self._cells = {column: cells[where] for column, where in header.items()}

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def has(self, column: str) -> bool:
        return column in self._cells

    @property
    def is_total(self) -> bool:
        """A line of sums below or between the places, or the numbers of the columns below the header."""
        place = self["name"] or self["code"]
        is_numbered = bool(re.fullmatch(r"\(?\d{1,2}\)?", place))
        return not place or is_numbered or bool(_TOTALS.match(self["age"]))


class _Tally:
    """What the lines of one kelurahan add up to."""

    def __init__(self) -> None:
        self.first_line = 0
        self.rt_count: int | None = None
        self._ktp: int | None = None
        self._ages: dict[tuple[Sex, tuple[int, int]], int] = {}

    def take(self, row: _Line, number: int) -> None:
        self.first_line = self.first_line or number
        if row["rt"]:
            self.rt_count = _number(row["rt"])
        if not row.has("age"):
            if self._ktp is not None:
                raise InvalidInput(TWICE, text="wajib KTP")
            self._ktp = _number(row["ktp"])
            return
        ages = _ages(row["age"])
        if row.has("sex") and row.has("count"):
            self._add(_sex(row["sex"]), ages, row, "count")
            return
        self._add(Sex.MALE, ages, row, "male")
        self._add(Sex.FEMALE, ages, row, "female")

    def _add(self, sex: Sex, ages: tuple[int, int], row: _Line, column: str) -> None:
        if (sex, ages) in self._ages:
            raise InvalidInput(TWICE, text=row["age"])
        self._ages[sex, ages] = _number(row[column])

    def official(self, code: str) -> Official:
        if not self._ages:
            return Official(code, self.first_line, self._ktp or 0, self.rt_count, {}, is_split=False)
        for sex in Sex:
            self._check_whole(sex)
        groups = {(sex, band): 0 for sex in Sex for band in AgeBand}
        is_split = False
        for (sex, (low, high)), people in self._ages.items():
            is_split = is_split or low < ADULT_AGE <= high
            for band, share in _bands(low, high, people):
                groups[sex, band] += share
        return Official(code, self.first_line, sum(groups.values()), self.rt_count, groups, is_split)

    def _check_whole(self, sex: Sex) -> None:
        """Every age from 17 on must be in one group: a table that lacks the old would count too few."""
        expected = ADULT_AGE
        for low, high in sorted(ages for each, ages in self._ages if each is sex):
            if high < expected:
                continue
            if low > expected:
                break
            expected = high + 1
        if expected <= _OLDEST:
            raise InvalidInput(HOLES, name=_LETTERS[sex], age=expected)


def _bands(low: int, high: int, people: int) -> list[tuple[AgeBand, int]]:
    """The adults of an age group by band, split evenly by year where it crosses a border; sums stay whole."""
    if high < ADULT_AGE:
        return []
    years = min(high, _OLDEST) - low + 1
    borders = sorted({low, high + 1, *(age for age in _FROM if low < age <= high)})
    cut = [(age, round(people * (age - low) / years)) for age in borders]
    return [
        (_band(start), upto - before)
        for (start, before), (_, upto) in itertools.pairwise(cut)
        if start >= ADULT_AGE
    ]


def _band(age: int) -> AgeBand:
    return _FROM[max(start for start in _FROM if start <= age)]


def _ages(text: str) -> tuple[int, int]:
    """The first and last year of "15-19", "15 - 19 tahun", "75+", ">= 75", "75 tahun ke atas", "17"."""
    plain = text.lower().replace("tahun", " ").replace("th", " ")
    numbers = [int(number) for number in re.findall(r"\d{1,3}", plain)]
    is_open = bool(re.search(r"\+|>|≥|ke ?atas|lebih", plain))
    if len(numbers) == 1 and is_open:
        return numbers[0], _OLDEST
    if len(numbers) == 2 and numbers[0] <= numbers[1] and not is_open:
        return numbers[0], numbers[1]
    if len(numbers) == 1 and re.fullmatch(r"\s*\d{1,3}\s*", plain):
        return numbers[0], numbers[0]
    raise InvalidInput(NOT_AN_AGE, text=text or "-")


def _sex(text: str) -> Sex:
    try:
        return _SEXES[re.sub(r"[^a-z]+", " ", text.lower()).strip()]
    except KeyError:
        raise InvalidInput(NOT_A_SEX, text=text or "-") from None


def _number(text: str) -> int:
    """15600, "15.600" or "15 600"; a decimal or a dash is refused: it would be read as something else."""
    plain = text.replace("\u00a0", " ")
    if re.fullmatch(r"\d{1,3}([. ,]\d{3})+", plain):
        plain = re.sub(r"[. ,]", "", plain)
    if not re.fullmatch(r"\d{1,9}", plain):
        raise InvalidInput(NOT_A_NUMBER, text=text or "-")
    return int(plain)


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"20\d\d", text) else None


def _semester(text: str) -> int | None:
    word = re.sub(r"[^ivx12]", "", text.lower().removeprefix("semester"))
    return {"1": 1, "i": 1, "2": 2, "ii": 2}.get(word)


def _plain(name: str) -> str:
    """A name as two offices may write it alike: no case, signs, or kind before it."""
    words = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
    return re.sub(r"^(kel|kelurahan|desa|kec|kecamatan) ", "", words)
