"""One flipped byte anywhere in the bundle is found, also when the attacker makes the checksums fit."""

from __future__ import annotations

import json
import random

import pytest

from sgforum.ballot import bundle
from sgforum.ballot.canonical import document_of
from tests.ballot.verify.fabric import failed, mend_sums, sound

NAMES = sorted(set(sound()) - {bundle.SUMS})
HELD = [name for name in NAMES if not name.endswith("/nama.csv")]  # today's names are held by nothing
# The checks of which at least one finds a change of the file whose checksums were made to fit
FINDS = {
    "BACA-SAYA.txt": {1}, "aturan.json": {4}, "papan.jsonl": {2}, "kunci-publik.txt": {3}, "daftar.csv": {5},
    "amplop.csv": {6}, "suara.csv": {7, 8}, "suara.abif": {7}, "suara.pb": {7}, "suara-terbuka.csv": {7, 12},
    "statistik.json": {7, 8}, "hasil.json": {12},
}  # fmt: skip


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def places(name: str, many: int) -> list[int]:
    """The first and the last byte, and some between, the same in every run."""
    size = len(sound()[name])
    return sorted({0, size - 1, *random.Random(name).sample(range(size), min(size, many))})


@pytest.mark.parametrize("name", [*NAMES, bundle.SUMS])
def test_a_flipped_byte_breaks_the_checksums(name):
    for place in places(name, 2):
        files = sound()
        assert 1 in failed(files | {name: flipped(files[name], place)}), place


@pytest.mark.parametrize("name", HELD)
def test_a_flipped_byte_is_found_behind_mended_checksums(name):
    file = name.rpartition("/")[2]
    for place in places(name, 6):
        files = sound()
        found = failed(mend_sums(files | {name: flipped(files[name], place)}))
        assert FINDS[file] & set(found), (place, found)
        assert "/" not in name or file in bundle.EXPORTS or 12 in found, place


@pytest.mark.parametrize("name", HELD)
def test_a_missing_file_is_found(name):
    files = sound()
    del files[name]
    assert 1 in failed(files)
    found = set(failed(mend_sums(files)))
    assert found & ({1} if "/" not in name else FINDS[name.rpartition("/")[2]])


@pytest.mark.parametrize(
    "extra", ["catatan.txt", "soal-1/suara.pb", "soal-11/hasil.json", "soal-1/statistik.json"]
)
def test_a_file_too_many_is_found(extra):
    files = sound() | {extra: b"{}\n"}
    assert 1 in failed(files)
    assert failed(mend_sums(files))


def _numbers(value, path=()):
    """Where in a JSON value numbers stand."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from _numbers(item, (*path, key))
    elif type(value) is int:
        yield path


def _raised(content: dict, path) -> dict:
    *way, last = path
    place = content
    for key in way:
        place = place[key]
    place[last] += 1
    return content


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".json")])
def test_every_number_of_a_document_matters(name):
    """Each number of rules, results and statistics, raised by one, breaks the check of its file."""
    files = sound()
    for path in _numbers(json.loads(files[name])):
        changed = document_of(_raised(json.loads(files[name]), path)).encode()
        found = failed(mend_sums(files | {name: changed}))
        assert FINDS[name.rpartition("/")[2]] & set(found), path
