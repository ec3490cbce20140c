"""JSON in one form only, so that the same content is the same bytes; and reading it from strangers."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

MOST_DIGITS = 30  # no count, rupiah or tally has more; a number of a million digits only eats time


class NotCanonical(ValueError):
    """The text is no JSON that we write; the message says why."""


def line_of(content: Any) -> str:
    """Compact JSON: keys sorted, no spaces, UTF-8 letters as they are, no NaN; raises ValueError."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def document_of(content: Any) -> str:
    """The same content for people: two spaces of indent, a line feed at the end."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def parse(data: bytes) -> Any:
    """JSON from an unknown hand; raises NotCanonical for bad UTF-8, NaN, doubled keys, huge numbers or nesting."""
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant,
            parse_int=_whole, parse_float=_finite,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise NotCanonical("it is not UTF-8") from None
    except RecursionError:
        raise NotCanonical("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise NotCanonical(f"it is not JSON: {error}") from None


def parse_document(data: bytes) -> Any:
    """What `document_of` wrote, and nothing else: one changed space is found; raises NotCanonical."""
    content = parse(data)
    if document_of(content).encode("utf-8", "surrogatepass") != data:
        raise NotCanonical("it is not in the one form that the program writes")
    return content


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("a key stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotCanonical(f"{name} is no number")


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise NotCanonical(f"a number has more than {MOST_DIGITS} digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if len(text) > MOST_DIGITS or not math.isfinite(number):
        raise NotCanonical("a number is too large or too long")
    return number
