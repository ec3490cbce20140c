"""What a sealed envelope shows, and to whom."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from nacl.public import PublicKey, SealedBox

from sgforum.ballot.commitments import hash_of_sorted, roll_line
from sgforum.ballot.envelope import (
    Ballot,
    ballot_bytes,
    digest,
    new_key,
    public_key_of,
    seal,
    slip_of,
    unseal,
)

ELECTOR = "0f" * 16


@pytest.fixture(scope="module")
def keys():
    return new_key()


@pytest.mark.parametrize("choice", ["a", "x" * 32, "blank", "ç" * 30])
@pytest.mark.parametrize("code", ["", "0412 7730 9951"])
def test_seal_gives_one_length(keys, choice, code):
    content = seal(keys[1], ELECTOR, Ballot(choice, code))
    assert len(content) == 560
    assert choice.encode() * 2 not in content
    assert unseal(keys[0], ELECTOR, content) == Ballot(choice, code)


@pytest.mark.parametrize(("longest", "size"), [(1, 512), (416, 512), (417, 1024), (1800, 2048)])
def test_every_ballot_of_a_poll_fits_into_its_one_length(keys, longest, size):
    assert ballot_bytes(longest) == size
    content = seal(keys[1], ELECTOR, Ballot("x" * longest, "0412 7730 9951"), size)
    assert len(content) == size + 48


def test_unseal_reads_what_was_sealed_before_there_were_codes(keys):
    content = SealedBox(PublicKey(keys[1])).encrypt(json.dumps([ELECTOR, "a"]).encode())
    assert unseal(keys[0], ELECTOR, content) == Ballot("a")


def test_the_private_key_knows_its_public_half(keys):
    assert public_key_of(keys[0]) == keys[1]


def test_seal_refuses_what_does_not_fit(keys):
    with pytest.raises(ValueError, match="longer"):
        seal(keys[1], ELECTOR, Ballot("x" * 500))


def test_seal_never_gives_the_same_twice(keys):
    assert len({seal(keys[1], ELECTOR, Ballot("a")) for _ in range(20)}) == 20


def test_unseal_refuses_a_copied_envelope(keys):
    assert unseal(keys[0], "1e" * 16, seal(keys[1], ELECTOR, Ballot("a"))) is None


@pytest.mark.parametrize("content", [b"", b"x" * 560, b"\0" * 48])
def test_unseal_of_garbage_is_no_ballot(keys, content):
    assert unseal(keys[0], ELECTOR, content) is None


def test_unseal_with_another_key_is_no_ballot(keys):
    assert unseal(new_key()[0], ELECTOR, seal(keys[1], ELECTOR, Ballot("a"))) is None


def test_slip_is_twelve_digits_of_the_hash(keys):
    hexadecimal = digest(seal(keys[1], ELECTOR, Ballot("a")))
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", slip_of(hexadecimal))
    assert slip_of(f"{7:064x}") == "0000 0000 0007"


def test_hash_of_sorted_can_be_done_by_hand():
    assert hash_of_sorted(["b", "a"]) == hashlib.sha256(b"a\nb\n").hexdigest()
    assert roll_line("e", "p") == hashlib.sha256(b"e:p").hexdigest()
