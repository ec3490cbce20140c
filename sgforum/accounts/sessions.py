"""The one place that knows Flask-Login: cookies to people and back."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ..core import clock
from ..core.permissions import Actor
from .queries import find_actor_by_session
from .services import SESSION_DAYS


class Visitor(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a signed-in person: the session token, and the actor behind it."""

    def __init__(self, token: str, actor: Actor | None) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def install(app: Flask, *, https: bool) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sgforum" if https else "sgforum",  # __Host-: no subdomain can set it
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
    )
    manager = LoginManager(app)
    manager.session_protection = None  # phones change address all day; the epoch ends sessions
    manager.user_loader(_load)


def _load(token: str) -> Visitor | None:
    actor = find_actor_by_session(token, clock.now())
    return None if actor is None else Visitor(token, actor)


def load_actor() -> Actor | None:
    """Whoever this request's cookie belongs to, as the database says now. A visitor without a cookie costs nothing."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return None
    g.pop("_login_user", None)
    found: Actor | None = current_user.actor if current_user.is_authenticated else None
    return found


def begin(token: str) -> None:
    """Sign this browser in; what its cookie held before is dropped."""
    session.clear()
    session.permanent = True
    login_user(Visitor(token, None))
    g.pop("actor", None)


def end() -> str | None:
    """Sign this browser out; returns the token whose session must end."""
    token = session.get("_user_id")
    logout_user()
    session.clear()
    return token
