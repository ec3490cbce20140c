"""Facts announced downwards-up: a lower domain publishes, a higher one reacts in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[Fact], handler: Callable[[Fact], None]) -> None:
    """Call the handler for every fact of this kind; subscribing twice is the same as once."""
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def publish(fact: object) -> None:
    """Hand the fact to its handlers now, inside the caller's transaction: an error undoes the act."""
    for handler in _handlers[type(fact)]:
        handler(fact)
