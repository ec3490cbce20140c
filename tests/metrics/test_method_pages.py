"""The pages by which the score can be doubted, and that they tell what is stored and nothing that is hidden."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from sgforum.core.permissions import Role
from sgforum.metrics import jobs, queries, services
from sgforum.metrics.alternatives import alternatives, differences, equal_weights
from sgforum.metrics.ippk import evaluate, floor_one_decimal, year_mean
from sgforum.metrics.method import METHOD_1
from sgforum.metrics.models import Sensitivity, SideFigure, SideKind, Snapshot
from sgforum.metrics.queries.sides import standardise
from sgforum.territory.models import Publisher
from tests.factories.accounts import as_actor, make_official, make_staff
from tests.factories.metrics import (
    PERIOD,
    freeze,
    make_host,
    make_rated,
    make_resident,
    on,
    verify_all,
    write,
)
from tests.factories.territory import CITY, KELURAHAN, OTHER_KELURAHAN, make_denominator

REASON = "Satu tulisan dipulihkan moderator."


@pytest.fixture
def frozen(city):
    """Two rated kelurahan, one with both official denominators, frozen."""
    make_denominator(adults=3_000, rt_count=6, publisher=Publisher.DISDUKCAPIL, smartphone_share=0.8)
    make_denominator(adults=2_850, rt_count=6, publisher=Publisher.BPS, source="proyeksi")
    make_denominator(OTHER_KELURAHAN, adults=3_000, rt_count=6)
    make_rated(40)
    make_rated(60, OTHER_KELURAHAN)
    freeze()
    return city


def comma(value):
    return f"{value:.1f}".replace(".", ",")


def config_of(app):
    return app.extensions["sgforum_config"]


# --- What drives the scores ------------------------------------------------------------------------------------


def test_choices_are_computed_once_and_again_after_a_revision(frozen, app):
    assert jobs.weigh_choices(config_of(app), on(11, 1)) == 1
    first = db.session.scalars(select(Sensitivity.result)).one()
    assert jobs.weigh_choices(config_of(app), on(11, 1)) == 0
    write(make_host(), make_resident())
    freeze(reason=REASON)
    assert jobs.weigh_choices(config_of(app), on(12, 1)) == 1
    db.session.expire_all()
    assert db.session.scalars(select(Sensitivity.result)).one() != first


def test_a_held_score_is_not_in_the_choices(frozen, app):
    db.session.execute(
        update(Snapshot)
        .where(Snapshot.kelurahan_code == OTHER_KELURAHAN)
        .values(status="held", hold=[{"code": "late", "values": {"n": 9, "of": 20}}])
    )
    db.session.commit()
    jobs.weigh_choices(config_of(app), on(11, 1))
    assert [each["kelurahan"] for each in queries.find_effect(CITY, PERIOD)["places"]] == [KELURAHAN]


def test_method_page_tells_the_interval_what_drives_it_and_the_last_check(frozen, app, visitor):
    assert "Belum dihitung" in visitor.get("/metode").text
    jobs.weigh_choices(config_of(app), on(11, 1))
    jobs.report_drift(config_of(app), on(11, 1))
    text = visitor.get("/metode").text
    effect = queries.find_effect(CITY, PERIOD)
    place = effect["places"][0]
    assert f"{comma(place['low'])}–{comma(place['high'])}" in text
    assert "Yang paling berpengaruh: batas nilai 0 dan 100" in text
    assert "Per 11 April 2026 semua angka dihitung ulang dari catatannya, dan tidak ada selisih." in text
    for path in ("/skor", f"/skor/{KELURAHAN}", "/metode/perubahan", "/tata-kelola"):
        assert "Per 11 April 2026 semua angka dihitung ulang" in visitor.get(path).text, path
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN).values(low=1.0))
    db.session.commit()
    jobs.report_drift(config_of(app), on(12, 1))
    assert "Per 12 April 2026 pemeriksaan sendiri menemukan 1 angka" in visitor.get("/metode").text


# --- Denominators, versions, changes ---------------------------------------------------------------------------


def test_both_official_figures_stand_side_by_side(frozen, visitor):
    text = visitor.get("/metode/penduduk").text
    row = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if "3.000" in row)
    assert "Disdukcapil: uji" in row
    assert "semester I 2026, per 1 Januari 2026" in row
    assert "2.850" in row
    assert "-5,0%" in row


def test_a_figure_that_is_too_old_is_named(city, visitor):
    make_denominator(adults=3_000, as_of=date(2023, 1, 1))
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    freeze()
    assert visitor.get("/metode/penduduk").text.count("terlalu lama") == 1


def test_versions_page_shows_the_published_score_and_the_same_counts_in_other_ways(frozen, visitor):
    text = visitor.get("/metode/versi?periode=2026-03").text
    score = queries.get_score(KELURAHAN, PERIOD)
    row = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if "Manggar" in row)
    values = [
        re.sub(r"<.*?>.*", "", cell) for cell in re.findall(r'<td class="r">(.*?)</td>', row, re.DOTALL)
    ]
    assert values[0] == values[1] == comma(score.shown)
    assert float(values[2].replace(",", ".")) > score.shown  # the plain mean hides what is weak
    assert "–" not in values
    other = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if "Lamaru" in row)
    assert ">–<" in other  # no second source


def test_other_versions_are_told_with_what_they_set_otherwise(example):
    second = replace(METHOD_1, version="2", acts_cap=10, indicators=equal_weights(METHOD_1).indicators)
    told = {item.where: (item.before, item.after) for item in differences(METHOD_1, second)}
    assert told["acts_cap"] == ("20", "10")
    assert told["indicators.JGK.weight"] == ("0.6", "0.5")
    assert not any(where.startswith(("dimensions", "categories")) for where in told)
    ways = alternatives(METHOD_1, {"1": METHOD_1, "2": second})
    assert [way.code for way in ways] == ["1", "2", "arithmetic", "equal", "other_source"]
    assert ways[0].score(example) == evaluate(example).value
    assert ways[1].score(example) == evaluate(example, second).value
    assert round(ways[2].score(example), 2) == 65.36  # score.md 5.6: arithmetic
    assert ways[4].score(example) is None


def test_every_revision_and_release_is_in_the_log(city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000, rt_count=6)
    make_rated(40)
    verifier = make_staff(Role.VERIFIER, OTHER_KELURAHAN, level=2)
    verify_all(make_rated(40, OTHER_KELURAHAN)[:12], [verifier], on(2))
    freeze()
    assert "Belum ada skor yang diubah" in visitor.get("/metode/perubahan").text
    before = queries.get_score(KELURAHAN, PERIOD).shown
    for _ in range(30):
        write(make_host(), make_resident())
    freeze(reason=REASON)
    text = visitor.get("/metode/perubahan").text
    after = queries.get_score(KELURAHAN, PERIOD)
    assert REASON in text
    assert f"{comma(before)} (" in text
    assert f"{comma(after.shown)} (" in text
    assert after.seal[:32] in text
    assert "segel masukan" in text
    assert text.count('<li class="topic">') == 1
    with transaction():
        services.release_score(
            actor=as_actor(make_staff(Role.ADMIN, CITY)), kelurahan_code=OTHER_KELURAHAN, period=PERIOD,
            reason="Semua warga baru dikunjungi.", at=now(),
        )  # fmt: skip
    assert "Semua warga baru dikunjungi." in visitor.get("/metode/perubahan").text


def test_a_revision_that_is_held_tells_no_number(city, visitor):
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(40)
    freeze()
    verify_all(people[:12], [make_staff(Role.VERIFIER, KELURAHAN, level=2)], on(2))
    write(make_host(), make_resident())
    freeze(reason=REASON)
    number = queries.get_held_score(KELURAHAN, PERIOD).shown
    text = visitor.get("/metode/perubahan").text
    assert "→ <b>–</b>" in text
    assert f"<b>{comma(number)}" not in text


# --- Companions ------------------------------------------------------------------------------------------------


def test_companion_page_shows_figures_and_quiet_consultations(frozen, visitor):
    text = visitor.get(f"/skor/{KELURAHAN}/pendamping?periode=2026-03").text
    assert "Angka pendamping Kel. Manggar" in text
    assert "1,67%" in text  # 40 of 3,000 with 80 % smartphones
    assert "diikuti kurang dari 10 orang:" in text
    assert "Sampai sekarang 1 bulan" in text
    assert visitor.get("/skor/64.71.02.1001/pendamping").status_code == 200
    assert visitor.get("/skor/64.71.09.1009/pendamping").status_code == 404


def test_a_year_has_a_mean_from_eight_months_on():
    assert year_mean([60.0] * 7) is None
    assert year_mean([60.0] * 7 + [68.0]) == 61.0


# --- Giffinger's four ------------------------------------------------------------------------------------------


def entry(**fields):
    values = {
        "kind": SideKind.SERVICE, "subject": "KTP", "value": 80.0, "base": 100, "source": "SKM 2026",
        "as_of": date(2026, 3, 1),
    } | fields  # fmt: skip
    return services.Entry(**values)


def enter(person, **fields):
    with transaction():
        return services.enter_side_figure(
            actor=as_actor(person), kota_code=CITY, entry=entry(**fields), at=now()
        )


def test_the_other_three_stand_beside_and_never_in_the_score(frozen, visitor):
    before = queries.get_score(KELURAHAN, PERIOD).score_text
    admin = make_staff(Role.ADMIN, CITY)
    enter(admin)
    enter(admin, subject="Izin", value=70.0, base=300)
    enter(admin, subject="Kecil", value=30.0, base=29)
    enter(admin, value=82.0, as_of=date(2026, 3, 15))
    enter(admin, kind=SideKind.TRANSPARENCY, subject="Semester I", value=18.0, base=24)
    enter(admin, kind=SideKind.STRATEGY, subject="rpjmd", value=1.0, base=1)
    enter(admin, kind=SideKind.STRATEGY, subject="perwali", value=0.0, base=1)
    sides = queries.sides_of(CITY, PERIOD)
    assert sides.services == pytest.approx((82 * 100 + 70 * 300) / 400)
    assert (sides.in_time, sides.held) == (0.75, 0.25)
    assert sides.participation.rated == 2
    assert sides.standardised == ()
    text = visitor.get("/tata-kelola").text
    for told in ("73,0", "75%", "25%", "terlalu sedikit untuk dirata-ratakan", "18 dari 24 tepat waktu"):
        assert told in text
    assert queries.get_score(KELURAHAN, PERIOD).score_text == before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": 24.0}, "value"), ({"value": 101.0}, "value"), ({"base": 0}, "base"), ({"subject": " "}, "subject"),
        ({"source": ""}, "source"), ({"as_of": date(2099, 1, 1)}, "as_of"),
        ({"kind": SideKind.TRANSPARENCY, "value": 25.0, "base": 24}, "value"),
        ({"kind": SideKind.STRATEGY, "subject": "lain", "value": 1.0, "base": 1}, "subject"),
        ({"kind": SideKind.STRATEGY, "subject": "rpjmd", "value": 1.0, "base": 2}, "subject"),
    ],
)  # fmt: skip
def test_an_impossible_figure_is_refused(city, fields, field):
    with pytest.raises(InvalidInput) as refused:
        enter(make_staff(Role.ADMIN, CITY), **fields)
    assert field in refused.value.errors


def test_the_same_subject_and_day_twice_is_a_conflict_and_others_may_not(city):
    admin = make_staff(Role.ADMIN, CITY)
    enter(admin)
    with pytest.raises(Conflict):
        enter(admin, value=90.0)
    with pytest.raises(Forbidden):
        enter(make_official(CITY), subject="Lain")
    with pytest.raises(NotFound), transaction():
        services.enter_side_figure(actor=as_actor(admin), kota_code=KELURAHAN, entry=entry(), at=now())


def test_the_form_enters_a_figure_and_keeps_what_is_wrong(city, client_of):
    client = client_of(make_staff(Role.ADMIN, CITY))
    service = {
        "kind": "service", "subject": "KTP elektronik", "value": "81.5", "base": "120", "source": "SKM",
        "as_of": "2026-03-01",
    }  # fmt: skip
    wrong = client.post("/admin/tata-kelola", data=service | {"value": "12"})
    assert wrong.status_code == 422
    assert "Nilai IKM antara 25 dan 100." in wrong.text
    assert "KTP elektronik" in wrong.text
    assert client.post("/admin/tata-kelola", data=service | {"base": ""}).status_code == 422
    assert client.post("/admin/tata-kelola", data=service).status_code == 303
    document = {
        "kind": "strategy",
        "document": "rpjmd",
        "is_there": "1",
        "source": "Bappeda",
        "as_of": "2026-03-01",
    }
    assert client.post("/admin/tata-kelola", data=document | {"document": ""}).status_code == 422
    assert client.post("/admin/tata-kelola", data=document | {"document": "x"}).status_code == 422
    assert client.post("/admin/tata-kelola", data=document).status_code == 303
    assert db.session.query(SideFigure).count() == 2
    reader = client_of(make_staff(Role.AUDITOR, CITY))
    assert '<form method="post" action="/admin/tata-kelola' not in reader.get("/admin/tata-kelola").text


def test_giffinger_scale_is_relative_and_needs_eight(frozen):
    score = queries.get_score(KELURAHAN, PERIOD)
    eight = [replace(score, code=f"64.71.01.{n}", ippk=50.0 + n) for n in range(8)]
    found = standardise(eight)
    assert sum(z for _, z in found) == pytest.approx(0)
    assert [each.ippk for each, _ in found] == [57.0 - n for n in range(8)]
    assert found[0][1] == pytest.approx(3.5 / 2.2912878)
    assert standardise(eight[:7]) == ()
    assert standardise([replace(each, ippk=50.0) for each in eight]) == ()


# --- One number everywhere -------------------------------------------------------------------------------------


def test_the_same_number_on_every_page_file_and_command(frozen, visitor, run, tmp_path):
    score = queries.get_score(KELURAHAN, PERIOD)
    printed = comma(score.shown)
    assert score.shown == floor_one_decimal(score.ippk)
    for path in ("/skor?periode=2026-03", f"/skor/{KELURAHAN}?periode=2026-03", "/metode/versi?periode=2026-03",
                 f"/kelurahan/{KELURAHAN}"):  # fmt: skip
        assert printed in visitor.get(path).text, path
    shown = json.loads(run("metrics", "show", "2026-03", "--kelurahan", KELURAHAN, "--json").stdout)
    assert (shown["ippk"], shown["shown"], shown["seal"]) == (score.ippk, score.shown, score.seal)
    rebuilt = json.loads(run("metrics", "rebuild", f"{KELURAHAN}:2026-03", "--json").stdout)
    assert (rebuilt["ippk"], rebuilt["shown"], rebuilt["input_hash"]) == (
        score.ippk, score.shown, hashlib.sha256(score.inputs_text.encode()).hexdigest(),
    )  # fmt: skip
    for form in ("csv", "json"):
        path = tmp_path / f"partisipasi.{form}"
        assert (
            run("export", "participation", "--period", "2026-03", "--format", form, "-o", str(path)).exit_code
            == 0
        )
        text = path.read_text(encoding="utf-8-sig")
        assert f"{score.shown:.1f}" in text
        assert score.seal in text
