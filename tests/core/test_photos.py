"""Photos as people send them, and files that only pretend to be some."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from sgforum.core import photos
from sgforum.core.errors import InvalidInput
from sgforum.core.photos import small_photo
from tests.factories.files import PLACE, make_picture


def _decoded(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(120, 90), (1600, 1200), (4000, 3000)])
def test_a_photo_becomes_a_small_webp_without_its_place(form, size):
    original = make_picture(size, form)
    assert PLACE.encode() in original
    made = small_photo(original)
    image = _decoded(made.content)
    assert image.format == "WEBP"
    assert image.size == (made.width, made.height)
    assert max(image.size) <= photos.WIDTH
    assert len(made.content) <= photos.MOST_BYTES
    assert not image.getexif()
    assert PLACE.encode() not in made.content


def test_a_photo_stands_upright():
    made = small_photo(make_picture((800, 600), turned=True))
    assert (made.width, made.height) == (480, 640)
    image = _decoded(made.content).convert("RGB")
    top, bottom = image.getpixel((240, 40)), image.getpixel((240, 600))
    assert top[0] > 200
    assert bottom[2] > 200


def test_a_small_photo_is_not_enlarged():
    made = small_photo(make_picture((64, 48)))
    assert (made.width, made.height) == (64, 48)


def test_what_is_transparent_becomes_white():
    written = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")
    pixel = _decoded(small_photo(written.getvalue()).content).convert("RGB").getpixel((20, 20))
    assert min(pixel) > 245


def test_a_busy_photo_keeps_to_the_weight():
    written = BytesIO()
    Image.effect_noise((1600, 1600), 90).convert("RGB").save(written, "JPEG", quality=95)
    assert len(small_photo(written.getvalue()).content) <= 2 * photos.MOST_BYTES


def _png(width: int, height: int) -> bytes:
    """A PNG of one colour whose pixels pack into next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("size", "most"), [((5000, 4000), 16), ((8000, 6000), 16), ((13_300, 13_300), 16)])
def test_a_pixel_flood_is_refused_before_it_is_unpacked(size, most):
    trap = _png(*size)
    assert len(trap) < 60_000
    with pytest.raises(InvalidInput, match=f"{most} megapiksel"):
        small_photo(trap)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a" + bytes(200), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", bytes(500),
        make_picture()[:700], make_picture((90, 90), "PNG")[:60], b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"RIFF\x10\0\0\0WEBPVP8 " + bytes(30),
    ],
    ids=["nothing", "gif", "svg", "pdf", "zeros", "cut jpeg", "cut png", "bad png", "bad webp"],
)  # fmt: skip
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(InvalidInput, match="bukan foto"):
        small_photo(content)


def test_what_hangs_behind_a_photo_is_gone():
    made = small_photo(make_picture() + b"<script>alert(1)</script>")
    assert b"script" not in made.content
