"""Files written for one test, and the command that counts them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sgforum.ballot.files import profile_for, read_election
from sgforum.ballot.tallies import count
from sgforum.cli import house
from sgforum.core.errors import InvalidInput


@pytest.fixture
def write(tmp_path):
    """Write an election file; its path."""

    def write_(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_


@pytest.fixture
def ballots(write):
    """The ballots of a file in the names that stand in it, as the rule sees them."""

    def read(name, content, rule):
        election = read_election(write(name, content), rule)
        names = dict(zip(election.codes, election.names, strict=True))
        return {in_names(text, names): number for text, number in profile_for(election, rule).items()}

    return read


def in_names(text, names):
    if text in {"", "blank"}:
        return text
    found, code = "", ""
    for sign in text + "\0":
        if sign.isdigit() and not found.endswith(":"):
            code += sign
            continue
        found, code = found + (names[code] if code else "") + sign, ""
        if sign == ":":
            found = found[:-1] + ":"
    return found.rstrip("\0")


@pytest.fixture
def outcome(write):
    """Count a file as the command does, without printing."""

    def count_(name, content, rule, **given):
        election = read_election(write(name, content), rule)
        profile = profile_for(election, rule)
        parameters = election.defaults(rule, profile) | given
        return election, count(rule, profile, election.codes, parameters)

    return count_


@pytest.fixture
def refusal(write):
    """The sentence with which a file is refused."""

    def read(name, content, rule="irv"):
        with pytest.raises(InvalidInput) as refused:
            profile_for(read_election(write(name, content), rule), rule)
        return str(refused.value)

    return read


@pytest.fixture
def run(tmp_path):
    """The command, with an instance that is not there and must not be made."""

    def invoke(path, rule, *words):
        instance = tmp_path / "none"
        result = CliRunner().invoke(
            house, ["--instance", str(instance), "tally", str(path), "--rule", rule, *words]
        )
        assert not instance.exists()
        return result

    return invoke
