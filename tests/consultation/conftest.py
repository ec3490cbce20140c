"""A city with officials, and the consultation pages on the application under test."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import g
from jinja2 import FileSystemLoader

import sgforum.app
import sgforum.web
from sgforum.consultation.component import component
from tests.factories.accounts import make_official
from tests.factories.territory import make_city


@pytest.fixture(autouse=True)
def _components(monkeypatch):
    """Consultations stand above domains that may be absent from a tree under construction."""
    if component not in sgforum.app.COMPONENTS:
        monkeypatch.setattr(sgforum.app, "COMPONENTS", (*sgforum.app.COMPONENTS, component))


@pytest.fixture
def city(app):
    if app.jinja_loader is None:
        app.jinja_loader = FileSystemLoader(Path(sgforum.web.__file__).parent / "templates")
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    return make_city()


@pytest.fixture
def official(city):
    return make_official()


@pytest.fixture
def keys(config):
    return config.keys


@pytest.fixture
def client(app):
    """A browser. The tests' own application context lives on between requests, so what it remembers is dropped."""

    def forget() -> None:
        for name in ("actor", "_login_user", "without_database"):
            g.pop(name, None)

    app.before_request_funcs.setdefault(None, []).insert(0, forget)
    return app.test_client()
