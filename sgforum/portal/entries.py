"""What the desk and the administration lead to, by permission; and the sample values of the component page."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ..accounts.rules import READ_PEOPLE, READ_WAITING
from ..campaign.rules import EDIT_APP
from ..campaign.rules import READ as READ_CAMPAIGNS
from ..consultation.rules import READ as READ_CONSULTATIONS
from ..core.permissions import Actor, may, places_of
from ..metrics.rules import READ_SIDE
from ..reports.rules import EXPORT_PARTICIPATION, READ_REGISTER
from ..territory.models import PlaceLevel
from ..territory.queries import list_places, list_unapproved_denominators, root_code
from ..territory.rules import APPROVE_DENOMINATOR, READ_DENOMINATORS, READ_PLACES
from ..web.formkit import Form, choices
from ..web.i18n import gettext
from ..web.outlines import atlas
from .rules import ADMINISTER, READ_AUDIT, READ_CENTRE


class Entry(NamedTuple):
    """A card: where it leads, its icon, name, one sentence, and a number that waits (0: none)."""

    url: str
    icon: str
    name: str
    detail: str
    waiting: str = ""


def desk_entries(person: Actor) -> list[Entry]:
    """The cards of the officials' desk that the person may use."""
    found = []
    if may(person, READ_CENTRE):
        found.append(
            Entry(url_for("portal.command_centre"), "target", gettext("Pusat kendali"),
                  gettext("Yang menunggu, terlambat, dan sunyi di wilayah Anda"))
        )  # fmt: skip
    if may(person, READ_WAITING):
        found.append(
            Entry(url_for("accounts.waiting"), "badge-check", gettext("Verifikasi warga"),
                  gettext("Pastikan tempat tinggal warga yang mendaftar"))
        )  # fmt: skip
    if may(person, READ_CONSULTATIONS):
        found.append(
            Entry(url_for("consultation.desk"), "vote", gettext("Musyawarah"),
                  gettext("Susun, terbitkan, dan catat keputusan"))
        )  # fmt: skip
    if may(person, READ_CAMPAIGNS):
        found.append(
            Entry(url_for("campaign.desk"), "megaphone", gettext("Kampanye"),
                  gettext("Ajak warga mengenal aplikasi kota"))
        )  # fmt: skip
    if may(person, READ_DENOMINATORS):
        found.append(
            Entry(url_for("territory.denominators"), "users", gettext("Jumlah penduduk"),
                  gettext("Catat angka dengan sumber dan tanggalnya"))
        )  # fmt: skip
    if may(person, ADMINISTER):
        found.append(
            Entry(url_for("portal.admin"), "settings", gettext("Pengelolaan kota"),
                  gettext("Peran, wilayah, register, dan catatan tindakan"))
        )  # fmt: skip
    return found


def admin_entries(person: Actor) -> list[Entry]:
    """The cards of the city's administration that the person may use."""
    return [*_people_entries(person), *_report_entries(person), *_record_entries(person)]


def _people_entries(person: Actor) -> list[Entry]:
    found = []
    if may(person, READ_PEOPLE):
        found.append(
            Entry(url_for("accounts.roles"), "users", gettext("Petugas dan perannya"),
                  gettext("Siapa memegang peran apa, di mana, sejak kapan"))
        )  # fmt: skip
    if may(person, READ_DENOMINATORS):
        waiting = len(list_unapproved_denominators(places_of(person, READ_DENOMINATORS)))
        found.append(
            Entry(url_for("territory.denominators"), "chart-column", gettext("Jumlah penduduk"),
                  gettext("Setujui angka yang dicatat orang lain") if may(person, APPROVE_DENOMINATOR)
                  else gettext("Angka dengan sumber, pencatat, dan penyetujunya"),
                  gettext("%(count)s menunggu", count=waiting) if waiting else "")
        )  # fmt: skip
    if may(person, READ_PLACES):
        found.append(
            Entry(url_for("territory.places"), "map-pin", gettext("Daftar wilayah"),
                  gettext("Impor dan unduh kota sampai RT"))
        )  # fmt: skip
    return found


def _report_entries(person: Actor) -> list[Entry]:
    found = []
    if may(person, READ_SIDE):
        found.append(
            Entry(url_for("metrics.side_figures"), "chart-column", gettext("Unsur lain di samping skor"),
                  gettext("Layanan, keterbukaan, dan dokumen strategi"))
        )  # fmt: skip
    if any(may(person, READ_REGISTER, kota.code) for kota in list_places(PlaceLevel.KOTA)):
        found.append(
            Entry(url_for("reports.registers"), "file-text", gettext("Register sumber daya"),
                  gettext("Lembaga, anggaran, staf TIK, aplikasi"))
        )  # fmt: skip
    if may(person, EXPORT_PARTICIPATION):
        found.append(
            Entry(url_for("reports.export_participation"), "download", gettext("Ekspor metrik partisipasi"),
                  gettext("Beberapa bulan dalam satu berkas"))
        )  # fmt: skip
    return found


def _record_entries(person: Actor) -> list[Entry]:
    found = []
    if may(person, EDIT_APP, root_code()):
        found.append(
            Entry(url_for("campaign.apps"), "smartphone", gettext("Katalog aplikasi"),
                  gettext("Pemilik, kegunaan, dan kontak setiap aplikasi"))
        )  # fmt: skip
    if may(person, READ_AUDIT):
        found.append(
            Entry(url_for("portal.audit"), "shield-check", gettext("Catatan tindakan petugas"),
                  gettext("Siapa melakukan apa, dengan alasannya"))
        )  # fmt: skip
    return found


class SampleForm(Form):
    """The fields that the component page shows."""

    title = StringField("Judul", [InputRequired(), Length(max=90)])
    subject = RadioField("Bidang", choices=choices([("1", "Jalan"), ("2", "Kebersihan")]), default="1")
    place = SelectField("Kelurahan", choices=choices([("1", "Manggar"), ("2", "Lamaru")]))
    story = TextAreaField("Cerita", [Length(max=3000)])
    photo = FileField("Foto")
    name_shown = RadioField(
        "Nama", choices=choices([("1", "Siti Rahmawati"), ("2", "Warga RT 03")]), default="1"
    )
    rules = BooleanField("Saya menyetujui aturan forum")


def sample_tiles() -> list[tuple[str, str, int, int, float | None, str]]:
    return [
        ("Man", "Manggar", 0, 0, 62.1, "#grafik"),
        ("Lam", "Lamaru", 1, 0, 59.96, "#grafik"),
        ("Ter", "Teritip", 1, 1, None, "#grafik"),
        ("Bar", "Baru Ilir", 2, 1, 12.0, "#grafik"),
    ]


def sample_outlines() -> dict[str, Any]:
    """Three squares beside each other as a map of outlines, two of them too small for a label."""
    squares = {"a": (0.0, 10.0), "b": (10.0, 0.4), "c": (10.4, 0.4)}
    shapes = {
        code: [[(x, 0.0), (x + side, 0.0), (x + side, side), (x, side), (x, 0.0)]]
        for code, (x, side) in squares.items()
    }
    names = {"a": ("Man", "Manggar", 62.1), "b": ("Lam", "Lamaru", 28.0), "c": ("Ter", "Teritip", None)}
    cells = {code: (*told, "#grafik") for code, told in names.items()}
    return {"atlas": atlas(shapes), "outline_cells": cells}
