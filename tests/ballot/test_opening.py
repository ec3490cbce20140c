"""Opening: who is on the roll, what is frozen, and that it happens once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.ballot.commitments import hash_of_sorted, roll_line
from sgforum.ballot.models import Elector, Electorate, Poll, PollState, Receipt, Secrecy
from sgforum.ballot.queries import find_poll, find_standing, find_tally, rules_hash_of
from sgforum.ballot.services import Terms
from sgforum.core.audit import AuditEntry
from sgforum.core.db import db
from sgforum.core.errors import Conflict, InvalidInput, NotFound
from tests.factories.accounts import make_person
from tests.factories.ballot import CLOSES, OPENS, OPTIONS, make_people, make_poll
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

CODES = [code for code, _ in OPTIONS]


def test_open_poll_takes_only_verified_residents_of_the_place(site, config):
    inside = make_people(3)
    back = make_person(suspended_until=OPENS)
    noise = [
        make_person(home=OTHER_KELURAHAN), make_person(level=1), make_person(level=0),
        make_person(suspended_until=OPENS + timedelta(days=9)),
    ]  # fmt: skip
    poll = make_poll(config.keys)
    assert poll.roll_size == 4
    assert all(find_standing(person.id, poll.id, OPENS).elector_id for person in [*inside, back])
    assert not any(find_standing(person.id, poll.id, OPENS).elector_id for person in noise)


@pytest.mark.parametrize(("place", "expected"), [(KELURAHAN, 1), ("64.71.01", 3), (CITY, 7)])
def test_open_poll_covers_what_lies_below(sqlite_site, config, place, expected):
    for home, count in ((KELURAHAN, 1), (OTHER_KELURAHAN, 2), (FAR_KELURAHAN, 4)):
        make_people(count, home=home)
    assert make_poll(config.keys, place).roll_size == expected


def test_open_poll_of_an_empty_place_has_an_empty_roll(site, config):
    assert make_poll(config.keys, FAR_KELURAHAN).roll_size == 0


def test_open_poll_freezes_rules_and_roll(site, config):
    people = make_people(5)
    poll = make_poll(config.keys, parameters={"quorum_share": 0.25, "blank": True})
    rows = db.session.execute(select(Elector.elector_id, Elector.person_id))
    public = {person.id: person.public_id for person in people}
    assert poll.roll_hash == hash_of_sorted(roll_line(elector, public[person]) for elector, person in rows)
    assert poll.rules_hash == rules_hash_of(poll)
    assert [(option.code, option.text) for option in poll.options] == list(OPTIONS)
    assert poll.state is PollState.OPEN
    assert find_tally(poll.id) is None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == poll.reference)).one()
    assert entry.details == {"roll_size": 5, "roll_hash": poll.roll_hash, "rules_hash": poll.rules_hash}


def test_open_poll_gives_the_same_person_another_id_each_time(site, config):
    make_people(2)
    for _ in range(2):
        make_poll(config.keys)
    assert db.session.scalar(select(func.count(Elector.elector_id.distinct()))) == 4


def test_open_poll_keeps_the_key_outside_the_database(sqlite_site, config):
    make_people(1)
    poll = make_poll(config.keys)
    path = config.keys / poll.key_name
    assert path.stat().st_mode & 0o777 == 0o600
    assert config.keys.stat().st_mode & 0o777 == 0o700
    key = path.read_bytes()
    assert len(key) == 32
    for file in config.instance.glob("sgforum.db*"):
        assert key not in file.read_bytes()


def test_open_poll_twice_is_a_conflict(site, config):
    first = make_poll(config.keys, reference="consultation:x")
    with pytest.raises(Conflict):
        make_poll(config.keys, reference="consultation:x")
    assert find_poll("consultation:x").id == first.id
    assert find_poll("consultation:y") is None
    assert len(list(config.keys.glob("ballot-*"))) == 1


def test_open_poll_twice_at_once_opens_one(site, config):
    make_people(3)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def attempt():
        with site.app_context():
            start.wait()
            try:
                make_poll(config.keys, reference="consultation:x")
                outcomes.append("opened")
            except Conflict:
                outcomes.append("conflict")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["opened"]
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 1
    assert db.session.scalar(select(func.count()).select_from(Elector)) == 3


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("options", {"options": [("a", "A")]}),
        ("options", {"options": [("a", "A"), ("a", "B")]}),
        ("options", {"options": [("a", "A"), ("blank", "B")]}),
        ("options", {"options": [("a", "A"), ("B c", "B")]}),
        ("options", {"options": [("a", "A"), ("b", " ")]}),
        ("options", {"options": [(f"o{n}", "A") for n in range(51)]}),
        ("rule", {"rule": "dadu"}),
        ("place_code", {"place": f"{KELURAHAN}.RW01"}),
        ("quorum_share", {"parameters": {"quorum_share": 1.5}}),
        ("quorum_number", {"parameters": {"quorum_number": -1}}),
        ("kuorum", {"parameters": {"kuorum": 3}}),
        ("blank", {"parameters": {"blank": "ya"}}),
        ("most", {"parameters": {"most": 2}}),
        ("costs", {"rule": "greedy", "parameters": {"budget": 9, "costs": {"taman": 3}}}),
        ("costs", {"rule": "greedy", "parameters": {"budget": 0, "costs": dict.fromkeys(CODES, 3)}}),
        ("costs", {"rule": "greedy", "parameters": {"budget": 9, "costs": dict.fromkeys(CODES, 0)}}),
        (
            "exclusive",
            {
                "rule": "greedy",
                "parameters": {"budget": 9, "costs": dict.fromkeys(CODES, 3), "exclusive": [["x"]]},
            },
        ),
        ("secrecy", {"terms": Terms(secrecy=Secrecy.OPEN)}),
        ("secrecy", {"terms": Terms(secrecy=Secrecy.OPEN, receipt=Receipt.NONE, paper=True)}),
        ("secrecy", {"terms": Terms(electorate=Electorate.ANYONE)}),
        ("closes_at", {"closes_at": OPENS}),
        ("closes_at", {"at": CLOSES}),
    ],
)
def test_open_poll_refuses_bad_terms(sqlite_site, config, field, terms):
    with pytest.raises(InvalidInput) as refusal:
        make_poll(config.keys, **terms)
    assert set(refusal.value.errors) == {field}
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


def test_open_poll_of_no_place_is_not_found(sqlite_site, config):
    with pytest.raises(NotFound):
        make_poll(config.keys, "99.99")
