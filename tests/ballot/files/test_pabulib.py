"""Pabulib: columns in any order, all types of votes, money, what META says of the rule."""

from __future__ import annotations

from fractions import Fraction

import pytest


def pb(votes, *, meta="", kind="approval", projects="P 1;50;kios\nP-2;60;\n3;70;taman\n"):
    return (
        f"META\nkey;value\ndescription;Usulan RW 03\nbudget;100\nvote_type;{kind}\nanything;else\n{meta}"
        f"PROJECTS\nproject_id;cost;name\n{projects}VOTES\n{votes}"
    )


APPROVALS = "voter_id;vote;age\n1;P 1,P-2;30\n2; P-2 ,P 1;31\n3;;40\n4;3;\n5;P-2,P-2;1\n"


def test_approvals_are_read(ballots):
    assert ballots("x.pb", pb(APPROVALS), "greedy") == {"P 1,P-2": 2, "blank": 1, "3": 1, "P-2": 1}


def test_projects_keep_ids_names_and_costs(outcome):
    election, found = outcome("x.pb", pb(APPROVALS), "greedy")
    assert election.names == ("P 1", "P-2", "3")
    assert election.labels == {"P 1": "kios", "3": "taman"}
    assert (found.parameters["budget"], found.parameters["costs"]) == (100, {"1": 50, "2": 60, "3": 70})
    assert (found.selected, found.cost) == (("2",), 60)


def test_columns_stand_in_any_order_and_quotes_hold_semicolons(ballots):
    text = (
        'META\nkey;value\nbudget;100\nPROJECTS\nname;selected;cost;votes;project_id\n"kios; besar";1;50;2;a\n'
        "taman;0;60;1;b\nVOTES\nsex;vote;voter_id\nF;b,a;1\nM;a;2\n"
    )
    assert ballots("x.pb", text, "greedy") == {"a,b": 1, "a": 1}


def test_money_may_have_decimals(outcome):
    _, found = outcome("x.pb", pb(APPROVALS, projects="P 1;50,25;\nP-2;60.5;\n3;7;\n"), "greedy")
    assert found.parameters["costs"] == {"1": Fraction(201, 4), "2": Fraction(121, 2), "3": 7}


@pytest.mark.parametrize("kind", ["cumulative", "scoring"])
def test_points_are_summed(outcome, kind):
    votes = "voter_id;points;vote\n1;3,1;3,P-2\n2;;\n3;2;P 1\n4;1.5;P-2\n"
    _, found = outcome("x.pb", pb(votes, kind=kind), "greedy")
    assert found.scores == {"1": 2, "2": Fraction(5, 2), "3": 3}
    assert (found.valid, found.blank) == (3, 1)


def test_points_are_scores_too(outcome):
    _, found = outcome("x.pb", pb("vote;points\n3,P-2;10,0\n", kind="scoring"), "score")
    assert found.scores == {"1": 0, "2": 0, "3": 10}
    assert found.histogram["2"] == {"0": 1}


def test_points_above_none_are_approvals(ballots):
    assert ballots("x.pb", pb("vote;points\n3,P-2;10,0\n", kind="scoring"), "approval") == {"3": 1}


def test_ordinal_votes_are_rankings_and_borda_points(ballots):
    text = pb("vote\n3,P-2\nP-2\n", kind="ordinal", meta="max_length;3\n")
    assert ballots("x.pb", text, "schulze") == {"3>P-2": 1, "P-2": 1}
    assert ballots("x.pb", text, "greedy") == {"3:3,P-2:2": 1, "P-2:3": 1}


def test_one_choice_votes_are_a_plurality_ballot(ballots):
    assert ballots("x.pb", pb("vote\n3\n\nP-2\n", kind="choose-1"), "plurality") == {"3": 1, "P-2": 1}


@pytest.mark.parametrize(
    ("said", "rule", "name", "value"),
    [
        ("greedy", "greedy", "oversize", "skip"), ("greedy-no-skip", "greedy", "oversize", "stop"),
        ("equalshares", "equal-shares", "completion", "none"), ("equalshares/add1", "equal-shares", "completion", "add1"),
        ("equalshares/add1", "equal-shares", "add1_step", 1), ("unheard of", "greedy", "oversize", "skip"),
    ],
)  # fmt: skip
def test_rule_of_the_file_sets_the_defaults(outcome, said, rule, name, value):
    _, found = outcome("x.pb", pb(APPROVALS, meta=f"rule;{said}\n"), rule)
    assert found.parameters[name] == value


def test_threshold_of_the_file_is_the_default(outcome):
    _, found = outcome("x.pb", pb(APPROVALS, meta="min_project_score_threshold;3\n"), "greedy")
    assert [item["decision"] for item in found.rounds] == ["selected", "threshold", "threshold"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (pb("voter_id;vote\n1;P 1\n2;zz\n"), "15: "),
        (pb("voter_id\n1\n"), "13: "),
        (pb("vote;points\n3,P-2;1\n", kind="cumulative"), "14: "),
        (pb("vote;points\n3;much\n", kind="cumulative"), "14: "),
        (pb("vote;points\n3,3;1,1\n", kind="cumulative"), "14: "),
        (pb("vote\n3,3\n", kind="ordinal"), "14: "),
        (pb("vote\n3\n", kind="telepathy"), "telepathy"),
        (pb("vote\n3\n", projects="a;50;\na;60;\n"), "10: "),
        (pb("vote\n3\n", projects="a;-50;\n"), "9: "),
        (pb("vote\n3\n", projects=";50;\n"), "9: "),
        (pb("vote\n\n", projects=""), "usulan"),
        ("hello\n", "1: "),
        ("META\nkey;value\nPROJECTS\nproject_id;cost\na;1\n", "VOTES"),
        (pb("vote\n"), "surat suara"),
    ],
)
def test_broken_file_is_refused(refusal, text, said):
    assert said in refusal("x.pb", text, "greedy")
