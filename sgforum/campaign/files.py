"""The catalogue of apps as CSV: all or nothing, with the number of every wrong line."""

from __future__ import annotations

import csv
import importlib.resources
import io
import re
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from ..core import audit, cache
from ..core.db import db
from ..core.errors import BadLines, InvalidInput
from ..core.permissions import Actor, require
from ..territory.queries import find_city
from . import plans
from .models import App, Audience
from .queries import APPS
from .rules import EDIT_APP
from .services import AppWords, check_app

REQUIRED = ("name", "slug", "purpose", "purpose_en", "audience", "source", "year")
COLUMNS = (*REQUIRED, "owner", "contact")
SHIPPED = "apps_2018.csv"


def import_apps(*, actor: Actor, text: str, at: datetime) -> int:
    """Add or update apps from a CSV text; the number of its lines. Raises BadLines and changes nothing.

    An empty owner or contact keeps what the catalogue knows already.
    """
    return _store(actor, text, at, renew=True)


def load_shipped_apps(actor: Actor, at: datetime) -> int:
    """Add the apps that the study of 2018 names and the catalogue lacks; how many were new."""
    text = (importlib.resources.files(__package__) / "data" / SHIPPED).read_text(encoding="utf-8")
    return _store(actor, text, at, renew=False)


def _store(actor: Actor, text: str, at: datetime, *, renew: bool) -> int:
    city = find_city()
    require(actor, EDIT_APP, city.code if city else "")
    apps = _parse(text)
    known = {app.slug: app for app in db.session.scalars(select(App))}
    new = [app for app in apps if app.slug not in known]
    for app in new:
        app.created_at = app.updated_at = at
        db.session.add(app)
    for app in apps if renew else ():
        if app.slug in known:
            _renew(known[app.slug], app, at)
    db.session.flush()
    count = len(apps) if renew else len(new)
    if count:
        cache.bump(APPS)
        audit.record(
            actor=actor, act="campaign.app.import", subject="apps", at=at,
            details={"lines": len(apps), "new": sorted(app.slug for app in new)},
        )  # fmt: skip
    return count


def _renew(known: App, told: App, at: datetime) -> None:
    for name in ("name", "purpose", "purpose_en", "audience", "source", "year"):
        setattr(known, name, getattr(told, name))
    known.owner, known.contact = told.owner or known.owner, told.contact or known.contact
    known.version, known.updated_at = known.version + 1, at


def _parse(text: str) -> list[App]:
    """Every line as an app that is not stored yet; collects what is wrong with all of them before refusing."""
    apps, wrong = [], []
    lines: dict[str, int] = {}
    for number, row in _read(text):
        try:
            app = _app(row)
        except InvalidInput as error:
            wrong += [(number, f"{name}: {sentence}") for name, sentence in error.errors.items()]
            continue
        if app.slug in lines:
            wrong.append((number, f"slug {app.slug!r} sudah ada di baris {lines[app.slug]}"))
        lines.setdefault(app.slug, number)
        apps.append(app)
    if wrong:
        raise BadLines(wrong)
    return apps


def _read(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = list(reader.fieldnames or [])
        words = [f"kolom tidak ada: {name}" for name in REQUIRED if name not in header]
        words += [f"kolom tidak dikenal: {name}" for name in header if name not in COLUMNS]
        words += [f"kolom dua kali: {name}" for name in sorted(set(header)) if header.count(name) > 1]
        if words:
            raise BadLines([(1, "; ".join(words))])
        for row in reader:
            if None in row or None in row.values():
                raise BadLines([(reader.line_num, "jumlah kolom tidak sama dengan baris judul")])
            yield reader.line_num, {key: " ".join(value.split()) for key, value in row.items()}
    except csv.Error as error:
        raise BadLines([(reader.line_num, f"bukan CSV yang benar ({error})")]) from None


def _app(row: dict[str, str]) -> App:
    errors = {}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"]) or len(row["slug"]) > 60:
        errors["slug"] = f"{row['slug']!r} bukan huruf kecil, angka, dan tanda hubung"
    for name, most in (("name", 120), ("source", 200)):
        if not 0 < len(row[name]) <= most or not plans.is_clean(row[name]):
            errors[name] = f"kosong, lebih dari {most} huruf, atau berisi tanda yang tidak terbaca"
    if row["audience"] not in {audience.value for audience in Audience}:
        errors["audience"] = f"{row['audience']!r} tidak dikenal; yang ada: {', '.join(Audience)}"
    if not re.fullmatch(r"199\d|20\d\d", row["year"]):
        errors["year"] = f"{row['year']!r} bukan tahun 1990 sampai 2099"
    if errors:
        raise InvalidInput(errors)
    words = AppWords(
        owner=row.get("owner", ""), contact=row.get("contact", ""), purpose=row["purpose"],
        purpose_en=row["purpose_en"], audience=Audience(row["audience"]),
    )  # fmt: skip
    check_app(words)
    return App(
        slug=row["slug"], name=row["name"], source=row["source"], year=int(row["year"]), owner=words.owner,
        contact=words.contact, purpose=words.purpose, purpose_en=words.purpose_en, audience=words.audience,
    )  # fmt: skip
