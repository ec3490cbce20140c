"""ZIPs made to hurt: each gets one clear sentence or failing checks, never a traceback, never all of memory."""

from __future__ import annotations

import io
import json
import random
import struct
import tracemalloc
import zipfile

import pytest

from sgforum.ballot import bundle
from sgforum.ballot.verify import archive
from sgforum.ballot.verify.__main__ import main
from sgforum.ballot.verify.archive import Unusable, read_archive
from tests.ballot.verify.fabric import BOARD, failed, mend_sums, sound

# One of each kind of file
NAMES = (
    bundle.SUMS, "aturan.json", "papan.jsonl", "kunci-publik.txt", "soal-1/daftar.csv", "soal-1/suara.csv",
    "soal-2/amplop.csv", "soal-3/statistik.json", "soal-7/hasil.json", "soal-9/suara-terbuka.csv",
)  # fmt: skip


@pytest.fixture
def packed(tmp_path):
    """Writes entries (name or ZipInfo, content) into a ZIP and gives its path."""

    def write(*entries, compression=zipfile.ZIP_STORED):
        path = tmp_path / "berkas.zip"
        with zipfile.ZipFile(path, "w", compression) as made:
            for name, content in entries:
                made.writestr(name, content)
        return path

    return write


def refusal(path) -> str:
    with pytest.raises(Unusable) as refused:
        read_archive(path)
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def test_what_is_not_there_is_refused(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "tidak-ada.zip")


def test_a_folder_is_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"bukan zip" * 100, b"PK\x05\x06" + bytes(10)], ids=repr)
def test_what_is_no_zip_is_refused(tmp_path, content):
    path = tmp_path / "berkas.zip"
    path.write_bytes(content[:40])
    assert "not a whole ZIP file" in refusal(path)


def test_a_zip_cut_anywhere_is_refused(tmp_path):
    whole = bundle.pack({"aturan.json": b"{}", "papan.jsonl": b"{}\n"})
    path = tmp_path / "berkas.zip"
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        assert "ZIP" in refusal(path)


@pytest.mark.parametrize(
    "name",
    ["../aturan.json", "/etc/passwd", "soal-1/../../x", "soal-1/a/b.json", "C:\\x", "soal-1\\x.json", "a b.json",
     "soal-1/", ".bashrc", "", "soal-100/hasil.json", "x\u202etxt.json", "aturan.json\n", "a" * 300 + "/x"],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_no_bundle_has_is_refused(packed, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    assert "a file that no bundle has" in refusal(packed((info, b"x")))


def test_a_name_with_a_hidden_end_is_refused(tmp_path):
    """`zipfile` cuts names at a zero byte: what other programs unpack is then another file."""
    content = bundle.pack({"aturan.jsonXsh": b"x"}).replace(b"aturan.jsonXsh", b"aturan.json\0sh")
    path = tmp_path / "berkas.zip"
    path.write_bytes(content)
    assert "a file that no bundle has" in refusal(path)


def test_a_name_that_stands_twice_is_refused(packed):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(("aturan.json", b"1"), ("aturan.json", b"2"))
    assert "two files named aturan.json" in refusal(path)


def test_too_many_files_are_refused(packed):
    path = packed(*((f"f{number}", b"") for number in range(archive.MOST_FILES + 1)))
    assert "201 files" in refusal(path)


def test_a_bomb_is_refused_before_it_fills_the_memory(packed, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 4 * 1024 * 1024)
    path = packed(("aturan.json", bytes(64 * 1024 * 1024)), compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    assert "more than 4 MiB" in refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


def test_many_files_together_are_held_to_the_same_limit(packed, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    assert "unpacks to more than" in refusal(packed(("aturan.json", bytes(600)), ("papan.jsonl", bytes(600))))


def test_a_size_that_lies_is_not_believed(tmp_path):
    """The directory says 1 byte, the data go on: only what was promised is read, and its checksum then fails."""
    content = bytearray(bundle.pack({"aturan.json": b"{}" * 500}))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<L", 1)
    path = tmp_path / "berkas.zip"
    path.write_bytes(content)
    assert "ZIP" in refusal(path)


def test_other_compression_is_refused(packed):
    assert "packed in a way" in refusal(packed(("aturan.json", b"x" * 99), compression=zipfile.ZIP_LZMA))


def test_an_encrypted_file_is_refused(tmp_path):
    content = bytearray(bundle.pack({"aturan.json": b"{}"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "berkas.zip"
    path.write_bytes(content)
    assert "encrypted" in refusal(path)


def test_a_link_is_refused(packed):
    info = zipfile.ZipInfo("aturan.json")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    assert "a link" in refusal(packed((info, b"/etc/passwd")))


def test_any_damaged_byte_of_the_zip_ends_in_a_sentence_or_a_report(tmp_path, capsys):
    whole = bundle.pack(sound())
    path = tmp_path / "berkas.zip"
    chance = random.Random(5)
    for _ in range(40):
        place = chance.randrange(len(whole))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
        assert main([str(path)]) in (0, 1)  # 0: a time or attribute that nobody reads
        assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"1", b'"x"', b"{}", b"\xff\xfe", b"{" * 200_000, b"[" * 200_000, b"NaN", b'{"polls":NaN}',
     b'{"polls":' + b"9" * 6000 + b"}", b'{"polls":1e999}', b'{"a":1,"a":2}', b'{"format":1,"board":"x","polls":[{}]}',
     b"a,b\n\x00\n", b'"', b"ballot,count\n" + b"x" * 200_000 + b",1\n", b"\n" * 1000],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_wrong_content_in_any_file_is_a_failing_check(content):
    for name in NAMES:
        assert failed(sound() | {name: content}), name
        if name != bundle.SUMS:
            assert failed(mend_sums(sound() | {name: content})), name


def _replacements(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _replacements(item, (*path, key))


ODD = (None, True, -1, 10**13, 10**29, 0.5, "", "\ud800", "x" * 1000, [], {}, [[]], {"a": {}})


@pytest.mark.parametrize(
    "name", ["aturan.json", "soal-2/hasil.json", "soal-4/hasil.json", "soal-7/statistik.json"]
)
def test_a_value_of_another_kind_anywhere_is_a_failing_check(name):
    content = json.loads(sound()[name])
    chance = random.Random(name)
    for path in _replacements(content):
        if (path and name != "aturan.json") or path[:2] in (
            (),
            ("polls",),
            ("polls", 5),
            ("format",),
            ("board",),
        ):
            changed, odd = json.loads(sound()[name]), chance.choice(ODD)
            place = changed
            for key in path[:-1]:
                place = place[key]
            if path and place[path[-1]] != odd:
                place[path[-1]] = odd
                text = json.dumps(changed, sort_keys=True, ensure_ascii=False, indent=2) + "\n"
                files = mend_sums(sound() | {name: text.encode("utf-8", "surrogatepass")})
                assert failed(files), (path, odd)


@pytest.mark.parametrize("many", [0, 11])
def test_no_or_too_many_questions_are_a_failing_check(many):
    rules = json.loads(sound()[bundle.RULES])
    rules["polls"] = rules["polls"][:1] * many
    text = json.dumps(rules, sort_keys=True, ensure_ascii=False, indent=2) + "\n"
    assert {4, 5, 6, 7, 8, 9, 10, 11, 12} <= set(failed(sound() | {bundle.RULES: text.encode()}))


def test_a_board_of_endless_lines_is_a_failing_check():
    assert {2, 3} <= set(failed(sound() | {bundle.BOARD: b"{}\n" * 20_001}))


def test_an_empty_zip_fails_every_check(packed, capsys):
    assert main([str(packed()), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [check["ok"] for check in report["checks"]] == [False] * 12
    assert (report["ok"], report["board"], report["key"], report["head"]) == (False, "", "", "")


def test_main_tells_a_refusal_on_standard_error_alone(tmp_path, capsys):
    assert main([str(tmp_path / "tidak-ada.zip"), "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1


def test_main_prints_the_report_and_what_to_compare(tmp_path, capsys):
    path = tmp_path / "berkas.zip"
    path.write_bytes(bundle.pack(sound()))
    assert main([str(path)]) == 0
    text = capsys.readouterr().out
    assert " 1  OK      files and their checksums" in text
    assert "All 12 checks hold." in text
    assert main([str(path), "--key", "00" * 32]) == 1
    assert " 3  FAILED  signatures of the board" in capsys.readouterr().out


def test_main_names_the_check_that_fails_and_the_difference(tmp_path, capsys):
    path = tmp_path / "berkas.zip"
    files = sound()
    path.write_bytes(
        bundle.pack(mend_sums(files | {"soal-1/suara.csv": files["soal-1/suara.csv"].replace(b"14", b"15")}))
    )
    assert main([str(path), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["board"] == BOARD
    assert [check["number"] for check in report["checks"] if not check["ok"]] == [7, 8, 12]
    assert report["checks"][6]["differences"] == ["ballots in soal-1/suara.csv: 39 instead of 38"]


def test_pack_gives_the_same_bytes_in_any_order_of_files():
    files = sound()
    again = dict(reversed(list(files.items())))
    assert bundle.pack(files) == bundle.pack(again)
    with zipfile.ZipFile(io.BytesIO(bundle.pack(files))) as made:
        assert {entry.date_time for entry in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert made.namelist() == sorted(files)
