"""`sgforum metrics` and `sgforum export participation`: what they print and how they exit."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import update

from sgforum.cli import _in_application, house
from sgforum.core.db import db
from sgforum.metrics.models import PersonMonth, Snapshot
from sgforum.reports.exports_cli import export
from tests.factories.metrics import freeze, make_active, make_host, make_rated, make_resident, write
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_denominator


@pytest.fixture(autouse=True)
def _with_export():
    """The composition root adds the group; until it does, the tests do."""
    if "export" not in house.commands:
        house.add_command(_in_application(export))


@pytest.fixture
def rated(city):
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_rated(40)
    make_active(3, OTHER_KELURAHAN)


@pytest.fixture
def frozen(rated):
    freeze()


def test_freeze_prints_what_it_did_and_is_idempotent(rated, run):
    first = run("metrics", "freeze", "2026-03", "--json")
    assert first.exit_code == 0, first.stderr
    document = json.loads(first.stdout)
    assert document["new"] == [KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN]
    assert document["not_rated"] == [OTHER_KELURAHAN, FAR_KELURAHAN]
    again = run("metrics", "freeze", "2026-03")
    assert again.exit_code == 0
    assert "3 unchanged" in again.stdout


def test_freeze_keeps_changed_figures_unless_told_why(frozen, run):
    write(make_host(), make_resident())
    kept = run("metrics", "freeze", "2026-03", "--json")
    assert kept.exit_code == 1
    assert json.loads(kept.stdout)["differing"] == [KELURAHAN]
    assert "--reason" in kept.stderr
    done = run("metrics", "freeze", "2026-03", "--reason", "Tulisan yang terlewat.")
    assert done.exit_code == 0
    assert "1 revised" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("metrics", "freeze", "2026-13"), "YEAR-MONTH"),
        (("metrics", "freeze", "2099-01"), "2099-02-10"),
        (("metrics", "show", "maret"), "YEAR-MONTH"),
        (("metrics", "show", "2026-02"), "2026-02"),
        (("metrics", "show", "2026-03", "--kelurahan", "99.99"), "no score for that area"),
        (("metrics", "rebuild", "999"), "999"),
        (("metrics", "rebuild", "apa"), "apa"),
        (("export", "participation", "--period", "2026-02", "--format", "csv", "-o", "x.csv"), "2026-02"),
        (("export", "participation", "--period", "x", "--format", "csv", "-o", "x.csv"), "YEAR-MONTH"),
        (
            ("export", "participation", "--period", "2026-03", "--format", "csv", "-o", "/tidak/ada/x.csv"),
            "/tidak/ada",
        ),
    ],
)
def test_bad_input_is_one_sentence_and_exit_1(frozen, run, arguments, said):
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("metrics", "freeze"),
        ("metrics", "nothing"),
        ("export", "participation", "--period", "2026-03", "--format", "pdf"),
    ],
)
def test_wrong_usage_is_exit_2(frozen, run, arguments):
    assert run(*arguments).exit_code == 2


def test_show_prints_scores_and_why_there_is_none(frozen, run):
    text = run("metrics", "show", "2026-03").stdout
    assert "Manggar" in text
    assert "warga terverifikasi yang ikut kurang dari 5 orang" in text
    assert "rated 1 of 3" in text
    document = json.loads(run("metrics", "show", "2026-03", "--json").stdout)
    assert [row["status"] for row in document["scores"]] == ["published", "not_rated", "not_rated"]
    assert document["city"]["not_rated"] == 2
    one = run("metrics", "show", "2026-03", "--kelurahan", KELURAHAN)
    assert re.search(r"IPPK [0-9.]+-[0-9.]+, estimate [0-9.]+: \w[^,]*\(>?\d+%\)\.", one.stdout)
    alone = json.loads(run("metrics", "show", "2026-03", "--kelurahan", KELURAHAN, "--json").stdout)
    assert alone == document["scores"][0]
    none = run("metrics", "show", "2026-03", "--kelurahan", FAR_KELURAHAN)
    assert (none.exit_code, "Belum dapat dinilai" in none.stdout) == (0, True)


def test_recount_exits_1_on_drift(frozen, run):
    clean = run("metrics", "recount")
    assert (clean.exit_code, clean.stdout) == (0, "No drift.\n")
    db.session.execute(update(PersonMonth).values(n_acts=7))
    db.session.commit()
    found = run("metrics", "recount", "--json")
    assert found.exit_code == 1
    assert {row["counter"] for row in json.loads(found.stdout)["drift"]} == {"metrics.person_month.n_acts"}


def test_rebuild_prints_the_exact_bytes(frozen, run):
    stored = db.session.query(Snapshot).filter_by(kelurahan_code=KELURAHAN).one()
    score, reference = stored.score.encode(), stored.reference
    number = str(stored.id)
    assert run("metrics", "rebuild", number, "--json").stdout_bytes == score
    said = run("metrics", "rebuild", reference)
    assert said.exit_code == 0
    assert "byte for byte" in said.stdout
    db.session.execute(update(Snapshot).values(score="{}"))
    db.session.commit()
    altered = run("metrics", "rebuild", reference, "--json")
    assert (altered.exit_code, altered.stdout_bytes) == (1, score)
    assert "do not trust it" in altered.stderr


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "sqlite"])
def test_export_writes_every_format(frozen, run, tmp_path, form):
    path = tmp_path / f"partisipasi.{form}"
    result = run(
        "export", "participation", "--period", "2026-03", "--format", form, "-o", str(path), "--json"
    )
    assert result.exit_code == 0, result.stderr
    assert path.stat().st_size > 500
    assert str(path) in json.loads(result.stdout)["files"]
