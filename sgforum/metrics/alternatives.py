"""The same counts scored in other ways: every version of the method, and choices that people ask about. Pure.

For the page that sets method versions side by side; what is published is always the version in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sgforum.core.marks import N_
from sgforum.metrics.indicators import Inputs
from sgforum.metrics.ippk import evaluate
from sgforum.metrics.method import METHODS, Method

ARITHMETIC, EQUAL, OTHER_SOURCE = "arithmetic", "equal", "other_source"
NAMES: Mapping[str, str] = MappingProxyType(
    {
        ARITHMETIC: N_("Rata-rata biasa antardimensi"),
        EQUAL: N_("Semua bobot sama"),
        OTHER_SOURCE: N_("Penduduk menurut sumber resmi lain"),
    }
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way of scoring: a version of the method, or one of NAMES applied to the version in force."""

    code: str
    method: Method
    is_version: bool

    def score(self, inputs: Inputs) -> float | None:
        """The unrounded score of the counts; None where this way has none (no second source, too little data)."""
        if self.code == OTHER_SOURCE:
            if inputs.adults_alternative is None:
                return None
            inputs = replace(inputs, adults=inputs.adults_alternative)
        return evaluate(inputs, self.method).value


def alternatives(current: Method, versions: Mapping[str, Method] = METHODS) -> Sequence[Alternative]:
    """Return the version in force, the other versions by number, and then what people ask about."""
    others = [method for version, method in sorted(versions.items()) if version != current.version]
    return (
        Alternative(current.version, current, is_version=True),
        *(Alternative(method.version, method, is_version=True) for method in others),
        Alternative(ARITHMETIC, replace(current, across="arithmetic"), is_version=False),
        Alternative(EQUAL, equal_weights(current), is_version=False),
        Alternative(OTHER_SOURCE, current, is_version=False),
    )


def equal_weights(method: Method) -> Method:
    """Return the method with every dimension alike, and every indicator alike inside its dimension."""
    share = {each.code: len(method.within(each.code)) for each in method.dimensions}
    return replace(
        method,
        dimensions=tuple(replace(each, weight=1 / len(method.dimensions)) for each in method.dimensions),
        indicators=tuple(replace(each, weight=1 / share[each.dimension]) for each in method.indicators),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that two versions have otherwise: where it stands, and what each says."""

    where: str
    before: str
    after: str


def differences(before: Method, after: Method) -> Sequence[Difference]:
    """Return every weight, goalpost, threshold and cap that differs, by the names of the stored method."""
    one, other = _flat(before.to_dict()), _flat(after.to_dict())
    return [
        Difference(where, one.get(where, "–"), other.get(where, "–"))
        for where in sorted(one.keys() | other.keys())
        if one.get(where) != other.get(where) and where != "version"
    ]


def _flat(value: object, where: str = "") -> dict[str, str]:
    if isinstance(value, Mapping):
        parts = value.items()
    elif isinstance(value, (list, tuple)):
        parts = {
            item.get("code", number) if isinstance(item, Mapping) else number: item
            for number, item in enumerate(value)
        }.items()
    else:
        return {where: f"{value:g}" if isinstance(value, float) else str(value)}
    found: dict[str, str] = {}
    for key, item in parts:
        found |= _flat(item, f"{where}.{key}" if where else str(key))
    return found
