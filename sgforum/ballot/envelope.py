"""The sealed envelope: a padded ballot of one length, readable only with the poll's key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from .commitments import slip_of as slip_of

STEP_BYTES = 512  # every envelope of a poll has one length: the least multiple that takes the longest ballot
SEAL_BYTES = 48  # what a SealedBox adds
_FRAME_BYTES = 96  # elector's id, code and JSON's signs around the choice


@dataclass(frozen=True, slots=True)
class Ballot:
    """What an envelope holds: a choice in canonical form, and the code of a content receipt or ""."""

    choice: str
    code: str = ""


def new_key() -> tuple[bytes, bytes]:
    """A fresh key pair: (private, public), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def public_key_of(private_key: bytes) -> bytes:
    return bytes(PrivateKey(private_key).public_key)


def ballot_bytes(longest_choice: int) -> int:
    """The one length, before sealing, of a poll's ballots whose longest choice has so many bytes."""
    return -(-(longest_choice + _FRAME_BYTES) // STEP_BYTES) * STEP_BYTES


def seal(public_key: bytes, elector_id: str, ballot: Ballot, size: int = STEP_BYTES) -> bytes:
    """Seal an elector's ballot, padded to `size` bytes; raises ValueError if it does not fit.

    The elector's id is inside too: an envelope copied under another id is then no valid ballot.
    """
    content = json.dumps([elector_id, ballot.choice, ballot.code]).encode()
    if len(content) > size:
        raise ValueError("a ballot is longer than its envelope")
    return bytes(SealedBox(PublicKey(public_key)).encrypt(content.ljust(size)))


def unseal(private_key: bytes, elector_id: str, content: bytes) -> Ballot | None:
    """The ballot inside, or None for what is not this elector's ballot under this key."""
    try:
        ballot = json.loads(SealedBox(PrivateKey(private_key)).decrypt(content))
    except (CryptoError, ValueError):
        return None
    match ballot:
        case [owner, str(choice), str(code)] if owner == elector_id:
            return Ballot(choice, code)
        case [owner, str(choice)] if owner == elector_id:  # sealed before there were codes
            return Ballot(choice)
        case _:
            return None


def digest(content: bytes) -> str:
    """SHA-256 of the sealed envelope: says that it was in the box, nothing of what is in it."""
    return hashlib.sha256(content).hexdigest()
