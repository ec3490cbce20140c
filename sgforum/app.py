"""The composition root: the only file that knows every domain."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from .accounts import sessions
from .accounts.component import component as accounts
from .ballot.component import component as ballot
from .campaign.component import component as campaign
from .component import Component
from .config import Config
from .consultation.component import component as consultation
from .core import migrate, outbound, settings
from .core.db import db, prepare_engine
from .core.errors import SgforumError
from .forum.component import component as forum
from .metrics.component import component as metrics
from .notify.component import component as notify
from .portal.component import component as portal
from .reports.component import component as reports
from .territory.component import component as territory
from .territory.queries import find_root
from .web import answers, formkit, guards, headers, i18n, limits, pages, site
from .web.pages import Number

COMPONENTS: tuple[Component, ...] = (
    territory,
    accounts,
    notify,
    ballot,
    forum,
    campaign,
    consultation,
    metrics,
    reports,
    portal,
)
Value = TypeVar("Value")
ASK_AGAIN_SECONDS = 60
MAX_REQUEST_BYTES = 2 * 1024 * 1024


def create_app(config: Config) -> Flask:
    """The WSGI application of one installation."""
    app = Flask("sgforum", static_folder=None, instance_path=str(config.instance), template_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        BASE_URL=config.base_url,
        LANGUAGES=config.languages,
        ZONE=config.zone,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        MAX_FORM_PARTS=500,
        SQLALCHEMY_DATABASE_URI=config.database,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open for a day; the session ends it
    )
    app.extensions["sgforum_config"] = config
    app.extensions["sgforum_is_demo"] = _remembered(lambda: settings.read(settings.DEMO) is not None)
    app.extensions["sgforum_city"] = _remembered(_city_name)
    app.extensions["sgforum_network"] = outbound.PUBLIC  # tests with sites of their own put another one here
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    _install_web(app, config)
    app.extensions["sgforum_own_data"] = own_data
    for component in COMPONENTS:
        for each in component.pages:
            app.register_blueprint(each)
        if component.wire:
            component.wire()
    _handle_errors(app)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    return app


def own_data(person_id: int) -> dict[str, Any]:
    """All that the domains hold of a person, by domain: for the person alone. Never what is in a ballot."""
    return {each.name: each.own_data(person_id) for each in COMPONENTS if each.own_data is not None}


def _engine_options(config: Config) -> dict[str, Any]:
    # hide_parameters: what fails is logged, but not the addresses, hashes and link tokens that it was about
    if config.database.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}, "hide_parameters": True}
    return {"pool_size": 5, "max_overflow": 5, "pool_pre_ping": True, "hide_parameters": True}


def _install_web(app: Flask, config: Config) -> None:
    app.url_map.converters["int"] = Number
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    pages.install(app)
    limits.install(app, config.instance, config.redis_url)
    sessions.install(app, https=config.is_https)
    guards.install(app, sessions.load_actor)
    headers.install(app, https=config.is_https)
    i18n.install(app, str(migrate.script_folder("translations")))
    site.install(app)
    formkit.install(app)
    app.context_processor(_page_context)
    # What the frame shows of the installation: a kept frame is of one city, demo or not, and one release
    site_ = Site()
    app.extensions["sgforum_frame"] = lambda: (site_.city, site_.is_demo, app.extensions["sgforum_build"])


class Site:
    """What every page says of the installation."""

    name = "Forum Warga"

    @property
    def city(self) -> str:
        """The name of the installation's place without its kind: Balikpapan, Kalimantan Timur."""
        return "" if g.get("without_database") else str(current_app.extensions["sgforum_city"]())

    @property
    def is_demo(self) -> bool:
        return not g.get("without_database") and answers.is_demo()


def _page_context() -> dict[str, Any]:
    language = i18n.locale()
    other = next((code for code in current_app.config["LANGUAGES"] if code != language), language)
    return {
        "site": Site(),
        "actor": guards.actor(),
        "locale": language,
        "other_locale_url": i18n.address_in(other),
    }


def _city_name() -> str:
    """Of a provinsi its own: the site is one for all its kota."""
    root = find_root()
    return root.plain_name if root else ""


def _handle_errors(app: Flask) -> None:
    app.register_error_handler(SgforumError, answers.refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(IntegrityError, _lost_race)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    response = answers.error_page(code)
    if code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return response


def _database_error(error: OperationalError) -> Response:
    """A locked, full or unreachable database: the reader is told to try again, the log knows why."""
    _give_up(error)
    kind = "sqlite" if isinstance(error.orig, sqlite3.Error) else "postgresql"
    response = answers.error_page(503)
    response.headers["Retry-After"] = "30" if kind == "sqlite" else "10"
    return response


def _lost_race(error: IntegrityError) -> Response:
    """Somebody else wrote the same thing a moment before: a key of the database refused the second one."""
    _give_up(error)
    return answers.error_page(409)


def _unexpected(error: Exception) -> Response:
    _give_up(error)
    return answers.error_page(500)


def _give_up(error: Exception) -> None:
    """Log what happened, and let the error page be made without the database."""
    # the rule, not the path: a path can hold the token of a mail's link
    current_app.logger.error("%s %s", request.method, request.url_rule, exc_info=error)
    db.session.rollback()
    g.actor, g.without_database = None, True


def _remembered(read: Callable[[], Value]) -> Callable[[], Value]:
    """A fact about the installation that stays as it is once it is there; until then it is asked again each minute."""
    known: list[tuple[Value, float]] = []

    def ask() -> Value:
        if known and (known[0][0] or time.monotonic() < known[0][1]):
            return known[0][0]
        known[:] = [(read(), time.monotonic() + ASK_AGAIN_SECONDS)]
        return known[0][0]

    return ask
