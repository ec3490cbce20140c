"""What is printed of few people cannot be turned back into them: attacked by brute force."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.metrics.measures.disclosure import LEAST, WIDTH, hides_raw, printed, protect

tables = st.dictionaries(
    st.sampled_from(["K1", "K2", "K3"]),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 9), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
).map(
    lambda groups: {
        name: {f"{name}.{code}": n for code, n in group.items()} for name, group in groups.items()
    }
)


def attack(counts, shown):
    """The least and greatest value of every hidden count that fits all that is printed, by linear bounds.

    Hidden counts are at least 0 and otherwise free; the constraints are the printed totals. They form a tree
    (city, groups, places), so bounds carried up and down it are exact (they meet every constraint at once).
    """
    far = 10**6
    low, high = {}, {}
    for name, group in counts.items():
        for code in group:
            value = shown.places[code]
            low[code], high[code] = (0, far) if value is None else (value, value)
        sums = sum(low[c] for c in group), min(far, sum(high[c] for c in group))
        total = shown.groups[name]
        low[name], high[name] = sums if total is None else (total, total)
    if shown.total is not None:
        for name in counts:
            others = [other for other in counts if other != name]
            most, least = sum(low[o] for o in others), sum(high[o] for o in others)
            low[name], high[name] = max(low[name], shown.total - least), min(high[name], shown.total - most)
    for name, group in counts.items():
        for code in group:
            others = [other for other in group if other != code]
            if shown.places[code] is None:
                low[code], high[code] = (
                    max(low[code], low[name] - sum(high[o] for o in others)),
                    min(high[code], high[name] - sum(low[o] for o in others)),
                )
    return low, high


@settings(max_examples=1_000, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_narrowed_down(counts):
    shown = protect(counts)
    low, high = attack(counts, shown)
    for group in counts.values():
        for code, count in group.items():
            assert (shown.places[code] is None) == (0 < count < LEAST)
            if shown.places[code] is None:
                assert high[code] - low[code] >= WIDTH
    for name in counts:
        if shown.groups[name] is None:
            assert high[name] - low[name] >= WIDTH


@settings(max_examples=300, deadline=None)
@given(tables)
def test_what_is_printed_is_true(counts):
    shown = protect(counts)
    for name, group in counts.items():
        for code, count in group.items():
            assert shown.places[code] in (None, count)
        assert shown.groups[name] in (None, sum(group.values()))
    assert shown.total in (None, sum(sum(group.values()) for group in counts.values()))


def test_totals_stay_where_nothing_is_hidden():
    shown = protect({"K1": {"a": 5, "b": 0}, "K2": {"c": 12}})
    assert (shown.places, shown.groups, shown.total) == ({"a": 5, "b": 0, "c": 12}, {"K1": 5, "K2": 12}, 17)


def test_one_small_count_takes_its_group_and_the_city_with_it():
    shown = protect({"K1": {"a": 3, "b": 40}, "K2": {"c": 12}})
    assert (shown.places["a"], shown.groups, shown.total) == (None, {"K1": None, "K2": 12}, None)


def test_two_small_counts_hide_behind_each_other():
    shown = protect({"K1": {"a": 3, "b": 4, "c": 20}, "K2": {"d": 2, "e": 30}, "K3": {"f": 4, "g": 9}})
    assert shown.groups == {"K1": 27, "K2": None, "K3": None}
    assert shown.total == 72


def test_zero_and_unknown_are_printed_as_they_are():
    assert [printed(n) for n in (None, 0, 1, 4, 5)] == [None, 0, None, None, 5]


def test_a_raw_value_is_hidden_with_the_count_it_tells():
    assert hides_raw("JGK", {"readers": 4})
    assert not hides_raw("JGK", {"readers": 0})
    assert hides_raw("KMB", {"returning": 1})
    assert not hides_raw("TGP", {"items_answered": 1})
