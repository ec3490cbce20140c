"""What is stored of an account, for its own person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..core.db import db
from .models import Move, Person, RoleGrant, SignedIn, Suspension, Verification


def own_data(person_id: int) -> dict[str, Any]:
    """Profile, roles, who verified the residency, moves, suspensions and sessions; no password, no token."""
    person = db.session.get_one(Person, person_id)
    names = (
        "public_id", "name", "email", "email_confirmed_at", "level", "home_code", "rt_code", "sex", "age_band",
        "locale", "created_at", "verified_at", "suspended_until",
    )  # fmt: skip
    verifications = db.session.execute(
        select(Person.name, Verification.method, Verification.rt_code, Verification.at)
        .join(Verification, Verification.verifier_id == Person.id)
        .where(Verification.person_id == person_id)
        .order_by(Verification.id)
    )
    return {
        "profile": {name: getattr(person, name) for name in names},
        "roles": _rows(RoleGrant, person_id, "role", "place_code", "granted_at", "revoked_at"),
        "verifications": [
            {"by": by, "method": method, "rt_code": rt_code, "at": at}
            for by, method, rt_code, at in verifications
        ],
        "moves": _rows(Move, person_id, "from_code", "from_rt", "to_code", "counts_from", "at"),
        "suspensions": _rows(Suspension, person_id, "reason", "at", "until", "lifted_at"),
        "sessions": _rows(SignedIn, person_id, "created_at", "expires_at"),
    }


def _rows(model: Any, person_id: int, *names: str) -> list[dict[str, Any]]:
    found = select(*(getattr(model, name) for name in names)).where(model.person_id == person_id)
    return [dict(row) for row in db.session.execute(found.order_by(getattr(model, names[-1]))).mappings()]
