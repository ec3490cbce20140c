"""`sgforum verify`: offline, without an installation; and exports that `sgforum tally` counts to the same result."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sgforum.ballot import bundle
from sgforum.ballot.files import profile_for, read_election
from sgforum.ballot.tallies import count
from sgforum.cli import house
from tests.ballot.verify.fabric import QUESTIONS, mend_sums, sound


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(files, *options):
        path = tmp_path / "berkas.zip"
        path.write_bytes(bundle.pack(files))
        return CliRunner().invoke(house, ["verify", str(path), *options])

    return call


def test_verify_of_a_sound_bundle_exits_0(run, tmp_path):
    done = run(sound())
    assert done.exit_code == 0
    assert "All 12 checks hold." in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["berkas.zip"]  # no installation was made


def test_verify_names_the_failing_check_and_exits_1(run):
    files = sound()
    changed = files["soal-1/suara.csv"].replace(b"taman,14", b"taman,15")
    done = run(mend_sums(files | {"soal-1/suara.csv": changed}), "--json")
    assert done.exit_code == 1
    assert [one["number"] for one in json.loads(done.stdout)["checks"] if not one["ok"]] == [7, 8, 12]


def test_verify_takes_the_key_and_the_head_that_are_known(run):
    done = run(sound(), "--key", "00" * 32, "--head", "11" * 32)
    assert done.exit_code == 1
    assert "FAILED: check 2, 3." in done.output


def test_verify_of_what_is_no_bundle_is_one_sentence(tmp_path):
    path = tmp_path / "50%s.zip"
    for content in (None, b"bukan zip"):
        if content:
            path.write_bytes(content)
        done = CliRunner().invoke(house, ["verify", str(path), "--json"])
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(("number", "name"), [(6, "suara.pb"), (8, "suara.abif")])
def test_an_export_counts_to_the_same_winners(tmp_path, number, name):
    question = QUESTIONS[number - 1]
    path = tmp_path / name
    path.write_bytes(sound()[f"soal-{number}/{name}"])
    election = read_election(path, question.rule)
    profile = profile_for(election, question.rule)
    defaults = election.defaults(question.rule, profile)
    found = count(question.rule, profile, election.codes, defaults, "x")
    names = dict(zip(election.codes, election.names, strict=True))
    published = json.loads(sound()[f"soal-{number}/hasil.json"])["outcome"]
    assert {names[code] for code in found.winners} == set(published["winners"])
