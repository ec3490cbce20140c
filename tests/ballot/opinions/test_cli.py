"""`sgforum opinions`: what it prints, writes and refuses; with and without numpy."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from sgforum.cli import house

from .people import camps, drawn

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_NUMPY = "import sys; sys.modules['numpy'] = None; from sgforum.cli import main; main()"


def write(path, votes):
    """The votes as a file, people with a name that must not be told."""
    value = ("", "1", "-1", "0")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["participant", *votes.statements])
        for number, name in enumerate(votes.participants):
            writer.writerow([f"warga-{name}", *(value[cell] for cell in votes.row(number))])
    return path


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "votes.csv", camps(40, 20))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.delenv("SGFORUM_INSTANCE", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(house, ["opinions", *map(str, arguments)])


def alone(code, *arguments, **environ):
    """The command in a process of its own."""
    call = [sys.executable, *code, "opinions", *map(str, arguments)]
    return subprocess.run(
        call, capture_output=True, check=False, cwd=ROOT, env=os.environ | environ, timeout=120
    )


def test_json_is_one_document_with_the_promised_keys(run, file):
    result = run(file, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert {
        "participants",
        "clustered",
        "k",
        "silhouette",
        "groups",
        "consensus",
        "representative",
    } <= found.keys()
    assert (found["participants"], found["qualified"], found["clustered"], found["k"]) == (60, 60, 60, 2)
    assert [(group["id"], group["size"]) for group in found["groups"]] == [(0, 40), (1, 20)]
    assert found["note"] is None
    assert found["representative"].keys() == {"0", "1"}
    assert {item["repful_for"] for item in found["representative"]["0"]} <= {"agree", "disagree"}
    assert len(found["consensus"]["group_informed"]) == len(found["statements"]) == 12
    assert found["statements"][0].keys() == {"statement", "agree", "disagree", "pass"}


def test_no_person_is_told(run, file):
    assert "warga" not in run(file, "--json").stdout
    assert "warga" not in run(file).stdout


def test_text_says_sizes_and_that_borders_are_soft(run, file):
    text = run(file).stdout
    assert text.startswith("60 people, 12 statements. 2 groups of 60 people")
    assert "borders are soft" in text
    assert "Group 0: 40 people" in text
    assert "Agreed across groups" in text


def test_groups_no_clearer_than_chance_are_called_weak(run, tmp_path):
    draw = Random(1)
    path = write(tmp_path / "noise.csv", drawn(*["".join(draw.choices("+-0", k=40)) for _ in range(200)]))
    found = json.loads(run(path, "--json").stdout)
    assert found["k"] > 1
    assert found["note"].startswith("Weak: votes cast at random")
    assert found["note"] in run(path).stdout


def test_without_groups_the_reason_is_said(run, tmp_path):
    path = write(tmp_path / "few.csv", drawn(*["+-+-+-+-"] * 12))
    assert "No groups: they are searched for from 30 people on" in run(path).stdout
    found = json.loads(run(path, "--json").stdout)
    assert (found["k"], found["clustered"], found["groups"], found["silhouette"]) == (0, 0, [], None)
    assert (found["reason"], found["qualified"]) == ("few_people", 12)
    assert found["representative"] == {}
    assert found["consensus"]["group_informed"] == []
    assert [item["statement"] for item in found["consensus"]["agree"]] == ["s0", "s2", "s4", "s6"]


def test_assignments_are_written_for_everybody(run, tmp_path):
    path = write(tmp_path / "votes.csv", drawn(*["+" * 8] * 20, *["-" * 8] * 12, "+......."))
    result = run(path, "--assignments", tmp_path / "out.csv", "--json")
    assert json.loads(result.stdout)["clustered"] == 32
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert [row["group"] for row in rows] == ["0"] * 20 + ["1"] * 12 + [""]
    assert rows[32]["participant"] == "warga-p32"


def test_no_installation_is_made(run, file, tmp_path):
    run(file)
    assert [path.name for path in tmp_path.iterdir()] == ["votes.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the file is empty"),
        (b"participant,a\nx,1\nx,5\n", 'line 3: participant "x" is there already in line 2'),
        (
            b"participant,a\nx,1\ny,5\nz,7\n",
            'line 3: "5" for statement "a" is not 1, -1, 0 or empty; line 4:',
        ),
        (b"participant\nx\n", "line 1: there is no column of a statement"),
        (b"\xff\xfe\x00", "votes.csv is not a UTF-8 text file"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(run, tmp_path, content, said):
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    result = run(path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_assignments_that_cannot_be_written_are_one_sentence(run, file, tmp_path):
    result = run(file, "--assignments", tmp_path / "nowhere" / "out.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr


def test_wrong_usage_is_exit_2(run, tmp_path):
    assert run().exit_code == 2
    assert run(tmp_path / "none.csv").exit_code == 2


def test_without_numpy_counts_and_consensus_remain(file):
    result = alone(["-c", WITHOUT_NUMPY], file, "--json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    complete = json.loads(CliRunner().invoke(house, ["opinions", str(file), "--json"]).stdout)
    assert found["statements"] == complete["statements"]
    assert found["consensus"]["agree"] == complete["consensus"]["agree"]
    assert (found["k"], found["reason"], found["qualified"]) == (0, "no_numpy", 60)
    assert "pip install 'sgforum[analysis]'" in found["note"]


def test_without_numpy_assignments_are_refused(file, tmp_path):
    result = alone(["-c", WITHOUT_NUMPY], file, "--assignments", tmp_path / "out.csv")
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"pip install 'sgforum[analysis]'" in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_the_number_of_threads_changes_no_byte(tmp_path):
    path = write(tmp_path / "votes.csv", camps(400, 300, 100, statements=150, noise=0.4))
    printed = []
    for threads in ("1", "2"):
        out = tmp_path / f"{threads}.csv"
        environ = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        result = alone(["-m", "sgforum"], path, "--json", "--assignments", out, **environ)
        assert result.returncode == 0, result.stderr
        printed.append((result.stdout, out.read_bytes()))
    assert json.loads(printed[0][0])["k"] > 1
    assert printed[0] == printed[1]
