"""What is published of a score's inputs binds the city to them and tells nobody what they are."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sgforum.core.db import db
from sgforum.metrics import queries
from sgforum.metrics.canonical import digest, inputs_bytes, parse_inputs
from sgforum.metrics.models import Snapshot
from tests.factories.metrics import PERIOD, freeze, make_active
from tests.factories.territory import OTHER_KELURAHAN, make_city, make_denominator


@pytest.fixture
def few(app):
    """A kelurahan in which three people took part."""
    make_city()
    make_denominator(OTHER_KELURAHAN, adults=3_000, rt_count=3)
    make_active(3, OTHER_KELURAHAN)
    freeze()
    return queries.get_latest_snapshot(OTHER_KELURAHAN, PERIOD)


def guesses(known):
    """Everything that one to four people may have been, each with one act, to somebody who knows the rest."""
    for people in range(1, 5):
        for who in combinations_with_replacement(range(len(known.groups)), people):
            groups = tuple(replace(group, participants=who.count(n)) for n, group in enumerate(known.groups))
            for covered in range(1, people + 1):
                yield replace(
                    known, participants=people, groups=groups, acts=((1, people),), rt_covered=covered
                )


def test_the_bare_hash_would_tell_who_took_part_and_the_seal_does_not(few):
    truth, method = parse_inputs(few.inputs)
    known = replace(
        truth,
        participants=0,
        groups=tuple(replace(g, participants=0) for g in truth.groups),
        acts=(),
        rt_covered=0,
    )
    tried = [inputs_bytes(guess, method) for guess in guesses(known)]
    assert [digest(data) for data in tried].count(few.input_hash) == 1
    assert few.seal not in {digest(data) for data in tried}
    assert few.seal == hashlib.sha256(few.salt.encode() + few.inputs.encode()).hexdigest()


def test_pages_and_exports_carry_the_seal_and_never_the_hash_or_the_salt(few):
    score = queries.get_score(OTHER_KELURAHAN, PERIOD)
    told = str(queries.document_of(score, None))
    assert few.seal in told
    assert few.input_hash not in told
    assert few.salt not in told


def test_every_score_has_a_salt_of_its_own(few):
    salts = db.session.scalars(select(Snapshot.salt)).all()
    assert len(salts) > 1
    assert len(set(salts)) == len(salts)
    few.salt = "short"
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
