"""Secrets: tokens, password hashes, and keys that live in files outside the database and its backups."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's minimum for argon2id: 19 MiB, two passes, one lane; one sign-in must not fill a small server
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# What an unknown address is compared with, so that it costs the same time as a known one
_DUMMY_HASH = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


@dataclass(frozen=True, slots=True)
class Secret:
    """A new password with its hash, made before a transaction begins: hashing takes as long as many writes."""

    plain: str
    hashed: str


def secret_of(password: str | Secret) -> Secret:
    return password if isinstance(password, Secret) else Secret(password, hash_password(password))


def check_password(stored: str | None, password: str) -> bool:
    """Compare in the time of one hash, whether or not there is a stored one."""
    try:
        _hasher.verify(stored or _DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def new_token() -> str:
    """256 random bits for a link or a session."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token: its SHA-256; the token itself is only with the person."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key_file(folder: Path, name: str) -> bytes:
    """Read a 32-byte key, or make it on first use; the file is readable by the server's user only.

    The key gets its name only when it is whole: of several processes that start at once one makes it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        descriptor, unfinished = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its key is the key
            path.hardlink_to(unfinished)
        Path(unfinished).unlink()
    return path.read_bytes()
