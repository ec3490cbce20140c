"""How a table of a spec is read: every key with its reader and default; what is wrong is one sentence that names it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ...core.errors import InvalidInput

_LARGEST = sys.float_info.max  # TOML's whole numbers may be larger


class Need(Enum):
    """What stands for a default where there is none."""

    REQUIRED = "required"


REQUIRED = Need.REQUIRED


class Wrong(ValueError):
    """Why a value does not fit its key, as the end of a sentence: "must be above 0"."""


Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: `default` None means that it may be left out, REQUIRED that it may not."""

    name: str
    read: Reader
    default: Any = None


def read_keys(given: Any, keys: Sequence[Key], where: str) -> dict[str, Any]:
    """Return the table with defaults filled in, without those that are None; raises InvalidInput."""
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{where} must be a table, not {shown(given)}")
    known = {key.name: key for key in keys}
    if unknown := [name for name in given if name not in known]:
        raise InvalidInput(f'{where}: unknown key "{unknown[0]}"; known are {", ".join(known)}')
    found: dict[str, Any] = {}
    for key in keys:
        if key.name in given:
            try:
                found[key.name] = key.read(given[key.name])
            except Wrong as reason:
                raise InvalidInput(f'{where}: "{key.name}" {reason}, not {shown(given[key.name])}') from None
        elif key.default is REQUIRED:
            raise InvalidInput(f'{where}: "{key.name}" is missing')
        elif key.default is not None:
            found[key.name] = key.default
    return found


def shown(value: Any) -> str:
    """A value as a sentence quotes it."""
    text = (
        f'"{value}"'
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else repr(value)
    )
    return text if len(text) <= 60 else text[:57] + "..."


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("must be text")
    return value


def name(value: Any) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong("must be a text that is not empty")
    return value


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        raise Wrong("must be a number")
    return float(value)


def above_zero(value: Any) -> float:
    if number(value) <= 0:
        raise Wrong("must be above 0")
    return float(value)


def not_below_zero(value: Any) -> float:
    if number(value) < 0:
        raise Wrong("must not be below 0")
    return float(value)


def share(value: Any) -> float:
    if not 0 <= number(value) <= 1:
        raise Wrong("must be between 0 and 1")
    return float(value)


def noise(value: Any) -> float:
    """A share of plus or minus: below 1, so that a weight never reaches zero."""
    if not 0 <= number(value) < 1:
        raise Wrong("must be from 0 to below 1")
    return float(value)


def whole(least: int, most: int) -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"must be a whole number from {least} to {most}")
        return value

    return read


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def one_of(*choices: Any) -> Reader:
    listed = ", ".join(shown(choice) for choice in choices)

    def read(value: Any) -> Any:
        if isinstance(value, bool) or value not in choices:
            raise Wrong(f"must be one of {listed}")
        return value

    return read


def list_of(read_one: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise Wrong("must be a list that is not empty")
        return [read_one(item) for item in value]

    return read


def number_or_name(value: Any) -> float | str:
    """A number, or the name of a column."""
    return name(value) if isinstance(value, str) else number(value)
