"""Migrations end in exactly the models' schema, and a database survives them."""

from __future__ import annotations

import json

import pytest
from alembic import command
from sqlalchemy import inspect, select, text

from sgforum.app import create_app
from sgforum.ballot.models import Channel, Elector, Poll, Rule
from sgforum.ballot.tally import Tally
from sgforum.config import Config
from sgforum.consultation.models import Consultation
from sgforum.consultation.queries import find_record, list_questions
from sgforum.consultation.services import BoxDraft
from sgforum.core import migrate
from sgforum.core.db import db
from tests.factories.accounts import make_official, make_person
from tests.factories.ballot import make_poll
from tests.factories.consultation import make_consultation, make_question
from tests.factories.territory import make_city, make_denominator


def test_head_is_what_the_models_say(empty_app, tmp_path):
    assert migrate.upgrade(db.engine, tmp_path) is True
    assert migrate.differences(db.engine) == []
    assert migrate.upgrade(db.engine, tmp_path) is False


def test_checks_and_unique_keys_are_the_models(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    migrated = _constraints()
    db.drop_all()
    db.create_all()
    assert migrated == _constraints()


def _constraints():
    inspector = inspect(db.engine)
    return {
        table: (
            sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
            sorted(tuple(unique["column_names"]) for unique in inspector.get_unique_constraints(table)),
            sorted(
                (tuple(key["constrained_columns"]), key["referred_table"])
                for key in inspector.get_foreign_keys(table)
            ),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_tables_without_rowid_stay_so(empty_app, tmp_path):
    if db.engine.dialect.name != "sqlite":
        return
    migrate.upgrade(db.engine, tmp_path)
    made = dict(db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    for table in db.metadata.sorted_tables:
        wanted = table.dialect_options["sqlite"]["with_rowid"] is False
        assert ("WITHOUT ROWID" in made[table.name]) == wanted, table.name


def test_down_and_up_again_with_filled_tables(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_person()
    make_denominator()
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "base")
    assert [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"] == []
    migrate.upgrade(db.engine, tmp_path)
    assert migrate.differences(db.engine) == []


_OLD_TALLY = {
    "rule": "plurality", "seed": "s", "roll_size": 3, "envelopes": 2, "valid": 2, "blank": 1, "invalid": 0,
    "totals": {"b": 1, "a": 0}, "winners": ["b"], "ranking": [["b"], ["a"]], "tie_order": ["a", "b"],
    "quorum_needed": 0, "quorum_met": True, "is_unanimous": False,
}  # fmt: skip
_OLD_ROWS = (
    (
        "INSERT INTO ballot_poll (id, reference, place_code, title, rule, parameters, opens_at, closes_at, snapshot_at, "
        "roll_size, roll_hash, rules_hash, public_key, key_name, state, tally, box_hash, closed_at) VALUES "
        "(1, 'consultation:a', '64.71', 'Apa?', 'plurality', '{}', '2026-01-01', '2026-01-08', '2026-01-01', 3, 'r', "
        "'h', :key, 'k1', 'closed', :tally, 'b', '2026-01-08'), "
        "(2, 'consultation:b', '64.71', 'Apa?', 'plurality', '{\"quorum_number\": 2}', '2026-01-01', '2026-02-08', "
        "'2026-01-01', 1, 'r', 'h', :key, 'k2', 'open', NULL, NULL, NULL)"
    ),
    "INSERT INTO ballot_option VALUES (1, 'b', 1, 'Bangku'), (1, 'a', 2, 'Air'), (2, 'a', 1, 'Air')",
    "INSERT INTO ballot_elector VALUES ('e1', 1, :person, true), ('e2', 2, :person, false)",
    "INSERT INTO ballot_envelope VALUES ('e2', :key)",
    "INSERT INTO ballot_paper VALUES (:key, 1, 'b')",
    "INSERT INTO ballot_envelope_hash VALUES (1, 'd')",
)
_BALLOT_TABLES = ("poll", "option", "elector", "envelope", "paper", "envelope_hash")


def _ballot_rows():
    found = {
        table: sorted(
            repr(dict(row))
            for row in db.session.execute(select(text("*")).select_from(text(f"ballot_{table}"))).mappings()
        )
        for table in _BALLOT_TABLES
    }
    db.session.rollback()
    return found


def test_polls_survive_0002_up_and_down(empty_app, tmp_path):
    """A closed and a running poll of the first schema, with all that hangs on them."""
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    values = {"key": b"k" * 32, "tally": json.dumps(_OLD_TALLY), "person": make_person().id}
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0001")
    for statement in _OLD_ROWS:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        db.session.execute(text(statement), used)
    db.session.commit()
    before = _ballot_rows()
    migrate.upgrade(db.engine, tmp_path)
    closed, running = db.session.scalars(select(Poll).order_by(Poll.id))
    tally = Tally.from_json(closed.tally)
    assert (tally.totals, tally.outcome.options, tally.winners) == ({"b": 1, "a": 0}, ("b", "a"), ("b",))
    assert (tally.ballots, tally.valid, tally.blank, tally.papers) == (2, 2, 1, 0)
    assert (running.ends_at, running.receipt.value, running.is_secret) == (
        running.closes_at,
        "inclusion",
        True,
    )
    channels = db.session.scalars(select(Elector.channel).order_by(Elector.elector_id)).all()
    assert channels == [Channel.ONLINE, None]
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0001")
    after = _ballot_rows()
    assert {table: len(rows) for table, rows in after.items()} == {
        table: len(rows) for table, rows in before.items()
    }
    assert {**after, "poll": None} == {**before, "poll": None}
    stored = db.session.scalar(text("SELECT tally FROM ballot_poll WHERE id = 1"))
    assert (json.loads(stored) if isinstance(stored, str) else stored) == _OLD_TALLY
    db.session.rollback()


def test_0002_does_not_go_down_with_what_0001_cannot_hold(empty_app, tmp_path, config):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_poll(config.keys, rule="approval")
    db.session.remove()
    with pytest.raises(RuntimeError, match="single-choice"):
        command.downgrade(migrate.alembic_config(db.engine), "0001")


def test_a_copy_is_made_before_an_upgrade(tmp_path):
    app = create_app(Config(instance=tmp_path, secret_key="tests-only"))
    with app.app_context():
        migrate.upgrade(db.engine, tmp_path)
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
        with pytest.raises(Exception, match="0000"):
            migrate.upgrade(db.engine, tmp_path)
        db.engine.dispose()
    assert (tmp_path / "backups" / "before-upgrade-from-0000.db").stat().st_mode & 0o077 == 0


_CONSULTATIONS_OF_0002 = (
    (
        "INSERT INTO consultation_consultation (id, public_id, slug, place_code, title, question, quorum, summary, "
        "decision_named, officer_title, cost_text, how_to_join, accessible_text, state, comment_count, created_at, version, "
        "promise, decision_on, officer_id, published_at, opened_at, roll_size, information_complete, closed_at, decided_at, "
        "withdrawn_reason) VALUES (1, 'konsultasi', 'taman', '64.71', 'Taman di RT 2', 'Mana?', 5, '', 'SK', 'Lurah', '', '', '', 'decided', 0, "
        "'2026-01-01', 3, 'consult', '2026-03-01', :person, '2026-01-02', '2026-01-08', 9, true, '2026-01-20', '2026-02-01', ''), "
        "(2, 'kosongsaja', 'kosong', '64.71', 'Draf kosong', '', 0, '', '', '', '', '', '', 'draft', 0, '2026-01-01', 1, "
        "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '')"
    ),
    (
        "INSERT INTO consultation_option (id, consultation_id, code, text, position) VALUES "
        "(1, 1, 'a', 'Taman', 1), (2, 1, 'b', 'Lampu', 2)"
    ),
    (
        "INSERT INTO consultation_decision_record (id, consultation_id, revision, asked, roll_size, valid, invalid, counts, "
        "winners, quorum_met, decided_text, decided_html, reasons_text, reasons_html, followed, not_followed_text, "
        "not_followed_html, document_text, document_html, promise_kept, after_action, renderer, officer_id, officer_title, "
        "revision_reason, recorded_at) VALUES (1, 1, 1, 'Mana?', 9, 6, 1, '{\"a\": 4, \"b\": 2}', '[\"a\"]', true, 'd', 'd', "
        "'r', 'r', 'yes', '', '', 'x', 'x', 'yes', '', 1, :person, 'Lurah', '', '2026-02-01')"
    ),
)  # fmt: skip
_CONSULTATION_TABLES = ("consultation", "option", "decision_record")


def _consultation_rows():
    found = {
        table: [
            sorted(map(repr, dict(row).items()))
            for row in db.session.execute(
                select(text("*")).select_from(text(f"consultation_{table}")).order_by(text("id"))
            ).mappings()
        ]
        for table in _CONSULTATION_TABLES
    }
    db.session.rollback()
    return found


def test_consultations_survive_0003_up_and_down(empty_app, tmp_path):
    """A decided consultation and an empty draft of the schema of one question, with options and a decision."""
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    person = make_person().id
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0002")
    for statement in _CONSULTATIONS_OF_0002:
        db.session.execute(text(statement), {"person": person} if ":person" in statement else {})
    db.session.commit()
    before = _consultation_rows()
    migrate.upgrade(db.engine, tmp_path)
    (asked,) = list_questions(1, "konsultasi")
    assert (asked.text, asked.quorum, asked.rule.value) == ("Mana?", 5, "plurality")
    assert asked.options == [("a", "Taman"), ("b", "Lampu")]
    assert list_questions(2, "kosongsaja") == []
    found = db.session.get_one(Consultation, 1)
    assert (found.secrecy.value, found.receipt.value, found.ceremony, found.extend_days) == (
        "secret", "inclusion", False, 0,
    )  # fmt: skip
    (result,) = find_record(1)[0].results
    assert (result["question"], result["voters"], result["valid"], result["scores"]) == (
        "Mana?", 7, 6, {"a": 4, "b": 2},
    )  # fmt: skip
    assert result["winners"] == [{"code": "a", "text": "Taman"}]
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0002")
    assert _consultation_rows() == before


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"questions": (make_question(), make_question())}, "several questions"),
        ({"questions": (make_question(rule=Rule.APPROVAL),)}, "another ballot"),
        ({"questions": (make_question(parameters={"threshold_share": 0.5}),)}, "parameters"),
        ({"box": BoxDraft(extend_days=1)}, "other ends of voting"),
        ({"box": BoxDraft(ceremony=True)}, "ceremonies"),
    ],
)
def test_0003_does_not_go_down_with_what_0002_cannot_hold(empty_app, tmp_path, config, changes, problem):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_consultation(make_official(), config.keys, "draft", **changes)
    db.session.remove()
    with pytest.raises(RuntimeError, match=problem):
        command.downgrade(migrate.alembic_config(db.engine), "0002")
