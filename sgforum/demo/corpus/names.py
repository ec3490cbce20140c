"""Names of residents, streets and offices as they sound in Balikpapan; every combination is invented."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Sex = Literal["female", "male"]
SEXES: tuple[Sex, ...] = get_args(Sex)
_MOST_TRIES = 60


@dataclass(frozen=True)
class Origin:
    """The names of one of the city's communities; `share` is its rough weight among the demo's residents."""

    name: str
    share: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    second_female: tuple[str, ...]
    second_male: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORIGINS: tuple[Origin, ...] = (
    Origin(
        "Jawa",
        32,
        _split(
            "Sri Siti Endang Sulastri Wahyuni Ratna Tutik Suparmi Dwi Lestari Ningsih Yuni Retno Kartini Rini Wiwik Eka"
        ),
        _split(
            "Agus Bambang Slamet Joko Sutrisno Eko Suyanto Wahyu Budi Tri Heru Sugeng Purnomo Teguh Wibowo Didik Yanto"
        ),
        _split(
            "Wulandari Handayani Rahayu Puspitasari Astuti Utami Kusumawati Setyowati Hartati Mulyani Purwanti Susanti"
        ),
        _split(
            "Prasetyo Santoso Widodo Raharjo Nugroho Setiawan Hartono Sulistyo Mulyono Pamungkas Susilo Kuncoro Hidayat"
        ),
    ),
    Origin(
        "Bugis",
        22,
        _split(
            "Andi Hasnah Nurhayati Rosdiana Sitti Jumriah Hasmawati Darmawati Suriani Nurlina Rahmatia Kasmawati Irmawati"
        ),
        _split(
            "Andi Muhammad Syamsuddin Hasanuddin Baharuddin Ambo Sudirman Jamaluddin Amiruddin Saharuddin Rustam Kamaruddin"
        ),
        _split("Tenri Besse Nurjannah Hamsinah Aminah Dahlia Marwah Mariama Nadirah Sulfiana Rahmah Hartina"),
        _split("Tahir Mappa Rahman Basri Saleh Hamid Alwi Arsyad Mustafa Idris Ilyas Makmur Anwar"),
    ),
    Origin(
        "Banjar",
        18,
        _split(
            "Siti Norhayati Rusmini Mahmudah Halimatus Noorlina Raudah Masniah Jumiati Fauziah Norlaila Mariatul Rabiatul"
        ),
        _split(
            "Muhammad Ahmad Syahrani Khairul Norman Mahyudin Rahmadi Hamdani Fahrian Akhmad Zainal Yuseran Bahrani"
        ),
        _split("Hasanah Jannah Sa'diyah Aulia Zahra Khatimah Adawiyah Hidayah Mariani Noor Fitriah Salamah"),
        _split(
            "Noor Fadillah Ramadhan Arifin Rizani Effendi Anshari Hakim Yamani Fahmi Ilmi Syarwani Mursyidi"
        ),
    ),
    Origin(
        "Kutai dan Paser",
        8,
        _split("Dayang Aji Rusnah Masliah Erna Fatimah Norsiah Encik Aminah Maimunah"),
        _split("Awang Aji Encik Rusli Sapri Abdul Aspian Jumran Mas Hamsi"),
        _split("Rosmini Kartika Sari Rohana Nilawati Yuliana Asiah Rusdiana"),
        _split("Faroek Iskandar Ardiansyah Rifai Wahab Sani Ramli Hermansyah"),
    ),
    Origin(
        "Madura",
        7,
        _split("Siti Maimunah Hasanah Suhartini Musrifah Holifah Misnati Sumiati Nurul Rukmini"),
        _split("Mohammad Moh. Abdul Suparman Matsuri Hasan Munawar Sahrul Fathor Imam"),
        _split("Hotimah Komariyah Zainab Jamilah Arofah Maisaroh Suryani Qomariyah"),
        _split("Rozi Hadi Mukhlis Syafi'i Wahid Bakri Kholil Jazuli Halim"),
    ),
    Origin(
        "Manado dan Toraja",
        7,
        _split("Maria Yohana Meiske Ester Grace Novita Yuliana Deisy Agustina Marlina"),
        _split("Yohanis Jefry Hengky Marthen Ronny Stevy Daniel Yusuf Frans Herry"),
        _split("Rumengan Lumintang Pangkey Mandagi Tandi Palulun Sampe Kaunang Bunga Rante"),
        _split("Rumengan Lumintang Pangkey Mandagi Tandi Palulun Sampe Kaunang Lengkong Rante"),
    ),
    Origin(
        "Batak, Minang dan lain-lain",
        6,
        _split("Rosita Herlina Yenni Lidya Desi Fitri Melati Susi Ani Tiurma"),
        _split("Hotman Ronal Syafrizal Andri Hendra Rizal Yudi Parlin Zulkifli Dedi"),
        _split("Simbolon Nasution Siregar Chaniago Piliang Wati Anggraini Lubis Permata Sinaga"),
        _split("Simbolon Nasution Siregar Chaniago Piliang Saputra Gunawan Lubis Firdaus Sinaga"),
    ),
)


def compose_name(rng: random.Random, sex: Sex) -> str:
    """One believable full name: two words as a rule, three for one person in six, one in twenty."""
    origin = rng.choices(ORIGINS, weights=[each.share for each in ORIGINS])[0]
    first = origin.female if sex == "female" else origin.male
    second = origin.second_female if sex == "female" else origin.second_male
    draw = rng.random()
    parts = [rng.choice(first)]
    if draw < 0.16:
        parts += rng.sample(second, 2)
    elif draw < 0.95 or len(parts[0]) < 6:
        parts.append(rng.choice(second))
    return " ".join(parts)


def compose_names(rng: random.Random, sexes: Iterable[Sex]) -> list[str]:
    """As many names as sexes, all different; a name that keeps coming back gets another family word."""
    taken: set[str] = set()
    names: list[str] = []
    for sex in sexes:
        name = _free_name(rng, sex, taken)
        taken.add(name)
        names.append(name)
    return names


def _free_name(rng: random.Random, sex: Sex, taken: set[str]) -> str:
    name = compose_name(rng, sex)
    for _ in range(_MOST_TRIES):
        if name not in taken:
            return name
        name = compose_name(rng, sex)
    while name in taken:
        origin = rng.choice(ORIGINS)
        name = f"{name} {rng.choice(origin.second_female if sex == 'female' else origin.second_male)}"
    return name


_FLOWERS = _split(
    "Mawar Melati Anggrek Kenanga Cempaka Flamboyan Dahlia Teratai Kamboja Seroja Bougenvil Kemuning Tanjung Soka "
    "Wijaya Nusa Sawo Mangga Rambutan Durian Kelapa Cemara Ulin Meranti Bangkirai Kapur Gaharu Rotan Bakau Nipah"
)
_VIRTUES = _split(
    "Rukun Damai Sejahtera Mufakat Bersama Sepakat Gotong Karya Bakti Amanah Sentosa Makmur Mandiri Tentram"
)
STREETS: tuple[str, ...] = tuple(
    f"Jalan {name}"
    for name in (
        *_FLOWERS,
        "Pelita",
        "Perintis",
        "Pemuda",
        "Swadaya",
        "Bukit Indah",
        "Pantai Indah",
        "Sumber Air",
    )
)
ALLEYS: tuple[str, ...] = tuple(
    f"Gang {name}"
    for name in (*(f"{word} {number}" for word in _FLOWERS[:10] for number in ("1", "2", "3")), *_VIRTUES)
)
SPOTS: tuple[str, ...] = (
    "musala",
    "masjid RT",
    "gereja di tikungan",
    "gedung posyandu",
    "pos kamling",
    "lapangan voli",
    "lapangan bulu tangkis",
    "SD negeri",
    "PAUD",
    "pasar pagi",
    "warung pojok",
    "tanjakan lama",
    "jembatan kecil",
    "puskesmas pembantu",
    "kantor kelurahan",
    "tower seluler",
    "pangkalan ojek",
    "halte angkot",
    "bengkel simpang tiga",
    "taman bermain",
    "depot air",
    "rumah Ketua RT",
    "simpang empat",
)

VENUES: tuple[str, ...] = (
    "balai RT",
    "balai pertemuan warga",
    "gedung serbaguna",
    "teras musala",
    "halaman kantor kelurahan",
    "halaman sekolah",
    "pos RW",
    "rumah Ketua RT",
    "sekretariat karang taruna",
    "pos kamling",
)
"""Where neighbours meet, and where a notice is pinned up."""

CITY_OFFICES: dict[str, str] = {
    "drainase": "Dinas Pekerjaan Umum",
    "sampah": "Dinas Lingkungan Hidup",
    "penerangan": "Dinas Perhubungan",
    "jalan": "Dinas Pekerjaan Umum",
    "air": "PDAM",
    "kesehatan": "Dinas Kesehatan",
    "keamanan": "Satpol PP",
    "parkir": "Dinas Perhubungan",
    "perizinan": "dinas perizinan",
    "ekonomi": "dinas koperasi dan UKM",
    "lingkungan": "Dinas Lingkungan Hidup",
    "pendidikan": "Dinas Pendidikan",
    "layanan": "dinas kependudukan",
}
"""Subject area -> the office that usually answers, by its everyday name."""


def officer_title(unit: Literal["RT", "RW"], number: str) -> str:
    """How a neighbourhood officer signs: `Ketua RT 12`."""
    return f"Ketua {unit} {number}"
