"""A demo made once for all tests that look at it: the smallest, in a folder of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from sgforum import cli
from sgforum.app import create_app
from sgforum.config import load_config
from sgforum.core import clock, crypto
from sgforum.core.db import db

TODAY = (clock.now() - timedelta(days=1)).date().isoformat()  # one day for all runs, also around midnight


@dataclass
class Made:
    """A demo that was made, with what the command printed."""

    instance: Path
    document: dict[str, Any]
    result: Result


def run(instance: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.house, ["--instance", str(instance), "demo", *arguments])


def run_smallest(instance: Path, *arguments: str) -> Result:
    return run(instance, "--size", "kelurahan", "--months", "1", "--today", TODAY, "--no-serve", *arguments)


@pytest.fixture(scope="session")
def quick_passwords():
    """Hash passwords cheaply: the demo makes a hundred accounts, and its figures do not hang on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crypto, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def made(tmp_path_factory, quick_passwords) -> Made:
    instance = tmp_path_factory.mktemp("demo")
    result = run_smallest(instance, "--json")
    assert result.exit_code == 0, result.output
    return Made(instance, json.loads(result.stdout), result)


@pytest.fixture
def demo_app(made):
    application = create_app(load_config(made.instance))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False, LIMITS_OFF=True)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
