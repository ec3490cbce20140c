"""The board's lines: one form, a chain, signatures; and every way in which a line can be wrong is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from nacl.signing import SigningKey

from sgforum.ballot import board
from sgforum.ballot.board import GENESIS, Kind
from sgforum.ballot.canonical import NotCanonical

KEY = SigningKey(bytes(32))
PUBLIC = bytes(KEY.verify_key)
AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def line(number=1, previous=GENESIS, **more) -> bytes:
    fields = {
        "board": "consultation:abc", "number": number, "at": AT, "kind": Kind.OPENED, "previous": previous,
        "content": {"poll": "consultation:abc", "judul": "Taman é"}, "sign": lambda text: KEY.sign(text).signature,
    } | more  # fmt: skip
    return board.make_line(**fields).encode()


def chain(count=4) -> list[bytes]:
    lines, previous = [], GENESIS
    for number in range(1, count + 1):
        lines.append(line(number, previous, at=AT + timedelta(hours=number)))
        previous = board.digest(lines[-1])
    return lines


def problems(lines) -> list[tuple[int, str]]:
    entries, unreadable = board.read_lines(lines)
    found = [*unreadable, *board.chain_problems(entries), *board.signature_problems(entries, PUBLIC)]
    return [(problem.number, problem.sentence) for problem in found]


def altered(one: bytes, **fields) -> bytes:
    return json.dumps(
        json.loads(one) | fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def test_make_line_writes_the_documented_form():
    found = line(at=AT.astimezone(timezone(timedelta(hours=8))))
    assert found.startswith(
        b'{"isi":{"judul":"Taman \xc3\xa9","poll":"consultation:abc"},"jenis":"opened","nomor":1,'
        b'"papan":"consultation:abc","sebelum":"' + b"0" * 64 + b'","tanda_tangan":"'
    )
    assert found.endswith(b'","waktu":"2026-11-24T08:30:00+00:00"}')


def test_make_line_signs_the_line_without_its_signature():
    found = line()
    fields = json.loads(found)
    signature = bytes.fromhex(fields.pop("tanda_tangan"))
    signed = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert KEY.verify_key.verify(signed, signature) == signed


def test_read_line_gives_back_what_was_written():
    entry = board.read_line(line(7, "ab" * 32, kind=Kind.BATCH, content={"papers": 3}))
    assert (entry.board, entry.number, entry.at, entry.kind) == ("consultation:abc", 7, AT, Kind.BATCH)
    assert (dict(entry.content), entry.previous) == ({"papers": 3}, "ab" * 32)


def test_a_chain_has_no_problem():
    assert problems(chain()) == []
    assert problems([]) == []


def test_a_line_left_out_is_found():
    lines = chain()
    assert {number for number, _ in problems(lines[:1] + lines[2:])} == {2, 3}


def test_lines_exchanged_are_found():
    first, second, third, fourth = chain()
    assert {number for number, _ in problems([first, third, second, fourth])} == {2, 3, 4}


def test_every_changed_byte_is_found():
    lines = chain(2)
    for place in range(len(lines[0])):
        changed = lines[0][:place] + bytes([lines[0][place] ^ 1]) + lines[0][place + 1 :]
        assert problems([changed, lines[1]]), lines[0][place - 10 : place + 10]


def test_a_changed_content_breaks_signature_and_chain():
    first, second = chain(2)
    found = problems([altered(first, isi={"poll": "consultation:abc", "judul": "Lain"}), second])
    assert found == [
        (2, "it does not hold the hash of the line before it"),
        (1, "its signature does not fit the public key"),
    ]


def test_a_line_of_another_board_is_found():
    first = line()
    second = line(2, board.digest(first), board="consultation:xyz")
    assert problems([first, second]) == [(2, "it belongs to another board, 'consultation:xyz'")]


def test_a_time_that_runs_backwards_is_found():
    first = line()
    second = line(2, board.digest(first), at=AT - timedelta(seconds=1))
    assert problems([first, second]) == [(2, "its time is before that of the line before it")]


@pytest.mark.parametrize(
    "fields",
    [
        {"papan": 1}, {"nomor": "1"}, {"nomor": True}, {"nomor": 1.0}, {"waktu": "kemarin"}, {"waktu": "2026-11-24"},
        {"waktu": "2026-11-24T16:30:00+08:00"}, {"jenis": "dibuka"}, {"isi": []}, {"sebelum": "0"},
        {"sebelum": "G" * 64}, {"sebelum": None}, {"tanda_tangan": "ab"}, {"tanda_tangan": "AB" * 64}, {"lain": 1},
    ],
    ids=str,
)  # fmt: skip
def test_read_line_refuses_what_make_line_never_writes(fields):
    with pytest.raises(NotCanonical):
        board.read_line(altered(line(), **fields))


@pytest.mark.parametrize(
    "bad",
    [b"", b"[]", b"1", b"null", b"{}", b"\xff", b"{", b'{"a":NaN}', b"[" * 100_000, b'{"nomor":' + b"9" * 5000 + b"}"],
    ids=lambda bad: str(bad[:12]),
)  # fmt: skip
def test_read_line_refuses_what_is_no_line(bad):
    with pytest.raises(NotCanonical):
        board.read_line(bad)


def test_read_line_refuses_spaces_and_doubled_keys():
    good = line()
    for bad in (good + b" ", good.replace(b":1,", b": 1,"), good[:-1] + b',"nomor":1}'):
        with pytest.raises(NotCanonical):
            board.read_line(bad)
