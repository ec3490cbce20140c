"""The tree of RFC 6962: the published roots, proofs of every leaf, and proofs that must fail."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.ballot.merkle import inclusion_proof, is_included, root, root_of_hashes

# The leaves and roots that the Certificate Transparency project tests RFC 6962 with
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def literal_root(leaves):
    """The definition of section 2.1, word by word: split at the largest power of two below the size."""
    if len(leaves) <= 1:
        return hashlib.sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + literal_root(leaves[:split]) + literal_root(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_root_of_the_published_leaves(size):
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_root_is_that_of_the_definition(leaves):
    assert root(leaves) == literal_root(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_proof_leads_to_the_root_and_to_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, top = inclusion_proof(leaves, index), root(leaves)
    assert is_included(leaves[index], index, len(leaves), proof, top)
    assert not is_included(leaves[index] + b"!", index, len(leaves), proof, top)
    assert not is_included(leaves[index], index, len(leaves), [*proof, b"\0" * 32], top)
    assert not is_included(leaves[index], index, len(leaves), proof, b"\0" * 32)
    if proof:
        assert not is_included(leaves[index], index, len(leaves), proof[:-1], top)


def test_proof_of_the_published_tree():
    """Section 2.1.3 of the RFC: the path of d3 among seven leaves has three hashes, that of d6 two."""
    leaves = LEAVES[:7]
    assert [len(inclusion_proof(leaves, index)) for index in (0, 3, 4, 6)] == [3, 3, 3, 2]


@pytest.mark.parametrize("index", [-1, 3])
def test_proof_of_a_leaf_that_is_not_there_is_refused(index):
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:3], index)
    assert not is_included(LEAVES[0], index, 3, [], root(LEAVES[:3]))


def test_root_of_hashes_does_not_depend_on_order():
    digests = [hashlib.sha256(bytes([number])).hexdigest() for number in range(5)]
    assert root_of_hashes(digests) == root_of_hashes(reversed(digests))
    assert root_of_hashes(digests) == root(bytes.fromhex(digest) for digest in sorted(digests)).hex()
