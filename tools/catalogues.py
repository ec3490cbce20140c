"""Brings translations/ up to date with the words in the code, or with --check proves that it is.

The msgid is the Indonesian sentence, so the Indonesian catalogue is filled from it; WTForms' own English
sentences and all English come from people. Usage: python tools/catalogues.py [--check]
"""

from __future__ import annotations

import io
import sys
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "translations"
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_l": None, "N_": None,
}  # fmt: skip
Strings = str | list[str] | tuple[str, ...]
PLURALS = {"id": (1, "0"), "en": (2, "(n != 1)")}
HEADER = {"Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
TITLES = {
    None: "# All sentences of sgforum; each stands here in Indonesian, as in the code.",
    "id": "# Indonesian sentences of sgforum. Filled from the code; only WTForms' own sentences are written here.",
    "en": "# English sentences of sgforum. The msgid is the Indonesian sentence.",
}
LICENCE = "#\n# Made and checked by tools/catalogues.py. Licence: AGPL-3.0-or-later, as sgforum itself.\n#"


class Undated(Catalog):
    """A catalogue whose header holds nothing that changes by itself: no dates, people or tool versions."""

    def __init__(self, language: str | None = None) -> None:
        comment = f"{TITLES[language]}\n{LICENCE}"
        super().__init__(language, header_comment=comment, charset="utf-8", fuzzy=False)
        if language:  # Babel's own plural rule for id is wrong (babel #1303)
            self._num_plurals, self._plural_expr = PLURALS[language]  # type: ignore[assignment]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        kept = [(name, value) for name, value in self._get_mime_headers() if name in HEADER]
        return [("Project-Id-Version", "sgforum"), *kept]


def extracted() -> Catalog:
    """All msgids of the product, and those of WTForms that its fields and validators show."""
    catalog = Undated()
    options = {"**/templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
    found = extract_from_dir(ROOT / "sgforum", METHODS, options, keywords=KEYWORDS, comment_tags=())
    for name, _line, text, _comments, context in found:
        catalog.add(text, None, [(name, 0)], context=context)
    wtforms = str(files("wtforms").joinpath("locale", "wtforms.pot"))
    with Path(wtforms).open("rb") as stream:
        for message in read_po(stream):
            if message.id:
                catalog.add(message.id, None, [("wtforms", 0)])
    for message in catalog:
        message.locations = sorted({(name, 0) for name, _ in message.locations})
    return catalog


def updated(template: Catalog, language: str) -> Catalog:
    """The language's catalogue with exactly the template's messages; translations that exist are kept."""
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    old = Catalog()
    if path.is_file():
        with path.open("rb") as stream:
            old = read_po(stream, locale=language)
    made = Undated(language)
    for message in template:
        if message.id:
            known = old.get(message.id, message.context)
            made.add(
                message.id, _translation(message, known, language), message.locations, context=message.context
            )
    return made


def _translation(message: Message, known: Message | None, language: str) -> Strings:
    from_wtforms = any(name == "wtforms" for name, _ in message.locations)
    if language == "id" and not from_wtforms:
        return (message.id[0],) if isinstance(message.id, tuple) else message.id
    if language == "en" and from_wtforms:
        return message.id
    if known and known.string and (not isinstance(known.string, tuple) or all(known.string)):
        return known.string
    return ("",) * PLURALS[language][0] if isinstance(message.id, tuple) else ""


def missing(catalog: Catalog) -> list[str]:
    """The msgids that lack a translation or one of its plural forms."""
    rows = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (not all(strings) or len(strings) < _wanted(message, catalog)):
            rows.append(msgid(message))
    return rows


def msgid(message: Message) -> str:
    """The sentence in the code; that of one thing where the message has plural forms."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _wanted(message: Message, catalog: Catalog) -> int:
    return PLURALS[str(catalog.locale)][0] if isinstance(message.id, tuple) else 1


def rendered(template: Catalog) -> dict[Path, bytes]:
    """Every file of translations/ as it should be."""
    out: dict[Path, bytes] = {FOLDER / "messages.pot": _po(template)}
    for language in PLURALS:
        catalog = updated(template, language)
        folder = FOLDER / language / "LC_MESSAGES"
        out[folder / "messages.po"] = _po(catalog)
        stream = io.BytesIO()
        write_mo(stream, catalog)
        out[folder / "messages.mo"] = stream.getvalue()
    return out


def _po(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalog, width=110, sort_output=True, no_location=True)
    return stream.getvalue()


def main() -> int:
    template = extracted()
    wanted = rendered(template)
    gaps = {language: missing(updated(template, language)) for language in PLURALS}
    for language, rows in gaps.items():
        for row in rows:
            print(f"{language}: not translated: {row!r}")
    if "--check" in sys.argv:
        stale = [
            path for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content
        ]
        for path in stale:
            print(f"not up to date: {path.relative_to(ROOT)} (run: python tools/catalogues.py)")
        return 1 if stale or any(gaps.values()) else 0
    for path, content in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
