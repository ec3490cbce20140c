"""Reading a ZIP from an unknown hand: nothing is written to disk, nothing is trusted, sizes are bounded."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

MOST_FILES = 200  # ten questions have at most eight files each
MOST_BYTES = 256 * 1024 * 1024  # of all files together; a million ballots and their slips fit
_NAME = re.compile(r"(soal-[0-9]{1,2}/)?[A-Za-z0-9][A-Za-z0-9_-]*(\.[a-z0-9]+)?")
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_CHUNK = 1024 * 1024
_ENCRYPTED = 1
_LINK = 0o120000


class Unusable(Exception):
    """The file is no bundle at all; the message is one sentence for the person who gave it."""


def read_archive(path: Path) -> dict[str, bytes]:
    """The files of the ZIP by name; raises Unusable."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_all(archive)
    except FileNotFoundError:
        raise Unusable(f"{path}: there is no such file") from None
    except zipfile.BadZipFile as error:
        raise Unusable(f"{path}: this is not a whole ZIP file ({error})") from None
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unusable(f"{path}: the ZIP cannot be read ({error})") from None
    except OSError as error:
        raise Unusable(f"{path}: the file cannot be read ({error.strerror or error})") from None


def _read_all(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Unusable(f"the ZIP has {len(entries)} files, more than the {MOST_FILES} of any bundle")
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in entries:
        _check(entry)
        if entry.filename in files:
            raise Unusable(f"the ZIP has two files named {entry.filename}")
        files[entry.filename] = content = _read(archive, entry, left)
        left -= len(content)
    return files


def _check(entry: zipfile.ZipInfo) -> None:
    """Refuse what a bundle never has, before a byte of it is unpacked."""
    name = entry.filename if entry.filename.isprintable() else ascii(entry.filename)
    if not _NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename:
        raise Unusable(f"the ZIP has a file that no bundle has: {name[:80]}")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PLAIN:
        raise Unusable(f"{name} is encrypted or packed in a way that bundles do not use")
    if (entry.external_attr >> 16) & 0o170000 == _LINK:
        raise Unusable(f"{name} is a link, not a file")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The file's bytes; what the ZIP says of its size is not believed, so it is read in pieces."""
    pieces, size = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > left:
                raise Unusable(f"the ZIP unpacks to more than {MOST_BYTES // _CHUNK} MiB")
            pieces.append(piece)
    return b"".join(pieces)
