"""Whether two texts say nearly the same (score.md 5.1: a near-duplicate is no new act)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

SHINGLE_WORDS = 3
NEAR_DUPLICATE = 0.9
# A text is compared with this many of the author's latest ones, and none older than that
COMPARED_TEXTS = 20
COMPARED_FOR = timedelta(days=180)
_WORDS = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text without case, signs and spacing."""
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())


def digest_of(text: str) -> str:
    """SHA-256 of the words; for a text of signs only, of the text itself."""
    plain = " ".join(words_of(text)) or text.strip()
    return hashlib.sha256(plain.encode()).hexdigest()


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of three words; a shorter text is one run."""
    words = words_of(text)
    if len(words) <= SHINGLE_WORDS:
        return frozenset({tuple(words)})
    return frozenset(
        tuple(words[index : index + SHINGLE_WORDS]) for index in range(len(words) - SHINGLE_WORDS + 1)
    )


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the shingles, 0 to 1 (Broder 1997)."""
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def is_near_duplicate(text: str, earlier: Iterable[str]) -> bool:
    """Whether the text is at least 0.9 similar to one of the same author's earlier texts."""
    mine = shingles(text)
    for other in earlier:
        theirs = shingles(other)
        # Jaccard cannot reach the bound when the sizes differ too much: spares most comparisons
        if min(len(mine), len(theirs)) < NEAR_DUPLICATE * max(len(mine), len(theirs)):
            continue
        if len(mine & theirs) >= NEAR_DUPLICATE * len(mine | theirs):
            return True
    return False
