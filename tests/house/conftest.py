"""A database of each kind without a table in it."""

from __future__ import annotations

import pytest

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core.db import db


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_app(request, tmp_path):
    """An application whose database has no table yet."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = create_app(Config(instance=tmp_path, secret_key="tests-only", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
