"""`sgforum demo` from an empty folder to a city that can be looked at, defended and made again."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sgforum import doctor, server
from sgforum.accounts.models import Person, Verification
from sgforum.app import create_app
from sgforum.ballot import keys
from sgforum.ballot.models import Poll, PollState
from sgforum.config import load_config
from sgforum.core import audit, settings
from sgforum.core.db import db, transaction
from sgforum.core.migrate import upgrade
from sgforum.core.permissions import SYSTEM, Level
from sgforum.demo import record
from sgforum.demo.staff import PASSWORD
from sgforum.metrics.measures.counters import recount
from sgforum.metrics.models import Snapshot
from sgforum.metrics.services import rebuild_snapshot
from sgforum.notify.models import OutboxMail
from sgforum.territory.models import Denominator
from sgforum.territory.services import add_rt
from tests.demo.conftest import TODAY, run, run_smallest
from tests.factories.territory import make_city

REBUILD = Path(__file__).resolve().parents[2] / "docs" / "rebuild_score.py"


def hashes(instance) -> list[str]:
    """What every frozen score of an instance was made from."""
    with create_app(load_config(instance)).app_context():
        found = list(
            db.session.scalars(select(Snapshot.input_hash).order_by(Snapshot.month, Snapshot.kelurahan_code))
        )
        db.session.remove()
        db.engine.dispose()
    return found


def open_data(instance) -> dict[str, bytes]:
    """Every file of the open data of an instance."""
    folder = instance / "exports" / "data-terbuka"
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found
    return found


def test_standard_output_is_one_document(made):
    assert made.document["seed"] == 2018
    assert made.document["size"] == "kelurahan"
    assert made.document["today"] == TODAY
    assert len(made.document["months"]) == 1
    assert {"counts", "table", "logins", "exports", "look"} <= set(made.document)


def test_the_kelurahan_is_rated(made):
    (row,) = made.document["table"]
    assert row["kelurahan"] == "Manggar"
    assert 0 < row["low"] < row["high"] < 100
    assert 0 < row["ippk"] < 100
    assert row["category"] in ("sedang", "baik")
    assert row["participants"] >= 30


def test_there_is_something_of_everything(made):
    counts = made.document["counts"]
    assert all(counts[name] for name in counts if name != "consultations_withdrawn"), counts
    assert counts["consultations_published"] >= 3


def test_a_visitor_meets_each_state(made):
    seen = {item["what"] for item in made.document["look"]}
    assert {
        "Consultation: voting now",
        "Consultation: comments now",
        "Consultation: decision awaited",
        "Consultation: decided",
        "Running campaign",
    } <= seen


def test_every_place_to_look_answers(made, demo_app):
    client = demo_app.test_client()
    for item in made.document["look"]:
        path = item["url"].removeprefix("http://127.0.0.1:8000")
        answer = client.get(path)
        assert answer.status_code == (303 if item["what"] in ("Officials' desk", "Admin") else 200), path
        if answer.status_code == 200:
            assert "data contoh" in answer.text.lower(), path


@pytest.mark.parametrize(
    "role", ["Admin 1", "Auditor", "Lurah", "Ketua RW 01", "Warga terverifikasi", "Warga belum diverifikasi"]
)
def test_printed_logins_open_the_door(made, demo_app, role):
    (account,) = [each for each in made.document["logins"]["accounts"] if each["role"] == role]
    answer = demo_app.test_client().post("/masuk", data={"email": account["email"], "password": PASSWORD})
    assert answer.status_code == 303


def test_the_verified_login_may_vote_now(made, demo_app):
    accounts = {each["role"]: each["email"] for each in made.document["logins"]["accounts"]}
    (box,) = [each["url"] for each in made.document["look"] if each["what"] == "Consultation: voting now"]
    client = demo_app.test_client()
    client.post("/masuk", data={"email": accounts["Warga terverifikasi"], "password": PASSWORD})
    answer = client.get(box.removeprefix("http://127.0.0.1:8000") + "/suara")
    assert answer.status_code == 200
    assert 'type="radio"' in answer.text


def test_everything_went_through_the_services(demo_app):
    """What only a service leaves behind: the chain of acts, verifications, mails, counters that agree, two people."""
    assert audit.first_broken_entry() is None
    assert recount(load_config(demo_app.extensions["sgforum_config"].instance).zone) == []
    verified = db.session.scalar(
        select(func.count()).select_from(Person).where(Person.level == Level.VERIFIED)
    )
    assert db.session.scalar(select(func.count()).select_from(Verification)) == verified
    residents = select(Person.email).where(
        Person.home_code.is_not(None), Person.email.endswith("@warga.example")
    )
    told = select(OutboxMail.recipient).where(OutboxMail.template == "confirm")
    assert set(db.session.scalars(residents)) <= set(db.session.scalars(told))
    assert all(
        entry.approved_by_id not in (None, entry.entered_by_id) and entry.source.startswith("ilustrasi demo")
        for entry in db.session.scalars(select(Denominator))
    )


def test_no_mail_waits_and_none_was_sent(made, demo_app):
    assert (
        db.session.scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.sent_at.is_(None)))
        == 0
    )
    files = list((made.instance / "outbox").glob("*.eml"))
    assert len(files) == made.document["counts"]["mails"]


def test_counted_boxes_have_no_key_left(made, demo_app):
    in_use = set(db.session.scalars(select(Poll.key_name).where(Poll.state != PollState.CLOSED)))
    assert in_use
    assert keys.names(made.instance / "keys") == in_use


def test_published_scores_are_rebuilt_byte_for_byte(demo_app):
    for number in db.session.scalars(select(Snapshot.id)).all():
        assert rebuild_snapshot(str(number)).is_same


def test_exports_say_that_they_are_invented(made):
    paths = [made.instance / name for name in made.document["exports"]]
    assert {path.suffix for path in paths} == {".csv", ".json", ".xlsx", ".db", ".md", ".jsonld", ".xml"}
    month = made.document["months"][-1]
    exported = json.loads((made.instance / f"exports/partisipasi-{month}.json").read_text(encoding="utf-8"))
    assert "data contoh" in json.dumps(exported, ensure_ascii=False).lower()
    with sqlite3.connect(made.instance / f"exports/partisipasi-{month}.db") as connection:
        assert (
            connection.execute("SELECT ippk FROM scores").fetchone()[0] == made.document["table"][0]["ippk"]
        )
    connection.close()


def test_an_outsider_computes_the_score_again(made):
    month = made.document["months"][-1]
    folder = made.instance / "exports" / "data-terbuka" / month
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(REBUILD), str(folder), "--interval", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    (line,) = json.loads(told.stdout)["places"]
    assert line["printed"] == made.document["table"][0]["ippk"]
    assert line["low"] is not None


def test_the_doctor_finds_nothing_wrong(made, demo_app):
    assert doctor.examine(load_config(made.instance)) == []


def test_asked_again_it_prints_the_same_without_making_anything(made):
    result = run_smallest(made.instance, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == made.document
    text = run_smallest(made.instance)
    assert "Manggar" in text.stdout
    assert "lurah.manggar@balikpapan.example" in text.stdout
    assert PASSWORD in text.stdout


def test_half_made_demo_is_made_again_with_the_same_figures(made, tmp_path, quick_passwords):
    """A second instance from the same seed; the first attempt at it was killed."""
    config = load_config(tmp_path)
    with create_app(config).app_context():
        upgrade(db.engine, tmp_path)
        with transaction():
            settings.write(settings.DEMO, {"seed": 1, "size": "city", "months": 1, "finished": False})
        make_city()
        db.session.remove()
        db.engine.dispose()
    keys.keep(config.keys, "ballot-of-the-first-attempt", b"k" * 32)
    result = run_smallest(tmp_path, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["table"] == made.document["table"]
    assert json.loads(result.stdout)["counts"] == made.document["counts"]
    assert hashes(tmp_path) == hashes(made.instance)
    assert open_data(tmp_path) == open_data(made.instance)
    assert not (config.keys / "ballot-of-the-first-attempt").exists()


def test_an_installation_that_is_no_demo_is_left_alone(tmp_path):
    with create_app(load_config(tmp_path)).app_context():
        upgrade(db.engine, tmp_path)
        make_city()
        with transaction():
            add_rt(actor=SYSTEM, kelurahan_code="64.71.01.1001", rw=9, rt=9)
        db.session.remove()
        db.engine.dispose()
    before = (tmp_path / "sgforum.db").read_bytes()
    result = run_smallest(tmp_path)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"{tmp_path} holds an installation that is not a demo; choose another folder with --instance.\n"
    )
    assert (tmp_path / "sgforum.db").read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "sgforum.db") as connection:
        connection.execute("CREATE TABLE books (title TEXT)")
    connection.close()
    assert run_smallest(tmp_path).exit_code == 1


def test_two_do_not_make_the_same_demo_at_once(tmp_path):
    with record.working_on(tmp_path):
        result = run_smallest(tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Another `sgforum demo` is making")
    assert not (tmp_path / "sgforum.db").exists()


def test_other_parameters_are_refused_with_those_that_stand(made):
    result = run(made.instance, "--size", "kelurahan", "--months", "1", "--seed", "7", "--no-serve")
    assert result.exit_code == 1
    assert "--seed 2018 --months 1 --size kelurahan" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["--json"], ["--months", "0"], ["--months", "7"], ["--size", "desa"], ["--seed", "x"]]
)
def test_wrong_usage_is_said_before_anything_is_made(tmp_path, arguments):
    assert run(tmp_path, *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_finished_demo_is_served(made, monkeypatch):
    served = []
    monkeypatch.setattr(
        server, "serve", lambda _config, listen, with_worker: served.append((listen.port, with_worker))
    )
    result = run(made.instance, "--size", "kelurahan", "--months", "1", "--today", TODAY)
    assert result.exit_code == 0, result.output
    assert served == [(8000, True)]
