"""What a spec may say; what it may not is one sentence that names it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.means import ARITHMETIC, Kind, Mean, Policy, Zero
from sgforum.metrics.index.parsing import make_spec, read_spec
from sgforum.metrics.index.spec import TOP, Normalise

from .published import EGDI, HDI

SMALL = '[index]\nunit = "u"\n'


def refusal(text):
    with pytest.raises(InvalidInput) as refused:
        read_spec(text)
    return str(refused.value)


def one(line="", index="", more=""):
    return f'{SMALL}{index}\n[[indicator]]\ncode = "a"\n{line}\n{more}'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (one(index='nmae = "x"'), 'index: unknown key "nmae"; known are name, version,'),
        (one("wieght = 2"), 'indicator "a": unknown key "wieght"; known are code,'),
        (one(more="[[indicators]]"), 'spec: unknown key "indicators"; known are index, dimension,'),
        (one(more="[uncertainty]\ndarws = 1"), 'uncertainty: unknown key "darws"; known are draws,'),
        (one('normalise = {method = "rank", low = 1}'), 'indicator "a", normalise: unknown key "low"; known are'),
        ('[[indicator]]\ncode = "a"', 'spec: "index" is missing'),
        ('[index]\nname = "x"', 'index: "unit" is missing'),
        (SMALL, "the spec has no indicator"),
        (one("weight = 0"), 'indicator "a": "weight" must be above 0, not 0'),
        (one("weight = -1"), 'indicator "a": "weight" must be above 0, not -1'),
        (one(f"weight = 1{'0' * 400}"), 'indicator "a": "weight" must be a number, not 1000'),
        (one(more="[uncertainty]\ndraws = 100001"), '"draws" must be a whole number from 0 to 100000, not 100001'),
        (one("weight = inf"), 'indicator "a": "weight" must be a number, not inf'),
        (one("weight = true"), 'indicator "a": "weight" must be a number, not true'),
        (one(more='[[dimension]]\ncode = "d"\nweight = 0.0'), 'dimension "d": "weight" must be above 0, not 0.0'),
        (one("direction = 0"), 'indicator "a": "direction" must be one of 1, -1, not 0'),
        (one('dimension = "d"'), 'indicator "a": there is no dimension "d"'),
        (one(more='[[dimension]]\ncode = "d"\nparent = "e"'), 'dimension "d": there is no dimension "e"'),
        (one(more='[[dimension]]\ncode = "d"'), 'dimension "d" has no indicator and no dimension below it'),
        (one(more='[[dimension]]\ncode = "a"'), 'the code "a" is there twice'),
        (one(more='[[indicator]]\nname = "x"'), 'indicator 2: "code" is missing'),
        (one(more='[[indicator]]\ncode = ""'), 'indicator 2: "code" must be a text that is not empty, not ""'),
        (one(index='aggregate = "median"'), 'index: "aggregate" must be arithmetic, geometric, harmonic, power:P,'),
        (one(index='aggregate = "power:x"'), 'index: "aggregate" must be arithmetic,'),
        (one(index='aggregate = "geometric:2"'), 'index: "aggregate" must be arithmetic,'),
        (one(index='zero = "floor:0"'), 'index: "zero" must be floor:X with X above 0, zero or error, not "floor:0"'),
        (one(index='zero = "floor:nan"'), 'index: "zero" must be floor:X'),
        (one(index="missing = 1.5"), 'index: "missing" must be between 0 and 1, not 1.5'),
        (one(index="scale = 0"), 'index: "scale" must be above 0, not 0'),
        (one('normalise = "min-max"'), 'indicator "a", normalise: "method" must be one of none, minmax,'),
        (one("normalise = 3"), 'indicator "a", normalise must be a table or one of none, minmax,'),
        (one('normalise = "goalposts"'), 'indicator "a", normalise: "low" is missing'),
        (
            one('normalise = {method = "goalposts", low = 5, high = 5}'),
            'indicator "a", normalise: "low" must be below "high"; where less is better, say direction = -1',
        ),
        (
            one('normalise = {method = "goalposts", low = 0, high = 5, scale = "log"}'),
            'indicator "a", normalise: "low" must be above 0 on a log scale, not 0',
        ),
        (one('normalise = {method = "distance", to = "min"}'), '"to" must be "max", "reference:UNIT" or a number'),
        (one('normalise = {method = "distance", to = "reference:"}'), '"to" names no unit'),
        (one('treat = {method = "winsorise", most = 0}'), '"most" must be a whole number from 1 to 1000000000, not 0'),
        (one('n = "c"'), 'indicator "a": "n" and "minimum_n" belong together'),
        (one('impute = "latest"'), 'indicator "a", impute: "latest" needs the key "time"'),
        (one(index='impute = "latest"'), 'index, impute: "latest" needs the key "time"'),
        (one('error = {method = "share"}'), 'indicator "a", error: "n" is missing'),
        (one(more="[uncertainty]\nweights = 1.0"), 'uncertainty: "weights" must be from 0 to below 1, not 1.0'),
        ('[index]\nunit = "u"\ndimension = 3\nindicator = 4', 'index: unknown key "dimension"'),
        ('indicator = 4\n[index]\nunit = "u"', "[[indicator]] must be a list of tables, not 4"),
        ("index = 3", "index must be a table, not 3"),
        ("[index", "this is not TOML: "),
    ],
)  # fmt: skip
def test_a_spec_that_cannot_be_right_is_refused_with_one_sentence(text, sentence):
    found = refusal(text)
    assert sentence in found
    assert "\n" not in found


def test_a_circle_of_parents_is_told_as_it_goes():
    circle = "".join(f'[[dimension]]\ncode = "{c}"\nparent = "{p}"\n' for c, p in ("ab", "bc", "ca"))
    found = refusal(f'{SMALL}[[indicator]]\ncode = "x"\ndimension = "a"\n{circle}')
    assert found == "parents go in a circle: a > b > c > a"


def test_a_dimension_that_is_its_own_parent_is_a_circle():
    own = '[[dimension]]\ncode = "d"\nparent = "d"'
    assert refusal(one('dimension = "d"', more=own)) == "parents go in a circle: d > d"


def test_defaults_are_those_of_the_documents():
    found = read_spec(one())
    assert (found.scale, found.mean, found.zero) == (1.0, ARITHMETIC, Zero(Policy.ZERO))
    assert (found.missing, found.screen, found.panel) == (0.5, 0.0, "all")
    (indicator,) = found.indicators
    assert (indicator.column, indicator.dimension, indicator.weight, indicator.direction) == (
        "a",
        TOP,
        1.0,
        1,
    )
    assert indicator.normalise == Normalise("none")


def test_an_indicator_takes_what_the_index_says_unless_it_says_otherwise():
    found = read_spec(
        one('normalise = "rank"', 'normalise = "minmax"\ntreat = "log"', '[[indicator]]\ncode = "b"')
    )
    assert [i.normalise.method for i in found.indicators] == ["rank", "minmax"]
    assert [i.treat.method for i in found.indicators] == ["log", "log"]


def test_zscores_under_mpi_have_mean_100_and_spread_10():
    found = read_spec(one('normalise = "zscore"', 'aggregate = "mpi"'))
    assert (found.indicators[0].normalise.mean, found.indicators[0].normalise.spread) == (100.0, 10.0)
    found = read_spec(one('normalise = {method = "zscore", mean = 0.0}', 'aggregate = "mpi"'))
    assert (found.indicators[0].normalise.mean, found.indicators[0].normalise.spread) == (0.0, 10.0)
    found = read_spec(one('normalise = "zscore"'))
    assert (found.indicators[0].normalise.mean, found.indicators[0].normalise.spread) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("power:2", Mean(Kind.POWER, 2.0)),
        ("power:-1.5", Mean(Kind.POWER, -1.5)),
        ("power:0", Mean(Kind.GEOMETRIC)),
        ("mpi", Mean(Kind.MPI, sign=-1)),
        ("mpi:+", Mean(Kind.MPI, sign=1)),
    ],
)
def test_means_are_read(text, mean):
    assert read_spec(one(index=f'aggregate = "{text}"')).mean == mean


def test_equal_weights_overrule_given_ones():
    found = read_spec(one("weight = 3", 'weights = "equal"', '[[indicator]]\ncode = "b"\nweight = 5'))
    assert found.weights == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize("text", [HDI, EGDI, one('normalise = {method = "distance", to = 3}')])
def test_a_spec_reads_back_from_its_document(text):
    found = read_spec(text)
    assert make_spec(found.document) == found


def test_dimensions_come_after_what_stands_below_them():
    text = "".join(
        f'[[dimension]]\ncode = "{c}"\n' + (f'parent = "{p}"\n' if p else "")
        for c, p in (("a", ""), ("b", "a"), ("c", "b"))
    )
    found = read_spec(
        f'{SMALL}{text}[[indicator]]\ncode = "x"\ndimension = "c"\n[[indicator]]\ncode = "y"\ndimension = "a"'
    )
    assert found.bottom_up == ("c", "b", "a", TOP)
    assert found.leaves("a") == ("x", "y")
    assert found.leaves(TOP) == ("x", "y")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.sampled_from(["index", "dimension", "indicator", "uncertainty"]),
    st.sampled_from(["code", "weight", "normalise", "treat", "impute", "error", "aggregate", "zero", "missing", "parent",
                     "dimension", "draws", "n", "unit", "time", "scale"]),
    VALUES,
)  # fmt: skip
def test_whatever_stands_in_a_spec_it_is_read_or_refused(table, key, value):
    tables = {
        "index": {"unit": "u"},
        "dimension": [{"code": "d"}],
        "indicator": [{"code": "a", "dimension": "d"}],
    }
    tables["uncertainty"] = {}
    inside = tables[table] if isinstance(tables[table], dict) else tables[table][0]
    inside[key] = value
    with suppress(InvalidInput):
        assert make_spec(make_spec(tables).document) == make_spec(tables)
