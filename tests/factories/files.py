"""Photos and recordings as phones make them, with what phones write into them."""

from __future__ import annotations

import struct
from datetime import datetime
from io import BytesIO

from PIL import Image

from sgforum.consultation import queries, services
from sgforum.core.permissions import Actor

from .consultation import do

GPS = 0x8825
PLACE = "+01.2379-116.8529/"  # where it was taken, as cameras and recorders note it
_FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # MPEG 1 layer 3, 128 kbit/s, 44.1 kHz: silence
_FRAME_SECONDS = 1152 / 44_100


def make_picture(size: tuple[int, int] = (1600, 1200), form: str = "JPEG", *, turned: bool = False) -> bytes:
    """A picture, left half red and right half blue, with its place; turned: held upright, as EXIF says."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif.get_ifd(GPS)[1] = "S"
    if turned:
        exif[0x0112] = 6
    written = BytesIO()
    image.save(written, form, exif=exif)
    return written.getvalue()


def make_mp3(seconds: float = 2.0, *, tagged: bool = True) -> bytes:
    """Silence with a title that names a place, before and after it."""
    sound = _FRAME * max(int(seconds / _FRAME_SECONDS), 1)
    if not tagged:
        return sound
    text = b"\x03" + PLACE.encode()
    frame = b"TIT2" + struct.pack(">I", len(text)) + b"\0\0" + text
    head = b"ID3\x03\0\0" + struct.pack(">I", len(frame)) + frame
    return head + sound + b"TAG" + PLACE.encode().ljust(125, b"\0")


def _atom(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def _described(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([tag, len(content)]) + content


def _sound_entry() -> bytes:
    """AAC, one channel, 8 kHz, as ISO 14496-14 describes it."""
    specific = _described(5, b"\x15\x88")
    decoder = _described(4, b"\x40\x15", bytes(3), struct.pack(">II", 16_000, 16_000), specific)
    stream = _described(3, struct.pack(">HB", 1, 0), decoder, _described(6, b"\x02"))
    entry = struct.pack(">HQHHII", 1, 0, 1, 16, 0, 8000 << 16)
    return _atom(b"mp4a", bytes(6), entry, _atom(b"esds", bytes(4), stream))


def make_m4a(seconds: int = 2, *, handler: bytes = b"soun") -> bytes:
    """The frame of an M4A with a place in it, as phones write it; handler b"vide" makes it a film."""
    header = _atom(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 8000, 8000 * seconds, 0, 0))
    table = _atom(b"stbl", _atom(b"stsd", bytes(4), struct.pack(">I", 1), _sound_entry()))
    media = _atom(b"mdia", header, _atom(b"hdlr", bytes(8), b"soun", bytes(13)), _atom(b"minf", table))
    film = _atom(b"trak", _atom(b"mdia", header, _atom(b"hdlr", bytes(8), handler, bytes(13))))
    place = _atom(b"udta", _atom(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0), PLACE.encode()))
    tracks = [_atom(b"trak", media), *([film] if handler != b"soun" else [])]
    return (
        _atom(b"ftyp", b"M4A \0\0\0\0M4A mp42") + _atom(b"moov", *tracks, place) + _atom(b"mdat", bytes(64))
    )


def add_materials(actor: Actor, public_id: str, draft_id: int, at: datetime) -> None:
    """Everything that may be shown and heard: beside each question, its first option, and a photo for the second."""
    for question in queries.list_questions(draft_id, public_id):
        where = {"actor": actor, "public_id": public_id, "number": question.position, "at": at}
        do(services.set_recording, **where, code=None, content=make_mp3(5))
        do(services.set_recording, **where, code="a", content=make_mp3(3))
        do(
            services.set_photo,
            **where,
            code="a",
            content=make_picture((1280, 720)),
            alt="Parit yang penuh sampah",
        )
        do(services.set_photo, **where, code="b", content=make_picture((600, 900)), alt="Gang yang gelap")
        texts = {"": "Nang mana dahulu?", "a": "Nang pahampirnya", "b": "Nang kadua"}
        do(services.set_regional, **where, language="bjn", texts=texts)
