"""The end of voting: prolonged, cut short, gone on with after a kill; and the board that tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sgforum.accounts.models import Person
from sgforum.ballot import queries as ballots
from sgforum.ballot.board import Kind
from sgforum.ballot.models import Receipt, Secrecy, Vote
from sgforum.consultation import jobs, services
from sgforum.consultation.lifecycle import State
from sgforum.consultation.services import BoxDraft, closing
from sgforum.core.db import db
from tests.consultation.closings import (
    CHOICES,
    EVERY_RULE,
    WITNESSED,
    close,
    kinds_of,
    recounted,
    reload,
    vote_on_all,
    voting_of,
)
from tests.consultation.conftest import on_both
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import do, make_consultation, make_question


@on_both
def test_a_consultation_of_every_rule_is_recounted_from_its_bundle(official, keys):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", questions=EVERY_RULE)
    vote_on_all(people, made.public_id)
    assert close(made.public_id, keys)
    assert reload(made.public_id).state is State.CLOSED
    files = recounted(made, keys)
    assert [f"soal-{n}/hasil.json" in files for n in range(1, 8)] == [True] * 7
    outcomes = [
        tuple(sorted(ballots.find_tally(poll.id).winners)) for poll in ballots.list_polls(made.reference)
    ]
    assert outcomes == [("a",), ("a", "b"), ("a",), ("a",), ("b",), ("a",), ("a", "b")]


@on_both
def test_open_votes_stand_beside_their_voters_and_are_recounted(official, keys):
    people = [make_person() for _ in range(3)]
    made = make_consultation(
        official, keys, "voting", questions=EVERY_RULE, box=BoxDraft(secrecy=Secrecy.OPEN)
    )
    vote_on_all(people, made.public_id)
    assert db.session.scalars(select(Vote.choice).distinct()).all()
    assert close(made.public_id, keys)
    files = recounted(made, keys)
    assert f"{people[0].public_id},a".encode() in files["soal-1/suara-terbuka.csv"]
    assert any(people[0].name.encode() in content for content in files.values())


def test_the_box_is_kept_as_the_draft_says(official, keys):
    make_person()
    box = BoxDraft(receipt=Receipt.CONTENT, paper=True, ceremony=True, extend_days=2, end_when_all=True)
    made = make_consultation(official, keys, "voting", box=box, questions=EVERY_RULE[:2])
    for poll in ballots.list_polls(made.reference):
        assert (poll.receipt, poll.paper, poll.ceremony) == (Receipt.CONTENT, True, True)
        assert (poll.parameters["extend_days"], poll.parameters["end_when_all"]) == (2, True)


@on_both
def test_below_the_quorum_voting_goes_on_once(official, keys, config):
    people = [make_person() for _ in range(12)]
    questions = (make_question(), make_question(quorum=10))
    made = make_consultation(official, keys, "voting", questions=questions, box=BoxDraft(extend_days=2))
    announced = voting_of(made.public_id).ends_at
    vote_on_all(people[:3], made.public_id, ("a", "b"))
    assert jobs.tick(config, announced) == 1
    assert voting_of(made.public_id).ends_at == announced + timedelta(days=2)
    assert kinds_of(made).count(Kind.EXTENDED.value) == 2
    assert jobs.tick(config, announced + timedelta(days=1)) == 0
    assert jobs.tick(config, announced + timedelta(days=2)) == 1
    assert reload(made.public_id).state is State.CLOSED
    assert [ballots.find_tally(poll.id).quorum_met for poll in ballots.list_polls(made.reference)] == [
        True,
        False,
    ]
    recounted(made, keys)


def test_voting_that_met_its_quorum_is_not_prolonged(official, keys, config):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", quorum=10, box=BoxDraft(extend_days=2))
    vote_on_all(people, made.public_id, ("a",))
    assert jobs.tick(config, voting_of(made.public_id).ends_at) == 1
    assert reload(made.public_id).state is State.CLOSED


def test_voting_ends_early_only_when_everybody_answered_everything(official, keys, config):
    people = [make_person() for _ in range(10)]
    made = make_consultation(
        official, keys, "voting", questions=EVERY_RULE[:2], box=BoxDraft(end_when_all=True)
    )
    at = voting_of(made.public_id).starts_at + timedelta(days=1)
    vote_on_all(people[:9], made.public_id, CHOICES[:2])
    vote_on_all(people[9:], made.public_id, CHOICES[:1])
    assert jobs.tick(config, at) == 0
    do(services.cast, actor=as_actor(people[9]), public_id=made.public_id, question=2, choice="b", at=at)
    assert jobs.tick(config, at) == 2  # the end is moved, then the box is counted
    assert reload(made.public_id).state is State.CLOSED
    recounted(made, keys)


@pytest.mark.parametrize("killed_after", ["count", "announcement"])
def test_a_closing_that_was_killed_is_finished_by_the_worker(
    official, keys, config, monkeypatch, killed_after
):
    people = [make_person() for _ in range(10)]
    made = make_consultation(
        official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people[:5], "b": people[5:]}
    )
    public_id, at = made.public_id, voting_of(made.public_id).ends_at

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_mark_closed" if killed_after == "count" else "_show_change", killed)
        with pytest.raises(KeyboardInterrupt):
            services.open_box(
                actor=as_actor(official), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at
            )  # fmt: skip
    assert reload(public_id).state is State.PUBLISHED
    assert jobs.tick(config, at + timedelta(minutes=1)) == 1
    (poll,) = ballots.list_polls(made.reference)
    (closing_line,) = ballots.list_contents(poll, Kind.CLOSING)
    assert (closing_line["seed"], closing_line["witnesses"]) == ("4261", 2)
    recounted(made, keys)


def test_the_names_on_the_roll_are_on_no_board(official, keys):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "closed", votes={"a": people})
    lines = " ".join(entry.line for entry in ballots.list_entries(made.reference))
    assert kinds_of(made) == ["opened", "closing", "result"]
    for person in db.session.scalars(select(Person)):
        assert person.public_id not in lines
        assert person.name not in lines


# ------------------------------------------------------------------ pages
