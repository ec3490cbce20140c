"""Freezing a month: once, never overwritten, on both databases; and what is derived from it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from sgforum.accounts.events import PersonErased
from sgforum.ballot.models import Channel as BallotChannel
from sgforum.core import bus, cache
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import Period
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, InvalidInput, NotFound
from sgforum.core.permissions import SYSTEM
from sgforum.metrics import jobs, queries, services
from sgforum.metrics.canonical import digest
from sgforum.metrics.interval import Direction
from sgforum.metrics.measures.facts import freeze_moment
from sgforum.metrics.models import PersonMonth, Snapshot, Status
from tests.factories.accounts import make_official
from tests.factories.forum import make_post
from tests.factories.metrics import (
    PERIOD,
    ZONE,
    freeze,
    make_active,
    make_host,
    make_poll,
    make_rated,
    make_resident,
    on,
    write,
)
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator

ALL = [KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN]


@pytest.fixture
def rated(each_city):
    """One kelurahan with a score, another with a few people, a third with nothing."""
    for code in (KELURAHAN, OTHER_KELURAHAN):
        make_denominator(code, adults=3_000, rt_count=6)
    people = make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    return people


def rows():
    return db.session.scalars(select(Snapshot).order_by(Snapshot.id)).all()


def test_freeze_stores_one_row_for_every_kelurahan(rated):
    before = cache.versions(queries.VERSION)
    done = freeze()
    assert (done.new, done.revised, done.differing) == (ALL, [], [])
    assert done.not_rated == ALL[1:]
    kept = {row.kelurahan_code: row for row in rows()}
    assert list(kept) == ALL
    mine = kept[KELURAHAN]
    assert (mine.status, mine.revision, mine.participants) == (Status.PUBLISHED, 1, 40)
    assert mine.ippk == json.loads(mine.score)["ippk"]
    assert mine.input_hash == digest(mine.inputs.encode())
    assert kept[FAR_KELURAHAN].ippk is None
    assert cache.versions(queries.VERSION) != before
    assert db.session.scalar(select(AuditEntry.act)) == "metrics.period.freeze"


def test_freeze_again_stores_nothing(rated):
    freeze()
    before = [(row.id, row.inputs, row.score) for row in rows()]
    done = freeze(at=freeze_moment(PERIOD, ZONE) + timedelta(days=20))
    assert (done.new, done.unchanged) == ([], ALL)
    assert [(row.id, row.inputs, row.score) for row in rows()] == before


def test_changed_figures_keep_the_score_until_a_reason_is_given(rated):
    freeze()
    before = rows()[0].score
    write(make_host(), make_resident())
    done = freeze()
    assert (done.new, done.revised, done.differing) == ([], [], [KELURAHAN])
    assert len(rows()) == 3
    done = freeze(reason="Satu tulisan dipulihkan moderator.")
    assert (done.revised, done.differing) == ([KELURAHAN], [])
    assert len(rows()) == 4
    first, last = rows()[0], rows()[3]
    assert (first.score, first.revision) == (before, 1)
    assert (last.revision, last.participants, last.reason) == (2, 41, "Satu tulisan dipulihkan moderator.")
    assert queries.get_score(KELURAHAN, PERIOD).revision == 2
    assert [row.revision for row in queries.list_revisions(KELURAHAN, PERIOD)] == [2, 1]


def test_a_reason_without_a_change_makes_no_revision(rated):
    freeze()
    assert freeze(reason="Untuk berjaga-jaga saja.").revised == []


def test_what_is_hidden_after_the_cutoff_leaves_the_inputs_as_they_were(rated):
    freeze()
    post = make_post(make_host(), created_at=on(1, 2))
    post.hidden_at, post.hidden_by_id, post.hidden_reason = on(20, 2), make_official().id, "Menyinggung."
    db.session.commit()
    assert freeze().unchanged == ALL


def test_freeze_before_day_ten_is_refused(rated):
    with pytest.raises(Conflict) as refusal:
        freeze(at=freeze_moment(PERIOD, ZONE) - timedelta(seconds=1))
    assert "2026-04-10" in str(refusal.value)
    assert rows() == []


def test_freeze_without_any_kelurahan_is_refused(each_app):
    with pytest.raises(Conflict):
        freeze()


def test_freezing_prepared_scores_stores_the_same(rated, each_app):
    bench = services.prepare(period=PERIOD, zone=ZONE)
    write(make_host(), make_resident())  # something happens between preparing and writing
    with transaction():
        services.freeze_period(
            actor=SYSTEM, period=PERIOD, keys=each_app.extensions["sgforum_config"].keys, zone=ZONE,
            at=freeze_moment(PERIOD, ZONE), bench=bench,
        )  # fmt: skip
    assert rows()[0].participants == 41
    assert services.rebuild_snapshot(f"{KELURAHAN}:{PERIOD}").is_same


def test_two_workers_at_once_freeze_once(rated, each_app):
    errors = []

    def work():
        with each_app.app_context():
            try:
                freeze()
            except Exception as error:  # noqa: BLE001 - told to the test
                errors.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 3


def test_queries_do_not_grow_with_the_number_of_kelurahan(app, count_statements):
    make_city()
    make_denominator(adults=3_000)
    make_rated(12)
    with count_statements() as one:
        services.prepare(period=PERIOD, zone=ZONE)
    for code in (OTHER_KELURAHAN, FAR_KELURAHAN):
        make_denominator(code, adults=3_000)
        make_rated(12, code)
    with count_statements() as three:
        services.prepare(period=PERIOD, zone=ZONE)
    assert len(three) == len(one) <= 40


def test_a_real_change_is_named_and_a_small_one_is_not(rated):
    make_rated(12, OTHER_KELURAHAN)
    freeze()
    make_rated(44, at=on(10, 1))
    make_rated(120, OTHER_KELURAHAN, at=on(10, 1))
    freeze(PERIOD.plus(1))
    steady, grown = (queries.get_score(code, PERIOD.plus(1)) for code in (KELURAHAN, OTHER_KELURAHAN))
    assert steady.direction is Direction.NO_REAL_CHANGE
    assert grown.direction is Direction.UP
    assert 0.9 < grown.probability_up <= 1
    assert queries.get_score(KELURAHAN, PERIOD).direction is None  # there was nothing before
    assert [score.period for score in queries.list_trend(KELURAHAN, PERIOD.plus(1))] == [
        PERIOD,
        PERIOD.plus(1),
    ]


def test_months_without_sex_and_age_are_counted_on(each_city):
    make_denominator(adults=3_000, rt_count=6)
    topic = make_host()
    for months in range(3):
        for _ in range(12):
            write(topic, make_resident(sex=None, age_band=None), at=on(10, months))
        freeze(PERIOD.plus(months))
    scores = [queries.get_score(KELURAHAN, PERIOD.plus(months)) for months in range(3)]
    assert [score.inputs["set_missing_months"] for score in scores] == [0, 1, 2]
    assert scores[1].document["indicators"]["SET"]["score"] is None
    assert scores[2].document["indicators"]["SET"]["score"] == 0.0


def test_roll_up_is_weighted_by_adults_and_counts_who_is_not_rated(rated):
    make_denominator(FAR_KELURAHAN, adults=9_000, rt_count=6)
    make_rated(100, FAR_KELURAHAN)
    freeze()
    scores = {score.code: score for score in queries.list_scores(PERIOD)}
    whole = queries.rollup_of(queries.list_scores(PERIOD))
    expected = (3 * scores[KELURAHAN].ippk + 9 * scores[FAR_KELURAHAN].ippk) / 12
    assert whole.mean == pytest.approx(expected)
    assert (whole.rated, whole.not_rated) == (2, 1)
    groups = queries.by_kecamatan(scores.values())
    assert [len(group) for group in groups.values()] == [2, 1]


def test_a_place_without_a_figure_says_which(rated):
    freeze()
    score = queries.get_score(FAR_KELURAHAN, PERIOD)
    assert [failure.value for failure, _ in score.failures][:1] == ["adults_unknown"]
    assert "jumlah penduduk 17 tahun ke atas belum tercatat" in queries.why_not(score)


# --- Who took part ---------------------------------------------------------------------------------------------


def test_person_months_hold_a_key_and_no_person(rated, each_app):
    freeze()
    kept = db.session.scalars(select(PersonMonth).where(PersonMonth.kelurahan_code == KELURAHAN)).all()
    assert len(kept) == 40
    assert not {row.person_key for row in kept} & {str(person.id) for person in rated}
    assert (each_app.extensions["sgforum_config"].keys / "metrics-person-2026").stat().st_mode & 0o77 == 0
    freeze(reason="Tidak ada yang berubah di sini.")
    assert db.session.scalar(select(func.count()).select_from(PersonMonth)) == 43


def test_returning_is_kept_and_the_key_is_the_same_within_a_year(rated):
    freeze()
    keys = set(db.session.scalars(select(PersonMonth.person_key).where(PersonMonth.month == "2026-03")))
    write(make_host(), rated[0], at=on(10, 1))
    freeze(PERIOD.plus(1))
    again = db.session.scalars(select(PersonMonth).where(PersonMonth.month == "2026-04")).one()
    assert again.returning
    assert again.person_key in keys


def test_who_only_voted_on_paper_took_part_offline(each_city):
    for code in ALL:
        make_denominator(code, adults=3_000, rt_count=6)
    paper, desk, online, both, commenter = (make_resident() for _ in range(5))
    make_poll([paper, both, commenter], channel=BallotChannel.PAPER)
    make_poll([paper, desk], channel=BallotChannel.DESK)
    make_poll([online, both])
    write(make_host(), commenter, at=on(10))
    freeze()
    kept = db.session.execute(select(PersonMonth.channel, PersonMonth.n_acts)).all()
    assert sorted((row.channel.value, row.n_acts) for row in kept) == [
        ("daring", 1), ("daring", 2), ("daring", 2), ("luring", 1), ("luring", 2),
    ]  # fmt: skip


def test_rows_older_than_thirteen_months_are_purged_and_keys_of_gone_years_destroyed(rated, each_app):
    config = each_app.extensions["sgforum_config"]
    freeze()
    inside = Period(2027, 4).starts_at(ZONE)
    assert jobs.purge(config, inside) == 0
    assert jobs.purge(config, Period(2027, 5).starts_at(ZONE)) == 43
    assert db.session.scalar(select(func.count()).select_from(PersonMonth)) == 0
    assert (config.keys / "metrics-person-2026").exists()
    assert jobs.purge(config, Period(2028, 2).starts_at(ZONE)) == 1
    assert not (config.keys / "metrics-person-2026").exists()
    assert queries.get_score(KELURAHAN, PERIOD).participants == 40


def test_a_month_long_gone_is_frozen_without_rows_of_people(rated):
    freeze(at=freeze_moment(PERIOD.plus(14), ZONE))
    assert db.session.scalar(select(func.count()).select_from(PersonMonth)) == 0
    assert len(rows()) == 3


# --- The worker ------------------------------------------------------------------------------------------------


def test_the_job_freezes_last_month_from_day_ten_and_then_rests(rated, each_app):
    config = each_app.extensions["sgforum_config"]
    moment = freeze_moment(PERIOD, ZONE)
    assert jobs.freeze_last_month(config, moment - timedelta(seconds=1)) == 0
    assert jobs.freeze_last_month(config, moment) == 3
    write(make_host(), make_resident())
    assert jobs.freeze_last_month(config, moment + timedelta(days=1)) == 0
    assert [row.revision for row in rows()] == [1, 1, 1]


# --- Rebuilding ------------------------------------------------------------------------------------------------


def test_rebuild_gives_the_same_bytes_by_number_and_by_name(rated):
    freeze()
    kept = rows()[0]
    for reference in (str(kept.id), f"{KELURAHAN}:2026-03", f"{KELURAHAN}:2026-03:1"):
        found = services.rebuild_snapshot(reference)
        assert found.is_same
        assert found.score == kept.score.encode()


@pytest.mark.parametrize(
    ("column", "is_hash_right"), [("inputs", False), ("score", True)], ids=["inputs", "score"]
)
def test_rebuild_finds_what_was_altered(rated, column, is_hash_right):
    freeze()
    old = getattr(rows()[0], column)
    new = (
        old.replace('"participants":40', '"participants":41')
        if column == "inputs"
        else old.replace("5", "6", 1)
    )
    if column == "inputs":
        new = new.replace('"acts":[[1,40]]', '"acts":[[1,41]]')
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN).values({column: new}))
    db.session.commit()
    found = services.rebuild_snapshot(f"{KELURAHAN}:2026-03")
    assert not found.is_same
    assert found.is_hash_right is is_hash_right


@pytest.mark.parametrize(
    ("column", "value"),
    [("ippk", 99.5), ("high", 99.9), ("category", "sangat_baik"), ("participants", 400), ("adults", 300)],
)
def test_rebuild_finds_a_figure_that_pages_show_otherwise(rated, column, value):
    freeze()
    assert services.rebuild_snapshot(f"{KELURAHAN}:2026-03").is_same
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN).values({column: value}))
    db.session.commit()
    found = services.rebuild_snapshot(f"{KELURAHAN}:2026-03")
    assert (found.is_hash_right, found.is_score_same, found.is_same) == (True, True, False)


@pytest.mark.parametrize(
    "inputs", ["{}", "bukan JSON", '{"method":"1","inputs":{"adultz":1}}', '{"method":"x","inputs":{}}']
)
def test_inputs_altered_beyond_reading_are_refused_with_a_sentence(rated, inputs):
    freeze()
    db.session.execute(update(Snapshot).where(Snapshot.kelurahan_code == KELURAHAN).values(inputs=inputs))
    db.session.commit()
    with pytest.raises(Conflict, match=f"{KELURAHAN}:2026-03"):
        services.rebuild_snapshot(f"{KELURAHAN}:2026-03")
    with pytest.raises(Conflict, match=f"{KELURAHAN}:2026-03"):
        freeze(PERIOD.plus(1))


@pytest.mark.parametrize(
    ("reference", "error"),
    [
        ("999", NotFound), (f"{KELURAHAN}:2026-02", NotFound), (f"{KELURAHAN}:2026-03:9", NotFound),
        ("bukan", InvalidInput), (f"{KELURAHAN}:2026-13", InvalidInput), (f"{KELURAHAN}:2026-03:x", InvalidInput),
        ("9" * 40, NotFound),
    ],
)  # fmt: skip
def test_rebuild_of_what_is_not_there_is_refused(rated, reference, error):
    freeze()
    with pytest.raises(error):
        services.rebuild_snapshot(reference)


def test_an_erased_persons_key_goes_at_once_and_the_frozen_counts_stay(rated, each_app):
    freeze()
    before = db.session.scalars(select(PersonMonth.person_key)).all()
    bus.publish(PersonErased(rated[0].id, "a@contoh.id"))
    db.session.commit()
    after = db.session.scalars(select(PersonMonth.person_key)).all()
    assert len(after) == len(before) == 43
    assert len(set(before) & set(after)) == 42
    assert queries.get_score(KELURAHAN, PERIOD).participants == 40
    keys = each_app.extensions["sgforum_config"].keys
    assert services.forget_person(person_id=rated[0].id, keys=keys) == 0
