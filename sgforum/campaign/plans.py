"""What an official plans with a campaign, and what makes a plan a good one. Pure: no database, no clock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from ..core.errors import InvalidInput
from ..core.marks import N_
from .models import GoalKind

LONGEST_DAYS = 366
MOST_PEOPLE = 1_000_000_000
SLUG_LENGTH = 50  # leaves room for what makes a second one different


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign as it is written down. Dates are days in the city's zone, `ends_on` is the last one.

    The target group is whole (name, size and the source of that size) or absent ("", None, "").
    """

    app_slug: str
    place_code: str
    title: str
    goal: str
    goal_number: int
    goal_kind: GoalKind
    starts_on: date
    ends_on: date
    page_text: str
    pledge: str
    share_text: str
    target_group: str = ""
    target_size: int | None = None
    target_source: str = ""


_LINES = {
    "title": (10, 120, N_("Judul perlu 10 sampai 120 huruf.")),
    "goal": (10, 300, N_("Sasaran perlu 10 sampai 300 huruf.")),
    "pledge": (10, 200, N_("Kalimat janji perlu 10 sampai 200 huruf.")),
    "share_text": (10, 300, N_("Kalimat ajakan perlu 10 sampai 300 huruf.")),
}
_SHARE_ADDRESS = N_("Jangan tulis alamat di sini. Tautan pendek ditambahkan otomatis.")
_TEXT = (30, 10_000)


def check(plan: Plan) -> None:
    """Raise InvalidInput with a sentence for each field that does not fit."""
    errors = {}
    for name, (least, most, sentence) in _LINES.items():
        value: str = getattr(plan, name)
        if not least <= len(value) <= most or not is_clean(value):
            errors[name] = sentence
    if "://" in plan.share_text:
        errors["share_text"] = _SHARE_ADDRESS
    if not _TEXT[0] <= len(plan.page_text.strip()) <= _TEXT[1] or not is_clean(plan.page_text, lines=True):
        errors["page_text"] = N_("Isi halaman perlu 30 sampai 10.000 huruf.")
    if not 0 < plan.goal_number <= MOST_PEOPLE:
        errors["goal_number"] = N_("Angka sasaran harus lebih dari nol.")
    errors |= _check_period(plan) | _check_target(plan)
    if errors:
        raise InvalidInput(errors)


def _check_period(plan: Plan) -> dict[str, str]:
    if plan.ends_on < plan.starts_on:
        return {"ends_on": N_("Hari terakhir tidak boleh sebelum hari pertama.")}
    if (plan.ends_on - plan.starts_on).days >= LONGEST_DAYS:
        return {"ends_on": N_("Kampanye paling lama satu tahun.")}
    return {}


def _check_target(plan: Plan) -> dict[str, str]:
    parts = {
        "target_group": plan.target_group,
        "target_size": plan.target_size is not None,
        "target_source": plan.target_source,
    }
    if not any(parts.values()):
        return {}
    errors = {
        name: N_("Isi kelompok, jumlah, dan sumbernya, atau kosongkan ketiganya.")
        for name, value in parts.items()
        if not value
    }
    for name, value in (("target_group", plan.target_group), ("target_source", plan.target_source)):
        if len(value) > 200 or not is_clean(value):
            errors[name] = N_("Paling panjang 200 huruf.")
    if plan.target_size is not None and not 0 < plan.target_size <= MOST_PEOPLE:
        errors["target_size"] = N_("Jumlah kelompok harus lebih dari nol.")
    return errors


def is_clean(value: str, *, lines: bool = False) -> bool:
    """Whether a text has no control signs, which PostgreSQL and people cannot read; line breaks only with `lines`."""
    allowed = "\n\r\t" if lines else ""
    return all(sign in allowed or unicodedata.category(sign) not in ("Cc", "Cs") for sign in value)


def slug_of(title: str) -> str:
    """The title as it stands in an address: small letters, digits and hyphens; "kampanye" when none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "kampanye"
