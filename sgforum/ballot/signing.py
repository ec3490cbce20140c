"""The installation's key for its boards: a file in the folder of keys, never in database, backup or export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from ..core.crypto import key_file

FILE_NAME = "board-signing"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs a board's lines; `public_key` is 32 bytes and meant to be shown everywhere."""

    _key: SigningKey

    @property
    def public_key(self) -> bytes:
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature of the message, 64 bytes."""
        return self._key.sign(message).signature

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this is the signature of the message by this key."""
        try:
            self._key.verify_key.verify(message, signature)
        except (BadSignatureError, ValueError):
            return False
        return True


def signer(keys: Path) -> Signer:
    """The signer of this installation; its key is made at first use."""
    return Signer(SigningKey(key_file(keys, FILE_NAME)))
