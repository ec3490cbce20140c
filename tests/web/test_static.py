"""What is committed under static/ is what the sources say, and what the templates ask for is there."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

import sgforum
import sgforum.web

STATIC = Path(sgforum.web.__path__[0]) / "static"
PACKAGE = Path(sgforum.__path__[0])
SOURCE = PACKAGE.parent / "tools" / "src" / "sgf.js"
ICON = re.compile(r"""icon\('([a-z0-9-]+)'""")
TOKEN = re.compile(r"--([a-z0-9-]+):(#[0-9A-Fa-f]{3,6})\b")


def test_joined_script_is_built_from_the_source_in_the_tree():
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    banner = (STATIC / "sgf.min.js").read_text(encoding="utf-8").split("\n", 1)[0]
    assert digest in banner, "tools/src/sgf.js changed: run tools/vendor.py"


def test_every_icon_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    named = {
        name
        for template in PACKAGE.rglob("templates/**/*.html")
        for name in ICON.findall(template.read_text(encoding="utf-8"))
    }
    assert named
    assert named - drawn == set()


def test_every_icon_in_the_sprite_is_named_somewhere():
    sources = [path for ending in ("*.py", "*.html") for path in PACKAGE.rglob(ending)]
    text = SOURCE.read_text(encoding="utf-8") + "".join(path.read_text(encoding="utf-8") for path in sources)
    drawn = re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8"))
    assert drawn
    assert [name for name in drawn if not re.search(rf"['\"#]{re.escape(name)}['\"]", text)] == []


def test_stylesheet_asks_for_the_font_by_its_digest_so_that_it_is_kept():
    digest = hashlib.sha256((STATIC / "jakarta-700.woff2").read_bytes()).hexdigest()[:12]
    assert f"url(jakarta-700.woff2?v={digest})" in (STATIC / "sgf.css").read_text(encoding="utf-8")


def test_manifest_names_pictures_that_are_there():
    manifest = json.loads((STATIC / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert [icon["src"] for icon in manifest["icons"] if not (STATIC / icon["src"]).is_file()] == []


def test_templates_carry_no_inline_style_and_no_inline_script():
    alone = {
        "print.html",
        "consultation_print.html",
        "minutes_print.html",
        "score_print.html",
    }  # files to take away, their style inside; no pages of the site
    for template in PACKAGE.rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert template.name in alone or not re.search(
            r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|hx-on|javascript:", text
        ), template


def test_static_files_leave_room_for_the_page_in_the_first_load():
    packed = sum(
        len(gzip.compress((STATIC / name).read_bytes(), 6))
        for name in ("sgf.css", "sgf.min.js", "icons.svg", "logo.svg")
    )
    font = sum(path.stat().st_size for path in STATIC.glob("*.woff2"))
    assert packed + font < 42_000


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2, relative contrast of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tokens(theme):
    sheet = (STATIC / "sgf.css").read_text(encoding="utf-8")
    light, dark = sheet.split("@media screen and (prefers-color-scheme:dark)")
    found = dict(TOKEN.findall(light.split("/* ---------- base")[0]))
    return found if theme == "light" else found | dict(TOKEN.findall(dark.split("@media print")[0]))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *((ink, ground, 4.5) for ink in ("ink", "ink-2") for ground in ("bg", "surface", "tint", "tint-2")),
        *(("brand", ground, 4.5) for ground in ("bg", "surface", "tint")),
        *(("link", ground, 4.5) for ground in ("bg", "surface", "tint", "info-bg", "err-bg")),
        ("on-brand", "brand", 4.5),
        ("on-accent", "accent", 4.5),
        *((state, f"{state}-bg", 4.5) for state in ("ok", "warn", "err", "info")),
        *(("ink", f"{state}-bg", 4.5) for state in ("ok", "warn", "err", "info")),
        ("line-2", "surface", 3),
        ("line-2", "bg", 3),
        *((f"c{n}", "surface", 3) for n in range(1, 7)),
    ],
)
def test_colours_are_told_apart_by_weak_eyes(theme, ink, ground, least):
    found = tokens(theme)
    assert contrast(found[ink], found[ground]) >= least
