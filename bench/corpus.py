"""The corpus that peers were measured on: 1,000 people, 200 topics of 50 Markdown posts of about 200 words."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sgforum.forum.similarity import digest_of

from sgforum.accounts.models import Person, SignedIn
from sgforum.app import create_app
from sgforum.config import load_config
from sgforum.core import clock, migrate
from sgforum.core.columns import public_id
from sgforum.core.crypto import hash_password, new_token, token_hash
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.core.richtext import RENDERER_VERSION, render
from sgforum.forum.models import Area, Kind, Post, Topic
from sgforum.forum.texts import slug_of
from sgforum.territory import files
from sgforum.territory.models import PlaceLevel
from sgforum.territory.queries import list_places
from sgforum.territory.services import add_rt

PEOPLE, TOPICS, POSTS = 1_000, 200, 50
_WORDS = [
    "air",
    "jalan",
    "parit",
    "warga",
    "gang",
    "lampu",
    "sampah",
    "hujan",
    "banjir",
    "usul",
    "mohon",
    "segera",
    "petugas",
    "kelurahan",
    "rapat",
    "biaya",
    "pasar",
    "anak",
    "sekolah",
    "malam",
    "pagi",
    "truk",
    "saluran",
    "rumah",
    "depan",
    "belakang",
    "sudah",
    "belum",
    "bisa",
    "tidak",
    "karena",
    "supaya",
    "kami",
    "mereka",
    "setiap",
    "minggu",
    "bulan",
]


def text_of(rng: random.Random) -> str:
    """About 200 words with the marks that people use."""
    words = rng.choices(_WORDS, k=190)
    words[20] = f"**{words[20]}**"
    return f"{' '.join(words[:90])}.\n\n- {' '.join(words[90:100])}\n- {' '.join(words[100:110])}\n\n{' '.join(words[110:])}."


def build(instance: Path) -> dict[str, str]:
    """Fill an empty instance; returns the addresses and the session token that the bench asks with."""
    rng = random.Random(1)
    config = load_config(instance, {})
    app = create_app(config)
    with app.app_context():
        migrate.upgrade(db.engine, instance)
        at = clock.now()
        shipped = Path(files.__file__).parent / "data" / "balikpapan.csv"
        with transaction():
            files.import_places(actor=SYSTEM, text=shipped.read_text(encoding="utf-8"), at=at)
            homes = [place.code for place in list_places(PlaceLevel.KELURAHAN)]
            rts = {code: add_rt(actor=SYSTEM, kelurahan_code=code, rw=1, rt=1).code for code in homes}
        people = _people(homes, rts)
        first = _topics(rng, people, homes)
        with transaction():
            token = new_token()
            db.session.add(
                SignedIn(token_hash=token_hash(token), person_id=people[0].id, epoch=1, created_at=at,
                         expires_at=at + timedelta(days=1))
            )  # fmt: skip
        cookie = _cookie(app, token)
        db.session.remove()
        db.engine.dispose()
    return {"topic": f"/topik/{first}", "list": "/topik", "home": "/", "cookie": cookie}


def _people(homes: list[str], rts: dict[str, str]) -> list[Person]:
    at = clock.now() - timedelta(days=90)
    hashed = hash_password("bangku kuda baterai")
    with transaction():
        people = [
            Person(
                email=f"warga{n}@contoh.id", name=f"Warga Nomor {n}", password_hash=hashed, level=2, created_at=at,
                email_confirmed_at=at, verified_at=at, home_code=homes[n % 34], rt_code=rts[homes[n % 34]],
            )
            for n in range(PEOPLE)
        ]  # fmt: skip
        db.session.add_all(people)
    return people


def _topics(rng: random.Random, people: list[Person], homes: list[str]) -> str:
    start = clock.now() - timedelta(days=60)
    with transaction():
        for number in range(TOPICS):
            title = f"Saluran air nomor {number} di gang belakang pasar tersumbat"
            at = start + timedelta(minutes=number)
            author = people[number]
            topic = Topic(
                public_id=public_id(), slug=slug_of(title), place_code=homes[number % 34], area=Area.DRAINAGE,
                kind=Kind.PROPOSAL, title=title, author_id=author.id, author_level=2, author_rt=author.rt_code,
                created_at=at, last_post_at=at + timedelta(hours=POSTS), last_number=POSTS, post_count=POSTS,
            )  # fmt: skip
            db.session.add(topic)
            db.session.flush()
            for place in range(1, POSTS + 1):
                writer, text = (author if place == 1 else rng.choice(people)), text_of(rng)
                db.session.add(
                    Post(
                        topic_id=topic.id, number=place, author_id=writer.id, author_level=2, author_home=writer.home_code,
                        author_rt=writer.rt_code, text=text, html=render(text), renderer_version=RENDERER_VERSION,
                        digest=digest_of(text), created_at=at + timedelta(hours=place - 1),
                    )
                )  # fmt: skip
    return f"{topic.public_id}-{topic.slug}"


def _cookie(app: Flask, token: str) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
        session["csrf_token"] = new_token()  # as after the first page: it is not written again
    return f"sgforum={client.get_cookie('sgforum').value}"
