"""Starting: several at once, with wrong settings, on a database that is not there; and every command with bad input."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from sgforum import config
from sgforum.cli import house
from sgforum.core.crypto import key_file

from .processes import environment, free_port
from .town import database


def start(instance: Path, port: int, **settings: str) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "sgforum",
        "--instance",
        str(instance),
        "serve",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    with (instance / f"server-{port}.log").open("wb") as log:
        url = f"http://127.0.0.1:{port}"
        return subprocess.Popen(command, env=environment(BASE_URL=url, **settings), stdout=log, stderr=log)


def answers(port: int, process: subprocess.Popen, seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2),
        ):
            return True
        time.sleep(0.1)
    return False


def assert_all_serve(instances: list[Path], **settings: str) -> None:
    ports = [free_port() for _ in instances]
    processes = [start(instance, port, **settings) for instance, port in zip(instances, ports, strict=True)]
    try:
        logs = [instance / f"server-{port}.log" for instance, port in zip(instances, ports, strict=True)]
        ready = [answers(port, process) for port, process in zip(ports, processes, strict=True)]
        assert ready == [True] * len(instances), "".join(log.read_text() for log in logs)
        assert "Traceback" not in "".join(log.read_text() for log in logs)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=40)


def test_four_servers_started_at_once_on_an_empty_instance_all_serve(tmp_path):
    assert_all_serve([tmp_path] * 4)


@pytest.mark.postgres
def test_servers_on_two_machines_started_at_once_all_serve(tmp_path, postgres_server):
    """Two instances share a database but no lock file."""
    instances = [tmp_path / "satu", tmp_path / "dua"]
    for instance in instances:
        instance.mkdir()
    with database(postgres_server) as url:
        assert_all_serve(instances, DATABASE_URL=url)


def test_processes_that_start_at_once_have_one_key(tmp_path):
    for n in range(20):
        barrier = threading.Barrier(8)

        def read(name: str = f"kunci{n}", barrier: threading.Barrier = barrier) -> bytes:
            barrier.wait(10)
            return key_file(tmp_path, name)

        with ThreadPoolExecutor(8) as pool:
            keys = {future.result() for future in [pool.submit(read) for _ in range(8)]}
        assert [len(key) for key in keys] == [32]
    assert not list(tmp_path.glob(".*"))


def sgforum(instance: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sgforum", "--instance", str(instance), *arguments]
    return subprocess.run(
        command, env=environment(**settings), capture_output=True, text=True, timeout=60, check=False
    )


WRONG_SETTINGS = [
    {"BASE_UEL": "http://a"}, {"TIMEZONE": "Asia/Balikpapan"}, {"TRUSTED_PROXIES": "dua"}, {"DEBUG": "mungkin"},
    {"DATABASE_URL": "bukan-alamat"}, {"DATABASE_URL": "oracle://x"}, {"DATABASE_URL": "postgresql+psycopg://postgres@127.0.0.1:1/x"},
    {"DATABASE_URL": "sqlite:////tidak/ada/x.db"}, {"REDIS_URL": "bukan-alamat"},
]  # fmt: skip


@pytest.mark.parametrize("settings", WRONG_SETTINGS, ids=lambda settings: "=".join(*settings.items())[:40])
def test_serving_with_a_wrong_setting_ends_with_one_sentence(tmp_path, settings, monkeypatch):
    for name, value in settings.items():
        monkeypatch.setenv(f"SGFORUM_{name}", value)
    assert_refused(tmp_path, "serve", "--port", str(free_port()))


def test_the_command_itself_says_one_sentence_and_ends_with_1(tmp_path):
    done = sgforum(tmp_path, "serve", WARNA="merah")
    assert (done.returncode, done.stdout) == (1, "")
    assert "WARNA" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_port_that_is_taken_is_said_in_one_sentence(town, tmp_path):
    done = sgforum(tmp_path, "serve", "--port", town.url.rpartition(":")[2])
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot listen" in done.stderr


def run(instance: Path, *arguments: str):
    result = CliRunner().invoke(house, ["--instance", str(instance), *arguments], prog_name="sgforum")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def assert_refused(instance: Path, *arguments: str) -> None:
    result = run(instance, *arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert len(result.stderr.strip()) > 10
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def bad(tmp_path_factory) -> Path:
    """Files that are not what a command wants."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / "latin.csv").write_bytes("kode,nama\n64.71,Kecamatan\xe9".encode("latin-1"))
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 8)
    (folder / "empty.csv").write_bytes(b"")
    (folder / "columns.csv").write_text("a,b\n1,2\n")
    (folder / "nul.csv").write_bytes(b"code,level\n\x00,\x00\n")
    return folder


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """An instance with an empty database of this version."""
    instance = tmp_path_factory.mktemp("instance")
    assert run(instance, "db", "upgrade").exit_code == 0
    return instance


FILES = ("latin.csv", "binary.csv", "empty.csv", "columns.csv", "nul.csv")


@pytest.mark.parametrize(
    "command", [("territory", "import"), ("territory", "denominators"), ("campaign", "apps")], ids=" ".join
)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_good_is_refused_whole(migrated, bad, command, file):
    assert_refused(migrated, *command, str(bad / file))


REFUSED = [
    ("people", "add", "bukan-surel", "--role", "admin"), ("people", "add", "a@contoh.id", "--role", "admin"),
    ("people", "add", "a@contoh.id", "--role", "official", "--kelurahan", "99.99"), ("people", "revoke-sessions", "tidak@ada.id"),
    ("people", "revoke-sessions", "\x00"), ("metrics", "freeze", "2026-13"), ("metrics", "freeze", "kapan"), ("metrics", "freeze", "2999-01"),
    ("metrics", "show", "0000-00"), ("metrics", "show", "2026-01"), ("metrics", "show", "2026-01", "--kelurahan", "x"),
    ("metrics", "rebuild", "9999"), ("metrics", "rebuild", "x:y:z"), ("metrics", "rebuild", "9" * 40), ("metrics", "rebuild", "64.71:2026-01:-1"),
    ("export", "participation", "--period", "2026-01", "--format", "csv", "-o", "/tmp/x.csv"),
    ("export", "participation", "--period", "besok", "--format", "json", "-o", "/tmp/x.json"),
    ("report", "resources", "--year", "2018", "--format", "json", "-o", "/tidak/ada/x.json"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_cannot_be_done_is_refused_in_a_sentence(migrated, arguments):
    assert_refused(migrated, *arguments)


READING = [
    ("metrics", "show", "2026-01"), ("metrics", "recount"), ("metrics", "rebuild", "1"), ("doctor",), ("db", "current"),
    ("db", "check"), ("territory", "export"), ("people", "revoke-sessions", "a@contoh.id"), ("worker",),
    ("export", "participation", "--period", "2026-01", "--format", "csv", "-o", "x.csv"),
    ("report", "resources", "--year", "2018", "--format", "json", "-o", "x.json"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
@pytest.mark.parametrize("state", ["missing", "without a database"])
def test_a_command_that_reads_makes_no_instance(tmp_path, arguments, state):
    instance = tmp_path / "instance"
    if state == "without a database":
        key_file(instance / "keys", "cookies")
    before = sorted(tmp_path.rglob("*"))
    result = run(instance, *arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"There is no instance at {instance}. Run: sgforum serve, or: sgforum demo\n"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("setting", "address", "extra"),
    [
        ("DATABASE_URL", "postgresql://postgres@127.0.0.1/x", "postgres"),
        ("DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1/x", "postgres"),
        ("REDIS_URL", "redis://127.0.0.1:6379/9", "redis"),
    ],
)
def test_an_address_without_its_driver_names_the_extra(tmp_path, monkeypatch, setting, address, extra):
    monkeypatch.setenv(f"SGFORUM_{setting}", address)
    monkeypatch.setattr(
        config, "find_spec", lambda name: None if name in ("psycopg", "redis") else find_spec(name)
    )
    result = run(tmp_path, "serve", "--port", str(free_port()))
    assert result.exit_code == 1
    assert result.stderr.strip().endswith(f"Run: pip install 'sgforum[{extra}]'")
    assert result.stderr.count("\n") == 1


WRONG_USAGE = [
    ("tidak-ada",), ("db",), ("db", "naik"), ("serve", "--port", "70000"), ("serve", "--port", "x"), ("serve", "--workers", "0"),
    ("people", "add", "a@contoh.id"), ("people", "add", "a@contoh.id", "--role", "raja"), ("metrics", "freeze"), ("metrics", "show", "--sandi"),
    ("export", "participation", "--period", "2026-01", "--format", "doc", "-o", "x"), ("export", "participation", "--format", "csv"),
    ("report", "resources", "--year", "18", "--format", "json", "-o", "x"), ("report", "resources", "--year", "2018", "--format", "json", "-o", "/tmp"),
    ("territory", "import", "/tidak/ada.csv"), ("territory", "import", "/tmp"), ("demo", "--json"), ("demo", "--months", "0"), ("demo", "--seed", "x"),
    ("demo", "--size", "dunia"), ("worker", "--parent", "x"), ("campaign", "apps", "/tidak/ada.csv"), ("routes", "--jsom"), ("doctor", "x"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_ends_with_2(migrated, arguments):
    result = run(migrated, *arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output


NEEDS_TABLES = [
    ("people", "add", "a@contoh.id", "--role", "admin"), ("metrics", "show", "2026-01"), ("metrics", "recount"), ("territory", "export"),
    ("report", "baseline"), ("campaign", "apps"), ("export", "participation", "--period", "2026-01", "--format", "csv", "-o", "/tmp/x.csv"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", NEEDS_TABLES, ids=" ".join)
def test_on_a_database_without_tables_commands_say_what_to_do(tmp_path, arguments):
    result = run(tmp_path, *arguments)
    assert result.exit_code == 1
    assert "sgforum" in result.stderr


def test_an_instance_that_is_no_folder_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "berkas"
    file.write_text("bukan folder")
    assert run(file, "db", "current").exit_code == 2
    monkeypatch.setenv("SGFORUM_INSTANCE", str(file))
    result = CliRunner().invoke(house, ["db", "current"], prog_name="sgforum")
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "content", ["base_url = ", "warna = 'merah'", "trusted_proxies = 'dua'", "\x00", "timezone = 'x'"]
)
def test_a_broken_config_file_is_refused(tmp_path, content):
    (tmp_path / "config.toml").write_text(content)
    assert_refused(tmp_path, "routes")


def test_a_config_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    assert_refused(tmp_path, "routes")
