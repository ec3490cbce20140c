from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sgforum.core.audit import AuditEntry, first_broken_entry
from sgforum.core.cache import versions
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import SYSTEM, Role
from sgforum.reports import services
from sgforum.reports.baseline import load_baseline as read_baseline
from sgforum.reports.models import AppUse, Budget, Staffing
from sgforum.reports.queries import count_rows, list_rows, list_years, registers_of
from sgforum.reports.schema import REGISTERS, find_register
from tests.factories.accounts import as_actor, make_official, make_staff
from tests.factories.reports import OTHER_CITY, count_budgets, make_row, smallest
from tests.factories.territory import CITY, KELURAHAN, make_city

BUDGET = find_register("anggaran")


def enter(code="anggaran", actor=SYSTEM, place_code=CITY, **given):
    with transaction():
        return services.enter_row(
            actor=actor,
            register=find_register(code),
            place_code=place_code,
            given=smallest(code, **given),
            at=now(),
        )


def refused(code="anggaran", **given):
    with pytest.raises(InvalidInput) as refusal:
        enter(code, **given)
    return refusal.value.errors


def test_enter_row_keeps_values_source_and_who(city, admin):
    row = enter(
        actor=as_actor(admin), apbd_rupiah="Rp1.810.758.387.000", data_year="2024", source="Perda 1/2025"
    )
    assert (row.apbd_rupiah, row.year, row.data_year) == (1_810_758_387_000, 2025, 2024)
    assert (row.source, row.entered_by_id, row.entered_by_name) == ("Perda 1/2025", admin.id, admin.name)
    assert row.entered_at.tzinfo is not None


@pytest.mark.parametrize("code", [register.code for register in REGISTERS])
def test_every_register_takes_its_smallest_row_once(city, code):
    row = enter(code, year="2024")
    assert row.data_year == 2024
    key = find_register(code).key[0] if find_register(code).key else "year"
    assert refused(code, year="2024") == {key: services.TAKEN}
    assert list_rows(find_register(code), CITY, 2024) == [row]


def test_enter_row_is_audited_and_makes_pages_stale(city):
    before = versions("reports")
    row = enter()
    entry = db.session.scalar(
        select(AuditEntry).where(AuditEntry.act == "reports.register.enter").order_by(AuditEntry.id.desc())
    )
    assert entry.subject == f"anggaran:{row.public_id}"
    assert entry.details["ict_rupiah"] == "20"
    assert versions("reports") != before
    assert first_broken_entry() is None


def test_enter_row_by_people_without_the_permission_is_refused(city, strangers):
    for person in strangers:
        with pytest.raises(Forbidden):
            enter(actor=as_actor(person))
    assert count_budgets() == 3  # the noise


def test_enter_row_by_an_official_of_the_city_is_taken(city):
    assert enter(actor=as_actor(make_official(CITY))).ict_rupiah == 20


def test_enter_row_in_another_city_than_the_role_is_refused(city, admin):
    with pytest.raises(Forbidden):
        enter(actor=as_actor(admin), place_code=OTHER_CITY, year="2020")


@pytest.mark.parametrize("place", [KELURAHAN, "99.99"])
def test_enter_row_belongs_to_a_city(city, place):
    with pytest.raises(NotFound):
        enter(place_code=place)


def test_enter_row_names_every_wrong_field_at_once(city):
    errors = refused(apbd_rupiah="-5", ict_rupiah="banyak", source="", year="20")
    assert set(errors) == {"apbd_rupiah", "ict_rupiah", "source", "year"}


@pytest.mark.parametrize("year", ["1989", "2200", str(now().year + 2)])
def test_enter_row_refuses_a_year_that_cannot_be(city, year):
    assert refused(year=year) == {"year": services.BAD_YEAR}


@pytest.mark.parametrize("data_year", ["1989", "2026"])
def test_enter_row_refuses_data_of_a_later_year(city, data_year):
    assert refused(data_year=data_year) == {"data_year": services.BAD_DATA_YEAR}


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("anggaran", {"apbd_rupiah": "10", "ict_rupiah": "20"}, "ict_rupiah"),
        ("anggaran", {"socialisation_rupiah": "21"}, "socialisation_rupiah"),
        ("anggaran", {"dak_rupiah": "1001"}, "dak_rupiah"),
        ("anggaran", {"apbd_rupiah": "", "ict_rupiah": ""}, "apbd_rupiah"),
        ("katalog-aplikasi", {"complete": "5"}, "complete"),
        ("petugas-tik", {"headcount_lo": "3"}, "headcount_hi"),
        ("petugas-tik", {"complete_records": "3"}, "complete_records"),
        ("petugas-tik", {"functional_posts": "3"}, "functional_posts"),
        ("petugas-tik", {"unit_count": "0"}, "unit_count"),
        ("petugas-tik", {"moved_out": "1"}, "mean_headcount_tenths"),
        ("pemakaian-aplikasi", {"users_lo": "6"}, "users_hi"),
        ("pemakaian-aplikasi", {"group_size": "0"}, "group_size"),
        ("pemakaian-aplikasi", {"group_size": ""}, "group_size"),
        ("pemakaian-aplikasi", {"share_ppm": "1"}, "users_lo"),
        ("pemakaian-aplikasi", {"monthly_active": "1"}, "ever_installed"),
        ("perangkat-daerah", {"checked_on": "2025-01-01"}, "checked_on"),
        ("perangkat-daerah", {"link_class": "aktif", "checked_on": "2999-01-01"}, "checked_on"),
    ],
)
def test_enter_row_refuses_values_that_do_not_fit_together(city, code, given, field):
    assert field in refused(code, **given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"apbd_rupiah": -1},
        {"ict_rupiah": 2_000, "apbd_rupiah": 1_000},
        {"year": 1900},
        {"data_year": 2030},
        {"source": ""},
    ],
)
def test_the_database_holds_the_rules_of_a_budget(city, wrong):
    values = {
        "place_code": CITY,
        "year": 2026,
        "data_year": 2026,
        "source": "x",
        "entered_by_name": "x",
        "entered_at": now(),
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Budget(**(values | wrong)))


@pytest.mark.parametrize(
    "wrong",
    [{"headcount_lo": 3}, {"complete_records": 9}, {"moved_out": 1}, {"unit_count": 0}, {"headcount_lo": -1}],
)
def test_the_database_holds_the_rules_of_staffing(city, wrong):
    values = {
        "place_code": CITY,
        "year": 2026,
        "data_year": 2026,
        "source": "x",
        "entered_by_name": "x",
        "entered_at": now(),
    }
    staff = {"unit": "u", "unit_count": 1, "headcount_lo": 2, "headcount_hi": 2}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Staffing(**(values | staff | wrong)))


@pytest.mark.parametrize(
    "wrong",
    [{"share_ppm": 5}, {"users_hi": None}, {"group_size": None}, {"users_lo": 9}, {"ever_installed": 4}],
)
def test_the_database_holds_the_rules_of_app_use(city, wrong):
    values = {
        "place_code": CITY,
        "year": 2026,
        "data_year": 2026,
        "source": "x",
        "entered_by_name": "x",
        "entered_at": now(),
    }
    use = {"apps": "a", "population": "p", "audience": "warga", "users_lo": 1, "users_hi": 2, "group_size": 5}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(AppUse(**(values | use | wrong)))


def test_update_row_replaces_what_it_says_and_tells_both(city, admin):
    row = make_row("anggaran", note="awal")
    with transaction():
        services.update_row(
            actor=as_actor(admin),
            register=BUDGET,
            public_id=row.public_id,
            given=smallest("anggaran", ict_rupiah="30"),
            at=now(),
        )
    assert (row.ict_rupiah, row.note, row.entered_by_name) == (30, "", admin.name)
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.act == "reports.register.change"))
    assert (entry.details["before"]["ict_rupiah"], entry.details["after"]["ict_rupiah"]) == ("20", "30")


def test_update_row_without_a_change_leaves_no_trace(city, admin):
    row = make_row("anggaran")
    with transaction():
        services.update_row(
            actor=as_actor(admin),
            register=BUDGET,
            public_id=row.public_id,
            given=smallest("anggaran"),
            at=now(),
        )
    assert row.entered_by_name == SYSTEM.name
    assert db.session.scalar(select(func.count()).where(AuditEntry.act == "reports.register.change")) == 0


def test_update_row_onto_another_rows_year_is_refused(city):
    make_row("anggaran", year="2024")
    row = make_row("anggaran", year="2025")
    with pytest.raises(InvalidInput) as refusal, transaction():
        services.update_row(
            actor=SYSTEM,
            register=BUDGET,
            public_id=row.public_id,
            given=smallest("anggaran", year="2024"),
            at=now(),
        )
    assert refusal.value.errors == {"year": services.TAKEN}


def test_update_and_remove_ask_for_the_rows_city(city, admin):
    foreign = db.session.scalar(select(Budget).where(Budget.place_code == OTHER_CITY, Budget.year == 2025))
    actor = as_actor(admin)
    with pytest.raises(Forbidden), transaction():
        services.update_row(
            actor=actor, register=BUDGET, public_id=foreign.public_id, given=smallest("anggaran"), at=now()
        )
    with pytest.raises(Forbidden), transaction():
        services.remove_row(actor=actor, register=BUDGET, public_id=foreign.public_id, reason="x", at=now())
    assert count_budgets() == 3


def test_remove_row_keeps_what_it_said_in_the_audit(city):
    row = make_row("anggaran")
    with transaction():
        services.remove_row(
            actor=SYSTEM, register=BUDGET, public_id=row.public_id, reason=" salah kota ", at=now()
        )
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.act == "reports.register.remove"))
    assert (entry.reason, entry.details["ict_rupiah"]) == ("salah kota", "20")
    assert count_budgets() == 3


def test_remove_row_needs_a_reason_and_a_row(city):
    row = make_row("anggaran")
    with pytest.raises(InvalidInput), transaction():
        services.remove_row(actor=SYSTEM, register=BUDGET, public_id=row.public_id, reason="  ", at=now())
    with pytest.raises(NotFound), transaction():
        services.remove_row(actor=SYSTEM, register=BUDGET, public_id="tidakada", reason="x", at=now())


def test_baseline_from_the_database_is_the_studys_to_the_digit(baseline):
    found, study = registers_of(CITY, 2018), read_baseline().registers
    for name in (
        "links",
        "own_link",
        "command_centre",
        "guideline",
        "catalogue",
        "ict_budget",
        "access",
        "uptake",
    ):
        assert getattr(found, name) == getattr(study, name), name
    for name in ("staff", "complete_records"):
        ours, theirs = getattr(found, name), getattr(study, name)
        assert (ours.part, ours.whole, ours.origin.source, ours.origin.year) == (
            theirs.part, theirs.whole, theirs.origin.source, theirs.origin.year
        )  # fmt: skip
        assert theirs.origin.note.id in ours.origin.note.id
        assert theirs.origin.note.en in ours.origin.note.en


def test_load_baseline_twice_adds_nothing_and_overwrites_nothing(baseline, admin):
    row = list_rows(BUDGET, CITY, 2018)[0]
    with transaction():
        services.update_row(
            actor=as_actor(admin), register=BUDGET, public_id=row.public_id,
            given=services.as_texts(BUDGET, row) | {"ict_rupiah": "1"}, at=now(),
        )  # fmt: skip
    with transaction():
        assert services.load_baseline(actor=SYSTEM, at=now()) == 0
    assert [row.ict_rupiah for row in list_rows(BUDGET, CITY, 2018)] == [1]


def test_load_baseline_needs_permission_and_balikpapan(app):
    with pytest.raises(NotFound), transaction():
        services.load_baseline(actor=SYSTEM, at=now())
    make_city()
    with pytest.raises(Forbidden), transaction():
        services.load_baseline(actor=as_actor(make_staff(Role.MODERATOR, CITY)), at=now())
    with transaction():
        assert services.load_baseline(actor=as_actor(make_staff(Role.ADMIN, CITY)), at=now()) == 11


def test_list_years_and_counts_are_of_this_city(baseline):
    assert list_years(CITY) == [2018, 2010]
    assert list_years(OTHER_CITY) == [2025, 2018]
    counts = count_rows(CITY, 2018)
    assert counts["anggaran"] == 1
    assert counts["pemakaian-aplikasi"] == 3
    assert sum(counts.values()) == 11


def test_the_same_key_entered_at_once_counts_once(each_app):
    make_city()
    outcomes = []

    def act():
        with each_app.app_context():
            try:
                enter()
                outcomes.append("in")
            except InvalidInput:
                outcomes.append("taken")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] + ["taken"] * 7
    db.session.rollback()  # to see what the others wrote
    assert count_budgets() == 1


@pytest.mark.parametrize(
    ("hour", "day", "is_taken"), [(17, 25, True), (17, 26, False), (4, 24, True), (4, 25, False)]
)
def test_todays_date_is_taken_from_the_citys_own_midnight_on(city, hour, day, is_taken):
    """At 17.00 UTC it is one in the morning of the next day in Balikpapan."""
    at = datetime(2026, 11, 24, hour, tzinfo=UTC)
    given = smallest("perangkat-daerah", year="2026", link_class="aktif", checked_on=f"2026-11-{day}")
    if is_taken:
        assert services.read_values(find_register("perangkat-daerah"), given, at)["checked_on"].day == day
    else:
        with pytest.raises(InvalidInput) as refusal:
            services.read_values(find_register("perangkat-daerah"), given, at)
        assert refusal.value.errors == {"checked_on": services.FUTURE}
