"""Each check by itself: against an attacker who has the board's key and writes it anew to fit the files.

Checksums, chain and signatures then hold; what is found is that the content contradicts itself.
"""

from __future__ import annotations

import json

import pytest
from nacl.signing import SigningKey

from sgforum.ballot import board, bundle
from sgforum.ballot.board import GENESIS, Kind
from sgforum.ballot.bundle import write_envelopes, write_papers, write_profile, write_roll, write_roll_call
from sgforum.ballot.commitments import hash_of_sorted
from sgforum.ballot.merkle import root_of_hashes
from sgforum.ballot.verify.checks import TITLES, examine_files
from sgforum.ballot.verify.contents import Bundle
from tests.ballot.verify.fabric import (
    BOARD,
    KEY,
    QUESTIONS,
    differences,
    edit,
    failed,
    mend_sums,
    rewrite,
    sound,
)


def poll(number: int) -> str:
    return BOARD if number == 1 else f"{BOARD}/{number}"


def in_line(kind: Kind, question: int, /, **fields):
    """Changes the fields in the lines of this kind about this question."""

    def change(found, content):
        is_it = found is kind and content.get("poll") == poll(question)
        return content | fields if is_it else content

    return change


def in_file(name: str, change):
    return rewrite(edit(sound(), name, change))


def replaced(name: str, text: str):
    return rewrite(sound() | {name: text.encode()})


def put(*path_and_value):
    """Sets a value deep in a document."""
    *path, last, value = path_and_value

    def change(content):
        for key in path:
            content = content[key]
        content[last] = value

    return change


def test_a_sound_bundle_holds():
    report = examine_files(Bundle(sound()))
    assert [(one.number, one.differences) for one in report.findings if not one.holds] == []
    assert [one.title for one in report.findings] == list(TITLES)
    assert all(one.compared for one in report.findings)


def test_writing_the_board_anew_alone_changes_nothing():
    assert rewrite(sound()) == sound()


# 2: the acts in their order
@pytest.mark.parametrize(
    "left_out", [(Kind.OPENED, 2), (Kind.CLOSING, 3), (Kind.RESULT, 4)], ids=lambda pair: pair[0].value
)
def test_an_act_left_out_is_found(left_out):
    kind, number = left_out
    files = rewrite(
        sound(),
        lambda found, content: None if (found, content.get("poll")) == (kind, poll(number)) else content,
    )
    assert 2 in failed(files)
    assert f"{poll(number)} has 0 lines {kind.value!r} instead of one" in differences(files, 2)


def board_of(files: dict) -> list[dict]:
    return [json.loads(line) for line in files[bundle.BOARD].splitlines()]


@pytest.mark.parametrize("kind", [Kind.ELECTOR_ADDED, Kind.ENVELOPES, Kind.EXTENDED, Kind.BATCH])
def test_an_act_after_the_closing_is_found(kind):
    """The attacker lets a line of the running vote stand where the announcement was."""
    content = next(line["isi"] for line in board_of(sound()) if line["jenis"] == kind.value)
    late = _with_line(sound(), kind, content)
    assert "is not between opening and closing" in differences(late, 2)


def _with_line(files, kind: Kind, content: dict):
    """The board with one more line at its end, rightly chained and signed."""
    lines = files[bundle.BOARD].splitlines()
    entry = board.read_line(lines[-1])
    line = board.make_line(
        board=BOARD, number=len(lines) + 1, at=entry.at, kind=kind, content=content, previous=entry.digest,
        sign=lambda message: KEY.sign(message).signature,
    )  # fmt: skip
    return mend_sums(files | {bundle.BOARD: files[bundle.BOARD] + line.encode() + b"\n"})


def test_an_opening_after_the_opening_is_found():
    opened = board_of(sound())[0]["isi"]
    assert "2 lines 'opened'" in differences(_with_line(sound(), Kind.OPENED, opened), 2)


def test_a_line_about_another_poll_is_found():
    content = {"poll": "consultation:other", "on": "2026-11-05", "number": None, "root": None}
    assert failed(_with_line(sound(), Kind.ENVELOPES, content)) == [2]


def test_a_correction_of_a_line_that_is_not_there_is_found():
    assert failed(_with_line(sound(), Kind.CORRECTED, {"line": 999, "reason": "-"})) == [2]


@pytest.mark.parametrize(
    "content", [{"poll": BOARD}, {"on": 1}, {"poll": BOARD, "on": "x", "number": -1, "root": None}], ids=str
)
def test_a_line_without_its_fields_is_found(content):
    files = _with_line(sound(), Kind.ENVELOPES, content)
    assert {2, 3} <= set(failed(files))
    assert "isi:" in differences(files, 2)


def test_a_board_that_is_cut_off_is_found_by_its_known_head():
    lines = sound()[bundle.BOARD].splitlines(keepends=True)
    report = examine_files(Bundle(sound()))
    shorter = mend_sums(sound() | {bundle.BOARD: b"".join(lines[:-1])})
    assert failed(shorter) == []  # what was told last is gone, and nothing in the bundle can know
    assert failed(shorter, head=report.head) == [2]
    assert failed(sound(), head=report.head) == []
    assert failed(sound(), head=GENESIS) == [2]


# 3: whose key
def test_a_whole_board_under_another_key_is_found_by_the_known_key():
    other = rewrite(sound(), key=SigningKey(b"x" * 32))
    assert failed(other) == []
    assert failed(other, key=bytes(KEY.verify_key).hex()) == [3]
    assert failed(sound(), key=bytes(KEY.verify_key).hex()) == []


def test_a_key_that_does_not_fit_the_signatures_is_found():
    key = bytes(SigningKey(b"x" * 32).verify_key).hex()
    files = mend_sums(sound() | {bundle.KEY: f"ed25519 {key}\n".encode()})
    assert failed(files) == [3]


# 4: rules and times
def test_changed_rules_are_found():
    files = mend_sums(edit(sound(), bundle.RULES, put("polls", 2, "title", "Lain")))
    assert failed(files) == [4]
    assert "rules of consultation:abcdefgh23/3" in differences(files, 4)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_line(Kind.OPENED, 2, rule="plurality"), "rule of"),
        (in_line(Kind.OPENED, 2, parameters={}), "parameters of"),
        (in_line(Kind.EXTENDED, 1, ends_at="2026-11-11T01:00:01+00:00"), "by more, or more often"),
        (in_line(Kind.EXTENDED, 1, ends_at="2026-11-08T01:00:00+00:00"), "by more, or more often"),
    ],
)  # fmt: skip
def test_acts_against_the_rules_are_found(change, told):
    files = rewrite(sound(), change)
    assert failed(files) == [4]
    assert told in differences(files, 4)


def test_a_second_extension_is_found():
    def twice(content):
        content["polls"][1]["parameters"]["extend_days"] = 0
        content["polls"][1]["closes_at"] = "2026-12-08T01:00:00+00:00"

    files = rewrite(edit(sound(), bundle.RULES, twice), in_line(Kind.OPENED, 2, parameters={}))
    assert "before its time" in differences(files, 4)


def test_a_format_or_a_reference_of_another_kind_is_found():
    assert 4 in failed(in_file(bundle.RULES, put("format", 2)))
    assert 4 in failed(in_file(bundle.RULES, put("polls", 1, "reference", f"{BOARD}/7")))
    assert 4 in failed(in_file("soal-2/hasil.json", put("poll", BOARD)))


# 5: roll
ROLL = sorted(line for line in sound()["soal-2/daftar.csv"].decode().splitlines()[1:])


@pytest.mark.parametrize(
    "lines", [ROLL[1:], [*ROLL, "ab" * 32], ["ab" * 32, *ROLL[1:]], [ROLL[1], *ROLL[1:]]],
    ids=["one less", "one more", "exchanged", "twice"],
)  # fmt: skip
def test_a_changed_roll_is_found(lines):
    assert failed(replaced("soal-2/daftar.csv", write_roll(lines))) == [5]


@pytest.mark.parametrize(
    "text", ["sha256\nab\n", "sha256\n", "hash\n", "", "sha256\n" + "\n".join(reversed(ROLL)) + "\n"]
)
def test_a_malformed_roll_is_found(text):
    assert failed(replaced("soal-2/daftar.csv", text)) == [5]


@pytest.mark.parametrize(
    "change",
    [
        in_line(Kind.OPENED, 2, roll_size=32), in_line(Kind.OPENED, 2, roll_hash="ab" * 32),
        in_line(Kind.OPENED, 2, roll_root="ab" * 32), in_line(Kind.CLOSING, 2, roll_size=32),
        in_line(Kind.ELECTOR_ADDED, 1, roll_size=43), in_line(Kind.ELECTOR_ADDED, 1, roll_root="ab" * 32),
    ],
)  # fmt: skip
def test_a_board_with_another_roll_is_found(change):
    assert failed(rewrite(sound(), change)) == [5]


def test_another_number_of_electors_in_the_result_is_found():
    assert failed(in_file("soal-2/hasil.json", put("electors", 32))) == [5]
    assert 5 in failed(in_file("soal-9/hasil.json", put("electors", 100)))


# 6: envelopes
DIGESTS = [line.split(",")[1] for line in sound()["soal-2/amplop.csv"].decode().splitlines()[1:]]


@pytest.mark.parametrize(
    "digests", [DIGESTS[1:], [*DIGESTS, "ab" * 32], ["ab" * 32, *DIGESTS[1:]], [DIGESTS[1], *DIGESTS[1:]]],
    ids=["one less", "one more", "exchanged", "twice"],
)  # fmt: skip
def test_a_changed_list_of_envelopes_is_found(digests):
    assert failed(replaced("soal-2/amplop.csv", write_envelopes(digests))) == [6]


def test_a_slip_that_is_not_of_its_envelope_is_found():
    text = sound()["soal-2/amplop.csv"].decode()
    slip = text.splitlines()[1].split(",")[0]
    assert failed(replaced("soal-2/amplop.csv", text.replace(slip, "0000 0000 0000"))) == [6]


@pytest.mark.parametrize(
    "change",
    [
        in_line(Kind.CLOSING, 2, root="ab" * 32), in_line(Kind.CLOSING, 8, root=None), in_line(Kind.CLOSING, 9, root="ab" * 32),
        in_line(Kind.ENVELOPES, 2, number=9, root="ab" * 32), in_line(Kind.ENVELOPES, 2, number=26, root="ab" * 32),
        in_line(Kind.ENVELOPES, 2, number=12, root=None),
    ],
)  # fmt: skip
def test_a_board_with_other_envelopes_is_found(change):
    assert failed(rewrite(sound(), change)) == [6]


def test_envelopes_of_a_poll_that_has_none_to_show_are_found():
    for number in (8, 9, 10):
        assert 6 in failed(replaced(f"soal-{number}/amplop.csv", write_envelopes(["ab" * 32])))


# 7: papers
def test_ballots_put_in_or_taken_out_are_found():
    for change in ({"taman": 15}, {"taman": 13}, {"pos-2": 10}):
        text = write_profile(QUESTIONS[0].profile | change)
        assert 7 in failed(replaced("soal-1/suara.csv", text))


def test_ballots_exchanged_are_found_by_the_recount_alone():
    files = replaced("soal-1/suara.csv", write_profile(QUESTIONS[0].profile | {"taman": 13, "lampu": 13}))
    assert failed(files) == [8]


@pytest.mark.parametrize(
    "text",
    ["", "ballot,count\ntaman,38", "ballot,count\n\n", "ballot,count\ntaman,-1\n", "ballot,count\ntaman,1e3\n",
     "ballot,count\ntaman,19\ntaman,19\n", "ballot,count\ntaman,0\n", "ballot,count\ntaman\n", "ballot,count\r\ntaman,38\r\n",
     'ballot,count\n"taman,38\n', "a,b\ntaman,38\n", "ballot,count\ntaman,99999999999999999999\n"],
    ids=repr,
)  # fmt: skip
def test_malformed_ballots_are_found(text):
    assert {7, 8} & set(failed(replaced("soal-1/suara.csv", text)))


def test_rare_ballots_may_not_be_shown():
    """The attacker publishes ballots where one pattern has fewer than ten: whose it is can be guessed."""
    files = sound()
    del files["soal-2/statistik.json"]
    found = rewrite(files | {"soal-2/suara.csv": write_profile(QUESTIONS[1].profile).encode()})
    assert failed(found) == [7]
    assert "fewer than 10 people" in differences(found, 7)


def test_ballots_and_statistic_together_are_found():
    text = sound()["soal-2/statistik.json"]
    assert 7 in failed(rewrite(sound() | {"soal-1/statistik.json": text}))


def test_numbers_of_a_poll_that_shows_none_are_found():
    files = rewrite(sound() | {"soal-10/suara.csv": write_profile(QUESTIONS[9].profile).encode()})
    assert failed(files) == [7]


@pytest.mark.parametrize("name", ["soal-6/suara.pb", "soal-8/suara.abif"])
def test_an_export_that_differs_from_the_ballots_is_found(name):
    changed = sound()[name].decode().replace("lampu", "parit", 1)
    assert failed(replaced(name, changed)) == [7]
    without = sound()
    del without[name]
    assert failed(rewrite(without)) == [7]


def test_a_code_that_stands_twice_is_found():
    rows = [tuple(line.split(",")) for line in sound()["soal-8/suara.csv"].decode().splitlines()[1:]]
    rows[-1] = (rows[-2][0], rows[-1][1])
    assert failed(replaced("soal-8/suara.csv", write_papers(rows))) == [7]


def test_codes_where_none_were_promised_are_found():
    rows = [(f"k{place:03d}", "taman") for place in range(38)]
    assert 7 in failed(replaced("soal-1/suara.csv", write_papers(rows)))


def test_a_roll_call_that_differs_from_the_ballots_is_found():
    rows = [
        tuple(line.split(",", 1)) for line in sound()["soal-9/suara-terbuka.csv"].decode().splitlines()[1:]
    ]
    rows = [(voter, ballot.strip('"')) for voter, ballot in rows]
    for changed in ([(rows[0][0], "pos-2"), *rows[1:]], rows[1:], [rows[0], *rows]):
        assert failed(replaced("soal-9/suara-terbuka.csv", write_roll_call(changed))) == [7]
    assert 7 in failed(
        replaced("soal-9/suara-terbuka.csv", write_roll_call([(rows[1][0], rows[0][1]), *rows[1:]]))
    )


def test_two_who_exchange_their_open_votes_are_found_on_the_board():
    lines = sound()["soal-9/suara-terbuka.csv"].decode().splitlines()[1:]
    (one, first), (other, second) = (
        next(line.split(",", 1) for line in lines if line.endswith(end)) for end in ("parit", "blank")
    )
    text = (
        "\n".join(["id,ballot", *lines, ""])
        .replace(f"{one},{first}", f"{one},{second}")
        .replace(f"{other},{second}", f"{other},{first}")
    )
    assert failed(mend_sums(sound() | {"soal-9/suara-terbuka.csv": text.encode()})) == [12]


def test_names_of_others_than_the_voters_are_found():
    text = sound()["soal-9/nama.csv"].decode()
    assert "warga000,'=Warga 0" in text  # no spreadsheet program runs it
    assert failed(replaced("soal-9/nama.csv", text.replace("warga000", "warga999"))) == [7]
    assert (
        failed(replaced("soal-9/nama.csv", text.replace("Warga 0", "Warga Baru"))) == []
    )  # names may change


# 9: seed and order of ties
@pytest.mark.parametrize(
    "change",
    [
        in_line(Kind.CLOSING, 2, seed="lain"), in_line(Kind.CLOSING, 5, seed_source="rules"),
        in_line(Kind.CLOSING, 3, seed_source="parameter"), in_line(Kind.CLOSING, 3, witnesses=0),
    ],
)  # fmt: skip
def test_a_seed_from_elsewhere_is_found(change):
    assert 9 in failed(rewrite(sound(), change))


def test_another_order_of_ties_is_found():
    order = json.loads(sound()["soal-10/hasil.json"])["outcome"]["tie_order"]
    assert failed(in_file("soal-10/hasil.json", put("outcome", "tie_order", order[::-1]))) == [9]
    assert failed(in_file("soal-10/hasil.json", put("outcome", "seed", "lain"))) == [9]


# 10: quorum
@pytest.mark.parametrize(
    ("number", "field", "value"), [(1, "needed", 21), (1, "met", False), (10, "needed", 4)]
)
def test_another_quorum_is_found(number, field, value):
    assert failed(in_file(f"soal-{number}/hasil.json", put("quorum", field, value))) == [10]


# 11: people and papers
@pytest.mark.parametrize(
    "change",
    [
        in_line(Kind.CLOSING, 1, online=34), in_line(Kind.CLOSING, 1, paper=6), in_line(Kind.CLOSING, 1, spoiled=0),
        in_line(Kind.CLOSING, 10, online=7), in_line(Kind.BATCH, 1, papers=6), in_line(Kind.BATCH, 1, spoiled=2),
        in_line(Kind.BATCH, 1, channel="desk"), in_line(Kind.BATCH, 1, papers=None), in_line(Kind.OPENED, 1, paper=False),
    ],
)  # fmt: skip
def test_a_board_with_other_numbers_is_found(change):
    assert failed(rewrite(sound(), change)) == [11]


def test_more_ballots_than_electors_are_found():
    few = ROLL[:20]
    hashes = {"roll_size": 20, "roll_hash": hash_of_sorted(few), "roll_root": root_of_hashes(few)}

    def change(kind, content):
        if content.get("poll") == poll(2):
            return content | {key: value for key, value in hashes.items() if key in content}
        return content

    files = edit(sound(), "soal-2/hasil.json", put("electors", 20)) | {
        "soal-2/daftar.csv": write_roll(few).encode()
    }
    assert failed(rewrite(files, change)) == [11]


# 12: files as announced
def test_a_result_that_was_not_announced_is_found():
    files = edit(sound(), "soal-10/hasil.json", put("outcome", "winners", ["taman"]))
    assert failed(mend_sums(files)) == [12]


def test_an_announced_file_that_is_not_there_is_found():
    def change(kind, content):
        if kind is Kind.RESULT:
            content["files"]["suara-lain.csv"] = "ab" * 32
        return content

    assert failed(rewrite(sound(), change)) == [12]
