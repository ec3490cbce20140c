"""Drawings beside the demo's works, where a real kelurahan shows photos: said to be drawings, in the words beside them too."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (640, 360)
_SKY, _NIGHT, _GROUND, _GRASS = "#d9ecf2", "#22364a", "#c9b79c", "#9cc08b"
_WOOD, _STONE, _WATER, _LIGHT, _DARK = "#8a5a3c", "#8d8f94", "#5b9bc1", "#ffd766", "#33424f"
Draw = ImageDraw.ImageDraw


def _lamps(draw: Draw) -> None:
    draw.rectangle((0, 0, *SIZE), fill=_NIGHT)
    draw.polygon([(220, 360), (420, 360), (350, 150), (290, 150)], fill="#4a5866")
    for x, y, size in ((110, 300, 40), (530, 300, 40), (230, 220, 22), (410, 220, 22)):
        top = y - 5 * size
        draw.polygon([(x - 2 * size, y), (x + 2 * size, y), (x, top)], fill="#5d6a5a")
        draw.line((x, y, x, top), fill=_STONE, width=max(size // 6, 3))
        draw.ellipse((x - size // 2, top - size // 2, x + size // 2, top + size // 2), fill=_LIGHT)


def _ditch(draw: Draw) -> None:
    draw.rectangle((0, 180, *SIZE), fill=_GRASS)
    draw.polygon([(180, 360), (460, 360), (360, 180), (280, 180)], fill=_STONE)
    draw.polygon([(230, 360), (410, 360), (345, 190), (295, 190)], fill=_WATER)
    for x, y in ((300, 320), (350, 290), (318, 255), (338, 228)):
        draw.ellipse((x - 18, y - 8, x + 18, y + 8), fill=_WOOD)


def _swing(draw: Draw) -> None:
    draw.rectangle((0, 240, *SIZE), fill=_GRASS)
    draw.line((170, 300, 230, 90, 290, 300), fill=_WOOD, width=10)
    draw.line((350, 300, 410, 90, 470, 300), fill=_WOOD, width=10)
    draw.line((220, 92, 420, 92), fill=_WOOD, width=12)
    for x in (280, 360):
        draw.line((x - 18, 96, x - 18, 230), fill=_DARK, width=4)
        draw.line((x + 18, 96, x + 18, 230), fill=_DARK, width=4)
        draw.rectangle((x - 26, 226, x + 26, 238), fill="#c0392b")


def _canopy(draw: Draw) -> None:
    draw.rectangle((0, 270, *SIZE), fill=_GROUND)
    draw.rectangle((180, 150, 460, 290), fill="#f4e7cf")
    draw.polygon([(150, 150), (490, 150), (430, 80), (210, 80)], fill="#b5523b")
    draw.rectangle((290, 200, 350, 290), fill=_WOOD)
    draw.polygon([(60, 200), (180, 160), (180, 176), (60, 216)], fill=_DARK)
    draw.line((76, 212, 76, 300), fill=_DARK, width=8)


def _path(draw: Draw) -> None:
    draw.rectangle((0, 200, *SIZE), fill=_GRASS)
    draw.polygon([(170, 360), (470, 360), (360, 200), (280, 200)], fill="#d8d3c8")
    draw.line((140, 330, 276, 170), fill=_STONE, width=9)
    draw.line((500, 330, 364, 170), fill=_STONE, width=9)
    for x, y in ((140, 330), (208, 250), (500, 330), (432, 250)):
        draw.line((x, y, x, y + 40), fill=_STONE, width=8)


def _board(draw: Draw) -> None:
    draw.rectangle((0, 280, *SIZE), fill=_GRASS)
    draw.line((230, 120, 230, 310), fill=_WOOD, width=12)
    draw.line((410, 120, 410, 310), fill=_WOOD, width=12)
    draw.polygon([(190, 120), (450, 120), (320, 60)], fill="#b5523b")
    draw.rectangle((220, 120, 420, 240), fill="white", outline=_WOOD, width=8)
    for y in (150, 172, 194, 216):
        draw.line((240, y, 400, y), fill=_STONE, width=6)


_DRAWINGS: dict[str, tuple[Callable[[Draw], None], str]] = {
    "Lampu jalan di gang gelap": (_lamps, "Gambar: gang pada malam hari dengan lampu di kiri dan kanan"),
    "Perbaikan parit yang mampat": (_ditch, "Gambar: parit yang tersumbat kayu dan sampah"),
    "Pagar dan ayunan taman bermain": (_swing, "Gambar: dua ayunan di lapangan rumput"),
    "Kanopi balai warga": (_canopy, "Gambar: balai warga dengan atap tambahan di samping"),
    "Jalan setapak lansia": (_path, "Gambar: jalan setapak dengan pegangan di kedua sisi"),
    "Papan informasi di tiap RW": (_board, "Gambar: papan pengumuman beratap"),
}


def drawing_of(text: str) -> tuple[bytes, str] | None:
    """(PNG, what is to be seen) for an option with this text, None where nothing is drawn."""
    found = _DRAWINGS.get(text)
    if found is None:
        return None
    image = Image.new("RGB", SIZE, _SKY)
    found[0](ImageDraw.Draw(image))
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue(), found[1]
