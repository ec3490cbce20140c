"""Finds groups of opinion: two principal components, base clusters, k-means; the only file that needs numpy.

The same votes give the same bytes, in any order of people and with any number of threads:
- sums over people are of whole numbers, so that no order of adding changes them;
- nothing that is not a whole number goes through BLAS, whose threads add in an order of their own;
- places are rounded to 1e-9 and sorted before they are clustered, each once with the number of its people;
- nothing is drawn at random, and of equals the first is taken.
"""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .groups import DEFAULT, Frame, Groups, Limits, Point, Reason, no_groups, taking_part
from .votes import PASS, Votes

Array = NDArray[np.float64]
Whole = NDArray[Any]

_VALUES = np.array([0.0, 1.0, -1.0, 0.0])  # by UNSEEN, AGREE, DISAGREE, PASS
_AT_ONCE = 1024  # people turned into floating point at a time
_BLOCK = 12  # vectors iterated together for the two that are wanted: the more, the fewer rounds
_GOLDEN = (math.sqrt(5) - 1) / 2  # its multiples modulo 1 are a start unlike any pattern of votes
_ROUNDS = 400
_PRECISE = 1e-12
_BASE_CLUSTERS = 100
_PLACES = 9


def find_groups(votes: Votes, previous: Frame | None = None, limits: Limits = DEFAULT) -> Groups:
    """The groups among those who take part; none where they are too few, all alike or not set apart.

    previous: the frame of an earlier search on the same statements; axes keep their direction, k-means starts
    from the old centres too, and each group takes the number of the old group it is nearest to.
    """
    people = taking_part(votes, limits)
    if len(people) < limits.people:
        return no_groups(votes, len(people), Reason.FEW_PEOPLE)
    cells = _cells(votes, limits.voters)
    means, spread = _moments(cells)
    axes = _directed(_principal_axes(spread), votes.statements, previous)
    at, place_of, weights = np.unique(
        _project(cells[people], means, axes), axis=0, return_inverse=True, return_counts=True
    )
    if len(at) < 2:
        return no_groups(votes, len(people), Reason.NO_DIFFERENCE)
    old = dict(previous.centres) if previous else {}
    silhouette, labels, centres = _best_clustering(at, weights, old, limits)
    if silhouette < limits.silhouette:
        return Groups(
            (None,) * len(votes.participants), len(people), silhouette, Frame({}, {}), Reason.NOT_DISTINCT
        )
    sizes = np.bincount(labels, weights=weights, minlength=len(centres))
    names = _names(centres, sizes, old)
    own: list[int | None] = [None] * len(votes.participants)
    for person, place in zip(people, place_of.ravel(), strict=True):
        own[person] = names[labels[place]]
    frame = Frame(
        axes={name: _point(axis) for name, axis in zip(votes.statements, axes, strict=True)},
        centres=dict(sorted((names[i], _point(centre)) for i, centre in enumerate(centres))),
    )
    return Groups(tuple(own), len(people), silhouette, frame)


def _point(pair: Array) -> Point:
    return round(float(pair[0]), _PLACES), round(float(pair[1]), _PLACES)


# --- Where people stand ----------------------------------------------------------------------------------------


def _cells(votes: Votes, voters: int) -> Whole:
    """The votes as people x statements; a statement with too few voters counts as passed by everybody.

    So Polis treats what moderators took out, and nearly all of that has hardly been seen: it draws no axis, and
    each such statement pulls people with few votes a little towards the middle.
    """
    cells = np.frombuffer(votes.cells, dtype=np.uint8).reshape(len(votes.participants), -1).copy()
    cells[:, (cells != 0).sum(axis=0) < voters] = PASS
    return cells


def _moments(cells: Whole) -> tuple[Array, Array]:
    """Mean of each statement's votes, and the products of deviations (statements x statements), unseen at the mean.

    Sum over people of (v_i - m_i)(v_j - m_j) where both are seen, taken apart into products of whole numbers:
    float64 holds them exactly, so neither BLAS' threads nor the order of people can change a bit.
    """
    width = cells.shape[1]
    both, voted, mixed = (np.zeros((width, width)) for _ in range(3))
    for start in range(0, len(cells), _AT_ONCE):
        part = cells[start : start + _AT_ONCE]
        value, seen = _VALUES[part], (part != 0).astype(np.float64)
        voted += value.T @ value
        both += seen.T @ seen
        mixed += value.T @ seen
    means = np.diag(mixed) / np.maximum(np.diag(both), 1.0)
    spread = voted - mixed * means - mixed.T * means[:, None] + both * (means * means[:, None])
    return means, (spread + spread.T) / 2


def _principal_axes(spread: Array) -> Array:
    """The two leading eigenvectors as columns, by block power iteration with Rayleigh-Ritz; 0 where there is none.

    einsum adds in one fixed order, where eigh would depend on the number of threads (and, where eigenvalues are
    equal, turn the axes at will).
    """
    width = len(spread)
    block = min(_BLOCK, width)
    steps = np.outer(np.arange(1.0, width + 1), np.arange(1.0, block + 1))
    vectors = np.remainder(steps * _GOLDEN, 1.0) - 0.5
    values = np.zeros(block)
    for _ in range(_ROUNDS):
        basis = _orthonormal(vectors)
        image = np.einsum("ij,jk->ik", spread, basis)
        inner = np.einsum("ij,ik->jk", basis, image)
        values, turn = np.linalg.eigh((inner + inner.T) / 2)  # 12 x 12 at most: one thread
        vectors = np.einsum("ij,jk->ik", image, turn[:, ::-1])
        lead = np.einsum("ij,jk->ik", basis, turn[:, :-3:-1])
        values = values[:-3:-1]
        rest = np.abs(vectors[:, :2] - lead * values).max()
        if rest <= _PRECISE * max(values[0], _PRECISE):
            break
    kept = np.where(values > _PRECISE * max(values[0], _PRECISE), lead, 0.0)
    return np.pad(kept, ((0, 0), (0, 2 - kept.shape[1])))


def _orthonormal(vectors: Array) -> Array:
    """The columns made orthogonal (Gram-Schmidt, twice), of length 1; those that depend on others become 0."""
    basis = np.zeros_like(vectors)
    for number in range(vectors.shape[1]):
        column = vectors[:, number].copy()
        length = np.sqrt(np.sum(column * column))
        for _ in range(2):
            column -= np.einsum("ij,j->i", basis, np.einsum("ij,i->j", basis, column))
        left = np.sqrt(np.sum(column * column))
        if left > _PRECISE * length:
            basis[:, number] = column / left
    return basis


def _directed(axes: Array, statements: tuple[str, ...], previous: Frame | None) -> Array:
    """Each axis turned as in the previous frame, or else so that its largest loading is positive."""
    turned = axes.copy()
    for number in range(2):
        axis = turned[:, number]
        along = 0.0
        if previous:
            along = sum(
                float(axis[i]) * previous.axes[name][number]
                for i, name in enumerate(statements)
                if name in previous.axes
            )
        if not along:
            along = float(axis[np.argmax(np.abs(axis).round(_PLACES))])
        if along < 0:
            turned[:, number] = -axis
    return turned


def _project(cells: Whole, means: Array, axes: Array) -> Array:
    """Places of people: sqrt(S / votes) times the sum over seen statements of (v - mean) x loading, rounded."""
    places = np.zeros((len(cells), 2))
    for start in range(0, len(cells), _AT_ONCE):
        part = cells[start : start + _AT_ONCE]
        seen = part != 0
        away = np.where(seen, _VALUES[part] - means, 0.0)
        scale = np.sqrt(cells.shape[1] / np.maximum(seen.sum(axis=1), 1))
        for number in range(2):
            places[start : start + len(part), number] = (away * axes[:, number]).sum(axis=1) * scale
    return places.round(_PLACES) + 0.0  # no negative zero


# --- Clusters --------------------------------------------------------------------------------------------------


def _best_clustering(
    at: Array, weights: Whole, old: dict[int, Point], limits: Limits
) -> tuple[float, Whole, Array]:
    """(silhouette, label of each place, centres) with the best silhouette; of equals the fewest groups.

    Besides farthest-first, k-means starts from the old centres where there are k of them, and these win a tie.
    """
    base_of = np.arange(len(at))
    base, sizes = at, weights
    if len(at) > _BASE_CLUSTERS:
        base_of, base = _k_means(at, weights, _farthest_first(at, weights, _BASE_CLUSTERS))
        sizes = np.bincount(base_of, weights=weights, minlength=len(base))
    most = min(limits.most_groups, 2 + int(weights.sum()) // 12, len(base))
    found = []
    for k in range(2, most + 1):
        starts = [_farthest_first(base, sizes, k)]
        if len(old) == k:
            starts.insert(0, np.array(list(old.values())))
        for start in starts:
            labels, centres = _k_means(base, sizes, start)
            if len(centres) > 1:
                found.append((_silhouette(base, sizes, labels), labels[base_of], centres))
    return max(found, key=lambda clustering: clustering[0])


def _squares(at: Array, centres: Array) -> Array:
    """Squared distances, places x centres."""
    away = [at[:, None, axis] - centres[None, :, axis] for axis in range(2)]
    return np.asarray(away[0] * away[0] + away[1] * away[1])


def _farthest_first(at: Array, weights: Whole, k: int) -> Array:
    """So many starting centres: the place farthest from the middle, then always the farthest from those chosen."""
    middle = (at * weights[:, None]).sum(axis=0) / weights.sum()
    chosen = [int(np.argmax(_squares(at, middle[None, :])[:, 0]))]
    nearest = _squares(at, at[chosen])[:, 0]
    while len(chosen) < k:
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, _squares(at, at[chosen[-1:]])[:, 0])
    return at[chosen]


def _k_means(at: Array, weights: Whole, centres: Array) -> tuple[Whole, Array]:
    """Lloyd's iteration on weighted places until nothing changes; centres that nobody is nearest to are dropped."""
    labels = np.full(len(at), -1)
    for _ in range(_ROUNDS):
        nearest = np.argmin(_squares(at, centres), axis=1)
        used, nearest = np.unique(nearest, return_inverse=True)
        same = len(used) == len(centres) and np.array_equal(nearest, labels)
        labels = nearest
        if same:
            break
        total = np.bincount(labels, weights=weights)
        sums = [np.bincount(labels, weights=weights * at[:, axis]) for axis in range(2)]
        centres = np.stack(sums, axis=1) / total[:, None]
    return labels, centres


def _silhouette(at: Array, weights: Whole, labels: Whole) -> float:
    """Mean over people of (b - a)/max(a, b): a, distance to the own group's others; b, to the nearest other group."""
    distances = np.sqrt(_squares(at, at))
    groups = int(labels.max()) + 1
    sums = np.stack(
        [(distances * np.where(labels == group, weights, 0)).sum(axis=1) for group in range(groups)], axis=1
    )
    sizes = np.bincount(labels, weights=weights)
    here = np.arange(len(at))
    own = sums[here, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[here, labels] = np.inf
    other = means.min(axis=1)
    widest = np.maximum(own, other)
    alone = sizes[labels] <= 1
    values = np.where(alone, 0.0, (other - own) / np.where(widest > 0, widest, 1.0))
    return round(float((values * weights).sum() / weights.sum()), _PLACES)


def _names(centres: Array, sizes: Whole, old: dict[int, Point]) -> list[int]:
    """The number of each group: that of the old group it is nearest to in all, else from 0, the largest first."""
    ranked = sorted(range(len(centres)), key=lambda i: (-sizes[i], *_point(centres[i])))
    fresh = (number for number in range(len(centres) + len(old)) if number not in old)
    known = sorted(old)
    names = [*known, *(next(fresh) for _ in range(len(centres) - len(known)))]
    apart = {
        (i, name): sum((a - b) ** 2 for a, b in zip(_point(centres[i]), old[name], strict=True))
        for i in ranked
        for name in known
    }
    pick = min(
        permutations(names, len(ranked)),
        key=lambda order: sum(apart.get(pair, 0.0) for pair in zip(ranked, order, strict=True)),
    )
    return [name for _, name in sorted(zip(ranked, pick, strict=True))]
