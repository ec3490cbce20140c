"""Migration 0006: what is asked and may be chosen stays as it is; photos, recordings and regional texts come and go."""

from __future__ import annotations

from alembic import command
from sqlalchemy import select, text

from sgforum.consultation import queries, services
from sgforum.core import migrate
from sgforum.core.clock import now
from sgforum.core.db import db
from tests.factories.accounts import as_actor, make_official
from tests.factories.consultation import do, make_consultation, make_projects, make_question
from tests.factories.files import make_mp3, make_picture
from tests.factories.territory import make_city

_TABLES = ("question", "option")


def _rows() -> dict[str, list[str]]:
    found = {
        table: [
            repr(dict(row))
            for row in db.session.execute(
                select(text("*")).select_from(text(f"consultation_{table}")).order_by(text("id"))
            ).mappings()
        ]
        for table in _TABLES
    }
    db.session.rollback()
    return found


def test_questions_and_options_survive_0006_up_and_down(empty_app, tmp_path, config):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    official = make_official()
    made = make_consultation(official, config.keys, "draft", questions=(make_projects(), make_question()))
    made_id, public_id, actor = made.id, made.public_id, as_actor(official)
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0005")
    before = _rows()
    assert len(before["option"]) == 5
    migrate.upgrade(db.engine, tmp_path)
    assert migrate.differences(db.engine) == []
    first, second = queries.list_questions(made_id, public_id)
    assert [one.cost for one in first.choices] == [30_000_000, 20_000_000]
    assert {(one.photo, one.recording, one.regional_text) for one in second.choices} == {(None, None, "")}
    where = {"actor": actor, "public_id": public_id, "number": 1, "code": "a", "at": now()}
    do(services.set_photo, **where, content=make_picture((90, 60)), alt="Jalan")
    do(services.set_recording, **where, content=make_mp3())
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "0005")
    assert _rows() == before
