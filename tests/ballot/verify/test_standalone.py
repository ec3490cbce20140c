"""A stranger's Python: the verifier runs from a source checkout with the standard library and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sgforum
from sgforum.ballot import bundle
from tests.ballot.verify.fabric import sound

SOURCE = Path(sgforum.__file__).resolve().parents[1]
# Refuses whatever is neither the standard library's nor our own, before anything of ours is imported
BLOCKING = """
import importlib.abc, runpy, sys

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top != "sgforum":
            raise ImportError(f"{name} is not in the standard library")

sys.meta_path.insert(0, Blocker())
runpy.run_module("sgforum.ballot.verify", run_name="__main__")
"""


@pytest.fixture
def berkas(tmp_path):
    path = tmp_path / "berkas.zip"
    path.write_bytes(bundle.pack(sound()))
    return path


def run(arguments, folder):
    """Python without site packages, in a folder of its own, with the source tree on its path."""
    environ = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-S", "-W", "error", *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_as_a_module_without_any_package(berkas):
    done = run(["-m", "sgforum.ballot.verify", str(berkas), "--json"], berkas.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["ok"] is True


def test_it_imports_the_standard_library_and_itself_alone(berkas):
    done = run(["-c", BLOCKING, str(berkas)], berkas.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All 12 checks hold." in done.stdout


def test_the_blocker_blocks(tmp_path):
    done = run(["-c", BLOCKING.replace("sgforum.ballot.verify", "sgforum.app")], tmp_path)
    assert "is not in the standard library" in done.stderr


def test_it_writes_nothing(berkas):
    before = sorted(berkas.parent.rglob("*"))
    run(["-m", "sgforum.ballot.verify", str(berkas)], berkas.parent)
    assert sorted(berkas.parent.rglob("*")) == before


def test_the_checksums_are_those_of_sha256sum(berkas):
    folder = berkas.parent / "isi"
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(berkas), str(folder)], check=True)
    done = subprocess.run(
        [shutil.which("sha256sum"), "-c", bundle.SUMS],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.count("\n") == len(sound()) - 1
