"""The link audit as a whole: turns, history, what the report makes of it, and its pages."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from sgforum.cli import house
from sgforum.core import clock
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import local_date, now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Forbidden, InvalidInput
from sgforum.core.outbound import is_public
from sgforum.core.permissions import SYSTEM
from sgforum.reports import link_jobs, link_queries, link_services, queries
from sgforum.reports.link_check import Finding, Index
from sgforum.reports.link_models import LinkCheck, LinkPlan
from sgforum.reports.registers import LinkClass
from tests.core.sites import page, running, to, two_days
from tests.factories.accounts import as_actor, make_official, sign_in
from tests.factories.reports import OTHER_CITY, make_row
from tests.factories.territory import CITY, make_city


@pytest.fixture
def sites(app):
    """Sites on this machine, which only this application may ask."""
    with running() as found:
        app.extensions["sgforum_network"] = found.network()
        found.answers["kota.test/"] = page("Kota Balikpapan")
        found.answers["a.test/"] = page("Dinas A")
        found.answers["b.test/"] = to(f"http://kota.test:{found.port}/")
        yield found


@pytest.fixture
def audited(app, config):
    """The configuration of an installation whose operator has said whom keepers of sites may write to."""
    found = replace(config, link_audit_contact="kominfo@kota.test")
    app.extensions["sgforum_config"] = found
    return found


@pytest.fixture
def year(config):
    return local_date(now(), config.zone).year


@pytest.fixture
def agencies(city, sites, year):
    """Two agencies of this year, and noise: an old year, another city, one without a site."""
    for name in "ab":
        agency(name.upper(), year, f"http://{name}.test:{sites.port}/")
    agency("Lama", year - 1, f"http://lama.test:{sites.port}/")
    agency("Tanpa situs", year, "")
    agency("Asing", year, f"http://asing.test:{sites.port}/", place_code=OTHER_CITY)
    with transaction():
        link_services.set_index(
            actor=SYSTEM, place_code=CITY, index_url=f"http://kota.test:{sites.port}/", at=now()
        )


def agency(name, year, website, **given):
    return make_row("perangkat-daerah", name=name, year=str(year), website=website, **given)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(link_jobs.Asker, "ask", _without_pause(link_jobs.Asker.ask))


def _without_pause(ask):
    def quick(self, *args, **options):
        self.pause = lambda _seconds: None
        return ask(self, *args, **options)

    return quick


def rows():
    return db.session.scalars(select(LinkCheck).order_by(LinkCheck.id)).all()


def run(config, at=None, most=20):
    """Let the worker have its turns at one moment; how many sites it checked."""
    moment = at or now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        return [link_jobs.audit_links(config, moment) for _ in range(most)].count(1)


def test_each_turn_checks_one_site_and_each_site_once_a_day(agencies, sites, audited):
    assert link_jobs.audit_links(audited, now()) == 1
    assert [check.name for check in rows()] == ["A"]
    assert run(audited) == 1
    assert [(check.name, check.link_class) for check in rows()] == [
        ("A", LinkClass.ACTIVE), ("B", LinkClass.BACK_TO_INDEX)
    ]  # fmt: skip
    assert run(audited) == 0
    assert {key.partition("/")[0] for key in sites.asked} == {"kota.test", "a.test", "b.test"}


def test_the_index_page_is_read_once_for_many_sites(agencies, sites, audited):
    run(audited)
    plan = link_queries.find_plan(CITY)
    assert (plan.index_title, plan.index_final_url) == ("Kota Balikpapan", f"http://kota.test:{sites.port}/")
    assert sites.asked.count("kota.test/") == 2  # once as the index, once as the end of b's redirect


def test_an_index_page_that_fails_later_is_remembered(agencies, sites, audited):
    first, second = two_days(audited.zone)
    run(audited, first)
    sites.answers["kota.test/"] = page("Galat", 500)
    sites.answers["a.test/"] = page("Kota Balikpapan")
    run(audited, second)
    assert rows()[2].link_class is LinkClass.BACK_TO_INDEX


def test_nobody_is_asked_without_a_contact_or_without_an_index_page(agencies, sites, audited, config):
    assert run(config) == 0
    db.session.query(LinkPlan).delete()
    db.session.commit()
    assert run(audited) == 0
    assert sites.asked == []


def test_with_the_guard_of_the_product_no_local_site_is_asked(agencies, app, sites, audited):
    """The mutant of this file's fixture: with the strict guard the same addresses are refused."""
    app.extensions["sgforum_network"] = replace(sites.network(), allows=is_public)
    run(audited)
    assert sites.asked == []
    assert {check.reason for check in rows()} == {"alamat_tidak_umum"}


def test_one_worker_checks_at_a_time_and_a_lost_one_gives_way(agencies, audited, config):
    at = now()
    with transaction():
        turn = link_services.claim_next(actor=SYSTEM, at=at, zone=config.zone)
    assert turn.name == "A"
    assert link_jobs.audit_links(audited, at + timedelta(minutes=1)) == 0
    assert link_jobs.audit_links(audited, at + link_services.CLAIM) == 1


def test_the_last_check_of_a_day_counts(agencies, audited, sites):
    run(audited)
    sites.answers["a.test/"] = page("Rusak", 500)
    with transaction():
        link_services.order_checks(actor=SYSTEM, place_code=CITY, at=now(), zone=audited.zone)
    assert run(audited) == 2
    year = rows()[0].checked_on.year
    days = link_queries.days_of(CITY, year)
    assert [[day.link_class for day in found] for found in days.values()] == [
        [LinkClass.FAILING], [LinkClass.BACK_TO_INDEX]
    ]  # fmt: skip


def test_two_days_give_the_report_its_first_indicator(agencies, audited, year):
    first, second = two_days(audited.zone)
    assert run(audited, first) == 2
    assert queries.registers_of(CITY, year).links == ()
    assert run(audited, second) == 2
    (dinas,) = queries.registers_of(CITY, year).links
    assert (dinas.active, dinas.back_to_index, dinas.listed) == (1, 1, 2)
    assert dinas.origin.note.id.startswith("2 tautan diperiksa otomatis, terakhir ")
    assert queries.registers_of(OTHER_CITY, year).links == ()


def test_the_audit_goes_before_what_was_written_by_hand(city, audited, year, sites):
    website = f"http://a.test:{sites.port}/"
    agency("A", year, website, link_class="galat", is_ict_office="ya")
    assert not queries.registers_of(CITY, year).own_link.is_live
    turn = link_services.Turn(CITY, website, "A", "http://kota.test/", Index("http://kota.test/"))
    live = Finding(LinkClass.ACTIVE, "", 200, 0, website, "Dinas A", 5)
    for at in two_days(audited.zone):
        with transaction():
            link_services.record_check(actor=SYSTEM, turn=turn, finding=live, at=at, zone=audited.zone)
    assert queries.registers_of(CITY, year).own_link.is_live


def test_acts_of_the_audit_are_permitted_checked_and_recorded(agencies, strangers, audited):
    for person in strangers:
        with pytest.raises(Forbidden), transaction():
            link_services.set_index(
                actor=as_actor(person), place_code=CITY, index_url="https://k.go.id", at=now()
            )
        with pytest.raises(Forbidden), transaction():
            link_services.order_checks(actor=as_actor(person), place_code=CITY, at=now(), zone=audited.zone)
    with pytest.raises(InvalidInput), transaction():
        link_services.set_index(actor=SYSTEM, place_code=CITY, index_url="ftp://k.go.id", at=now())
    with pytest.raises(InvalidInput), transaction():
        link_services.order_checks(actor=SYSTEM, place_code=OTHER_CITY, at=now(), zone=audited.zone)
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("reports.link"))).all()
    assert acts == ["reports.link.index"]  # of the fixture alone


def test_an_official_orders_a_check_and_everybody_reads_its_history(agencies, client, audited, year):
    assert client.get("/admin/tautan").status_code == 303
    sign_in(client, make_official(CITY))
    assert "Ada 2 situs untuk tahun ini." in client.get("/admin/tautan").text
    answer = client.post("/admin/tautan/periksa", follow_redirects=True)
    assert "2 situs akan diperiksa satu per satu." in answer.text
    assert "0 dari 2 situs sudah diperiksa" in answer.text
    run(audited)
    assert "2 dari 2 situs sudah diperiksa" in client.get("/admin/tautan").text
    visitor = client.application.test_client()
    listed = visitor.get(f"/laporan/tautan?tahun={year}").text
    assert "kembali ke indeks" in listed
    assert "Lama" not in listed
    assert "Asing" not in listed
    row = link_queries.list_agencies(CITY, year)[0]
    history = visitor.get(f"/laporan/tautan/{row.public_id}").text
    assert "Dinas A" in history
    assert "Dinas B" not in history


def test_the_history_has_pages_and_a_file(agencies, client, audited, year, sites):
    website, at = f"http://a.test:{sites.port}/", now()
    turn = link_services.Turn(CITY, website, "A", "", Index(""))
    for n in range(25):
        finding = Finding(LinkClass.FAILING, "", 500, 0, website, f'=1+{n} "x"', 5)
        with transaction():
            link_services.record_check(
                actor=SYSTEM, turn=turn, finding=finding, at=at - timedelta(minutes=n), zone=audited.zone
            )
    row = link_queries.list_agencies(CITY, year)[0]
    first = client.get(f"/laporan/tautan/{row.public_id}")
    assert "=1+19 " in first.text
    assert "=1+20 " not in first.text
    more = link_queries.list_checks(CITY, website).next
    second = client.get(f"/laporan/tautan/{row.public_id}?sesudah={more}").text
    assert "=1+20 " in second
    assert "=1+19 " not in second
    assert client.get(f"/laporan/tautan/{row.public_id}?sesudah=rusak").status_code == 422
    table = list(csv.DictReader(io.StringIO(client.get("/data/tautan.csv").text)))
    assert len(table) == 25
    assert {line["title"][:5] for line in table} == {
        "'=1+2",
        "'=1+1",
        "'=1+0",
        *(f"'=1+{n}" for n in range(10)),
    }


def test_an_auditor_reads_the_audit_without_its_buttons(agencies, client, strangers):
    sign_in(client, strangers[-1])
    found = client.get("/admin/tautan")
    assert found.status_code == 200
    assert "Periksa semua situs" not in found.text
    assert client.post("/admin/tautan/periksa").status_code == 404


def test_a_wrong_index_address_stays_in_the_form(agencies, client, admin):
    sign_in(client, admin)
    answer = client.post("/admin/tautan", data={"index_url": "kota.go.id"})
    assert answer.status_code == 422
    assert "Tulis alamat yang diawali http:// atau https://." in answer.text
    assert 'value="kota.go.id"' in answer.text


def test_pages_say_that_nobody_is_asked_without_a_contact(agencies, client, admin):
    sign_in(client, admin)
    assert "LINK_AUDIT_CONTACT" in client.get("/admin/tautan").text


def test_days_are_told_apart_on_both_databases(each_app):
    make_city()
    website = "https://a.go.id"
    turn = link_services.Turn(CITY, website, "A", "", Index(""))
    zone = each_app.config["ZONE"]
    noon = datetime(2026, 6, 15, 4, tzinfo=UTC)
    for hours, found in (
        (0, LinkClass.FAILING),
        (1, LinkClass.ACTIVE),
        (24, LinkClass.ACTIVE),
        (48, LinkClass.UNKNOWN),
        (72, LinkClass.FAILING),
    ):
        said = ("", 200) if found is not LinkClass.UNKNOWN else ("dilarang_robots_txt", None)
        with transaction():
            link_services.record_check(
                actor=SYSTEM,
                turn=turn,
                finding=Finding(found, *said),
                at=noon + timedelta(hours=hours),
                zone=zone,
            )
    days = link_queries.days_of(CITY, 2026)[website]
    assert [(day.on.day, day.link_class) for day in days] == [
        (18, LinkClass.FAILING), (16, LinkClass.ACTIVE), (15, LinkClass.ACTIVE)
    ]  # fmt: skip
    assert link_queries.audited_links(CITY, 2026)[website].link_class is LinkClass.ACTIVE
    assert link_queries.days_of(CITY, 2025) == {}
    with transaction():
        link_services.set_index(actor=SYSTEM, place_code=CITY, index_url="https://k.go.id", at=noon)
        assert link_services.claim_next(actor=SYSTEM, at=noon, zone=zone) is None  # no agency of this year
    first = link_queries.list_checks(CITY, website)
    assert [check.checked_on.day for check in first.rows] == [18, 17, 16, 15, 15]


def test_the_command_refuses_without_a_contact_and_asks_nobody_inside(app, config, monkeypatch):
    make_city()
    with running() as sites:
        agency("A", local_date(now(), config.zone).year, f"http://127.0.0.1:{sites.port}/")
        with transaction():
            link_services.set_index(actor=SYSTEM, place_code=CITY, index_url="https://kota.invalid", at=now())
        command = ["--instance", str(config.instance), "report", "links"]
        refused = CliRunner().invoke(house, command)
        assert refused.exit_code == 1
        assert "LINK_AUDIT_CONTACT" in refused.stderr
        monkeypatch.setenv("SGFORUM_LINK_AUDIT_CONTACT", "kominfo@kota.test")
        monkeypatch.setattr(link_jobs, "read_index", lambda _url, _asker: None)
        done = CliRunner().invoke(house, [*command, "--json"])
        assert sites.asked == []
    (check,) = json.loads(done.stdout)["checks"]
    assert (check["class"], check["reason"]) == ("tak_terjangkau", "alamat_tidak_umum")
