"""The search for groups: what it finds, when it finds none, and that nothing but the votes decides."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.ballot.opinions import grouping
from sgforum.ballot.opinions.grouping import find_groups
from sgforum.ballot.opinions.groups import DEFAULT, Frame, Limits, Reason, taking_part

from .people import adjusted_rand, camps, drawn, reordered, with_columns

SMALL = replace(DEFAULT, people=2, floor=0, voters=1, silhouette=-1.0)  # everything is told


def sheets(people=(30, 45), statements=(1, 9)):
    """Any votes of so many people on so many statements."""
    return (
        st.integers(*statements)
        .flatmap(
            lambda width: st.lists(
                st.text("+-0.", min_size=width, max_size=width), min_size=people[0], max_size=people[1]
            )
        )
        .map(lambda rows: drawn(*rows))
    )


# --- What is found ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(40, 20), (25, 25, 25), (120, 90, 60)])
def test_camps_are_found_the_largest_first(sizes):
    found = find_groups(camps(*sizes, noise=0.05))
    truth = [camp for camp, size in enumerate(sizes) for _ in range(size)]
    assert adjusted_rand(found.group_of, truth) == 1
    assert [len(found.members(group)) for group in found.ids] == sorted(sizes, reverse=True)
    assert found.reason is None
    assert found.silhouette > 0.6


def test_more_places_than_base_clusters_are_grouped_all_the_same():
    found = find_groups(camps(300, 200, statements=20, noise=0.3))
    assert adjusted_rand(found.group_of, [0] * 300 + [1] * 200) > 0.98


def test_two_opinions_are_two_groups():
    found = find_groups(drawn(*["+" * 7] * 20, *["-" * 7] * 10))
    assert found.group_of == (0,) * 20 + (1,) * 10
    assert found.silhouette == 1


def test_at_most_five_groups_are_told():
    found = find_groups(camps(20, 20, 20, 20, 20, 20, 20, statements=40, noise=0))
    assert len(found.ids) <= 5


# --- When there is none ----------------------------------------------------------------------------------------


def test_thirty_people_are_needed():
    votes = camps(20, 10, noise=0)
    assert len(find_groups(votes).ids) == 2
    fewer = find_groups(reordered(votes, range(29)))
    assert (fewer.reason, fewer.qualified, fewer.ids) == (Reason.FEW_PEOPLE, 29, [])
    assert fewer.group_of == (None,) * 29


def test_people_need_seven_votes():
    rows = ["+" * 10] * 20 + ["-" * 10] * 20
    found = find_groups(drawn(*rows, "++++++....", "0000000...", ".........."))
    assert found.group_of[40] is None
    assert found.group_of[41] is not None
    assert found.group_of[42] is None
    assert found.qualified == 41


def test_with_few_statements_all_of_them_are_needed():
    found = find_groups(drawn(*["+++"] * 20, *["---"] * 20, "++."))
    assert found.group_of[40] is None
    assert len(found.members(0)) == 20


def test_the_most_active_fill_up_to_fifteen():
    rows = ["+" * 9] * 10 + ["+++......"] * 3 + ["++++....."] * 4 + ["........."] * 5
    assert taking_part(drawn(*rows)) == [*range(10), 10, *range(13, 17)]
    assert find_groups(drawn(*rows)).reason is Reason.FEW_PEOPLE


def test_the_same_opinion_of_all_is_no_group():
    found = find_groups(drawn(*["+-0+-0+-0"] * 50))
    assert (found.reason, found.silhouette) == (Reason.NO_DIFFERENCE, None)


def test_a_crowd_without_a_gap_is_no_group():
    draw = Random(3)
    found = find_groups(
        drawn(*["".join(draw.choices("+-", k=40)) for _ in range(400)]),
        None,
        replace(DEFAULT, silhouette=0.6),
    )
    assert found.reason is Reason.NOT_DISTINCT
    assert found.silhouette < 0.6
    assert set(found.group_of) == {None}


@pytest.mark.parametrize(
    "votes", [drawn(), drawn("+"), drawn("."), drawn("." * 9), drawn(*["." * 9] * 60), drawn(*["0" * 9] * 60)]
)
def test_next_to_nothing_is_no_group(votes):
    assert find_groups(votes).ids == []
    assert find_groups(votes, limits=SMALL).ids == []


# --- Nothing but the votes decides -----------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(votes=sheets(), seed=st.integers(0, 2**32))
def test_the_order_of_people_changes_nothing(votes, seed):
    order = list(range(len(votes.participants)))
    Random(seed).shuffle(order)
    found, other = find_groups(votes, limits=SMALL), find_groups(reordered(votes, order), limits=SMALL)
    assert [found.group_of[person] for person in order] == list(other.group_of)
    assert (found.frame, found.silhouette) == (other.frame, other.silhouette)


@settings(max_examples=40, deadline=None)
@given(votes=sheets())
def test_who_takes_part_is_in_a_group_and_nobody_else(votes):
    found = find_groups(votes, limits=SMALL)
    part = taking_part(votes, SMALL)
    if found.reason is None:
        assert [person for person, group in enumerate(found.group_of) if group is not None] == part
        assert found.ids == list(range(len(found.ids)))
        assert set(found.frame.centres) == set(found.ids)
    assert find_groups(votes, limits=SMALL) == found


@settings(max_examples=25, deadline=None)
@given(votes=sheets())
def test_the_names_of_statements_change_nothing(votes):
    renamed = replace(votes, statements=tuple(f"other {name}" for name in votes.statements))
    assert find_groups(renamed, limits=SMALL).group_of == find_groups(votes, limits=SMALL).group_of


def test_the_order_of_statements_changes_nothing():
    votes = camps(40, 30, noise=0.3)
    order = list(range(12))
    Random(5).shuffle(order)
    assert find_groups(with_columns(votes, order)).group_of == find_groups(votes).group_of


def test_a_statement_that_all_answer_alike_changes_no_group():
    votes = camps(40, 30, noise=0.3)
    wider = drawn(
        *(
            "".join(".+-0"[cell] for cell in votes.row(person)) + "+"
            for person in range(len(votes.participants))
        )
    )
    assert find_groups(wider).group_of == find_groups(votes).group_of


def test_a_statement_with_few_voters_draws_no_axis():
    rows = ["+" * 9 + "." for _ in range(30)] + ["-" * 9 + "." for _ in range(20)]
    few = [
        row[:9] + "+" if number < 3 else row[:9] + ("-" if number > 46 else ".")
        for number, row in enumerate(rows)
    ]
    frame = find_groups(drawn(*few)).frame
    assert frame.axes["s9"] == (0, 0)
    assert find_groups(drawn(*few), limits=replace(DEFAULT, voters=6)).frame.axes["s9"] != (0, 0)


def test_a_statement_with_few_voters_steadies_who_voted_little():
    full, little = "+" * 12, "+" * 7 + "." * 5
    rows = [full] * 20 + ["-" * 12] * 20 + [little]
    cells = grouping._cells(drawn(*rows), 7)
    more = grouping._cells(drawn(*(row + "." for row in rows)), 7)
    places = [grouping._project(part, *_means_and_axes(part))[:, 0] for part in (cells, more)]
    ratios = [abs(place[40] / place[0]) for place in places]
    assert ratios[1] < ratios[0]


def _means_and_axes(cells):
    means, spread = grouping._moments(cells)
    return means, grouping._principal_axes(spread)


# --- The next search -------------------------------------------------------------------------------------------


def test_groups_keep_their_numbers_when_sizes_turn():
    first = find_groups(camps(40, 20))
    assert first.ids == [0, 1]
    grown = camps(40, 90)
    assert find_groups(grown).group_of[0] == 1
    again = find_groups(grown, first.frame)
    assert again.group_of == (0,) * 40 + (1,) * 90


def test_axes_keep_their_direction():
    votes = camps(40, 30)
    first = find_groups(votes)
    turned = Frame(
        {name: (-x, -y) for name, (x, y) in first.frame.axes.items()},
        {group: (-x, -y) for group, (x, y) in first.frame.centres.items()},
    )
    again = find_groups(votes, turned)
    assert again.group_of == first.group_of
    assert again.frame == turned


def test_a_new_group_takes_a_new_number():
    first = find_groups(camps(60, 40, noise=0))
    again = find_groups(camps(60, 40, 50, noise=0), first.frame)
    assert again.group_of == (0,) * 60 + (1,) * 40 + (2,) * 50


def test_a_frame_of_other_statements_does_no_harm():
    votes = camps(40, 30)
    strange = Frame({"other": (1.0, 0.0)}, {4: (0.0, 0.0), 7: (0.0, 0.0)})
    found = find_groups(votes, strange)
    assert sorted(found.ids) == [4, 7]
    assert adjusted_rand(found.group_of, find_groups(votes).group_of) == 1


# --- The parts -------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(votes=sheets())
def test_moments_are_those_of_the_imputed_matrix(votes):
    cells = grouping._cells(votes, 1)
    means, spread = grouping._moments(cells)
    values = np.array([np.nan, 1, -1, 0])[cells]
    seen = ~np.isnan(values)
    columns = [
        column[mask].mean() if mask.any() else 0 for column, mask in zip(values.T, seen.T, strict=True)
    ]
    away = np.where(seen, values - columns, 0)
    assert means == pytest.approx(np.array(columns), abs=1e-12)
    assert spread == pytest.approx(away.T @ away, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("width", [1, 2, 13, 80])
def test_axes_are_the_leading_eigenvectors(seed, width):
    draw = np.random.default_rng(seed)
    away = draw.choice([-1.0, 0.0, 1.0], size=(200, width)) * np.linspace(3, 1, width)
    spread = away.T @ away
    axes = grouping._principal_axes(spread)
    values, vectors = np.linalg.eigh(spread)
    for number in range(min(2, width)):
        assert abs(axes[:, number] @ vectors[:, -1 - number]) == pytest.approx(1, abs=1e-9)
        assert spread @ axes[:, number] == pytest.approx(
            values[-1 - number] * axes[:, number], abs=1e-8 * values[-1]
        )


def test_where_there_is_one_direction_the_second_axis_is_nothing():
    axes = grouping._principal_axes(np.outer([1.0, 2.0, 2.0], [1.0, 2.0, 2.0]))
    assert np.abs(axes[:, 0]) == pytest.approx([1 / 3, 2 / 3, 2 / 3])
    assert (axes[:, 1] == 0).all()


def test_the_largest_loading_is_positive_the_first_of_equals():
    axes = np.array([[-0.6, 0.5], [0.8, -0.5], [0.0, 0.5]])
    assert grouping._directed(-axes, ("a", "b", "c"), None).tolist() == axes.tolist()


def test_a_place_is_the_mean_deviation_along_the_axis_scaled_by_votes():
    votes = drawn("+-..")
    axes = np.array([[0.5, 0.1], [-0.5, 0.2], [0.5, 0.3], [0.5, 0.4]])
    means = np.array([0.5, 0.0, 0.0, 0.0])
    place = grouping._project(grouping._cells(votes, 0), means, axes)[0]
    assert place == pytest.approx(math.sqrt(4 / 2) * np.array([0.5 * 0.5 + 0.5, 0.5 * 0.1 - 0.2]))


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(1, 4)), min_size=3, max_size=12
    ),
    k=st.integers(2, 3),
)
def test_silhouette_is_the_mean_over_people(places, k):
    at = np.array([place[:2] for place in places], dtype=float)
    weights = np.array([place[2] for place in places])
    labels = np.arange(len(places)) % k
    people = [(tuple(x), label) for x, n, label in zip(at, weights, labels, strict=True) for _ in range(n)]
    assert grouping._silhouette(at, weights, labels) == pytest.approx(_slow_silhouette(people), abs=1e-8)


def _slow_silhouette(people):
    values = []
    for one, (x, own) in enumerate(people):
        apart = {}
        for other, (y, label) in enumerate(people):
            if other != one:
                apart.setdefault(label, []).append(math.dist(x, y))
        if own not in apart:
            values.append(0.0)
            continue
        means = {label: math.fsum(found) / len(found) for label, found in apart.items()}
        a, b = means.pop(own), min(means.values())
        values.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return math.fsum(values) / len(values)


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=40, unique=True)
)
def test_everybody_is_with_the_nearest_centre(places):
    at = np.array(sorted(places), dtype=float)
    weights = np.ones(len(at))
    labels, centres = grouping._k_means(at, weights, grouping._farthest_first(at, weights, 3))
    squares = grouping._squares(at, centres)
    assert squares[np.arange(len(at)), labels] == pytest.approx(squares.min(axis=1))
    for number, centre in enumerate(centres):
        assert centre == pytest.approx(at[labels == number].mean(axis=0))


def test_a_centre_is_the_mean_of_people_not_of_places():
    at = np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]])
    _, centres = grouping._k_means(at, np.array([3, 1, 2]), at[[0, 2]])
    assert centres.tolist() == [[0.25, 0.0], [9.0, 0.0]]


@pytest.mark.parametrize(
    ("old", "labels"),
    [({0: (-1.0, 0.0), 1: (1.0, 0.0)}, [0, 0, 1, 1]), ({0: (0.0, -1.0), 1: (0.0, 1.0)}, [0, 1, 0, 1])],
)
def test_of_equally_good_cuts_that_of_the_old_centres_is_kept(old, labels):
    square = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    two = replace(DEFAULT, most_groups=2)
    assert grouping._best_clustering(square, np.full(4, 10), old, two)[1].tolist() == labels


def test_places_are_rounded_so_that_no_last_digit_decides():
    cells = grouping._cells(camps(40, 30, noise=0.3), 7)
    places = grouping._project(cells, *_means_and_axes(cells))
    assert (places == places.round(9)).all()
    assert (places != places.round(6)).any()


def test_starting_centres_are_far_from_each_other():
    at = np.array([[0.0, 0], [1, 0], [9, 0], [10, 0], [5, 8]])
    start = grouping._farthest_first(at, np.array([1, 1, 1, 1, 1]), 3)
    assert start.tolist() == [[5, 8], [0, 0], [10, 0]]


def test_limits_are_those_of_the_document():
    assert Limits() == Limits(votes=7, voters=7, floor=15, people=30, silhouette=0.25, most_groups=5)
