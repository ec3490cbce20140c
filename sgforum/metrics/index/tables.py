"""Every key that a spec knows, table by table; docs/index-spec.md describes them and a test holds the two together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from .keys import (
    REQUIRED,
    Key,
    above_zero,
    flag,
    list_of,
    name,
    noise,
    not_below_zero,
    number,
    number_or_name,
    one_of,
    share,
    text,
    whole,
)
from .means import read_mean, read_zero

MOST_DRAWS, MOST_SEED = 100_000, 2**63 - 1


def _mean(value: object) -> str:
    return str(read_mean(value))


def _zero(value: object) -> str:
    return str(read_zero(value))


def _as_given(value: object) -> object:
    """A table of its own, read later with its place in the spec."""
    return value


SPEC = (
    Key("index", _as_given, REQUIRED),
    Key("dimension", _as_given),
    Key("indicator", _as_given),
    Key("uncertainty", _as_given),
)

INDEX = (
    Key("name", text, ""),
    Key("version", text, ""),
    Key("description", text),
    Key("source", text),
    Key("licence", text),
    Key("unit", name, REQUIRED),
    Key("time", name),
    Key("panel", one_of("all", "each"), "all"),
    Key("scale", above_zero, 1.0),
    Key("aggregate", _mean, "arithmetic"),
    Key("zero", _zero, "zero"),
    Key("missing", share, 0.5),
    Key("screen", share, 0.0),
    Key("weights", one_of("given", "equal"), "given"),
    Key("normalise", _as_given, "none"),
    Key("treat", _as_given, "none"),
    Key("impute", _as_given, "none"),
)

DIMENSION = (
    Key("code", name, REQUIRED),
    Key("name", text),
    Key("description", text),
    Key("parent", name),
    Key("weight", above_zero, 1.0),
    Key("aggregate", _mean, "arithmetic"),
    Key("missing", share),
)

INDICATOR = (
    Key("code", name, REQUIRED),
    Key("name", text),
    Key("description", text),
    Key("column", name),
    Key("dimension", name),
    Key("weight", above_zero, 1.0),
    Key("direction", one_of(1, -1), 1),
    Key("unit", text),
    Key("source", text),
    Key("version", text),
    Key("denominator", name),
    Key("factor", above_zero, 1.0),
    Key("n", name),
    Key("minimum_n", not_below_zero),
    Key("normalise", _as_given),
    Key("treat", _as_given),
    Key("impute", _as_given),
    Key("error", _as_given),
)

Choices = Mapping[str, Sequence[Key]]

NORMALISE: Choices = MappingProxyType(
    {
        "none": (),
        "minmax": (Key("low", number, 0.0), Key("high", number, 100.0)),
        "zscore": (
            Key("sd", one_of("sample", "population"), "sample"),
            Key("mean", number, 0.0),
            Key("spread", above_zero, 1.0),
        ),
        "goalposts": (
            Key("low", number, REQUIRED),
            Key("high", number, REQUIRED),
            Key("scale", one_of("linear", "log"), "linear"),
            Key("clip", flag, default=True),
        ),
        "rank": (Key("ties", one_of("min", "average"), "min"),),
        "percentile": (Key("ties", one_of("min", "average"), "min"),),
        "distance": (Key("to", number_or_name, "max"), Key("clip", flag, default=False)),
    }
)

TREAT: Choices = MappingProxyType(
    {
        "none": (),
        "log": (),
        "winsorise": (
            Key("skew", not_below_zero, 2.0),
            Key("kurtosis", number, 3.5),
            Key("most", whole(1, 10**9), 5),
            Key("otherwise", one_of("log", "keep"), "log"),
        ),
    }
)

IMPUTE: Choices = MappingProxyType(
    {
        "none": (),
        "mean": (Key("by", name),),
        "median": (Key("by", name),),
        "latest": (),
        "value": (Key("value", number, REQUIRED),),
    }
)

ERROR: Choices = MappingProxyType(
    {
        "normal": (Key("sd", number_or_name, REQUIRED),),
        "relative": (Key("sd", not_below_zero, REQUIRED),),
        "share": (Key("n", name, REQUIRED),),
    }
)

UNCERTAINTY = (
    Key("draws", whole(0, MOST_DRAWS), 0),
    Key("seed", whole(0, MOST_SEED), 0),
    Key("level", share, 0.9),
    Key("data", flag, default=True),
    Key("weights", noise, 0.25),
    Key("goalposts", noise, 0.0),
    Key("aggregate", list_of(_mean)),
    Key("normalise", list_of(_as_given)),
    Key("untreated", flag, default=False),
    Key("missing", list_of(share)),
)
