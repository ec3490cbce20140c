"""Each row of the table of attacks (score.md 5.7), tried on a city; what other files hold already is named there.

Spam and the cap of 20, unverified people, newcomers: also test_score_properties (M3 to M5). Holds: test_holding.
Hidden items, eligibility of proposals: test_measures. Append-only revisions: test_freezing.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sgforum.accounts.models import Move
from sgforum.ballot.models import Channel
from sgforum.consultation.models import Comment
from sgforum.consultation.services import add_comment
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.metrics.canonical import inputs_bytes
from sgforum.metrics.ippk import evaluate
from sgforum.metrics.measures.catalogue import MEASURES, collect
from sgforum.metrics.measures.facts import Facts
from sgforum.metrics.measures.residents import count_arrivals
from sgforum.territory.models import Publisher
from tests.factories.accounts import as_actor, make_official, make_person
from tests.factories.consultation import make_consultation as make_whole
from tests.factories.metrics import (
    PERIOD,
    ZONE,
    comment,
    make_consultation,
    make_host,
    make_poll,
    make_rated,
    make_resident,
    on,
    read,
    verify_all,
    write,
)
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator

LONG = "Lampu di depan pos ronda RT 03 mati sejak dua minggu dan jalan menuju sekolah gelap setiap malam."


@pytest.fixture(autouse=True)
def _city(app):
    make_city()


def facts():
    return Facts(PERIOD, ZONE)


def counted(code, place=KELURAHAN):
    return dict(MEASURES[code].of(place, facts()))


def moved(person, at, to=KELURAHAN):
    """The person leaves where they live for another kelurahan, and is verified there two days later; committed."""
    db.session.add(
        Move(
            person_id=person.id, from_code=person.home_code, from_rt=person.rt_code, to_code=to, at=at,
            counts_from=at + timedelta(days=30),
        )
    )  # fmt: skip
    person.home_code, person.rt_code, person.verified_at = to, f"{to}.RW01.RT03", at + timedelta(days=2)
    db.session.commit()
    return person


# --- Imported turnout ------------------------------------------------------------------------------------------


def test_a_mover_counts_nowhere_for_thirty_days_and_then_where_they_live():
    topic, consultation = make_host(), make_consultation()
    fresh = moved(make_resident(FAR_KELURAHAN), on(1))
    write(topic, fresh, at=on(10))
    comment(consultation, fresh, on(11))
    read(consultation, fresh, on(11))
    make_poll([fresh], closes_at=on(20))
    settled = moved(make_resident(FAR_KELURAHAN), on(1, -2))
    comment(consultation, settled, on(12))
    read(consultation, settled, on(12))
    assert counted("PAR") == {"participants": 1}
    assert counted("JGK") == {"readers": 1}
    assert counted("PAR", FAR_KELURAHAN) == {"participants": 0}
    assert counted("JGK", FAR_KELURAHAN) == {"readers": 0}


def test_what_came_before_a_move_counts_where_they_lived_with_its_rt():
    consultation = make_consultation()
    person = make_resident(OTHER_KELURAHAN, rt=2)
    comment(consultation, person, on(5))
    read(consultation, person, on(5))
    make_poll([person], closes_at=on(6))
    moved(person, on(8))
    assert counted("PAR", OTHER_KELURAHAN) == {"participants": 1}
    assert counted("SEF", OTHER_KELURAHAN) == {"acts": ((2, 1),)}
    assert counted("JGK", OTHER_KELURAHAN) == {"readers": 1}
    assert counted("CRT", OTHER_KELURAHAN)["rt_covered"] == 1
    assert counted("PAR") == {"participants": 0}


def test_a_later_move_leaves_a_past_month_as_it_was():
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(12)
    consultation = make_consultation()
    comment(consultation, people[0], on(5))
    read(consultation, people[0], on(5))
    before = inputs_bytes(collect(facts(), {})[KELURAHAN])
    moved(people[0], on(3, 2), to=FAR_KELURAHAN)
    assert inputs_bytes(collect(facts(), {})[KELURAHAN]) == before


def test_newcomers_are_counted_where_they_were_verified_not_where_they_went():
    officer = make_person()
    people = [make_resident() for _ in range(3)]
    verify_all(people, [officer], on(2))
    moved(people[0], on(20), to=FAR_KELURAHAN)
    found = count_arrivals(facts())
    assert (found[KELURAHAN].new, found[FAR_KELURAHAN].new) == (3, 0)


# --- Spam, brigading, sock puppets -----------------------------------------------------------------------------


def test_two_hundred_unverified_accounts_change_not_one_byte():
    make_denominator(adults=3_000, rt_count=6)
    make_rated(40)
    before = inputs_bytes(collect(facts(), {})[KELURAHAN])
    topic, consultation = make_host(), make_consultation(OTHER_KELURAHAN)
    for _ in range(200):
        write(topic, make_person(level=1))
    comment(consultation, make_person(level=1), counts=False)
    assert inputs_bytes(collect(facts(), {})[KELURAHAN]) == before


def test_a_thousand_posts_of_one_person_count_as_twenty():
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(40)
    before = evaluate(collect(facts(), {})[KELURAHAN])
    write(make_host(), people[0], 60)
    after = evaluate(collect(facts(), {})[KELURAHAN])
    changed = {
        item.code for item, other in zip(before.indicators, after.indicators, strict=True) if item != other
    }
    assert changed == {"SEF"}
    write(make_host(), people[0], 30)
    assert evaluate(collect(facts(), {})[KELURAHAN]) == after


def test_saying_the_same_again_in_another_consultation_is_no_further_act(config):
    person, text = make_resident(), LONG
    for number in range(3):
        public_id = make_whole(make_official(), config.keys, "comment").public_id
        with transaction():
            add_comment(actor=as_actor(person), public_id=public_id, text=f"{text}{'!' * number}", at=now())
    with transaction():
        add_comment(actor=as_actor(make_resident()), public_id=public_id, text=text, at=now())
    flags = [row.is_duplicate for row in db.session.query(Comment).order_by(Comment.id)]
    assert flags == [False, True, True, False]


def test_a_repeated_comment_is_no_act():
    person, consultation = make_resident(), make_consultation()
    comment(consultation, person)
    comment(consultation, person, is_duplicate=True)
    comment(consultation, make_resident(), is_duplicate=True)
    assert counted("SEF") == {"acts": ((1, 1),)}


# --- Offline attendees, opportunities, the denominator ---------------------------------------------------------


def test_who_came_and_voted_on_paper_was_reached():
    reader, paper, online = (make_resident() for _ in range(3))
    read(make_consultation(), reader)
    make_poll([paper, reader], channel=Channel.PAPER)
    make_poll([online])
    assert counted("JGK") == {"readers": 2}


def test_opportunities_beyond_three_buy_nothing():
    for _ in range(3):
        make_consultation()
    three = MEASURES["KSP"].of(KELURAHAN, facts())
    make_consultation()
    four = MEASURES["KSP"].of(KELURAHAN, facts())
    assert (three["qualified_3_months"], four["qualified_3_months"]) == (3, 4)
    make_denominator(adults=3_000, rt_count=6)
    scores = {item.code: item.score for item in evaluate(collect(facts(), {})[KELURAHAN]).indicators}
    assert scores["KSP"] == 100.0


def test_a_smaller_or_newer_number_of_another_office_does_not_become_the_denominator():
    make_denominator(adults=9_000, source="d", publisher=Publisher.DISDUKCAPIL)
    make_denominator(adults=5_000, source="b", publisher=Publisher.BPS, as_of=date(2026, 3, 1))
    make_denominator(adults=4_000, source="x", as_of=date(2026, 3, 2))
    make_denominator(OTHER_KELURAHAN, adults=700, source="b", publisher=Publisher.BPS)
    found = collect(facts(), {})
    assert (found[KELURAHAN].adults, found[KELURAHAN].adults_alternative) == (9_000, 5_000)
    assert (found[OTHER_KELURAHAN].adults, found[OTHER_KELURAHAN].adults_alternative) == (700, None)


# --- Flooding ---------------------------------------------------------------------------------------------------
# At least three supporters, at most three counted items of a person in a month: tests/forum/test_supporting.py
