"""Who may come through a door: every page states its guard, and a page without one is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for

from ..core import clock, permissions
from ..core.db import transaction
from ..core.permissions import Actor, Permission

ActorLoader = Callable[[], Actor | None]


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule with the words that `sgforum routes` prints for it."""

    name: str
    permission: Permission | None = None
    signed_in: bool = False


PUBLIC = Guard("public")
SIGNED_IN = Guard("signed-in", signed_in=True)


def permitted(permission: Permission) -> Guard:
    """Open to people who have the permission somewhere; the service asks again for the place."""
    return Guard(permission.name, permission, signed_in=True)


def install(app: Flask, loader: ActorLoader) -> None:
    """Check every request before its view; `loader` says who it comes from."""
    app.extensions["sgforum_actor_loader"] = loader
    app.before_request(_check)


def actor() -> Actor | None:
    """Whoever sent this request, loaded once; None for a visitor."""
    if "actor" not in g:
        g.actor = current_app.extensions["sgforum_actor_loader"]()
    found: Actor | None = g.actor
    return found


def signed_in() -> Actor:
    """Whoever sent this request, in a view whose guard lets only signed-in people through."""
    person = actor()
    if person is None:
        abort(401)
    return person


def guard_of(view: Callable[..., Any] | None, method: str = "POST") -> Guard | None:
    """The guard of a view; a form that more people may read than send has another one for reading."""
    guard: Guard | None = getattr(view, "guard", None)
    if guard is None or method not in ("GET", "HEAD"):
        return guard
    return getattr(view, "reading", None) or guard


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: Flask answers 404
    guard = guard_of(current_app.view_functions.get(request.endpoint), request.method)
    if guard is None:
        abort(404)
    if not guard.signed_in:
        return None
    person = actor()
    if person is None:
        if request.method in ("GET", "HEAD"):
            back = request.script_root + request.full_path.rstrip("?")  # the root is the language
            return redirect(url_for("accounts.sign_in", lanjut=back), 303)  # type: ignore[return-value]
        abort(401)
    if guard.permission is not None and not permissions.may(person, guard.permission):
        abort(404)
    return None


@dataclass(frozen=True, slots=True)
class Acting:
    """What a service needs to know of the act: by whom and when."""

    actor: Actor
    at: datetime


@contextmanager
def acting() -> Iterator[Acting]:
    """One act in one transaction, by the person as the database knows them inside it, not before it."""
    with transaction():
        g.pop("actor", None)
        person = actor()
        if person is None:
            abort(401)
        yield Acting(person, clock.now())


def safe_next(target: str | None, fallback: str) -> str:
    """The address to go on to, only if it is a plain path of this site (threats 50)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if "\\" in target or any(ord(sign) < 33 or ord(sign) == 127 for sign in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target
