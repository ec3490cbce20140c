"""Two at the same moment, on PostgreSQL, where counting does not see what another has not yet committed."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import func, select

from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import Role
from sgforum.forum import services
from sgforum.forum.models import Post, Topic
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.forum import make_post, make_topic
from tests.factories.territory import KELURAHAN, make_city


@pytest.mark.postgres
def test_hiding_counts_the_post_that_is_being_written(postgres_app):
    make_city()
    topic = make_topic()
    hidden = make_post(topic).number
    moderator, writer = as_actor(make_staff(Role.MODERATOR, KELURAHAN)), as_actor(make_person())
    public_id, topic_id = topic.public_id, topic.id
    db.session.rollback()

    def hide():
        with postgres_app.app_context(), transaction():
            services.hide_post(
                actor=moderator, topic_public_id=public_id, number=hidden, reason="Memuat nama orang lain.", at=now()
            )  # fmt: skip

    with transaction():
        services.publish_post(
            actor=writer, topic_public_id=public_id, text="Kami setuju, airnya memang sering naik.", at=now()
        )
        hiding = threading.Thread(target=hide)
        hiding.start()
        time.sleep(0.5)  # it waits for the topic's row by now
    hiding.join(20)
    shown = select(func.count()).select_from(Post).where(Post.topic_id == topic_id, Post.hidden_at.is_(None))
    assert (
        db.session.scalar(select(Topic.post_count).where(Topic.id == topic_id))
        == db.session.scalar(shown)
        == 2
    )
