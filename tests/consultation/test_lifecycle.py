"""The pure life of a consultation: acts, phases, what is missing, and the two checks that metrics ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.consultation.lifecycle import (
    LONGEST,
    ORDER,
    SHORTEST,
    Act,
    Information,
    Lack,
    Phase,
    PhaseKind,
    Plan,
    PlannedQuestion,
    Promise,
    State,
    acts_at,
    all_phases,
    extended,
    find_phase,
    is_information_complete,
    is_open_long_enough,
    missing_before_publishing,
    phase_at,
    wrong_with_phases,
)

ZONE = ZoneInfo("Asia/Makassar")
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COMMENT = Phase(PhaseKind.COMMENT, START + DAY, START + 5 * DAY)
VOTING = Phase(PhaseKind.VOTING, START + 5 * DAY, START + 9 * DAY)
PLAN = Plan(
    questions=[PlannedQuestion("Kapan?", "plurality", 2)], summary="Ringkas.", document="Isi.", decision_named="SK Lurah",
    decision_on=date(2026, 3, 20), officer="Siti", officer_title="Lurah", promise=Promise.CONSULT,
    phases=(COMMENT, VOTING),
)  # fmt: skip
INFORMATION = Information(
    summary="a", document="b", cost="c", officer="d", how_to_join="e", accessible="f", phases=(COMMENT, VOTING), known_at=START
)  # fmt: skip

moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: START - 10 * DAY + timedelta(minutes=minutes))
lengths = st.integers(3 * 24 * 60, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
gaps = st.integers(0, 10 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def schedules(draw):
    comment_from = START + draw(gaps)
    comment = Phase(PhaseKind.COMMENT, comment_from, comment_from + draw(lengths))
    voting_from = comment.ends_at + draw(gaps)
    return [comment, Phase(PhaseKind.VOTING, voting_from, voting_from + draw(lengths))]


@given(schedules(), moments, st.sampled_from(State), st.booleans())
def test_nobody_votes_outside_the_voting_phase_or_without_a_box(schedule, at, state, box_open):
    acts = acts_at(state, schedule, at, box_open=box_open)
    inside = schedule[1].starts_at <= at < schedule[1].ends_at
    assert (Act.VOTE in acts) == (state is State.PUBLISHED and box_open and inside)


@given(schedules(), moments, st.sampled_from(State), st.booleans())
def test_comments_are_taken_in_the_comment_phase_only(schedule, at, state, box_open):
    acts = acts_at(state, schedule, at, box_open=box_open)
    assert (Act.COMMENT in acts) == (state is State.PUBLISHED and schedule[0].holds(at))


@given(schedules(), moments, st.sampled_from(State), st.booleans())
def test_a_draft_is_edited_and_nothing_else_is(schedule, at, state, box_open):
    acts = acts_at(state, schedule, at, box_open=box_open)
    assert (Act.EDIT in acts) == (state is State.DRAFT)
    assert (Act.PUBLISH in acts) == (state is State.DRAFT)
    assert (Act.DECIDE in acts) == (state is State.CLOSED)
    assert (Act.REVISE in acts) == (state is State.DECIDED)


@given(schedules(), moments)
def test_a_box_is_opened_or_closed_or_neither_but_never_both(schedule, at):
    for box_open in (True, False):
        acts = acts_at(State.PUBLISHED, schedule, at, box_open=box_open)
        assert len(acts & {Act.OPEN_BOX, Act.CLOSE_BOX, Act.VOTE}) <= 1
        assert not (box_open and Act.WITHDRAW in acts)


def test_a_phase_holds_its_first_moment_but_not_its_last():
    assert VOTING.holds(VOTING.starts_at)
    assert not VOTING.holds(VOTING.ends_at)
    assert VOTING.holds(VOTING.ends_at - timedelta(microseconds=1))
    assert phase_at([COMMENT, VOTING], COMMENT.ends_at) == VOTING
    assert phase_at([COMMENT, VOTING], START) is None


def test_a_box_slept_through_is_withdrawn_not_opened():
    acts = acts_at(State.PUBLISHED, [COMMENT, VOTING], VOTING.ends_at, box_open=False)
    assert Act.WITHDRAW in acts
    assert Act.OPEN_BOX not in acts


def test_a_whole_plan_lacks_nothing():
    assert missing_before_publishing(PLAN, START, ZONE) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"summary": ""}, "Tulis ringkasan untuk warga."),
        ({"document": ""}, "Tulis dokumen yang menjelaskan masalahnya."),
        ({"decision_named": ""}, "Sebutkan keputusan yang akan diambil dari hasil ini."),
        ({"decision_on": None}, "Isi tanggal keputusan."),
        (
            {"decision_on": date(2026, 3, 11)},
            "Tanggal keputusan harus sesudah hari terakhir pemungutan suara.",
        ),
        (
            {"decision_on": date(2026, 3, 14), "extend_days": 3},
            "Tanggal keputusan harus sesudah hari terakhir perpanjangan pemungutan suara.",
        ),
        ({"questions": ()}, "Tambahkan sedikitnya satu soal."),
        ({"officer": ""}, "Tentukan pejabat yang bertanggung jawab."),
        ({"officer_title": ""}, "Tulis jabatan pejabat yang bertanggung jawab."),
        ({"promise": None}, "Pilih janji kepada warga."),
        ({"phases": (VOTING,)}, "Isi tanggal mulai dan selesai masa tanggapan."),
        ({"phases": (COMMENT,)}, "Isi tanggal mulai dan selesai pemungutan suara."),
    ],
)
def test_each_gap_is_said_in_its_own_sentence(change, sentence):
    assert missing_before_publishing(replace(PLAN, **change), START, ZONE) == [Lack(sentence)]


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        (PlannedQuestion(" ", "plurality", 2), ["Tulis pertanyaan yang akan dijawab warga."]),
        (PlannedQuestion("Mana?", "schulze", 1), ["Tulis sedikitnya dua pilihan jawaban."]),
        (PlannedQuestion("Mana?", "greedy", 3, priced=True), ["Isi anggaran yang dibagi."]),
        (PlannedQuestion("Mana?", "equal-shares", 3, has_budget=True), ["Isi biaya setiap usulan."]),
        (PlannedQuestion("Mana?", "equal-shares", 3, has_budget=True, priced=True), []),
    ],
)
def test_a_gap_in_a_question_names_the_question(question, sentences):
    plan = replace(PLAN, questions=[*PLAN.questions, question])
    assert missing_before_publishing(plan, START, ZONE) == [Lack(sentence, 2) for sentence in sentences]


def test_a_prolonged_vote_moves_the_wait_for_the_decision():
    decision = Phase(PhaseKind.DECISION, VOTING.ends_at, VOTING.ends_at + 9 * DAY)
    ends_at = VOTING.ends_at + 3 * DAY
    assert extended([COMMENT, VOTING, decision], ends_at) == [
        COMMENT, replace(VOTING, ends_at=ends_at), replace(decision, starts_at=ends_at),
    ]  # fmt: skip


def test_a_decision_phase_never_ends_before_it_begins():
    decision = Phase(PhaseKind.DECISION, VOTING.ends_at, VOTING.ends_at + DAY)
    (moved,) = extended([decision], VOTING.ends_at + 5 * DAY)
    assert moved.starts_at < moved.ends_at


def test_publishing_after_voting_began_is_refused():
    missing = [lack.sentence for lack in missing_before_publishing(PLAN, VOTING.starts_at, ZONE)]
    assert "Pemungutan suara harus dimulai di masa depan." in missing
    assert "Masa tanggapan harus masih berjalan sedikitnya tiga hari sejak diterbitkan." in missing


def test_the_decision_day_is_reckoned_in_the_citys_zone():
    # 2026-03-11 17:00 UTC is already the 12th in Balikpapan
    late = Phase(PhaseKind.VOTING, VOTING.starts_at, datetime(2026, 3, 11, 17, 0, tzinfo=UTC))
    plan = replace(PLAN, phases=(COMMENT, late), decision_on=date(2026, 3, 12))
    assert missing_before_publishing(plan, START, ZONE)
    assert not missing_before_publishing(plan, START, ZoneInfo("UTC"))


@given(schedules())
def test_sound_schedules_have_nothing_wrong(schedule):
    assert wrong_with_phases(schedule) == []


@pytest.mark.parametrize("kind", [PhaseKind.COMMENT, PhaseKind.VOTING])
@pytest.mark.parametrize(
    ("length", "is_wrong"),
    [
        (timedelta(0), True),
        (-DAY, True),
        (SHORTEST[PhaseKind.COMMENT] - timedelta(seconds=1), True),
        (SHORTEST[PhaseKind.COMMENT], False),
        (LONGEST, False),
        (LONGEST + timedelta(seconds=1), True),
    ],
)
def test_length_of_a_phase(kind, length, is_wrong):
    assert bool(wrong_with_phases([Phase(kind, START, START + length)])) == is_wrong


def test_voting_before_comments_end_is_wrong():
    early = replace(VOTING, starts_at=COMMENT.ends_at - timedelta(minutes=1))
    assert wrong_with_phases([COMMENT, early]) == [
        (PhaseKind.VOTING, "Pemungutan suara dimulai sesudah masa tanggapan selesai.")
    ]


@given(schedules(), st.integers(-5, 0))
def test_all_phases_stand_in_order_without_overlap(schedule, days):
    at = START + days * DAY
    decision_on = (schedule[1].ends_at + 2 * DAY).astimezone(ZONE).date()
    phases = all_phases(list(reversed(schedule)), at, decision_on, ZONE)
    assert [ORDER[phase.kind] for phase in phases] == sorted(ORDER[phase.kind] for phase in phases)
    assert all(phase.starts_at < phase.ends_at for phase in phases)
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(phases))
    assert phases[-1].ends_at.astimezone(ZONE).date() == decision_on + DAY


def test_information_is_left_out_when_comments_began_already():
    phases = all_phases([COMMENT, VOTING], COMMENT.starts_at, date(2026, 3, 20), ZONE)
    assert find_phase(phases, PhaseKind.INFORMATION) is None


def test_information_is_complete_only_with_every_part_seven_days_before_closing():
    assert is_information_complete(INFORMATION)
    for part in ("summary", "document", "cost", "officer", "how_to_join", "accessible"):
        assert not is_information_complete(replace(INFORMATION, **{part: " "}))
    assert not is_information_complete(replace(INFORMATION, phases=(COMMENT,)))
    latest = VOTING.ends_at - timedelta(days=7)
    assert is_information_complete(replace(INFORMATION, known_at=latest))
    assert not is_information_complete(replace(INFORMATION, known_at=latest + timedelta(seconds=1)))


def test_open_long_enough_counts_from_the_first_comment_or_from_publication():
    assert is_open_long_enough([COMMENT, VOTING], START)
    assert is_open_long_enough([COMMENT, VOTING], VOTING.ends_at - timedelta(days=7))
    assert not is_open_long_enough(
        [COMMENT, VOTING], VOTING.ends_at - timedelta(days=7) + timedelta(seconds=1)
    )
    assert not is_open_long_enough([COMMENT], START)
