"""What a value read from an unknown hand must look like, and a sentence for where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 10**12  # of people, papers and hashes; above it something is wrong with the file
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Shape:
    """A sort of value: what it is called, and whether a value is one."""

    name: str
    fits: Callable[[Any], bool]


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


TEXT = Shape("text", lambda value: isinstance(value, str))
FLAG = Shape("true or false", lambda value: isinstance(value, bool))
COUNT = Shape("a whole number", lambda value: type(value) is int and 0 <= value <= MOST)
HASH = Shape("64 hexadecimal digits", lambda value: isinstance(value, str) and bool(_HASH.fullmatch(value)))
TIME = Shape("a time with its zone", _is_time)
OBJECT = Shape("an object", lambda value: isinstance(value, dict))


def optional(shape: Shape) -> Shape:
    return Shape(f"{shape.name} or null", lambda value: value is None or shape.fits(value))


def list_of(shape: Shape) -> Shape:
    return Shape(
        f"a list of {shape.name}",
        lambda value: isinstance(value, list) and all(shape.fits(item) for item in value),
    )


def map_of(shape: Shape) -> Shape:
    return Shape(
        f"an object whose values are each {shape.name}",
        lambda value: isinstance(value, dict) and all(shape.fits(item) for item in value.values()),
    )


def one_of(*choices: str) -> Shape:
    return Shape(f"one of {', '.join(choices)}", lambda value: isinstance(value, str) and value in choices)


def mismatch(fields: Mapping[str, Shape], value: Any, *, also: Collection[str] | None = ()) -> str | None:
    """Why the value is no object of these fields, or None if it is.

    also: further keys that it may have, of whatever shape; None: any.
    """
    if not isinstance(value, dict):
        return "it is not an object"
    for name, shape in fields.items():
        if name not in value:
            return f"{name} is missing"
        if not shape.fits(value[name]):
            return f"{name} is not {shape.name}"
    unknown = [] if also is None else sorted(set(value) - set(fields) - set(also))
    return f"{unknown[0]!r} has no meaning there" if unknown else None
