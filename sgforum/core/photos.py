"""Photos made small for phones: decoded within bounds, set upright, freed of what the camera wrote into them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from .errors import InvalidInput
from .marks import N_

CONTENT_TYPE = "image/webp"
WIDTH, HEIGHT = 640, 640  # pixels, at most
MOST_BYTES = 40_000
MOST_PIXELS = 40_000_000  # more is no phone's photo but a trap: 21 kB can unpack to 177 million
MOST_WHOLE_PIXELS = 16_000_000  # of PNG and WebP, which are unpacked whole: five bytes for each in all
Image.MAX_IMAGE_PIXELS = 10**9  # Pillow's own limit warns where ours, by the same header, refuses
NOT_A_PHOTO = N_("Berkas ini bukan foto JPEG, PNG, atau WebP yang dapat dibuka.")
TOO_LARGE = N_("Foto ini terlalu besar. Paling besar %(most)s megapiksel.")
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITIES = (72, 60, 48, 36, 24, 12)


@dataclass(frozen=True, slots=True)
class Photo:
    """A WebP of at most WIDTH x HEIGHT pixels without metadata."""

    content: bytes
    width: int
    height: int


def small_photo(content: bytes) -> Photo:
    """Decode a photo and write it anew; raises InvalidInput for what is none, or larger than anybody needs.

    Whatever else the file held (place and time of the picture, a second file behind it) is gone: only pixels are kept.
    """
    try:
        image = _upright(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InvalidInput(TOO_LARGE, most=MOST_PIXELS // 10**6) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):  # what Pillow's readers raise
        raise InvalidInput(NOT_A_PHOTO) from None
    return Photo(_encoded(image), image.width, image.height)


def _upright(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        most = MOST_PIXELS if opened.format == "JPEG" else MOST_WHOLE_PIXELS
        if opened.width * opened.height > most:
            raise InvalidInput(TOO_LARGE, most=most // 10**6)
        opened.draft("RGB", (2 * WIDTH, 2 * HEIGHT))  # a JPEG is decoded at a fraction of its size
        opened.thumbnail((2 * WIDTH, 2 * HEIGHT))
        turned = ImageOps.exif_transpose(opened).convert("RGBA")
    image = Image.new("RGB", turned.size, "white")
    image.paste(turned, mask=turned.getchannel("A"))
    image.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return image


def _encoded(image: Image.Image) -> bytes:
    """The best quality that fits, else the smallest there is."""
    content = b""
    for quality in _QUALITIES:
        written = BytesIO()
        image.save(written, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"")
        content = written.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content
