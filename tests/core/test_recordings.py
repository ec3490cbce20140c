"""Recordings as phones make them, and files that only pretend to be some."""

from __future__ import annotations

import struct

import pytest

from sgforum.core import recordings
from sgforum.core.errors import InvalidInput
from sgforum.core.recordings import M4A_TYPE, MP3_TYPE, clean_recording
from tests.factories.files import PLACE, make_m4a, make_mp3, make_picture


def test_an_mp3_keeps_its_sound_and_loses_its_tags():
    original = make_mp3(3.0)
    assert original.count(PLACE.encode()) == 2
    made = clean_recording(original)
    assert made.content == make_mp3(3.0, tagged=False)
    assert (made.content_type, made.seconds) == (MP3_TYPE, 3)


def test_an_m4a_keeps_its_length_and_loses_its_place():
    original = make_m4a(7)
    assert PLACE.encode() in original
    made = clean_recording(original)
    assert PLACE.encode() not in made.content
    assert len(made.content) == len(original)  # the offsets to the sound still hold
    assert (made.content_type, made.seconds) == (M4A_TYPE, 7)
    assert clean_recording(made.content) == made


@pytest.mark.parametrize("make", [make_mp3, make_m4a])
def test_a_long_recording_is_refused(make, monkeypatch):
    monkeypatch.setattr(recordings, "MOST_BYTES", 10_000_000)
    assert clean_recording(make(119)).seconds == 119
    with pytest.raises(InvalidInput, match="dua menit"):
        clean_recording(make(125))


def test_a_heavy_recording_is_refused():
    with pytest.raises(InvalidInput, match="1 MB"):
        clean_recording(make_mp3(60) + bytes(100_000))


def test_a_film_is_no_recording():
    with pytest.raises(InvalidInput, match="bukan rekaman"):
        clean_recording(make_m4a(handler=b"vide"))


@pytest.mark.parametrize(
    "content",
    [
        b"", bytes(900), b"OggS" + bytes(300), b"RIFF\x10\0\0\0WAVEfmt " + bytes(60), make_picture((64, 64)),
        b"<html><audio></audio></html>" * 20, make_m4a()[:60], b"ID3\x03\0\0" + bytes(400),
        b"\0\0\0\x18ftypM4A " + bytes(200), make_mp3(0.01, tagged=False),
    ],
    ids=["nothing", "zeros", "ogg", "wav", "jpeg", "html", "cut m4a", "tag only", "empty m4a", "one frame"],
)  # fmt: skip
def test_what_is_no_recording_is_refused(content):
    with pytest.raises(InvalidInput, match="bukan rekaman"):
        clean_recording(content)


@pytest.mark.parametrize("kind", [b"moov", b"stbl", b"udta"])
@pytest.mark.parametrize("deep", [60, 5_000, 100_000])
def test_parts_within_parts_without_end_are_refused(kind, deep):
    """A reader that follows them one call within another falls over, and the page with it."""
    nested = b"".join(struct.pack(">I4s", 8 * left, kind) for left in range(deep, 0, -1))
    with pytest.raises(InvalidInput, match="bukan rekaman"):
        clean_recording(make_m4a()[:24] + nested)


def test_an_mp3_loses_tags_behind_tags():
    tagged, sound = make_mp3(3.0), make_mp3(3.0, tagged=False)
    tag = tagged[: tagged.index(sound)]
    assert clean_recording(tag * 3 + sound).content == sound
    with pytest.raises(InvalidInput, match="bukan rekaman"):
        clean_recording(tag * 40 + sound)


@pytest.mark.parametrize("kind", [b"free", b"skip", b"uuid"])
def test_an_m4a_loses_what_its_unused_parts_hold(kind):
    hidden = PLACE.encode() * 3
    made = clean_recording(make_m4a() + struct.pack(">I4s", len(hidden) + 8, kind) + hidden)
    assert PLACE.encode() not in made.content
