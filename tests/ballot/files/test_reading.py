"""Endings, encodings, size: what every format has in common."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sgforum.ballot.files import ENDINGS, read_election
from sgforum.ballot.files.lines import LONGEST
from sgforum.core.errors import InvalidInput


@pytest.mark.parametrize("name", ["x.txt", "x", "x.pb.zip"])
def test_unknown_ending_is_refused_with_those_that_are_known(refusal, name):
    said = refusal(name, "x")
    assert all(ending in said for ending in ENDINGS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_empty_file_is_refused(refusal, ending):
    assert "kosong" in refusal(f"x{ending}", "")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"\xff\xfe1\x00", b"ok\n\xff\n", "a\u00e9".encode("latin-1")])
def test_what_is_no_utf8_is_refused(refusal, ending, content):
    assert refusal(f"x{ending}", content, "plurality")


def test_line_that_is_no_utf8_is_told_with_its_number(refusal):
    assert refusal("x.csv", b"ballot\na\n\xff\n") == "3: bukan teks UTF-8"


def test_endless_line_is_refused_without_reading_it(refusal):
    assert refusal("x.csv", b"ballot\n" + b"a" * (LONGEST + 1)).startswith("2: ")


def test_folder_is_refused(tmp_path):
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(InvalidInput, match=r"x\.csv"):
        read_election(tmp_path / "x.csv", "irv")


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='12ab,;:>=\n"[]{}/#-* META PROJECTS VOTES vote ballot count', max_size=120))
def test_any_text_is_read_or_refused(tmp_path, ending, text):
    """No other error than the refusal, whatever stands in the file."""
    path = tmp_path / f"x{ending}"
    path.write_text(text, encoding="utf-8")
    try:
        election = read_election(path, "irv")
    except InvalidInput:
        return
    assert len(set(election.names)) == len(election.names) > 0
