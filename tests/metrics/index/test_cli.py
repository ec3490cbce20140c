"""`sgforum index`: what it prints and refuses; with and without numpy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sgforum.cli import house

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_NUMPY = "import sys; sys.modules['numpy'] = None; from sgforum.cli import main; main()"
SPEC = """
[index]
name = "Trial"
version = "1"
unit = "place"
scale = 100
aggregate = "geometric"
[[dimension]]
code = "d"
[[indicator]]
code = "a"
dimension = "d"
normalise = { method = "goalposts", low = 0, high = 10 }
[[indicator]]
code = "b"
normalise = "percentile"
"""
DATA = "place,a,b\nnorth,5,1\nsouth,8,2\neast,,3\nwest,0,4\n"


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "spec.toml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.delenv("SGFORUM_INSTANCE", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(house, ["index", *map(str, arguments)])


def refused(result):
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def test_json_is_one_document_with_the_promised_keys(run, spec, data):
    result = run("compute", spec, data, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert {"units", "log"} <= found.keys()
    assert [unit["unit"] for unit in found["units"]] == ["north", "south", "east", "west"]
    for unit in found["units"]:
        assert unit.keys() == {"unit", "score", "rank", "interval", "dimensions", "indicators", "missing"}
    assert found["units"][1]["dimensions"] == {"d": 80.0}
    assert found["units"][2] == {
        "unit": "east", "score": pytest.approx(200 / 3), "rank": 1, "interval": None, "dimensions": {"d": None},
        "indicators": {"a": None, "b": pytest.approx(200 / 3)}, "missing": ["a"],
    }  # fmt: skip


def test_text_is_a_table_by_rank_with_what_the_log_says(run, spec, data):
    text = run("compute", spec, data).stdout
    assert text.startswith("Trial 1\n")
    assert [line.split()[:3] for line in text.splitlines()[4:8]] == [
        ["1", "east", "66.6667"],
        ["2", "south", "51.6398"],
        ["3", "north", "0.0000"],
        ["3", "west", "0.0000"],
    ]
    assert "aggregated: index: zero = zero was applied to 2 rows" in text


def test_draws_give_intervals_and_the_same_seed_the_same_bytes(run, spec, data):
    first = run("compute", spec, data, "--json", "--draws", "50", "--seed", "3").stdout
    assert first == run("compute", spec, data, "--json", "--draws", "50", "--seed", "3").stdout
    assert first != run("compute", spec, data, "--json", "--draws", "50", "--seed", "4").stdout
    interval = json.loads(first)["units"][1]["interval"]
    assert interval["low"] <= json.loads(first)["units"][1]["score"] <= interval["high"]
    assert interval["low"] < interval["high"]
    assert json.loads(first)["log"][-1]["parameters"]["draws"] == 50
    assert "-" in run("compute", spec, data, "--draws", "50").stdout.splitlines()[5].split()[3]


def test_draws_of_the_spec_are_taken_unless_the_command_says_otherwise(run, spec, data):
    spec.write_text(SPEC + "[uncertainty]\ndraws = 9\n", encoding="utf-8")
    found = json.loads(run("compute", spec, data, "--json").stdout)
    assert found["log"][-1]["parameters"]["draws"] == 9
    found = json.loads(run("compute", spec, data, "--json", "--draws", "0").stdout)
    assert found["units"][0]["interval"] is None


def test_sensitivity_says_which_choice_moves_the_ranking(run, spec, data):
    spec.write_text(SPEC + '[uncertainty]\naggregate = ["geometric", "arithmetic"]\n', encoding="utf-8")
    found = json.loads(run("sensitivity", spec, data, "--draws", "32", "--seed", "1", "--json").stdout)
    assert list(found["factors"]) == ["weights", "aggregate"]
    assert found["evaluations"] == 32 * 4
    text = run("sensitivity", spec, data, "--draws", "32", "--seed", "1").stdout
    assert "aggregate" in text
    assert text.startswith("Mean absolute rank change")


def test_sensitivity_of_a_certain_spec_says_so(run, spec, data):
    spec.write_text(SPEC + "[uncertainty]\nweights = 0\n", encoding="utf-8")
    assert "Nothing is uncertain by the spec" in run("sensitivity", spec, data).stdout


def test_replay_of_a_published_result(run, spec, data, tmp_path):
    published = tmp_path / "published.json"
    published.write_text(run("compute", spec, data, "--json").stdout, encoding="utf-8")
    assert run("replay", published, data).stdout == "Every stage comes out the same.\n"
    data.write_text(DATA.replace("south,8", "south,9"), encoding="utf-8")
    result = run("replay", published, data, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, {"same": False, "differs_at": "raw"})
    assert result.stderr == "published.json: the stage raw comes out differently from these data.\n"


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"log": []}', "3"])
def test_replay_of_something_else_is_refused(run, data, tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    assert refused(run("replay", path, data)).startswith("x.json: ")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("scale = 100", "sclae = 100"), 'spec.toml: index: unknown key "sclae"; known are'),
        (('code = "d"\n', 'code = "d"\nparent = "d"\n'), "spec.toml: parents go in a circle: d > d"),
        (('code = "b"', 'code = "b"\nweight = 0'), 'spec.toml: indicator "b": "weight" must be above 0, not 0'),
        (('code = "b"', 'code = "z"'), 'data.csv: the data have no column "z" (column of indicator "z")'),
        (('unit = "place"', 'unit = "name"'), 'data.csv: the data have no column "name" (unit)'),
        (("[index]", "[index"), "spec.toml: this is not TOML"),
        (('"geometric"', '"geometric"\nzero = "error"'), 'data.csv: west: "d" is not above 0, and the index is a geometric'),
    ],
)  # fmt: skip
def test_a_bad_spec_is_one_sentence_that_names_it(run, spec, data, change, sentence):
    spec.write_text(SPEC.replace(*change, 1), encoding="utf-8")
    assert sentence in refused(run("compute", spec, data, "--json"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "data.csv: the data have no header line"),
        (b"place,a,b\n", "data.csv: the data have no unit"),
        (
            b"place,a,b\nx,many,1\ny,1,few\n",
            'data.csv: line 2: "many" in column "a" is not a number; line 3: "few"',
        ),
        (b"\xff\xfe\x00", "data.csv is not a UTF-8 text file"),
    ],
)
def test_bad_data_are_one_sentence_that_names_them(run, spec, data, content, sentence):
    data.write_bytes(content)
    assert sentence in refused(run("compute", spec, data))


def test_a_byte_order_mark_before_the_spec_is_passed_over(run, spec, data):
    spec.write_bytes(b"\xef\xbb\xbf" + SPEC.encode())
    assert run("compute", spec, data).exit_code == 0


def test_a_spec_that_is_no_text_is_refused(run, spec, data):
    spec.write_bytes(b"\xff\xfe\x00")
    assert refused(run("compute", spec, data)) == "spec.toml is not a UTF-8 text file"


def test_wrong_usage_is_exit_2(run, spec, data):
    assert run("compute", spec).exit_code == 2
    assert run("compute", spec, "none.csv").exit_code == 2
    assert run("compute", spec, data, "--draws", "-1").exit_code == 2


def test_no_installation_is_made(run, spec, data, tmp_path):
    run("compute", spec, data)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "spec.toml"]


def alone(code, *arguments, **environ):
    """The command in a process of its own."""
    call = [sys.executable, *code, *map(str, arguments)]
    return subprocess.run(
        call, capture_output=True, check=False, cwd=ROOT, env=os.environ | environ, timeout=120
    )


def test_without_numpy_one_sentence_names_the_extra(spec, data):
    result = alone(["-c", WITHOUT_NUMPY], "index", "compute", spec, data)
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr == b"The index engine needs numpy: pip install 'sgforum[analysis]'\n"


def test_without_numpy_help_is_there(spec, data):
    result = alone(["-c", WITHOUT_NUMPY], "index", "compute", "--help")
    assert result.returncode == 0
    assert b"Example: sgforum index compute" in result.stdout


def test_the_number_of_threads_changes_no_byte(spec, data):
    printed = []
    for threads in ("1", "2"):
        environ = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        result = alone(
            ["-m", "sgforum"],
            "index",
            "compute",
            spec,
            data,
            "--json",
            "--draws",
            "40",
            "--seed",
            "1",
            **environ,
        )
        assert result.returncode == 0, result.stderr
        printed.append(result.stdout)
    assert printed[0] == printed[1]


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.json"])
def test_scores_are_written_with_their_metadata(run, spec, data, tmp_path, name):
    assert run("compute", spec, data, "-o", tmp_path / name).exit_code == 0
    written = {path.name for path in tmp_path.iterdir()} - {"spec.toml", "data.csv"}
    assert written == ({name, "out.csv-metadata.json"} if name == "out.csv" else {name})


def test_a_written_json_replays(run, spec, data, tmp_path):
    run("compute", spec, data, "--draws", "9", "-o", tmp_path / "out.json")
    assert run("replay", tmp_path / "out.json", data).exit_code == 0


@pytest.mark.parametrize("place", ["out.txt", "nowhere/out.csv"])
def test_what_cannot_be_written_is_one_sentence(run, spec, data, tmp_path, place):
    assert place in refused(run("compute", spec, data, "-o", tmp_path / place))


def test_audit_says_what_to_look_at_again(run, spec, data):
    text = run("audit", spec, data).stdout
    for title in ("Correlations to look at again", "Ranking without one indicator", "Weights"):
        assert title in text
    found = json.loads(run("audit", spec, data, "--json").stdout)
    assert found.keys() == {"within", "upwards", "reliability", "left_out", "weights"}


def test_compare_names_what_was_changed_and_who_moved(run, spec, data, tmp_path):
    after = tmp_path / "after.toml"
    after.write_text(SPEC.replace("geometric", "arithmetic"), encoding="utf-8")
    text = run("compare", spec, after, data).stdout
    assert "index.aggregate  geometric  arithmetic" in text
    found = json.loads(run("compare", spec, after, data, "--json").stdout)
    assert found["units"][0].keys() == {"unit", "before", "after", "climbed"}
    other = tmp_path / "other.csv"
    other.write_text(DATA.replace("north", "far north"), encoding="utf-8")
    text = run("compare", spec, spec, data, "--after-data", other).stdout
    assert "Only before: north" in text
    assert "Only after: far north" in text


def test_profile_of_a_unit(run, spec, data):
    text = run("profile", spec, data, "south").stdout
    assert text.startswith("south\n")
    assert "What would raise it most: b." in text
    found = json.loads(run("profile", spec, data, "south", "--json").stdout)
    assert found["profiles"][0]["index"]["rank"] == 2
    assert refused(run("profile", spec, data, "nobody")) == 'data.csv: the data have no unit "nobody"'
