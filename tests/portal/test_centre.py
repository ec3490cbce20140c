"""The command centre: what waits, what is late, who is silent, which links are dead, what is new - in one's own places only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from sgforum.core.clock import local_date, now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM, Level, Role
from sgforum.forum.models import Commitment, Kind, Outcome
from sgforum.portal import centre
from sgforum.reports.link_check import Finding, Index
from sgforum.reports.link_services import Turn, record_check
from sgforum.reports.models import AgencyKind, LinkClass
from sgforum.reports.queries import registers_of
from sgforum.territory.models import Place
from tests.factories.accounts import make_official, make_person, make_staff, sign_in
from tests.factories.forum import make_answer, make_post, make_topic
from tests.factories.reports import make_row
from tests.factories.territory import (
    CITY,
    FAR_KELURAHAN,
    KABUPATEN,
    KELURAHAN,
    OTHER_KELURAHAN,
    make_city,
    make_denominator,
    make_province,
)

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def town(each_app):
    make_city()
    return each_app


def due(on, place=KELURAHAN, **fields):
    author = make_person(level=Level.CONFIRMED, home=None)
    return make_topic(author, place, due_on=on, due_since=now() - timedelta(days=20), **fields)


def make_noise():
    """Topics that nobody needs to answer, each late if it counted."""
    due(YESTERDAY, hidden_at=now(), hidden_reason="Menyinggung orang lain.")
    make_answer(due(YESTERDAY))
    make_topic(kind=Kind.DISCUSSION)
    make_topic()  # has too few supporters to be due


def test_what_waits_is_counted_by_place_and_what_is_late_comes_first(town):
    make_noise()
    due(TOMORROW)
    due(TODAY)
    for _ in range(2):
        due(YESTERDAY, FAR_KELURAHAN)
    promised = make_topic(place=KELURAHAN)
    make_answer(promised, Outcome.ACCEPTED, due_on=YESTERDAY)
    kept = make_topic(place=KELURAHAN)
    answer = make_answer(kept, Outcome.ACCEPTED, due_on=YESTERDAY)
    db.session.query(Commitment).filter_by(answer_id=answer.id).update({"done_at": now(), "evidence": "foto"})
    db.session.commit()
    first, second = centre.list_loads([CITY], TODAY)
    assert (first.code, first.answers, first.answers_late, first.late) == (FAR_KELURAHAN, 2, 2, 2)
    assert (second.code, second.answers, second.answers_late) == (KELURAHAN, 2, 0)
    assert (second.promises, second.promises_late) == (1, 1)
    total = centre.total_of([first, second])
    assert (total.waiting, total.late) == (5, 3)
    assert centre.count_newly_late([CITY], TODAY) == 2


def test_a_disputed_answer_waits_again(town):
    topic = due(YESTERDAY)
    make_answer(topic)
    topic.is_disputed = True
    db.session.commit()
    assert centre.total_of(centre.list_loads([CITY], TODAY)).answers_late == 1


def test_loads_are_summed_over_each_kota_of_a_provinsi(each_app):
    make_province(("64.71", KABUPATEN))
    due(YESTERDAY, KELURAHAN)
    due(YESTERDAY, OTHER_KELURAHAN)
    due(TOMORROW, "64.02.01.2002")
    found = centre.list_loads(["64"], TODAY, by_kota=True)
    assert [(load.code, load.answers, load.late) for load in found] == [("64.71", 2, 2), (KABUPATEN, 1, 0)]


def test_only_the_places_asked_for_are_read(town):
    due(YESTERDAY)
    due(YESTERDAY, FAR_KELURAHAN)
    make_person(level=Level.CONFIRMED, home=FAR_KELURAHAN)
    make_denominator(FAR_KELURAHAN, approved_by_id=None, approved_by_name="", approved_at=None)
    assert [load.code for load in centre.list_loads([KELURAHAN], TODAY)] == [KELURAHAN]
    assert centre.list_loads([], TODAY) == []
    assert centre.count_checks([KELURAHAN]) == (0, 0, 0)
    assert centre.count_checks([CITY]) == (1, 1, 0)
    assert centre.list_silent([KELURAHAN], now()).kelurahan == 1
    assert centre.count_news([KELURAHAN], now())[0].topics == 1
    assert centre.count_news([CITY], now())[0].topics == 2


def test_a_kelurahan_is_silent_after_thirty_days_without_a_visible_text(town):
    at = now()
    old = make_topic(
        place=FAR_KELURAHAN, created_at=at - timedelta(days=31), last_post_at=at - timedelta(days=31)
    )
    make_topic(place=KELURAHAN, created_at=at - timedelta(days=29))
    make_topic(place=OTHER_KELURAHAN, hidden_at=at, hidden_reason="Tidak pantas.")
    found = centre.list_silent([CITY], at)
    assert [(place.code, place.last_at) for place in found.places] == [
        (OTHER_KELURAHAN, None),
        (FAR_KELURAHAN, old.last_post_at),
    ]
    assert found.kelurahan == 3


def test_links_are_those_of_the_newest_year_and_a_tally_is_not_counted_twice(town):
    make_row("perangkat-daerah", name="Dinas Lama", kind="dinas", year="2017", link_class="galat")
    make_row("hitungan-tautan", kind="dinas", active="12", back_to_index="6", year="2018")
    make_row(
        "perangkat-daerah", name="Dinas Kominfo", kind="dinas", link_class="kembali_ke_indeks", year="2018"
    )
    make_row("perangkat-daerah", name="Badan Uji", kind="badan", link_class="aktif", year="2018")
    make_row("perangkat-daerah", name="Badan Lain", kind="badan", year="2018")
    found = centre.find_links(CITY)
    assert found.year == 2018
    assert found.counts[AgencyKind.DINAS][LinkClass.BACK_TO_INDEX] == 6
    assert (found.listed, found.alive, found.unchecked, found.broken) == (20, 13, 1, 6)
    assert [(row.name, link) for row, link in found.dead] == [("Dinas Kominfo", LinkClass.BACK_TO_INDEX)]
    assert centre.find_links("64.72") is None


def test_links_are_as_the_audit_decided_and_as_the_report_counts_them(town, config):
    """By hand: one live, one dead. The audit of three days says the reverse; a single day decides nothing."""
    at, year = now(), str(local_date(now(), config.zone).year)
    sites = {
        "Dinas Mati": ("aktif", [LinkClass.FAILING] * 2),
        "Dinas Hidup": ("galat", [LinkClass.ACTIVE] * 2),
        "Dinas Sekali": ("aktif", [LinkClass.FAILING]),
    }
    for name, (by_hand, seen) in sites.items():
        website = f"https://{name.split()[1].lower()}.go.id"
        make_row("perangkat-daerah", name=name, link_class=by_hand, year=year, website=website)
        for days, link in enumerate(seen):
            with transaction():
                record_check(
                    actor=SYSTEM, turn=Turn(CITY, website, name, "", Index("")),
                    finding=Finding(link, "", 200), at=at - timedelta(days=days), zone=config.zone,
                )  # fmt: skip
    make_row("hitungan-tautan", kind="dinas", active="1", year=year)  # knows fewer links than the list
    found = centre.find_links(CITY)
    assert (found.listed, found.alive, found.broken) == (3, 2, 1)
    assert [(row.name, link) for row, link in found.dead] == [("Dinas Mati", LinkClass.FAILING)]
    assert found.checked_on == local_date(at, config.zone)
    counted = registers_of(CITY, int(year)).links[0]
    assert (counted.active, counted.listed) == (found.alive, found.listed)


def test_what_is_new_is_of_the_last_day_beside_the_day_before(town):
    at = now()
    make_topic(created_at=at - timedelta(hours=2))
    for _ in range(2):
        make_topic(created_at=at - timedelta(hours=30))
    make_topic(created_at=at - timedelta(hours=50))
    make_topic(created_at=at - timedelta(hours=2), hidden_at=at, hidden_reason="Tidak pantas.")
    answered = make_topic(created_at=at - timedelta(days=9))
    make_answer(answered, created_at=at - timedelta(hours=3))
    news, before = centre.count_news([CITY], at)
    assert (news.topics, before.topics) == (1, 2)
    assert (news.answers, before.answers) == (1, 0)
    assert [(item.kind, item.title, item.place_name) for item in centre.list_events([CITY], at)] == [
        ("answers", answered.title, "Manggar")
    ]


def test_days_run_from_midnight_to_midnight_and_staff_do_not_count(town):
    start = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
    midnights = [start + timedelta(days=n) for n in range(4)]
    topic = make_topic(created_at=start - timedelta(hours=1))
    for at in (start, start + timedelta(hours=23, minutes=59), start + timedelta(days=2)):
        make_post(topic, created_at=at)
    make_post(topic, created_at=start, by_staff=True)
    make_post(topic, created_at=start, hidden_at=start, hidden_reason="Tidak pantas.")
    make_answer(topic, created_at=start + timedelta(days=1))
    texts, answers = centre.count_by_day([CITY], midnights)
    assert texts == [2, 0, 1]
    assert answers == [0, 1, 0]


@pytest.fixture
def look(app):
    def made(person, path="/pusat-kendali"):
        client = app.test_client()
        sign_in(client, person)
        return client.get(path)

    return made


def test_a_lurah_sees_the_own_kelurahan_and_an_auditor_the_city(app, look):
    make_city()
    due(YESTERDAY, title="Saluran air di gang kita tersumbat")
    due(YESTERDAY, FAR_KELURAHAN)
    lurah = look(make_official(KELURAHAN)).text
    auditor = look(make_staff(Role.AUDITOR, CITY)).text
    assert "1 urusan sudah lewat tenggat" in lurah
    assert "2 urusan sudah lewat tenggat" in auditor
    assert f'href="/kelurahan/{FAR_KELURAHAN}"' not in lurah
    assert f'href="/kelurahan/{FAR_KELURAHAN}"' in auditor
    assert 'href="/petugas/topik"' in lurah


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.VERIFIER])
def test_others_find_no_such_page(app, look, role):
    make_city()
    assert look(make_staff(role, CITY)).status_code == 404
    assert look(make_person()).status_code == 404


def test_a_provinsi_shows_its_kota_and_each_kota_its_kelurahan(app, look):
    make_province(("64.71", KABUPATEN))
    due(YESTERDAY, KELURAHAN)
    admin = make_staff(Role.ADMIN, "64")
    whole = look(admin).text
    assert 'href="/pusat-kendali?kota=64.71"' in whole
    assert "Kab. Kutai Kartanegara" in whole
    one = look(admin, "/pusat-kendali?kota=64.71").text
    assert "Pusat kendali Kota Balikpapan" in one
    assert f'href="/kelurahan/{KELURAHAN}"' in one
    elsewhere = look(make_staff(Role.ADMIN, KABUPATEN), "/pusat-kendali?kota=64.71").text
    assert "Pusat kendali Kab. Kutai Kartanegara" in elsewhere
    assert KELURAHAN not in elsewhere


def test_an_empty_city_says_so(app, look):
    make_city()
    text = look(make_staff(Role.ADMIN, CITY)).text
    assert "Tidak ada yang lewat tenggat" in text
    assert "Semua sudah dijawab dan diputuskan" in text
    assert "belum pernah ada tulisan" in text
    assert "Belum ada daftar tautan lembaga" in text


def test_one_kelurahan_and_fifty_cost_the_same_number_of_statements(app):
    make_city()
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))

    def statements():
        seen = []
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert client.get("/pusat-kendali").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    due(YESTERDAY)
    client.get("/pusat-kendali")
    few = statements()
    for number in range(2000, 2050):
        code = f"64.71.01.{number}"
        db.session.add(Place(code=code, level="kelurahan", parent_code="64.71.01", name=f"Desa {number}"))
        db.session.commit()
        if number % 10 == 0:
            make_answer(due(YESTERDAY, code), Outcome.ACCEPTED, due_on=YESTERDAY)
    assert statements() == few
    assert few <= 22
