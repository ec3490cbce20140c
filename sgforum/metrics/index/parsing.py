"""Reads a spec from TOML or from plain tables; a spec that cannot be right is refused with one sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from ...core.errors import InvalidInput
from .keys import Key, name, read_keys, shown
from .means import Kind, read_mean, read_zero
from .spec import TOP, Dimension, Error, Impute, Indicator, Normalise, Spec, Treat, Uncertainty
from .tables import (
    DIMENSION,
    ERROR,
    IMPUTE,
    INDEX,
    INDICATOR,
    NORMALISE,
    SPEC,
    TREAT,
    UNCERTAINTY,
    Choices,
)

Document = dict[str, Any]


def read_spec(text: str) -> Spec:
    """Return the spec in a TOML text; raises InvalidInput."""
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(f"this is not TOML: {error}") from None
    return make_spec(given)


def make_spec(given: Mapping[str, Any]) -> Spec:
    """Return the spec in plain tables, as TOML gives them or as `Spec.document` holds them; raises InvalidInput."""
    tables = read_keys(given, SPEC, "spec")
    index = _read_index(tables["index"])
    dimensions = [
        read_keys(table, DIMENSION, _place("dimension", number, table))
        for number, table in enumerate(_listed(tables, "dimension"), 1)
    ]
    means = {TOP: index["aggregate"], **{table["code"]: table["aggregate"] for table in dimensions}}
    indicators = [
        _read_indicator(table, _place("indicator", number, table), index, means)
        for number, table in enumerate(_listed(tables, "indicator"), 1)
    ]
    uncertainty = _read_uncertainty(tables.get("uncertainty", {}))
    _check_structure(dimensions, indicators)
    return _spec(index, dimensions, indicators, uncertainty)


def _listed(tables: Mapping[str, Any], key: str) -> list[Any]:
    found = tables.get(key, [])
    if not isinstance(found, list):
        raise InvalidInput(f"[[{key}]] must be a list of tables, not {shown(found)}")
    return found


def _place(kind: str, number: int, table: Any) -> str:
    """How a sentence names a table: by its code where it has one."""
    code = table.get("code") if isinstance(table, Mapping) else None
    return f'{kind} "{code}"' if isinstance(code, str) and code else f"{kind} {number}"


def _read_index(given: Any) -> Document:
    index = read_keys(given, INDEX, "index")
    read_normalise(index["normalise"], "index, normalise")  # filled in where an indicator takes it
    index["treat"] = _read_choice(index["treat"], TREAT, "index, treat")
    index["impute"] = _read_choice(index["impute"], IMPUTE, "index, impute")
    if index["impute"]["method"] == "latest" and "time" not in index:
        raise InvalidInput('index, impute: "latest" needs the key "time"')
    return index


def _read_indicator(given: Any, where: str, index: Document, means: Mapping[str, str]) -> Document:
    found = read_keys(given, INDICATOR, where)
    found.setdefault("column", found["code"])
    parent = found.get("dimension", TOP)
    if parent not in means:
        raise InvalidInput(f'{where}: there is no dimension "{parent}"')
    is_mpi = read_mean(means[parent]).kind is Kind.MPI
    found["normalise"] = read_normalise(
        found.get("normalise", index["normalise"]), f"{where}, normalise", is_mpi=is_mpi
    )
    found["treat"] = _read_choice(found.get("treat", index["treat"]), TREAT, f"{where}, treat")
    found["impute"] = _read_choice(found.get("impute", index["impute"]), IMPUTE, f"{where}, impute")
    if "error" in found:
        found["error"] = _read_choice(found["error"], ERROR, f"{where}, error")
    if found["impute"]["method"] == "latest" and "time" not in index:
        raise InvalidInput(f'{where}, impute: "latest" needs the key "time" of the index')
    if ("n" in found) != ("minimum_n" in found):
        raise InvalidInput(f'{where}: "n" and "minimum_n" belong together')
    return found


def read_normalise(given: Any, where: str, *, is_mpi: bool = False) -> Document:
    """Return a normalise table with its defaults; z-scores under MPI have mean 100 and spread 10."""
    if isinstance(given, str):
        given = {"method": given}
    if is_mpi and isinstance(given, Mapping) and given.get("method") == "zscore":
        given = {"mean": 100.0, "spread": 10.0, **given}
    found = _read_choice(given, NORMALISE, where)
    if "high" in found and found["low"] >= found["high"]:
        raise InvalidInput(f'{where}: "low" must be below "high"; where less is better, say direction = -1')
    if found.get("scale") == "log" and found["low"] <= 0:
        raise InvalidInput(f'{where}: "low" must be above 0 on a log scale, not {found["low"]:g}')
    to = found.get("to")
    if isinstance(to, str) and to != "max" and not to.removeprefix("reference:").strip():
        raise InvalidInput(f'{where}: "to" names no unit')
    if isinstance(to, str) and to != "max" and not to.startswith("reference:"):
        raise InvalidInput(f'{where}: "to" must be "max", "reference:UNIT" or a number, not {shown(to)}')
    return found


def _read_choice(given: Any, choices: Choices, where: str) -> Document:
    """A table whose key `method` decides which other keys it has; the method alone may stand for it."""
    table = {"method": given} if isinstance(given, str) else given
    if not isinstance(table, Mapping):
        raise InvalidInput(f"{where} must be a table or one of {', '.join(choices)}, not {shown(given)}")
    method = table.get("method")
    if not isinstance(method, str) or method not in choices:
        raise InvalidInput(f'{where}: "method" must be one of {", ".join(choices)}, not {shown(method)}')
    return read_keys(table, (Key("method", name), *choices[method]), where)


def _read_uncertainty(given: Any) -> Document:
    found = read_keys(given, UNCERTAINTY, "uncertainty")
    if "normalise" in found:
        found["normalise"] = [
            read_normalise(item, f"uncertainty, normalise {number}")
            for number, item in enumerate(found["normalise"], 1)
        ]
    return found


def _check_structure(dimensions: Sequence[Document], indicators: Sequence[Document]) -> None:
    codes = [table["code"] for table in (*dimensions, *indicators)]
    if double := [code for code in codes if codes.count(code) > 1]:
        raise InvalidInput(f'the code "{double[0]}" is there twice')
    if not indicators:
        raise InvalidInput("the spec has no indicator")
    parents = {table["code"]: table.get("parent", TOP) for table in dimensions}
    for code, parent in parents.items():
        if parent != TOP and parent not in parents:
            raise InvalidInput(f'dimension "{code}": there is no dimension "{parent}"')
    for code in parents:
        _check_way_up(code, parents)
    used = {table.get("dimension") for table in indicators} | set(parents.values())
    if empty := [code for code in parents if code not in used]:
        raise InvalidInput(f'dimension "{empty[0]}" has no indicator and no dimension below it')


def _check_way_up(code: str, parents: Mapping[str, str]) -> None:
    way = [code]
    while parents[way[-1]] != TOP:
        way.append(parents[way[-1]])
        if way[-1] in way[:-1]:
            circle = way[way.index(way[-1]) :]
            raise InvalidInput(f"parents go in a circle: {' > '.join(circle)}")


def _spec(
    index: Document, dimensions: Sequence[Document], indicators: Sequence[Document], uncertainty: Document
) -> Spec:
    is_equal = index["weights"] == "equal"
    return Spec(
        name=index["name"],
        version=index["version"],
        unit=index["unit"],
        time=index.get("time"),
        scale=index["scale"],
        mean=read_mean(index["aggregate"]),
        zero=read_zero(index["zero"]),
        missing=index["missing"],
        screen=index["screen"],
        panel=index["panel"],
        dimensions=tuple(
            Dimension(
                code=table["code"],
                name=table["name"] if "name" in table else table["code"],
                parent=table.get("parent", TOP),
                weight=1.0 if is_equal else table["weight"],
                mean=read_mean(table["aggregate"]),
                missing=table["missing"] if "missing" in table else index["missing"],
            )
            for table in dimensions
        ),
        indicators=tuple(_indicator(table, is_equal=is_equal) for table in indicators),
        uncertainty=_uncertainty(uncertainty),
        document={
            "index": index,
            "dimension": list(dimensions),
            "indicator": list(indicators),
            "uncertainty": uncertainty,
        },
    )


def _indicator(table: Document, *, is_equal: bool) -> Indicator:
    return Indicator(
        code=table["code"],
        name=table["name"] if "name" in table else table["code"],
        column=table["column"],
        dimension=table.get("dimension", TOP),
        weight=1.0 if is_equal else table["weight"],
        direction=table["direction"],
        normalise=Normalise(**table["normalise"]),
        treat=Treat(**table["treat"]),
        impute=Impute(**table["impute"]),
        error=_error(table["error"]) if "error" in table else None,
        denominator=table.get("denominator"),
        factor=table["factor"],
        n=table.get("n"),
        minimum_n=table.get("minimum_n", 0.0),
    )


def _error(table: Document) -> Error:
    return Error(table["method"], table.get("sd", 0.0), table.get("n", ""))


def _uncertainty(table: Document) -> Uncertainty:
    return Uncertainty(
        draws=table["draws"],
        seed=table["seed"],
        level=table["level"],
        data=table["data"],
        weights=table["weights"],
        goalposts=table["goalposts"],
        aggregate=tuple(map(read_mean, table.get("aggregate", ()))),
        normalise=tuple(Normalise(**item) for item in table.get("normalise", ())),
        untreated=table["untreated"],
        missing=tuple(table.get("missing", ())),
    )
