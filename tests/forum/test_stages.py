from datetime import date

import pytest

from sgforum.forum.models import Kind, Status
from sgforum.forum.stages import Facts, days_left, stages_of, working_days_between

WRITTEN, DUE, ANSWERED, PROMISED, DONE = (date(2026, 11, day) for day in (2, 4, 10, 20, 25))


def steps(**facts):
    return [(step.name, step.on, step.state) for step in stages_of(Facts(**{"written_on": WRITTEN} | facts))]


def test_discussion_has_no_stages():
    assert steps(kind=Kind.DISCUSSION, status=Status.DISCUSSED) == []


def test_new_question_waits_for_support():
    assert steps(kind=Kind.QUESTION, status=Status.DISCUSSED) == [
        ("Ditanyakan", WRITTEN, "done"),
        ("Didukung warga", None, "now"),
        ("Dijawab resmi", None, ""),
    ]


def test_due_proposal_waits_for_an_answer():
    found = steps(kind=Kind.PROPOSAL, status=Status.DISCUSSED, due_since=DUE)
    assert found == [
        ("Diusulkan", WRITTEN, "done"),
        ("Didukung warga", DUE, "done"),
        ("Dijawab resmi", None, "now"),
    ]


def test_answer_before_support_leaves_the_support_out():
    found = steps(kind=Kind.QUESTION, status=Status.ANSWERED, answered_on=ANSWERED)
    assert found == [("Ditanyakan", WRITTEN, "done"), ("Dijawab resmi", ANSWERED, "done")]


def test_accepted_proposal_goes_on_to_work():
    found = steps(
        kind=Kind.PROPOSAL, status=Status.PARTLY, due_since=DUE, answered_on=ANSWERED, promised_on=PROMISED
    )
    assert found[3:] == [("Dikerjakan", PROMISED, "now"), ("Selesai", None, "")]


def test_kept_promise_is_the_end():
    found = steps(
        kind=Kind.PROPOSAL, status=Status.DONE, answered_on=ANSWERED, promised_on=PROMISED, done_on=DONE
    )
    assert [step[2] for step in found] == ["done"] * 4
    assert found[-1] == ("Selesai", DONE, "done")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), 0),
        (date(2026, 11, 2), date(2026, 11, 3), 1),
        (date(2026, 11, 6), date(2026, 11, 9), 1),  # Friday to Monday
        (date(2026, 11, 7), date(2026, 11, 8), 0),  # a weekend
        (date(2026, 11, 2), date(2026, 11, 20), 14),
        (date(2026, 11, 3), date(2026, 11, 2), 0),
    ],
)
def test_working_days_between(start, end, days):
    assert working_days_between(start, end) == days


def test_days_left_turns_negative():
    assert [days_left(DUE, day) for day in (WRITTEN, DUE, ANSWERED)] == [2, 0, -6]
