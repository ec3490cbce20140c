"""Acts on the catalogue of the city's apps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import update

from ...core import audit, cache
from ...core.db import db
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, require
from ...territory.queries import root_code
from .. import plans
from ..models import App, Audience
from ..queries import APPS, get_app
from ..rules import EDIT_APP
from .planning import CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class AppWords:
    """What the catalogue says of an app. owner and contact may be empty: not yet recorded."""

    owner: str
    contact: str
    purpose: str
    purpose_en: str
    audience: Audience


def edit_app(*, actor: Actor, slug: str, version: int, words: AppWords, at: datetime) -> App:
    """Correct what the catalogue says of an app; for admins and officials of the whole installation.

    version: the one that the editor saw. Raises InvalidInput by field, Conflict when somebody was faster.
    """
    require(actor, EDIT_APP, root_code())
    app = get_app(slug)
    check_app(words)
    after = asdict(words)
    before = {name: getattr(app, name) for name in after}
    changed = db.session.execute(
        update(App)
        .where(App.id == app.id, App.version == version)
        .values(**after, version=App.version + 1, updated_at=at)
        .returning(App.id)
    ).first()
    if changed is None:
        raise Conflict(CHANGED)
    db.session.refresh(app)
    cache.bump(APPS)
    audit.record(
        actor=actor, act="campaign.app.edit", subject=app.slug, at=at,
        details={name: [before[name], value] for name, value in after.items() if before[name] != value},
    )  # fmt: skip
    return app


def check_app(words: AppWords) -> None:
    """Raise InvalidInput for what the catalogue cannot say: no purpose, or words too long or unreadable."""
    errors = {}
    for name in ("owner", "contact"):
        value: str = getattr(words, name)
        if len(value) > 200 or not plans.is_clean(value):
            errors[name] = N_("Paling panjang 200 huruf.")
    if not 10 <= len(words.purpose) <= 500 or not plans.is_clean(words.purpose):
        errors["purpose"] = N_("Kegunaan perlu 10 sampai 500 huruf.")
    if len(words.purpose_en) > 500 or not plans.is_clean(words.purpose_en):
        errors["purpose_en"] = N_("Paling panjang 500 huruf.")
    if errors:
        raise InvalidInput(errors)
