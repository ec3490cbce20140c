"""Questions of every kind of ballot, with what a street has to decide."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from sgforum.accounts.models import Person
from sgforum.ballot.models import Rule
from sgforum.consultation.services import OptionDraft, QuestionDraft

from .consultation import make_question

BUDGET = 250_000_000
PROJECTS = (
    OptionDraft("Pengerukan drainase Jalan Melati", "180 m · RT 03 sampai 05 · selesai 6 minggu", 46_000_000),
    OptionDraft("Lampu tenaga surya Gang Delima", "24 titik · RW 02", 62_000_000),
    OptionDraft("Bank sampah di tiap RW", "6 RW, dengan timbangan dan gudang kecil", 95_000_000),
    OptionDraft("Pengaspalan Jalan Kenanga", "620 m · RW 04", 148_000_000),
    OptionDraft("Pegangan dan landaian untuk lansia", "Kantor kelurahan dan 3 posyandu", 33_000_000),
)
_PROJECT = {"choices": PROJECTS, "question": "Usulan mana yang didanai tahun depan?"}
_BUDGET = {"budget": BUDGET, "blank": True}

QUESTIONS: dict[Rule, QuestionDraft] = {
    Rule.PLURALITY: make_question(),
    Rule.APPROVAL: make_question(
        "Hari kerja bakti mana saja yang cocok untuk Anda?", ("Sabtu pagi", "Minggu pagi", "Minggu sore", "Jumat sore"),
        rule=Rule.APPROVAL, parameters={"most": 3},
    ),
    Rule.SCORE: make_question(
        "Seberapa setuju Anda dengan tiap usul parkir?",
        ("Satu sisi jalan saja", "Lahan kosong di RT 02", "Berbayar sesudah pukul 18.00"), rule=Rule.SCORE,
    ),
    Rule.SCHULZE: make_question(
        "Urutkan yang perlu diperbaiki lebih dulu", ("Parit", "Lampu jalan", "Taman bermain", "Pos ronda", "Balai warga"),
        rule=Rule.SCHULZE, parameters={"most_ranked": 3}, help_text="Anggaran tahun ini cukup untuk satu atau dua.",
    ),
    Rule.IRV: make_question(
        "Apa nama taman yang baru?", ("Taman Melati", "Taman Bahari", "Taman Delima"), rule=Rule.IRV,
    ),
    Rule.GREEDY: make_question(rule=Rule.GREEDY, parameters=_BUDGET, **_PROJECT),
    Rule.EQUAL_SHARES: make_question(rule=Rule.EQUAL_SHARES, parameters=_BUDGET | {"completion": "add1"}, **_PROJECT),
}  # fmt: skip

# Ballots of each kind, (canonical ballot: how many), with one winner that can be explained
BALLOTS: dict[Rule, dict[str, int]] = {
    Rule.PLURALITY: {"a": 7, "b": 3, "c": 2},
    Rule.APPROVAL: {"a,b": 5, "b": 4, "b,c,d": 2, "d": 1},
    Rule.SCORE: {"a:5,b:2,c:0": 6, "a:3,b:4": 4, "b:5,c:1": 2},
    Rule.SCHULZE: {"a>b>c": 7, "b>a>d": 3, "c>b": 2},
    Rule.IRV: {"a": 5, "b>c": 4, "c>b": 3},
    Rule.GREEDY: {"a,b,e": 6, "a,c": 3, "d,e": 2, "blank": 1},
    Rule.EQUAL_SHARES: {"a,b,e": 6, "a,c": 3, "d,e": 2, "blank": 1},
}


def make_longest() -> list[QuestionDraft]:
    """Ten questions of fifty options, with texts as long as people write them."""
    rules = itertools.cycle((Rule.SCORE, Rule.SCHULZE, Rule.APPROVAL, Rule.IRV))
    return [
        make_question(
            f"Soal {n}: mana yang perlu dikerjakan lebih dulu di lingkungan RW {n}?",
            [f"Usulan {n}.{i}: perbaikan gang, saluran, dan lampu di RT {i}" for i in range(1, 51)], rule=rule,
        )
        for n, rule in zip(range(1, 11), rules, strict=False)
    ]  # fmt: skip


def votes_on_longest() -> list[dict[str, int]]:
    """Twelve ballots on each of those."""
    return [
        {"a:5,b:2": 7, "b:3": 4, "c:1": 1} if one.rule is Rule.SCORE else {"a": 7, "b": 4, "c": 1}
        for one in make_longest()
    ]


def cast_by(
    people: Sequence[Person], ballots: Sequence[Mapping[str, int]]
) -> dict[tuple[int, str], list[Person]]:
    """Votes for make_consultation: for each question {canonical ballot: how many}, cast by the same people."""
    votes = {}
    for number, of_question in enumerate(ballots, start=1):
        voters = iter(people)
        votes |= {(number, ballot): list(itertools.islice(voters, n)) for ballot, n in of_question.items()}
    return votes
