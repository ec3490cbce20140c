"""A poll's key in three shares, any two of which open the box: SLIP-39 words that people can write down."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from ..core.errors import InvalidInput
from ..core.marks import N_

HOLDERS = 3
NEEDED = 2
WRONG_SHARES = N_("Bagian kunci ini tidak cocok. Periksa setiap kata dan urutannya.")


def split(key: bytes) -> list[str]:
    """Three shares of 33 words each (SLIP-39, one group, 2 of 3, no passphrase); key: 32 bytes."""
    (shares,) = generate_mnemonics(1, [(NEEDED, HOLDERS)], key)
    return list(shares)


def join(shares: Sequence[str]) -> bytes:
    """The key from any two different shares; raises InvalidInput for the field "shares"."""
    words = [" ".join(share.lower().split()) for share in shares if share.strip()]
    try:
        return bytes(combine_mnemonics(words))
    except (MnemonicError, ValueError) as error:
        raise InvalidInput({"shares": WRONG_SHARES}) from error


def fingerprint(share: str) -> str:
    """SHA-256 of a share's words: a holder can see that theirs is the one that was made, others learn nothing."""
    return hashlib.sha256(" ".join(share.lower().split()).encode()).hexdigest()
