"""What all tests share: an installation in a scratch folder, on SQLite or PostgreSQL."""

from __future__ import annotations

import pytest

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core.db import db


@pytest.fixture
def config(tmp_path) -> Config:
    return Config(instance=tmp_path, secret_key="tests-only")


@pytest.fixture
def app(config):
    application = create_app(config)
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False, LIMITS_OFF=True, PROPAGATE_EXCEPTIONS=False)
    with application.app_context():
        db.create_all()
        yield application
        db.session.remove()
        db.engine.dispose()
