"""Random profiles for property tests: small, with ties, blanks and unreadable papers among them."""

from __future__ import annotations

from hypothesis import strategies as st

OPTIONS = ("a", "b", "c", "d")
NOISE = ("blank", "", "zz")


@st.composite
def rankings(draw, options=OPTIONS, *, ties=True, complete=False):
    order = draw(st.permutations(options))
    length = len(options) if complete else draw(st.integers(1, len(options)))
    signs = [draw(st.sampled_from(">>=" if ties else ">")) for _ in range(length - 1)]
    text = order[0] + "".join(sign + option for sign, option in zip(signs, order[1:length], strict=True))
    return ">".join("=".join(sorted(rank.split("="))) for rank in text.split(">"))


def profiles(ballots, *, most=9):
    return st.dictionaries(ballots, st.integers(1, most), min_size=1, max_size=6)


subsets = st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(
    lambda chosen: ",".join(sorted(chosen))
)
scored = st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 5), min_size=1).map(
    lambda points: ",".join(f"{option}:{points[option]}" for option in sorted(points))
)
pointed = st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 3), min_size=1).map(
    lambda points: ",".join(f"{option}:{points[option]}" for option in sorted(points))
)
money = st.fixed_dictionaries(
    {
        "costs": st.fixed_dictionaries(
            {option: st.integers(1, 9).map(lambda n: n * 10) for option in OPTIONS}
        ),
        "budget": st.integers(2, 25).map(lambda n: n * 10),
    }
)
noise = st.dictionaries(st.sampled_from(NOISE), st.integers(1, 3), max_size=3)

BALLOTS = {
    "plurality": st.sampled_from(OPTIONS),
    "approval": subsets,
    "score": scored,
    "schulze": rankings(),
    "irv": rankings(),
    "greedy": subsets,
    "equal-shares": subsets,
}


@st.composite
def polls(draw, rules=tuple(BALLOTS)):
    """(rule, profile, parameters) of any rule."""
    rule = draw(st.sampled_from(rules))
    profile = draw(profiles(BALLOTS[rule])) | draw(noise)
    return rule, profile, draw(money) if rule in {"greedy", "equal-shares"} else {}
