"""The catalogue of apps as CSV: all or nothing, with the number of every wrong line."""

from __future__ import annotations

import importlib.resources
import re
from datetime import datetime

from sqlalchemy import select

from ..core import audit, cache
from ..core.db import db
from ..core.errors import BadLines, InvalidInput
from ..core.marks import N_
from ..core.permissions import Actor, require
from ..core.sheets import read_rows
from ..territory.queries import root_code
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
    require(actor, EDIT_APP, root_code())
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
    for number, raw in read_rows(text, required=REQUIRED, known=COLUMNS):
        row = {key: " ".join(value.split()) for key, value in raw.items()}
        try:
            app = _app(row)
        except InvalidInput as error:
            wrong += [(number, _named(name, sentence, error)) for name, sentence in error.errors.items()]
            continue
        if app.slug in lines:
            wrong.append(
                (
                    number,
                    InvalidInput(
                        N_("slug %(slug)s sudah ada di baris %(line)s"), slug=app.slug, line=lines[app.slug]
                    ),
                )
            )
        lines.setdefault(app.slug, number)
        apps.append(app)
    if wrong:
        raise BadLines(wrong)
    return apps


def _named(column: str, sentence: str, error: InvalidInput) -> InvalidInput:
    """What is wrong with a column, beginning with its name."""
    if sentence.startswith(f"{column}: "):
        return InvalidInput(sentence, **error.params)
    return InvalidInput(f"{column}: {sentence}")


def _app(row: dict[str, str]) -> App:
    errors = {}
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"]) or len(row["slug"]) > 60:
        errors["slug"] = N_("slug: %(slug)s bukan huruf kecil, angka, dan tanda hubung")
    if not 0 < len(row["name"]) <= 120 or not plans.is_clean(row["name"]):
        errors["name"] = N_("name: kosong, lebih dari 120 huruf, atau berisi tanda yang tidak terbaca")
    if not 0 < len(row["source"]) <= 200 or not plans.is_clean(row["source"]):
        errors["source"] = N_("source: kosong, lebih dari 200 huruf, atau berisi tanda yang tidak terbaca")
    if row["audience"] not in {audience.value for audience in Audience}:
        errors["audience"] = N_("audience: %(audience)s tidak dikenal; yang ada: %(known)s")
    if not re.fullmatch(r"199\d|20\d\d", row["year"]):
        errors["year"] = N_("year: %(year)s bukan tahun 1990 sampai 2099")
    if errors:
        raise InvalidInput(errors, **row, known=", ".join(Audience))
    words = AppWords(
        owner=row.get("owner", ""), contact=row.get("contact", ""), purpose=row["purpose"],
        purpose_en=row["purpose_en"], audience=Audience(row["audience"]),
    )  # fmt: skip
    check_app(words)
    return App(
        slug=row["slug"], name=row["name"], source=row["source"], year=int(row["year"]), owner=words.owner,
        contact=words.contact, purpose=words.purpose, purpose_en=words.purpose_en, audience=words.audience,
    )  # fmt: skip
