"""One small city for all journeys: people of every role, talk, consultations in every state, a campaign, a frozen month."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from sgforum.accounts.models import Person
from sgforum.app import create_app
from sgforum.ballot import services as ballots
from sgforum.ballot.models import Channel, Secrecy
from sgforum.ballot.queries import find_poll
from sgforum.campaign.models import Campaign, CampaignState, Link
from sgforum.config import Config, load_config
from sgforum.consultation.models import Comment, Consultation
from sgforum.consultation.services import BoxDraft, add_comment
from sgforum.core import migrate
from sgforum.core.clock import Period, local_date, now
from sgforum.core.db import _WRITE, db, transaction
from sgforum.core.permissions import SYSTEM, Role
from sgforum.forum.models import Kind, Outcome
from sgforum.metrics import services as metrics
from sgforum.metrics.measures.facts import freeze_moment
from sgforum.reports import prepared
from sgforum.reports import services as reports
from sgforum.reports.link_check import Finding
from sgforum.reports.link_services import Turn, record_check, set_index
from sgforum.reports.models import Budget, PreparedKind
from sgforum.reports.registers import LinkClass
from sgforum.territory.models import Place
from tests.factories.accounts import as_actor, make_person, make_staff, sign_in
from tests.factories.campaign import make_app, make_campaign
from tests.factories.consultation import do, make_consultation
from tests.factories.files import add_materials
from tests.factories.forum import make_answer, make_post, make_posts, make_support, make_topic
from tests.factories.kinds import BALLOTS, QUESTIONS, cast_by, make_longest, votes_on_longest
from tests.factories.metrics import make_rated, verify_all
from tests.factories.polls import add as add_poll
from tests.factories.polls import choose, close
from tests.factories.reports import make_row
from tests.factories.territory import (
    CITY,
    FAR_KELURAHAN,
    KELURAHAN,
    OTHER_KELURAHAN,
    make_city,
    make_denominator,
    make_outlines,
)

RT = f"{KELURAHAN}.RW01.RT01"
_CENTRES = {KELURAHAN: (-1.21, 116.98), OTHER_KELURAHAN: (-1.17, 117.02), FAR_KELURAHAN: (-1.24, 116.82)}
_NAMES = (
    "Siti Rahmawati", "Budi Santoso", "Nur Aini", "Hendra Wijaya", "Dewi Lestari", "Agus Salim", "Rina Marlina",
    "Joko Prasetyo", "Fitri Handayani", "Andi Mappasomba", "Yuliana Rante", "Bambang Irawan", "Sri Wahyuni", "Rudi Hartono",
)  # fmt: skip

_STAFF = ("admin", "clerk", "lurah", "rt", "moderator", "auditor")


@dataclass
class World:
    """Addresses of what was made; people are kept by role under their public id."""

    instance: Path
    config: Config
    app: Flask
    people: dict[str, str] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    period: Period | None = None

    @contextmanager
    def inside(self) -> Iterator[None]:
        """In the application's context, with the database as the server has left it."""
        with self.app.app_context():
            yield
            db.session.remove()

    def person(self, role: str) -> Person:
        return db.session.scalars(db.select(Person).where(Person.public_id == self.people[role])).one()

    def cookie(self, role: str) -> str:
        """A session of the person, as the sign-in page would have given it."""
        with self.inside():
            client = self.app.test_client()
            sign_in(client, self.person(role))
            return client.get_cookie("sgforum").value


def build(instance: Path) -> World:
    """Make the city in an empty instance, with the schema that `serve` would make."""
    config = load_config(instance, {})
    app = create_app(config)
    with app.app_context():
        migrate.upgrade(db.engine, instance)
        # Beside a running server, what is read before it is written must wait its turn, not fail (threats F1)
        db.engine.update_execution_options(**{_WRITE: True})
        world = World(instance, config, app)
        _territory()
        residents = _people(world)
        _figures(world)
        _forum(world, residents)
        _polls(world, residents)
        _consultations(world, residents)
        _papers(world, residents)
        _ballots(world, residents)
        _campaigns(world)
        _addresses(world)
        db.session.remove()
        db.engine.dispose()
    return world


def _territory() -> None:
    make_city()
    for code, (latitude, longitude) in _CENTRES.items():
        place = db.session.get_one(Place, code)
        place.latitude, place.longitude = latitude, longitude
    db.session.commit()
    make_outlines(KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN)
    for code in (KELURAHAN, OTHER_KELURAHAN):
        make_denominator(code, adults=640, rt_count=3, source="Disdukcapil, semester I")


def _people(world: World) -> list[Person]:
    since = now() - timedelta(days=120)
    staff = {
        "admin": (Role.ADMIN, CITY, "Maria Gunawan"), "clerk": (Role.ADMIN, CITY, "Anton Wirawan"),
        "lurah": (Role.OFFICIAL, KELURAHAN, "Hasanuddin"), "rt": (Role.VERIFIER, RT, "Pak Darmo"),
        "moderator": (Role.MODERATOR, KELURAHAN, "Lia Permata"), "auditor": (Role.AUDITOR, CITY, "Inspektorat Kota"),
    }  # fmt: skip
    for key, (role, place, name) in staff.items():
        world.people[key] = make_staff(role, place, name=name, created_at=since).public_id
    residents = [
        make_person(name=name, created_at=since, verified_at=since, rt=1 + n % 3)
        for n, name in enumerate(_NAMES)
    ]
    world.people["resident"] = residents[0].public_id
    world.people["neighbour"] = residents[1].public_id
    for key in ("waiting", "suspect"):
        world.people[key] = make_person(level=1, name=f"Kartika {key}").public_id
    return residents


def _forum(world: World, residents: list[Person]) -> None:
    month = now() - timedelta(days=45)
    answered = make_topic(
        residents[1], title="Saluran Jalan Melati meluap setiap hujan", support_count=0, created_at=month,
        text="Air masuk rumah di **RT 02** setiap hujan lebih dari satu jam.\n\n- sampah di saringan\n- lumpur setinggi lutut",
    )  # fmt: skip
    for person in residents[2:10]:
        make_support(answered, person)
    for person in residents[3:8]:
        make_post(answered, person, f"Di rumah kami juga begitu. Salam, {person.name}.")
    officer = world.person("lurah")
    make_answer(answered, Outcome.ACCEPTED, officer, created_at=month + timedelta(days=4))
    quiet = make_topic(residents[3], title="Lampu jalan di gang Mawar padam", kind=Kind.QUESTION)
    make_post(quiet, residents[4], "Sudah padam sejak minggu lalu.")
    make_support(quiet, residents[4])
    for n in range(22):  # more than one page of the list
        make_topic(residents[5], title=f"Jam buka posyandu Melati nomor {n + 1}", kind=Kind.DISCUSSION)
    long = make_topic(residents[6], title="Tempat parkir pasar tumpah ke jalan")
    make_posts(long, 60, residents[7])
    make_topic(residents[8], title="Jadwal angkut sampah di Lamaru", place=OTHER_KELURAHAN)
    for key, topic in {"answered": answered, "quiet": quiet, "long": long}.items():
        world.at[f"topic-{key}"] = f"/topik/{topic.public_id}-{topic.slug}"


def _polls(world: World, residents: list[Person]) -> None:
    """One poll in which a neighbour has chosen, and one that was closed, with more names than a topic's page shows."""
    keys, since = world.config.keys, now() - timedelta(days=20)
    asked = make_topic(residents[9], title="Waktu kerja bakti bulan depan", kind=Kind.DISCUSSION)
    add_poll(residents[9], asked, keys)
    choose(residents[1], asked, ["b"])
    told = make_topic(
        residents[10], title="Warna cat pos ronda", kind=Kind.DISCUSSION, created_at=since - timedelta(days=1)
    )
    add_poll(
        residents[10], told, keys, since, question="Warna apa yang cocok untuk pos ronda kita?", is_several=True,
        options=("Hijau muda", "Biru laut", "Merah putih, seperti gapura lama", "Terserah yang mengecat"),
    )  # fmt: skip
    everybody = [*residents, *(world.person(role) for role in (*_STAFF, "waiting", "suspect"))]
    for n, person in enumerate(everybody):
        choose(person, told, "ab" if n % 5 == 0 else "abac"[n % 4], since + timedelta(hours=1))
    close(told, keys)
    world.at["topic-asked"] = f"/topik/{asked.public_id}-{asked.slug}"
    world.at["topic-told"] = f"/topik/{told.public_id}-{told.slug}"


def _consultations(world: World, residents: list[Person]) -> None:
    lurah, keys = world.person("lurah"), world.config.keys
    votes = {"a": residents[:7], "b": residents[7:11], "c": residents[11:]}
    titles = {
        "draft": "Jam buka loket kelurahan", "information": "Letak pos ronda baru", "comment": "Jalur pasar malam Ramadan",
        "voting": "Jadwal angkut sampah Manggar", "voting-2": "Warna gapura kampung", "ended": "Nama taman bermain baru",
        "ended-2": "Hari kerja bakti bersama", "decided": "Perbaikan dulu: parit, lampu, atau taman",
        "draft-keys": "Anggaran gapura dan pos ronda", "ended-sealed": "Pemilihan ketua karang taruna", "decided-open": "Ketua panitia lomba kampung",
        "voting-paper": "Jadwal ronda malam RW 01",
    }  # fmt: skip
    boxes = {
        "draft-keys": BoxDraft(ceremony=True, holders=("Lurah", "Ketua RT 3", "Operator")),
        "decided-open": BoxDraft(secrecy=Secrecy.OPEN),
        "ended-sealed": BoxDraft(ceremony=True, paper=True),
        "voting-paper": BoxDraft(ceremony=True, paper=True),
    }
    for key, title in titles.items():
        stage = key.partition("-")[0]
        made = make_consultation(
            lurah, keys, stage, votes=votes if stage in ("ended", "decided") else None, title=title,
            box=boxes.get(key, BoxDraft()), prepare=_show if key == "draft" else None,
        )  # fmt: skip
        world.at[f"consultation-{key}"] = f"/konsultasi/{made.public_id}-{made.slug}"
        world.at[f"consultation-{key}-id"] = made.public_id
        if stage == "comment":
            do(
                add_comment,
                actor=as_actor(residents[2]),
                public_id=made.public_id,
                text="Sebaiknya satu jalur.",
                at=now(),
            )


def _papers(world: World, residents: list[Person]) -> None:
    """Somebody who took a paper ballot, a newcomer who is not on the roll, and a bundle that waits for its second officer."""
    board = f"consultation:{world.at['consultation-voting-paper-id']}"
    lurah, clerk = as_actor(world.person("lurah")), as_actor(world.person("clerk"))
    do(
        ballots.check_in, actor=lurah, board=board, person_id=residents[4].public_id, channel=Channel.PAPER, at=now()
    )  # fmt: skip
    world.people["newcomer"] = make_person(name="Halimah Tusyadiah", verified_at=now()).public_id
    poll = find_poll(f"consultation:{world.at['consultation-ended-sealed-id']}")
    made = do(
        ballots.enter_batch, actor=clerk, poll_id=poll.id, label="TPS Balai RW 01", channel=Channel.PAPER,
        reading=ballots.Reading({"a": 4, "b": 2}, spoiled=1), at=now(),
    )  # fmt: skip
    world.at["batch"] = made.public_id


def _ballots(world: World, residents: list[Person]) -> None:
    """A question of every kind in one consultation, and one as long as any may be: open, and counted."""
    lurah, keys = world.person("lurah"), world.config.keys
    for key, title, questions, votes in (
        ("kinds", "Musrenbang Manggar", list(QUESTIONS.values()), list(BALLOTS.values())),
        ("long", "Rencana induk kelurahan", make_longest(), votes_on_longest()),
    ):
        for stage in ("voting", "closed"):
            made = make_consultation(
                lurah, keys, stage, questions=questions, title=f"{title} {stage}",
                votes=cast_by(residents, votes) if stage == "closed" else None,
                prepare=_show if key == "kinds" else None,
            )  # fmt: skip
            world.at[f"{key}-{stage}"] = f"/konsultasi/{made.public_id}-{made.slug}"


def _show(draft: Consultation, at: datetime) -> None:
    """Photos, recordings and a regional language beside every question, by the official who wrote it."""
    author = db.session.get_one(Person, draft.created_by_id)
    add_materials(as_actor(author), draft.public_id, draft.id, at)


def _campaigns(world: World) -> None:
    make_app("hore", name="Hore", owner="dinas komunikasi dan informatika", contact="(0542) 000000")
    make_app("tanpa-pemilik", name="Salam Sehat", owner="")
    for key, state in {
        "running": "published",
        "running-2": "published",
        "draft": "draft",
        "ended": "ended",
    }.items():
        campaign = make_campaign(state, title=f"Pasang Hore bersama {key}")
        world.at[f"campaign-{key}"] = f"/kampanye/{campaign.slug}"
        world.at[f"campaign-{key}-id"] = campaign.public_id


def _addresses(world: World) -> None:
    """Ids that only a page's own address needs."""
    resident = world.person("resident")
    mine = make_topic(resident, title="Usulan saya sendiri tentang taman")
    make_post(mine, resident, "Saya tambahkan satu hal.")
    world.at["topic-mine"] = f"/topik/{mine.public_id}-{mine.slug}"
    world.at["comment"] = db.session.scalars(
        db.select(Comment.public_id).order_by(Comment.id.desc()).limit(1)
    ).one()
    with transaction():
        asked = prepared.ask_for(
            actor=as_actor(resident), kind=PreparedKind.RESOURCES, place_code=CITY, subject="2018", language="id",
            at=now(),
        )  # fmt: skip
        world.at["prepared"] = asked.public_id
    world.at["row"] = db.session.scalars(db.select(Budget.public_id).limit(1)).one()
    world.at["code"] = db.session.scalars(
        db.select(Link.code).join(Campaign).where(Campaign.state == CampaignState.PUBLISHED).limit(1)
    ).one()


def _figures(world: World) -> None:
    zone = world.config.zone
    world.period = Period.of(now(), zone).plus(-2)
    midst = world.period.starts_at(zone) + timedelta(days=14)
    make_rated(at=midst)
    verify_all(
        make_rated(home=OTHER_KELURAHAN, at=midst), [world.person("rt")], midst - timedelta(days=5)
    )  # held
    at = max(freeze_moment(world.period, zone), now() - timedelta(days=1))
    bench = metrics.prepare(period=world.period, zone=zone)
    with transaction():
        metrics.freeze_period(
            actor=SYSTEM, period=world.period, keys=world.config.keys, zone=zone, at=at, bench=bench
        )
    with transaction():
        reports.load_baseline(actor=SYSTEM, at=now())
    _links(world)


def _links(world: World) -> None:
    """This year's agencies: one live, one that leads back to the index, one not asked yet; and a second budget."""
    year = str(local_date(now(), world.config.zone).year)
    make_row("anggaran", year=year, apbd_rupiah="2500000000000", ict_rupiah="30000000000")
    for name, link_class in (
        ("Perhubungan", LinkClass.ACTIVE),
        ("Pertanahan", LinkClass.BACK_TO_INDEX),
        ("Pemuda", None),
    ):
        website = f"https://{name.lower()}.balikpapan.example"
        row = make_row("perangkat-daerah", year=year, name=f"Dinas {name}", website=website)
        turn = Turn(CITY, website, row.name, "https://balikpapan.example", None)
        for days in range(25 if link_class else 0):
            found = Finding(link_class, "", 200, days % 2, website, f"Situs resmi {row.name}", 420)
            with transaction():
                record_check(
                    actor=SYSTEM,
                    turn=turn,
                    finding=found,
                    at=now() - timedelta(days=days),
                    zone=world.config.zone,
                )
        world.at.setdefault("link", f"/laporan/tautan/{row.public_id}")
    with transaction():
        set_index(actor=SYSTEM, place_code=CITY, index_url="https://balikpapan.example", at=now())
