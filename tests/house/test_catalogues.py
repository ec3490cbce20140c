"""The catalogues hold every sentence of the product, in both languages, with the same places to fill."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACES = re.compile(r"%\((\w+)\)([#0\- +]*[\d.]*[a-z])|%([a-z%])|\{(\w*)\}")


def _tool():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
LANGUAGES = sorted(TOOL.PLURALS)


@pytest.fixture(scope="module")
def template():
    return TOOL.extracted()


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(language):
    with (TOOL.FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def _many(value):
    return [value] if isinstance(value, str) else list(value)


def _places(text):
    return sorted({match.group(0) for match in PLACES.finditer(text)})


def test_every_sentence_is_translated(template, language):
    assert TOOL.missing(TOOL.updated(template, language)) == []


def test_a_gap_is_found(template):
    catalogue = TOOL.updated(template, "en")
    plural = next(message for message in catalogue if not isinstance(message.id, str))
    single = next(message for message in catalogue if message.id and isinstance(message.id, str))
    single.string, plural.string = "", (plural.string[0],)
    assert sorted(TOOL.missing(catalogue)) == sorted([TOOL.msgid(single), TOOL.msgid(plural)])


def test_files_are_what_the_tool_writes(template):
    stale = [
        str(path.relative_to(ROOT))
        for path, content in TOOL.rendered(template).items()
        if path.read_bytes() != content
    ]
    assert stale == [], "run: python tools/catalogues.py"


def test_the_same_places_are_filled(catalogue):
    differing = []
    for message in catalogue:
        if not message.id:
            continue
        wanted = _places(TOOL.msgid(message))
        differing += [
            (wanted, text) for text in (*_many(message.id), *_many(message.string)) if _places(text) != wanted
        ]
    assert differing == []


def test_nothing_is_left_in_doubt(catalogue):
    assert [TOOL.msgid(message) for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_the_compiled_file_is_that_of_the_text(language, template):
    folder = TOOL.FOLDER / language / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as stream:
        read = read_po(stream, locale=language)
    compiled = TOOL.Undated(language)
    for message in read:
        if message.id:
            compiled.add(message.id, message.string, context=message.context)
    stream = io.BytesIO()
    write_mo(stream, compiled)
    assert (folder / "messages.mo").read_bytes() == stream.getvalue()


def test_headers_carry_no_date_and_no_blank_to_fill_in():
    for path in sorted(TOOL.FOLDER.rglob("messages.po*")):
        text = path.read_text(encoding="utf-8")
        head = text[: text.index("\n\n")]
        assert '"Project-Id-Version: sgforum\\n"' in head
        for word in ("ORGANIZATION", "EMAIL", "FIRST AUTHOR", "VERSION", "Date"):
            assert word not in head.replace("Project-Id-Version", "").replace("MIME-Version", "")


def test_indonesian_has_one_form_and_says_what_the_code_says():
    with (TOOL.FOLDER / "id" / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    assert b"nplurals=1; plural=0;" in (TOOL.FOLDER / "id" / "LC_MESSAGES" / "messages.po").read_bytes()
    assert {len(message.string) for message in catalogue if not isinstance(message.id, str)} == {1}
    assert catalogue.get("This field is required.").string == "Isi bagian ini."
    assert catalogue.get("Skor partisipasi").string == "Skor partisipasi"


def test_a_count_has_one_sentence_in_the_code(template):
    differing = [
        message.id
        for message in template
        if not isinstance(message.id, str)
        and message.id[0] != message.id[1]
        and not any(name == "wtforms" for name, _ in message.locations)
    ]
    assert differing == []
