"""The questions of the demo's kelurahan plan: one of each kind of ballot, about matters that a kelurahan decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MILLION = 1_000_000


@dataclass(frozen=True)
class Proposal:
    """One option; lean is its weight among residents, cost in rupiah where a budget is shared out."""

    text: str
    lean: int
    detail: str = ""
    cost: int | None = None
    javanese: str = ""


@dataclass(frozen=True)
class Asked:
    """One question with its rule, by the names of `sgforum tally --rule`."""

    text: str
    rule: str
    proposals: tuple[Proposal, ...]
    parameters: dict[str, Any] = field(default_factory=dict)
    help_text: str = ""
    quorum: int = 0
    javanese: str = ""


_DAY = Asked(
    "Hari apa loket kelurahan sebaiknya buka sampai malam?",
    "plurality",
    (Proposal("Selasa", 3), Proposal("Kamis", 5), Proposal("Sabtu", 4)),
    {"blank": True},
    quorum=10,
)
_SUBJECTS = Asked(
    "Pelatihan mana yang ingin Anda ikuti?",
    "approval",
    (
        Proposal("Mengolah ikan dan hasil laut", 5), Proposal("Menjahit dan bordir", 3),
        Proposal("Berjualan lewat ponsel", 6), Proposal("Merawat tanaman pekarangan", 2),
    ),
    {"most": 3},
    "Boleh menandai sampai tiga. Pelatihan yang paling banyak disetujui diadakan lebih dahulu.",
)  # fmt: skip
_SERVICE = Asked(
    "Seberapa setuju Anda dengan tiap rencana ini?",
    "score",
    (
        Proposal("Posyandu buka dua kali sebulan", 5), Proposal("Ronda malam bergilir per RT", 3),
        Proposal("Kerja bakti parit setiap bulan", 4), Proposal("Bank sampah di balai RW", 4),
    ),
    {"total": "mean"},
)  # fmt: skip
_NAME = Asked(
    "Nama apa yang paling cocok untuk taman baru?",
    "schulze",
    (
        Proposal("Taman Bekantan", 5), Proposal("Taman Ulin", 4), Proposal("Taman Pesisir", 3),
        Proposal("Taman Beruang Madu", 4), Proposal("Taman Anggrek Hitam", 2),
    ),
    {"most_ranked": 3},
    "Urutkan paling banyak tiga nama, mulai dari yang paling Anda sukai.",
)  # fmt: skip
_CHAIR = Asked(
    "Siapa yang memimpin panitia perayaan tujuh belasan?",
    "irv",
    (Proposal("Karang Taruna", 5), Proposal("PKK", 4), Proposal("Forum RT", 3), Proposal("Pengurus masjid dan gereja", 2)),
    {"most_ranked": 3, "blank": True},
)  # fmt: skip
_SMALL_WORKS = (
    Proposal(
        "Lampu jalan di gang gelap",
        6,
        "Dua belas titik di lima RT.",
        46 * MILLION,
        "Lampu dalan ing gang sing peteng",
    ),
    Proposal(
        "Perbaikan parit yang mampat", 5, "Sepanjang 180 meter.", 78 * MILLION, "Ndandani kalen sing mampet"
    ),
    Proposal(
        "Pagar dan ayunan taman bermain",
        4,
        "Untuk anak di bawah sepuluh tahun.",
        35 * MILLION,
        "Pager lan ayunan ing taman dolanan",
    ),
    Proposal(
        "Kanopi balai warga",
        3,
        "Agar rapat tidak bubar saat hujan.",
        52 * MILLION,
        "Kanopi kanggo bale warga",
    ),
    Proposal(
        "Jalan setapak lansia",
        2,
        "Pegangan dan lantai tidak licin.",
        24 * MILLION,
        "Dalan cilik kanggo wong sepuh",
    ),
    Proposal(
        "Papan informasi di tiap RW", 2, "Empat papan beratap.", 18 * MILLION, "Papan pengumuman ing saben RW"
    ),
)
_WORKS = Asked(
    "Pekerjaan mana yang didanai lebih dahulu?",
    "greedy",
    _SMALL_WORKS,
    {"budget": 150 * MILLION},
    "Pilih yang menurut Anda penting, selama masih cukup dengan anggarannya.",
    javanese="Gaweyan endi sing dibiayai dhisik?",
)
_YOUTH = Asked(
    "Kegiatan warga mana yang didanai?",
    "equal-shares",
    (
        Proposal("Sekolah sepak bola anak", 4, "", 22 * MILLION), Proposal("Rumah baca dan belajar", 4, "", 28 * MILLION),
        Proposal("Senam dan cek kesehatan lansia", 3, "", 16 * MILLION), Proposal("Festival kuliner pesisir", 5, "", 60 * MILLION),
        Proposal("Kelas bahasa isyarat", 1, "", 9 * MILLION), Proposal("Kebun bersama", 3, "", 25 * MILLION),
    ),
    {"budget": 100 * MILLION, "completion": "add1"},
    "Anggaran dibagi rata kepada semua pemilih; kelompok kecil pun dapat mendanai usulannya.",
)  # fmt: skip
EVERY_BALLOT: tuple[Asked, ...] = (_DAY, _SUBJECTS, _SERVICE, _NAME, _CHAIR, _WORKS, _YOUTH)
RUNNING: tuple[Asked, ...] = (_SERVICE, _NAME, _WORKS)
SHOW_OF_HANDS: tuple[Asked, ...] = (_CHAIR,)
BEFORE_WITNESSES: tuple[Asked, ...] = (_DAY, _SUBJECTS)

SUMMARY = "Kelurahan menyusun rencana tahun depan dan menanyakan pilihan warga satu per satu."
DOCUMENT = """## Mengapa ditanyakan

Rencana tahun depan disusun bulan ini. Setiap soal di bawah menentukan satu bagian rencana itu, jadi tiap soal dihitung sendiri dengan caranya sendiri.

## Yang terjadi sesudahnya

Hasilnya dibacakan dalam rapat kelurahan bersama ketua RT. Bila ada yang tidak diikuti, lurah menulis alasannya di halaman ini."""
PLAIN = (
    "Kelurahan ingin tahu pilihan Anda untuk tahun depan. Jawab satu per satu. Bila tidak tahu, lewati saja."
)
COST = "Biaya tiap usulan tertulis di sampingnya; seluruhnya dari anggaran kelurahan."
HOW_TO_JOIN = "Lewat halaman ini, atau datang ke kelurahan pada jam kerja."
