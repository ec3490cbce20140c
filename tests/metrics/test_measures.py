"""Each figure from its rows, with rows beside them that must not count; the same on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sgforum.ballot.models import PollState
from sgforum.core.db import db
from sgforum.forum.models import Commitment, Outcome
from sgforum.metrics.indicators import Inputs
from sgforum.metrics.ippk import evaluate
from sgforum.metrics.measures.catalogue import MEASURES, collect
from sgforum.metrics.measures.facts import Facts
from sgforum.metrics.method import CURRENT
from sgforum.territory.models import AgeBand, Sex
from tests.factories.accounts import make_official, make_person
from tests.factories.forum import make_answer, make_topic
from tests.factories.metrics import (
    PERIOD,
    ZONE,
    comment,
    make_consultation,
    make_due_topic,
    make_duty,
    make_host,
    make_noise,
    make_poll,
    make_proposal,
    make_resident,
    on,
    read,
    suspend,
    write,
)
from tests.factories.polls import add as add_poll
from tests.factories.polls import choose, close, poll_of
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN, make_denominator

pytestmark = pytest.mark.usefixtures("each_city")


def facts():
    return Facts(PERIOD, ZONE)


def counted(code, place=KELURAHAN):
    return dict(MEASURES[code].of(place, facts()))


@pytest.fixture
def noisy(each_city):
    """A host topic in a city full of rows that do not count."""
    topic = make_host()
    make_noise(topic)
    return topic


def test_measures_are_the_twelve_of_the_method():
    assert list(MEASURES) == [indicator.code for indicator in CURRENT.indicators]


def test_noise_alone_counts_nobody(noisy):
    assert counted("PAR") == {"participants": 0}
    assert counted("SEF") == {"acts": ()}
    assert counted("CRT")["rt_covered"] == 0


def test_posts_comments_and_ballots_of_a_person_are_one_participant_with_all_acts(noisy):
    person = make_resident(rt=2)
    write(noisy, person, 2)
    comment(make_consultation(), person)
    make_poll([person])
    assert counted("PAR") == {"participants": 1}
    assert counted("SEF") == {"acts": ((4, 1),)}
    assert counted("CRT")["rt_covered"] == 1


def test_all_questions_of_a_consultation_are_one_act_once_all_are_counted(noisy):
    person, half = make_resident(rt=2), make_resident(rt=3)
    for n in (1, 2):
        make_poll([person], reference="consultation:soal" + (f"/{n}" if n > 1 else ""))
    make_poll([half], reference="consultation:belum")
    make_poll([half], reference="consultation:belum/2", state=PollState.OPEN)
    make_poll([person], reference="consultation:lain")
    assert counted("PAR") == {"participants": 1}
    assert counted("SEF") == {"acts": ((2, 1),)}


def test_acts_in_the_citys_and_another_forum_count_where_the_person_lives(noisy):
    write(make_host(CITY), make_resident())
    write(make_host(FAR_KELURAHAN), make_resident())
    comment(make_consultation(CITY), make_resident())
    assert counted("PAR") == {"participants": 3}
    assert counted("PAR", FAR_KELURAHAN) == {"participants": 0}


def test_who_moved_within_the_month_counts_once_where_they_did_most(noisy):
    person = make_resident()
    write(noisy, person, 3)
    write(noisy, person, 2, author_home=OTHER_KELURAHAN)
    assert counted("PAR") == {"participants": 1}
    assert counted("SEF") == {"acts": ((5, 1),)}
    assert counted("PAR", OTHER_KELURAHAN) == {"participants": 0}


def test_a_text_hidden_after_the_cutoff_has_counted(noisy):
    hidden = {"hidden_by_id": make_official().id, "hidden_reason": "Terlambat dilaporkan."}
    write(noisy, make_resident(), hidden_at=on(11, 1), **hidden)
    write(noisy, make_resident(), hidden_at=on(9, 1), **hidden)
    assert counted("PAR") == {"participants": 1}


def test_a_suspension_that_ended_before_the_cutoff_does_not_count_against(noisy):
    person = make_resident()
    write(noisy, person)
    suspend(person, on(12), on(20, 5), lifted_at=on(20))
    assert counted("PAR") == {"participants": 1}


def test_a_resident_who_was_verified_later_does_not_count_with_what_they_wrote_before(noisy):
    person = make_resident()
    write(noisy, person, author_level=1)
    assert counted("PAR") == {"participants": 0}


def test_readers_are_distinct_verified_residents_off_duty_of_this_month(noisy):
    first, second = make_consultation(), make_consultation(CITY)
    reader = make_resident()
    read(first, reader)
    read(second, reader)
    read(first, make_resident(), on(28, -1))
    read(first, make_duty())
    read(first, make_resident(verified_at=on(11)))
    read(first, make_person(level=1))
    read(first, make_resident(OTHER_KELURAHAN))
    assert counted("JGK") == {"readers": 1}


def test_returning_are_people_of_the_three_months_before_who_came_again(noisy):
    back, once, older = make_resident(), make_resident(), make_resident()
    write(noisy, back, at=on(10, -3))
    write(noisy, once, at=on(10, -1))
    write(noisy, older, at=on(10, -4))
    for person in (back, older, make_resident()):
        write(noisy, person)
    # one of the noise rows lies in the last second of the month before
    assert counted("KMB") == {"cohort": 3, "returning": 1}


def test_groups_hold_who_told_sex_and_age_and_all_eight_of_the_population(noisy):
    make_denominator(adults=800)
    write(noisy, make_resident(sex=Sex.MALE, age_band=AgeBand.OLD))
    write(noisy, make_resident(sex=None, age_band=AgeBand.OLD))
    groups = {group.key: (group.participants, group.population) for group in counted("SET")["groups"]}
    assert len(groups) == 8
    assert groups.pop("m.60+") == (1, 100)
    assert set(groups.values()) == {(0, 100)}


def test_information_counts_what_was_opened_in_six_months_here():
    make_consultation()
    make_consultation(opened_at=on(1, -5), information_complete=False)
    make_consultation(opened_at=on(28, -6))
    make_consultation(opened_at=on(1, 1))
    make_consultation(CITY)
    assert counted("INF") == {"opened": 2, "opened_complete": 1}


def test_opportunities_are_decision_linked_and_last_seven_days():
    make_consultation()
    make_consultation(opened_at=on(5, -4))
    make_consultation(voting=3, comment=3)
    make_consultation(voting=3, comment=3, opened_at=on(5, -1), decision_named="")
    make_consultation(voting=6, comment=0)
    make_consultation(OTHER_KELURAHAN)
    assert counted("KSP") == {"qualified_3_months": 1, "qualified_6_months": 2}


def test_answers_in_time_and_undisputed():
    due = date(2026, 3, 20)
    make_due_topic(due, answered_at=on(20, hour=23))
    make_due_topic(due, answered_at=on(21, hour=0))
    disputed = make_due_topic(due)
    make_answer(disputed, created_at=on(15), asker_disputes=True)
    make_due_topic(due, is_counted=False)
    make_due_topic(date(2026, 4, 1))
    make_due_topic(due, place=OTHER_KELURAHAN)
    hidden = make_official()
    make_due_topic(due, hidden_at=on(9), hidden_by_id=hidden.id, hidden_reason="Disembunyikan.")
    assert counted("TGP") == {"items_due": 4, "items_answered": 1}


def test_a_decision_is_an_item_due_on_the_promised_date():
    make_consultation(opened_at=on(1), decision_on=date(2026, 3, 25), recorded_at=on(25, hour=20))
    make_consultation(opened_at=on(1), decision_on=date(2026, 3, 25), recorded_at=on(26))
    make_consultation(opened_at=on(1), decision_on=date(2026, 3, 25))
    assert counted("TGP") == {"items_due": 3, "items_answered": 1}


def test_records_of_what_ended_30_to_210_days_ago():
    end = PERIOD.ends_at(ZONE)
    for days, recorded in ((31, True), (31, False), (209, True), (29, True), (212, True)):
        opened_at = end - timedelta(days=days + 7)
        make_consultation(
            opened_at=opened_at, recorded_at=opened_at + timedelta(days=9) if recorded else None
        )
    assert counted("KPT") == {"closed": 3, "closed_recorded": 2}


def test_influence_counts_eligible_proposals_and_half_for_partly():
    make_proposal(Outcome.ACCEPTED)
    make_proposal(Outcome.PARTLY)
    make_proposal(Outcome.REJECTED)
    make_proposal(Outcome.ACCEPTED, supporters=4)
    make_proposal(Outcome.ACCEPTED, rts=1)
    make_proposal(Outcome.REFERRED)
    make_proposal(Outcome.ACCEPTED, decided_at=on(20, -6))
    make_proposal(Outcome.REJECTED, place=OTHER_KELURAHAN)
    found = counted("PNG")
    assert found["proposals_decided"], found["proposals_adopted"] == (3, 1.5)
    assert found["city_mean"] == 0.375
    assert counted("PNG", FAR_KELURAHAN)["city_kappa"] == found["city_kappa"]


def test_promises_due_and_done_undisputed():
    for done, disputes in ((True, 0), (True, 3), (False, 0)):
        answer = make_answer(
            make_topic(created_at=on(1)), Outcome.ACCEPTED, created_at=on(2), due_on=date(2026, 3, 20)
        )
        promise = db.session.query(Commitment).filter_by(answer_id=answer.id).one()
        if done:
            promise.done_at, promise.evidence, promise.dispute_count = on(18), "Foto terlampir.", disputes
    make_answer(make_topic(created_at=on(1)), Outcome.ACCEPTED, created_at=on(2), due_on=date(2026, 4, 2))
    db.session.commit()
    assert counted("RLS") == {"commitments_due": 3, "commitments_done": 1}


def test_what_nobody_recorded_a_number_of_has_no_denominator(noisy):
    found = collect(facts(), {})[KELURAHAN]
    assert (found.adults, found.adults_on, found.rt_total) == (None, None, None)
    assert found.readers == 0


def test_the_approved_figure_in_force_on_the_last_day_is_the_denominator():
    make_denominator(adults=8_000)
    make_denominator(adults=9_000, as_of=date(2026, 3, 31), source="semester berikut")
    make_denominator(adults=10_000, as_of=date(2026, 4, 1), source="bulan berikut")
    make_denominator(
        adults=11_000, as_of=date(2026, 3, 30), source="x", approved_at=None, approved_by_id=None
    )
    make_denominator(OTHER_KELURAHAN, adults=700)
    found = collect(facts(), {})
    assert (found[KELURAHAN].adults, found[KELURAHAN].adults_on) == (9_000, "2026-03")
    assert found[OTHER_KELURAHAN].adults == 700


def test_a_small_kelurahan_by_hand(noisy):
    """Twelve people; every count by hand, and the score from them as the definition computes it."""
    make_denominator(adults=800, rt_count=10)
    open_one = make_consultation(opened_at=on(8), information_complete=False)
    groups = [(sex, band) for sex in Sex for band in AgeBand]
    people = []
    for number in range(12):
        sex, band = groups[number % 8]
        person = make_resident(rt=number % 3 + 1, sex=sex, age_band=band)
        write(noisy, person, 1 if number else 30)
        people.append(person)
    for person in people[:6]:
        read(open_one, person)
    make_poll(people[:2])
    for number in range(25):
        write(noisy, people[number] if number < 5 else make_resident(), at=on(10, -1))
    for number in range(5):
        make_due_topic(date(2026, 3, 20), answered_at=on(19) if number < 4 else None)
    # the noise holds one post of February's last second, and the five due topics were opened in February;
    # the consultation promised its decision for 25 March and nobody wrote it
    expected = Inputs(
        kelurahan=KELURAHAN, period="2026-03", adults=800, adults_on="2026-01", rt_total=10, readers=6,
        participants=12, groups=collect(facts(), {})[KELURAHAN].groups, acts=((31, 1), (2, 1), (1, 10)), rt_covered=3,
        cohort=31, returning=5, opened=1, opened_complete=0, qualified_3_months=1, qualified_6_months=1, items_due=6,
        items_answered=4, closed=0, closed_recorded=0, proposals_decided=0, proposals_adopted=0, commitments_due=0,
        commitments_done=0,
    )  # fmt: skip
    found = collect(facts(), {})[KELURAHAN]
    assert found == expected
    assert (
        sorted((g.participants, g.population) for g in found.groups or ()) == [(1, 100)] * 4 + [(2, 100)] * 4
    )
    result = evaluate(found)
    # D1 = .6*16.07 (0.75 % on 0.4-20 %) + .4*0
    # D2 = .6*69.22 (1.5 % on 0.1-5 %) + .2*33.33 (one of three) + .2*31.80 (5 of 31 on 5-40 %)
    # D3: TGP alone is .3 of its weight, less than half, so D3 and the score are missing
    # D4 = .4*37.5 (3 of 10 RT) + .3*66.21 (harmonic mean 1.333 %) + .3*45.33 (20, 2 and ten times 1 act: 4.71 voices)
    assert {d.code: d.value for d in result.dimensions} == {
        "D1": pytest.approx(9.64, abs=0.01), "D2": pytest.approx(54.56, abs=0.01), "D3": None,
        "D4": pytest.approx(48.46, abs=0.01),
    }  # fmt: skip
    assert result.value is None


def test_open_boxes_say_nothing_of_who_voted():
    make_poll([make_resident()], state=PollState.OPEN)
    assert counted("PAR") == {"participants": 0}


def test_a_forum_poll_counts_for_nothing_official(noisy, each_city, config):
    official, voters = make_official(), [make_resident(rt=2) for _ in range(3)]
    before = collect(facts(), {})[KELURAHAN]
    add_poll(official, noisy, config.keys, on(3), closes_on=on(12).date())
    for person in voters:
        choose(person, noisy, at=on(5))
    close(noisy, config.keys)
    assert on(1) < poll_of(noisy).ends_at < on(20)
    assert counted("PAR") == {"participants": 0}
    assert collect(facts(), {})[KELURAHAN] == before
