"""Recordings that are read aloud to people: MP3 and M4A, which every phone plays, freed of what they tell of the recorder."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from mutagen import MutagenError, apev2, id3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4

from .errors import InvalidInput
from .marks import N_

MP3_TYPE, M4A_TYPE = "audio/mpeg", "audio/mp4"
MOST_BYTES = 1_000_000
MOST_SECONDS = 120
NOT_A_RECORDING = N_("Berkas ini bukan rekaman MP3 atau M4A yang dapat diputar.")
TOO_LONG = N_("Rekaman terlalu panjang. Paling lama dua menit.")
TOO_LARGE = N_("Rekaman terlalu besar. Paling besar 1 MB.")
_WITH_PARTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_TELLING = {
    b"udta",
    b"meta",
    b"uuid",
    b"free",
    b"skip",
}  # titles, the recorder, often the place; and leftovers
_MOST_TAGS = 8  # one behind the other
_DEEPEST = 12  # parts within parts; real recordings have six
_HEADER = struct.Struct(">I4s")


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound to be played as it is; seconds are rounded up."""

    content: bytes
    content_type: str
    seconds: int


def clean_recording(content: bytes) -> Recording:
    """Check a recording and take out what it tells besides the sound; raises InvalidInput."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(TOO_LARGE)
    try:
        found = _m4a(content) if content[4:8] == b"ftyp" else _mp3(content)
    except (
        MutagenError,
        OSError,
        ValueError,
        EOFError,
        RecursionError,
        struct.error,
    ):  # what mutagen's readers raise
        raise InvalidInput(NOT_A_RECORDING) from None
    if found.seconds > MOST_SECONDS:
        raise InvalidInput(TOO_LONG)
    return found


def _mp3(content: bytes) -> Recording:
    stream = BytesIO(content)
    info = MP3(stream).info
    if info.layer != 3 or info.sketchy:  # sketchy: too few frames in a row to be sure that it is sound
        raise InvalidInput(NOT_A_RECORDING)
    for _ in range(_MOST_TAGS):
        before = len(stream.getvalue())
        stream.seek(0)
        id3.delete(stream)  # one tag at each end; some programs put theirs before the last one's
        stream.seek(0)
        apev2.delete(stream)
        if len(stream.getvalue()) == before:
            return Recording(stream.getvalue(), MP3_TYPE, _whole(info.length))
    raise InvalidInput(NOT_A_RECORDING)


def _m4a(content: bytes) -> Recording:
    atoms = list(_atoms(content, 0, len(content)))
    info = MP4(BytesIO(content)).info
    if not str(info.codec).startswith("mp4a") or info.length <= 0:
        raise InvalidInput(NOT_A_RECORDING)
    silent = bytearray(content)
    for kind, start, end in atoms:
        if kind == b"hdlr" and content[start + 8 : start + 12] == b"vide":
            raise InvalidInput(NOT_A_RECORDING)
        if kind in _TELLING:
            silent[start - 4 : end] = b"free" + bytes(end - start)  # same length: the sound stays where it is
    return Recording(bytes(silent), M4A_TYPE, _whole(info.length))


def _atoms(content: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its payload begins, where it ends) of the atoms of an MP4, those within others included."""
    if depth > _DEEPEST:
        raise InvalidInput(NOT_A_RECORDING)
    while start + _HEADER.size <= end:
        size, kind = _HEADER.unpack_from(content, start)
        stop = end if size == 0 else start + size
        if size == 1 or stop > end or stop < start + _HEADER.size:  # 64-bit sizes are for films
            raise InvalidInput(NOT_A_RECORDING)
        yield kind, start + _HEADER.size, stop
        if kind in _WITH_PARTS:
            yield from _atoms(content, start + _HEADER.size, stop, depth + 1)
        start = stop


def _whole(seconds: float) -> int:
    return int(-(-seconds // 1))
