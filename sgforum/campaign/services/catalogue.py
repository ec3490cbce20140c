"""Acts on the catalogue of the city's apps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from ...core import audit, cache
from ...core.db import db
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, require
from ...territory.queries import find_city
from .. import plans
from ..models import App, Audience
from ..queries import APPS, get_app
from ..rules import EDIT_APP
from .planning import CHANGED


def edit_app(
    *, actor: Actor, slug: str, version: int, owner: str, contact: str, purpose: str, purpose_en: str, audience: Audience, at: datetime
) -> App:  # fmt: skip
    """Correct what the catalogue says of an app; for admins and officials of the whole city.

    owner and contact may be empty: not yet recorded. Raises InvalidInput by field, Conflict when somebody
    else was faster.
    """
    city = find_city()
    require(actor, EDIT_APP, city.code if city else "")
    app = get_app(slug)
    values = {"owner": owner, "contact": contact, "purpose": purpose, "purpose_en": purpose_en}
    values = {name: " ".join(value.split()) for name, value in values.items()}
    check_app(values)
    before = {name: getattr(app, name) for name in values} | {"audience": app.audience.value}
    changed = db.session.execute(
        update(App)
        .where(App.id == app.id, App.version == version)
        .values(**values, audience=audience, version=App.version + 1, updated_at=at)
        .returning(App.id)
    ).first()
    if changed is None:
        raise Conflict(CHANGED)
    db.session.refresh(app)
    after = values | {"audience": audience.value}
    cache.bump(APPS)
    audit.record(
        actor=actor, act="campaign.app.edit", subject=app.slug, at=at,
        details={name: [before[name], value] for name, value in after.items() if before[name] != value},
    )  # fmt: skip
    return app


def check_app(values: Mapping[str, str]) -> None:
    """Raise InvalidInput for what the catalogue cannot say: no purpose, or words too long or unreadable."""
    errors = {
        name: N_("Paling panjang 200 huruf.")
        for name in ("owner", "contact")
        if len(values[name]) > 200 or not plans.is_clean(values[name])
    }
    if not 10 <= len(values["purpose"]) <= 500 or not plans.is_clean(values["purpose"]):
        errors["purpose"] = N_("Kegunaan perlu 10 sampai 500 huruf.")
    if len(values["purpose_en"]) > 500 or not plans.is_clean(values["purpose_en"]):
        errors["purpose_en"] = N_("Paling panjang 500 huruf.")
    if errors:
        raise InvalidInput(errors)
