"""Fetch the front end's foreign parts and join them with our own: run by hand, the output is committed.

    python tools/vendor.py            # needs npm, Chromium, `pip install "fonttools[woff]" playwright`

Every package is pinned, so that a second run gives the same files. What comes out, in `sgforum/web/static/`:
`sgf.min.js` (htmx and `tools/src/sgf.js`), `icons.svg` (one symbol for each name in `tools/src/icons.txt`), the heading font cut to
the signs that Indonesian and English need, the PNG icons of the manifest, and `LICENSES.md`.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "sgforum" / "web" / "static"
SOURCE = ROOT / "tools" / "src" / "sgf.js"

PACKAGES = {
    "htmx.org": "4.0.1",
    "lucide-static": "1.62.0",
    "@fontsource/plus-jakarta-sans": "5.3.0",
    "terser": "5.51.2",
}

# Those that templates name, and a reserve for the pages to come: a name costs about 40 bytes.
ICONS = (ROOT / "tools" / "src" / "icons.txt").read_text(encoding="utf-8").split()

# Basic Latin, and the dashes, quotes and signs that the two languages use.
GLYPHS = "U+20-7E,U+A0,U+A9,U+B7,U+D7,U+E9,U+2013,U+2014,U+2018-2019,U+201C-201D,U+2022,U+2026,U+2212"

FEATURES = "kern,liga,tnum"
SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)[^>]*/>")


def fetch(folder: Path) -> Path:
    """Install the pinned packages in `folder`, without their scripts, and return its `node_modules`."""
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *wanted], cwd=folder, check=True
    )
    return folder / "node_modules"


def write_script(modules: Path) -> None:
    """Join htmx and our own script, the latter made smaller; the digest in the first line names the source it is from."""
    own = subprocess.run(
        ["node", str(modules / "terser/bin/terser"), str(SOURCE), "--compress", "--mangle", "--ecma", "2020"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    htmx = (modules / "htmx.org/dist/htmx.min.js").read_text(encoding="utf-8")
    htmx = re.sub(r"\n//# sourceMappingURL=.*", "", htmx).strip()
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    banner = f"/* htmx.org {PACKAGES['htmx.org']}, 0BSD; tools/src/sgf.js sha256:{digest} */"
    (STATIC / "sgf.min.js").write_text(f"{banner}\n{htmx}\n{own.strip()}\n", encoding="utf-8")


def write_sprite(modules: Path) -> None:
    """Put the shapes of every icon in ICONS into one file of symbols; how they are drawn stands in the stylesheet."""
    symbols = []
    for name in ICONS:
        drawing = (modules / f"lucide-static/icons/{name}.svg").read_text(encoding="utf-8")
        shapes = "".join(shape.replace(" />", "/>") for shape in SHAPES.findall(drawing))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC -->' + "".join(symbols) + "</svg>\n"
    (STATIC / "icons.svg").write_text(sprite, encoding="utf-8")


def write_font(modules: Path) -> None:
    """Cut the heading font to GLYPHS, and give the stylesheet its address with the digest that the site asks for."""
    whole = modules / "@fontsource/plus-jakarta-sans/files/plus-jakarta-sans-latin-700-normal.woff2"
    cut = STATIC / "jakarta-700.woff2"
    options = [
        f"--unicodes={GLYPHS}",
        f"--layout-features={FEATURES}",
        "--flavor=woff2",
        f"--output-file={cut}",
    ]
    subprocess.run([sys.executable, "-m", "fontTools.subset", str(whole), *options], check=True)
    digest = hashlib.sha256(cut.read_bytes()).hexdigest()[:12]
    sheet = STATIC / "sgf.css"
    text = re.sub(
        r"url\([^)]*\.woff2[^)]*\)", f"url({cut.name}?v={digest})", sheet.read_text(encoding="utf-8")
    )
    sheet.write_text(text, encoding="utf-8")


def write_pictures() -> None:
    """Draw the logo as PNG for launchers; the maskable one is filled to the edge, its sign inside the safe 80 %."""
    logo = (STATIC / "logo.svg").read_text(encoding="utf-8")
    full = logo.replace(' rx="11"', "").replace("<g ", '<g transform="translate(4 4) scale(.8)"><g ', 1)
    full = full.replace("</svg>", "</g></svg>")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for name, drawing, size in (
            ("icon-192", logo, 192),
            ("icon-512", logo, 512),
            ("icon-maskable-512", full, 512),
        ):
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{drawing}")
            page.screenshot(path=STATIC / f"{name}.png", omit_background=True)
            page.close()
        browser.close()


def write_licences(modules: Path) -> None:
    """Set down what was taken, in which version, and the whole text of each licence."""
    taken = (
        ("htmx.org", "0BSD", "in `sgf.min.js`, unchanged"),
        ("lucide-static", "ISC", "shapes of the icons in `icons.svg`"),
        ("@fontsource/plus-jakarta-sans", "OFL-1.1", "`jakarta-700.woff2`, cut to the signs we use"),
    )
    parts = [
        "# Foreign work in this folder\n\nWritten by `tools/vendor.py`; everything else here is sgforum's own."
    ]
    for name, licence, use in taken:
        text = (modules / name / "LICENSE").read_text(encoding="utf-8").strip()
        parts.append(f"## {name} {PACKAGES[name]} ({licence})\n\nUsed: {use}.\n\n```text\n{text}\n```")
    (STATIC / "LICENSES.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        modules = fetch(Path(folder))
        write_script(modules)
        write_sprite(modules)
        write_font(modules)
        write_licences(modules)
    write_pictures()
    for path in sorted(STATIC.iterdir()):
        print(f"{path.stat().st_size:>8,} {path.name}")


if __name__ == "__main__":
    main()
