"""The Merkle tree of RFC 6962, section 2.1: one hash for a list, and short proofs that a line is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"  # a leaf can then never be passed off as a node


def root(leaves: Iterable[bytes]) -> bytes:
    """The 32-byte hash of the list in its order; of no leaf it is SHA-256 of nothing."""
    level = [_leaf(leaf) for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def root_of_hashes(digests: Iterable[str]) -> str:
    """The root, in hex, over hex digests in ascending order, each a leaf of its bytes: order tells nothing."""
    return root(bytes.fromhex(digest) for digest in sorted(digests)).hex()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf, from its sister upwards; raises IndexError for a leaf that is not there."""
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    level, path = [_leaf(leaf) for leaf in leaves], []
    while len(level) > 1:
        sister = index ^ 1
        if sister < len(level):  # a last node without a sister moves up as it is
            path.append(level[sister])
        level, index = _parents(level), index // 2
    return path


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the proof leads from the leaf at `index` of a list of `size` to the expected root."""
    if not 0 <= index < size:
        return False
    found, last, rest = _leaf(leaf), size - 1, list(proof)
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            sister = rest.pop(0)
            found = _node(sister, found) if index % 2 else _node(found, sister)
        index, last = index // 2, last // 2
    return not rest and found == expected


def _leaf(content: bytes) -> bytes:
    return hashlib.sha256(_LEAF + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _parents(level: Sequence[bytes]) -> list[bytes]:
    pairs = [_node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
    return pairs + ([level[-1]] if len(level) % 2 else [])
