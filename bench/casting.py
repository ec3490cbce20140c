"""Ballots per second over HTTP against two workers, as a ratio to a bare Flask view in the same run.

    python bench/casting.py [--voters 600] [--rounds 3] [--seconds 5] [--database URL]

Each request is the POST that puts a sealed envelope into the box: the first of a voter inserts it, later ones replace
it. Both servers run under gunicorn with two sync workers; rounds alternate, after a warm-up. Needs wrk and gunicorn.
Prints a Markdown table; docs/performance.md holds one.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select

from sgforum.accounts.models import Person, SignedIn
from sgforum.accounts.queries import actor_of
from sgforum.accounts.services import grant_role
from sgforum.app import create_app
from sgforum.ballot.models import Envelope
from sgforum.config import Config, load_config
from sgforum.consultation import services
from sgforum.consultation.lifecycle import Promise
from sgforum.consultation.services import Draft, OptionDraft, QuestionDraft
from sgforum.core import clock, migrate
from sgforum.core.crypto import new_token, token_hash
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM, Role
from sgforum.territory import files
from sgforum.territory.models import PlaceLevel
from sgforum.territory.queries import list_places
from sgforum.territory.services import add_rt

sys.path.insert(0, str(Path(__file__).parent))
from pages import Case, gunicorn, run

CAST = """
local voters = {%s}
local n = math.random(#voters)
request = function()
  n = n %% #voters + 1
  local voter = voters[n]
  return wrk.format("POST", "%s", {["Cookie"] = voter[1], ["Content-Type"] = "application/x-www-form-urlencoded"},
    "csrf_token=" .. voter[2] .. "&choice=" .. ({"a", "b", "c"})[n %% 3 + 1] .. "&langkah=kirim")
end
"""


def build(config: Config, voters: int) -> tuple[str, list[tuple[str, str]]]:
    """An installation with a box that is open: the ballot's path, and (cookie, CSRF token) of each voter."""
    app = create_app(config)
    with app.app_context():
        migrate.upgrade(db.engine, config.instance)
        path = _open_box(config, voters)
        people = db.session.scalars(select(Person).where(Person.level == 2).order_by(Person.id)).all()
        keys = [_sign_in(app, person) for person in people]
        db.session.remove()
        db.engine.dispose()
    return path, keys


def _open_box(config: Config, voters: int) -> str:
    at = clock.now()
    shipped = Path(files.__file__).parent / "data" / "balikpapan.csv"
    with transaction():
        files.import_places(actor=SYSTEM, text=shipped.read_text(encoding="utf-8"), at=at)
        home = list_places(PlaceLevel.KELURAHAN)[0].code
        rt = add_rt(actor=SYSTEM, kelurahan_code=home, rw=1, rt=1).code
    begun = at - timedelta(days=90)
    with transaction():
        db.session.add_all(
            Person(
                email=f"warga{n}@contoh.id", name=f"Warga Nomor {n}", password_hash="", level=2, created_at=begun,
                email_confirmed_at=begun, verified_at=begun, home_code=home, rt_code=rt,
            )
            for n in range(voters)
        )  # fmt: skip
    with transaction():
        official = db.session.scalars(select(Person).order_by(Person.id)).first()
        grant_role(
            actor=SYSTEM, person_public_id=official.public_id, role=Role.OFFICIAL, place_code=home, at=at
        )
    published = at - timedelta(days=6)
    draft = Draft(
        title="Jadwal angkut sampah", summary="Ringkas.", document="Isi.", decision_named="SK Lurah",
        questions=[QuestionDraft("Kapan?", options=[OptionDraft(text) for text in ("Pagi", "Siang", "Malam")])],
        decision_on=(at + timedelta(days=30)).date(), officer_title="Lurah", promise=Promise.CONSULT,
        comment=(published + timedelta(days=1), published + timedelta(days=5)),
        voting=(published + timedelta(days=5), at + timedelta(days=9)),
    )  # fmt: skip
    with transaction():
        actor = actor_of(db.session.scalars(select(Person).order_by(Person.id)).first(), at)
        made = services.create_draft(actor=actor, place_code=home, draft=draft, at=published)
        services.publish(actor=actor, public_id=made.public_id, zone=config.zone, at=published)
        services.open_voting(public_id=made.public_id, keys=config.keys, at=at)
        return f"/konsultasi/{made.public_id}-{made.slug}/suara"


def _sign_in(app: Flask, person: Person) -> tuple[str, str]:
    token, at = new_token(), clock.now()
    with transaction():
        db.session.add(
            SignedIn(token_hash=token_hash(token), person_id=person.id, epoch=person.session_epoch, created_at=at,
                     expires_at=at + timedelta(days=1))
        )  # fmt: skip
    with app.test_request_context():
        g.pop("csrf_token", None)  # of the person before: it is kept for the whole context
        csrf = generate_csrf()
        kept = dict(session)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(kept | {"_user_id": token, "_fresh": True})
    return f"sgforum={client.get_cookie('sgforum').value}", csrf


def count_envelopes(config: Config) -> int:
    app = create_app(config)
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Envelope)) or 0
        db.session.remove()
        db.engine.dispose()
    return found


def measure(folder: Path, options: argparse.Namespace) -> tuple[Case, Case, int]:
    environ = {"SGFORUM_DATABASE_URL": options.database} if options.database else {}
    (folder / "instance").mkdir()
    config = load_config(folder / "instance", environ)
    path, voters = build(config, options.voters)
    script = folder / "cast.lua"
    script.write_text(CAST % (",".join(f'{{"{cookie}", "{csrf}"}}' for cookie, csrf in voters), path))
    bare, cast = (
        Case("bare view, 30,000 bytes", "bare", "/"),
        Case("cast a ballot", "sgforum", path, {}, script),
    )
    environ = environ | {"SGFORUM_INSTANCE": str(folder / "instance")}
    with gunicorn("bare:app", folder, {}) as one, gunicorn("sgforum.wsgi:app", folder, environ) as other:
        for number in range(options.rounds + 1):
            for case in (bare, cast):
                run(case, {"bare": one, "sgforum": other}, options.seconds)
                if number == 0:  # the warm-up does not count
                    case.cpu_ms.clear()
                    case.rps.clear()
    return bare, cast, count_envelopes(config)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voters", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument(
        "--database", default="", help="postgresql+psycopg://... instead of SQLite; an empty one"
    )
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="sgforum-bench-") as folder:
        bare, cast, envelopes = measure(Path(folder), options)
    base = statistics.median(bare.cpu_ms)
    print("| request | CPU ms, median | ratio | requests/s, median |\n|---|---|---|---|")
    for case in (bare, cast):
        middle = statistics.median(case.cpu_ms)
        print(f"| {case.name} | {middle:.2f} | {middle / base:.1f}x | {statistics.median(case.rps):.0f} |")
    print(f"\n{envelopes} envelopes of {options.voters} voters are in the box.")


if __name__ == "__main__":
    main()
