"""Files that people ask for: made once by one worker, told how far, kept for a time, and only for who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sgforum.accounts.events import PersonErased
from sgforum.app import own_data
from sgforum.core import bus
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import NotFound, TooMany
from sgforum.core.permissions import SYSTEM
from sgforum.reports import jobs, making, prepared
from sgforum.reports.models import PreparedFile, PreparedKind, PreparedState
from sgforum.reports.prepared import KEPT_DAYS, MOST_WAITING
from tests.factories.accounts import as_actor, make_person, sign_in
from tests.factories.territory import CITY, KELURAHAN, make_city


@pytest.fixture
def town(each_app):
    make_city()
    return each_app


def ask(person, subject="2018", at=None, **given):
    values = {"kind": PreparedKind.RESOURCES, "place_code": CITY, "language": "id"} | given
    with transaction():
        return prepared.ask_for(actor=as_actor(person), subject=subject, at=at or now(), **values).id


def claim(at=None):
    with transaction():
        found = prepared.claim(at=at or now())
        return found and found.id


def finish(file_id, at=None):
    with transaction():
        prepared.finish(file_id=file_id, content=b"%PDF-1.7 uji", at=at or now())


def state(file_id):
    db.session.expire_all()
    return db.session.get(PreparedFile, file_id).state


def test_the_same_report_is_put_on_the_list_once(town):
    person = make_person()
    first = ask(person)
    assert ask(person) == first
    assert ask(person, language="en") != first
    assert ask(make_person()) != first
    finish(claim())
    assert ask(person) == first
    assert ask(person, at=now() + timedelta(hours=2)) != first


def test_one_person_cannot_fill_the_list(town):
    person = make_person()
    for year in range(MOST_WAITING):
        ask(person, str(2010 + year))
    with pytest.raises(TooMany):
        ask(person, "2020")
    assert ask(make_person(), "2020")
    finish(claim())
    assert ask(person, "2020")


def test_the_system_has_no_files(town):
    with pytest.raises(NotFound), transaction():
        prepared.ask_for(
            actor=SYSTEM,
            kind=PreparedKind.RESOURCES,
            place_code=CITY,
            subject="2018",
            language="id",
            at=now(),
        )


def test_a_file_is_claimed_by_one_worker_the_oldest_first(town):
    first, second = ask(make_person()), ask(make_person())
    assert claim() == first
    assert claim() == second
    assert claim() is None


def test_what_a_dead_worker_left_is_taken_again_three_times_and_then_given_up(town):
    file_id, at = ask(make_person()), now()
    for _ in range(3):
        assert claim(at) == file_id
        assert claim(at + timedelta(minutes=4)) is None
        at += timedelta(minutes=6)
    assert claim(at) is None
    assert state(file_id) is PreparedState.FAILED


def test_progress_is_a_sign_of_life(town):
    file_id, at = ask(make_person()), now()
    claim(at)
    with transaction():
        prepared.note_progress(file_id=file_id, done=2, total=5, at=at + timedelta(minutes=4))
    assert claim(at + timedelta(minutes=8)) is None
    assert (
        db.session.get(PreparedFile, file_id).parts_done,
        db.session.get(PreparedFile, file_id).parts_total,
    ) == (2, 5)


def test_only_who_asked_finds_the_file(town):
    owner, other = make_person(), make_person()
    file_id = ask(owner)
    finish(claim())
    public_id = db.session.get(PreparedFile, file_id).public_id
    assert prepared.get_prepared(owner.id, public_id, now(), with_content=True).content == b"%PDF-1.7 uji"
    with pytest.raises(NotFound):
        prepared.get_prepared(other.id, public_id, now())
    assert prepared.list_prepared(other.id, now()) == []
    with transaction():
        prepared.delete_own(actor=as_actor(other), public_id=public_id)
    assert state(file_id) is PreparedState.READY
    with transaction():
        prepared.delete_own(actor=as_actor(owner), public_id=public_id)
    assert db.session.get(PreparedFile, file_id) is None


def test_a_file_is_deleted_after_its_time(town):
    person, at = make_person(), now()
    kept, gone = ask(person, "2017", at=at), ask(person, "2018", at=at - timedelta(days=2))
    for _ in range(2):
        finish(claim(), at=at - timedelta(days=KEPT_DAYS - 1))
    db.session.get(PreparedFile, kept).expires_at = at + timedelta(days=3)
    db.session.commit()
    with transaction():
        assert prepared.delete_expired(at=at + timedelta(days=1, seconds=1)) == 1
    assert db.session.get(PreparedFile, gone) is None
    assert state(kept) is PreparedState.READY
    assert prepared.list_prepared(person.id, at + timedelta(days=4)) == []


def test_erasing_an_account_takes_its_files_along(town):
    person, other = make_person(), make_person()
    ask(person)
    left = ask(other)
    assert [row["subject"] for row in own_data(person.id)["reports"]["prepared_files"]] == ["2018"]
    with transaction():
        bus.publish(PersonErased(person.id, person.email))
    assert own_data(person.id)["reports"]["prepared_files"] == []
    assert state(left) is PreparedState.WAITING


class TestMaking:
    """The worker's turn; laying out is another test's matter."""

    @pytest.fixture
    def laid_out(self, monkeypatch):
        seen = []

        def pdf(parts):
            seen.extend(parts)
            return b"%PDF-1.7 " + str(len(seen)).encode()

        monkeypatch.setattr(making, "pdf_of_parts", pdf)
        return seen

    @pytest.fixture
    def settings(self, town):
        return town.extensions["sgforum_config"]

    def test_the_worker_makes_the_oldest_and_tells_how_far_it_is(self, town, settings, laid_out, monkeypatch):
        told = []
        monkeypatch.setattr(making, "parts_of", lambda *_: [lambda: "satu", lambda: "dua"])
        note = prepared.note_progress
        monkeypatch.setattr(
            prepared,
            "note_progress",
            lambda **given: (told.append((given["done"], given["total"])), note(**given)),
        )
        file_id = ask(make_person())
        assert jobs.make_next(settings, now()) == 1
        assert laid_out == ["satu", "dua"]
        assert told == [(0, 2), (1, 2)]
        assert state(file_id) is PreparedState.READY
        assert db.session.get(PreparedFile, file_id).size == len(b"%PDF-1.7 2")
        assert jobs.make_next(settings, now()) == 0

    def test_a_report_that_there_is_not_is_given_up_at_once(self, town, settings, laid_out):
        file_id = ask(make_person(), "1990")
        assert jobs.make_next(settings, now()) == 0
        assert state(file_id) is PreparedState.FAILED

    def test_another_failure_is_tried_three_times(self, town, settings, laid_out, monkeypatch):
        def broken(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(making, "parts_of", broken)
        file_id = ask(make_person())
        states = []
        for _ in range(3):
            jobs.make_next(settings, now())
            states.append(state(file_id))
        assert states == [PreparedState.WAITING, PreparedState.WAITING, PreparedState.FAILED]


def test_a_real_pdf_of_every_part(baseline, app):
    pytest.importorskip("weasyprint")
    file_id = ask(make_person())
    assert jobs.make_next(app.extensions["sgforum_config"], now()) == 1
    found = prepared.get_prepared(
        db.session.get(PreparedFile, file_id).owner_id, db.session.get(PreparedFile, file_id).public_id, now(),
        with_content=True,
    )  # fmt: skip
    assert found.content.startswith(b"%PDF-")
    assert len(found.content) > 10_000


@pytest.fixture
def browser(app):
    def made(person):
        client = app.test_client()
        sign_in(client, person)
        return client

    return made


ASK = f"/laporan/berkas?jenis=resources&wilayah={CITY}&isi=2018"


def test_asking_watching_taking_and_deleting_by_page(baseline, app, browser):
    person = make_person()
    client, stranger = browser(person), browser(make_person())
    assert "Laporan sumber daya 2018, Kota Balikpapan" in client.get(ASK).text
    sent = client.post(ASK)
    assert sent.status_code == 303
    path = sent.headers["Location"]
    page = client.get(path).text
    assert "Menunggu giliran" in page
    assert 'hx-trigger="every 2s"' in page
    assert f'href="{path}"' in page  # works without a script
    assert client.get(f"{path}.pdf").status_code == 404
    assert stranger.get(path).status_code == 404
    file_id = claim()
    with transaction():
        prepared.note_progress(file_id=file_id, done=2, total=5, at=now())
    assert "bagian 3 dari 5" in client.get(path).text
    finish(file_id)
    page = client.get(path).text
    assert "Unduh PDF" in page
    assert "hx-trigger" not in page
    taken = client.get(f"{path}.pdf")
    assert taken.data == b"%PDF-1.7 uji"
    assert taken.headers["Content-Type"] == "application/pdf"
    assert "no-store" in taken.headers["Cache-Control"]
    assert stranger.get(f"{path}.pdf").status_code == 404
    assert "siap" in client.get("/laporan/berkas").text
    assert client.post(f"{path}/hapus").status_code == 303
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "jenis=lain&wilayah=64.71&isi=2018", f"jenis=resources&wilayah={CITY}&isi=1999", "jenis=resources&wilayah=99.99&isi=2018",
        f"jenis=scores&wilayah={CITY}&isi=2018-13", f"jenis=scores&wilayah={CITY}&isi=2031-01", f"jenis=scores&wilayah={CITY}&isi=x",
        f"jenis=place_score&wilayah={KELURAHAN}.RW01&isi=2018-01", "jenis=consultation&isi=zzzzzzzzzz", f"jenis=resources&wilayah={CITY}&isi=",
    ],
)  # fmt: skip
def test_what_there_is_not_cannot_be_asked_for(baseline, browser, query):
    client = browser(make_person())
    assert client.get(f"/laporan/berkas?{query}").status_code == 404
    assert client.post(f"/laporan/berkas?{query}").status_code == 404
    assert db.session.query(PreparedFile).count() == 0


def test_a_visitor_is_sent_to_sign_in(baseline, client):
    answer = client.get(ASK)
    assert answer.status_code == 303
    assert "/masuk" in answer.headers["Location"]
