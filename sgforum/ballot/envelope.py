"""The sealed envelope: a padded ballot of one length, readable only with the poll's key."""

from __future__ import annotations

import hashlib
import json

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

BALLOT_BYTES = 512  # before sealing; a SealedBox adds 48, so every envelope has 560 bytes (voting.md 3.2)
ENVELOPE_BYTES = BALLOT_BYTES + 48
_SLIP_DIGITS = 12


def new_key() -> tuple[bytes, bytes]:
    """A fresh key pair: (private, public), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def seal(public_key: bytes, elector_id: str, choice: str) -> bytes:
    """Seal a choice for an elector; raises ValueError if it does not fit into the one length.

    The elector's id is inside too: an envelope copied under another id is then no valid ballot.
    """
    ballot = json.dumps([elector_id, choice]).encode()
    if len(ballot) > BALLOT_BYTES:
        raise ValueError("a ballot is longer than its envelope")
    return bytes(SealedBox(PublicKey(public_key)).encrypt(ballot.ljust(BALLOT_BYTES)))


def unseal(private_key: bytes, elector_id: str, content: bytes) -> str | None:
    """The choice inside, or None for what is not this elector's ballot under this key."""
    try:
        ballot = json.loads(SealedBox(PrivateKey(private_key)).decrypt(content))
    except (CryptoError, ValueError):
        return None
    match ballot:
        case [owner, str(choice)] if owner == elector_id:
            return choice
        case _:
            return None


def digest(content: bytes) -> str:
    """SHA-256 of the sealed envelope: says that it was in the box, nothing of what is in it."""
    return hashlib.sha256(content).hexdigest()


def slip_of(envelope_digest: str) -> str:
    """The short number on a resident's slip: 12 digits of the envelope's hash, like "0412 7730 9951"."""
    digits = f"{int(envelope_digest, 16) % 10**_SLIP_DIGITS:0{_SLIP_DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, _SLIP_DIGITS, 4))
