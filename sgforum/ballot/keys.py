"""The private keys of polls: files outside the database and its backups, destroyed when the box is opened."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from ..core.errors import Unavailable
from ..core.marks import N_

_PREFIX = "ballot-"
KEY_BYTES = 32
KEY_LOST = N_("Kunci kotak suara tidak ditemukan di server, jadi kotak suara belum dapat dibuka.")


def new_name() -> str:
    return _PREFIX + secrets.token_hex(16)


def keep(folder: Path, name: str, key: bytes) -> None:
    """Write a key for the server's user alone and force it to disk before any envelope is sealed with it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(folder)


def read(folder: Path, name: str) -> bytes:
    """The key; raises Unavailable if the file is missing or not a whole key."""
    try:
        key = (folder / name).read_bytes()
    except FileNotFoundError:
        raise Unavailable(KEY_LOST) from None
    if len(key) != KEY_BYTES:
        raise Unavailable(KEY_LOST)
    return key


def destroy(folder: Path, name: str) -> None:
    """Overwrite and remove a key; one that is gone already is as good as destroyed."""
    path = folder / name
    try:
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    _sync_folder(folder)


def names(folder: Path) -> set[str]:
    """The poll keys that lie in the folder."""
    return {path.name for path in folder.glob(_PREFIX + "*")}


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
