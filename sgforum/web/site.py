"""Pages that belong to no domain: static files, service worker, manifest, languages, health."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, g, jsonify, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import text

from ..core import migrate
from ..core.cache import Lru
from ..core.db import db
from ..core.permissions import Actor
from . import i18n
from .answers import page
from .guards import PUBLIC, safe_next
from .pages import Pages

FOLDER = Path(__file__).parent / "static"
_COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")

pages = Pages("site", __name__, template_folder="templates")


class Assets:
    """The static files, read once: content, compressed content, hash."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, tuple[bytes, bytes | None, str, str]] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                content = path.read_bytes()
                zipped = gzip.compress(content, 9, mtime=0) if path.suffix in _COMPRESSED else None
                kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                digest = hashlib.sha256(content).hexdigest()[:12]
                self._files[path.relative_to(folder).as_posix()] = (content, zipped, kind, digest)
        self.build = hashlib.sha256("".join(item[3] for item in self._files.values()).encode()).hexdigest()[
            :12
        ]

    def content(self, name: str) -> bytes:
        return self._files[name][0]

    def url(self, name: str) -> str:
        """The address of a file with its hash, the same in every language; KeyError for one that is not there."""
        return f"/static/{name}?v={self._files[name][3]}"

    def answer(self, name: str) -> Response:
        if name not in self._files:
            abort(404)
        content, zipped, kind, digest = self._files[name]
        compressed = zipped is not None and request.accept_encodings["gzip"]
        response = Response(zipped if compressed else content, content_type=_with_charset(kind))
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        fresh = request.args.get("v") == digest
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        response.set_etag(digest + ("-gz" if compressed else ""))
        response.make_conditional(request)
        return response


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith(("text/", "application/manifest")) else kind


def install(app: Flask) -> None:
    assets = Assets(FOLDER)
    app.extensions["sgforum_assets"] = assets
    app.extensions["sgforum_build"] = assets.build
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals.update(frame=frame, frame_menu=frame_menu)
    app.register_blueprint(pages)


_frames: Lru[Markup] = Lru(512)
# Where a token will stand; of this process only, so that nobody can write it into a name or a title
TOKEN_PLACE = secrets.token_hex(16)


def frame(name: str, *, nav: str = "", signed_in: bool = False) -> Markup:
    """A part of the page's frame that is the same for all: rendered once for each language, entry and installation."""
    return _framed(name, (nav, str(signed_in)), {"nav": nav, "signed_in": signed_in})


def frame_menu(person: Actor | None) -> Markup:
    """The reader's menu, kept by name and roles; the token of this session is put in afterwards."""
    if person is None:
        return _framed("menu", (), {"actor": None})
    key = (person.name, str(person.is_staff), str(person.is_admin))
    return with_token(_framed("menu", key, {"actor": person, "csrf_place": TOKEN_PLACE}))


def with_token(kept: Markup) -> Markup:
    """Markup that was kept for many readers, with this session's token where TOKEN_PLACE stood."""
    return Markup(kept.replace(TOKEN_PLACE, generate_csrf()))  # noqa: S704 - our markup and a URL-safe token


def _framed(name: str, key: tuple[str, ...], values: dict[str, Any]) -> Markup:
    if g.get("without_database"):
        return Markup(render_template(f"frame/{name}.html", **values))  # noqa: S704 - our template
    full = "\n".join((name, *key, i18n.locale(), str(current_app.extensions["sgforum_frame"]())))
    found = _frames.get(full)
    if found is None:
        found = Markup(render_template(f"frame/{name}.html", **values))  # noqa: S704 - our template
        _frames.put(full, found)
    return found


@pages.get("/static/<path:name>", guard=PUBLIC)
def static(name: str) -> Response:
    assets: Assets = current_app.extensions["sgforum_assets"]
    return assets.answer(name)


@pages.get("/sw.js", guard=PUBLIC)
def service_worker() -> Response:
    assets: Assets = current_app.extensions["sgforum_assets"]
    script = assets.content("sw.js").decode().replace("__VERSION__", assets.build)
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/luring", guard=PUBLIC)
def offline() -> Response:
    response = page("offline.html")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/bahasa", guard=PUBLIC)
def languages() -> Response:
    """The page to choose a language on; `dari` is the page to come back to, as a path without language."""
    target = safe_next(request.args.get("dari"), "/")
    first = current_app.config["LANGUAGES"][0]
    names = {"id": "Bahasa Indonesia", "en": "English"}
    choices: list[tuple[str, str, str]] = [
        (code, names.get(code, code), target if code == first else f"/{code}{target}")
        for code in current_app.config["LANGUAGES"]
    ]
    return page("languages.html", choices=choices)


@pages.get("/healthz", guard=PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz", guard=PUBLIC)
def ready() -> Any:
    """Whether the database answers and has this version's schema."""
    try:
        db.session.execute(text("SELECT 1"))
        matches = migrate.current(db.engine) == migrate.head(db.engine)
    except Exception:
        current_app.logger.exception("not ready")
        matches = False
    return jsonify(status="ok" if matches else "not ready"), 200 if matches else 503
