"""Parts of pages that are the same for many readers, kept rendered in memory until what they show changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from ...core.cache import Lru

MOST_FRAGMENTS = 256


class Fragment(NamedTuple):
    """Rendered markup, and the people for whom it would have to look otherwise."""

    html: Markup
    not_for: frozenset[int] = frozenset()


_kept: Lru[Fragment] = Lru(MOST_FRAGMENTS)


def kept(key: tuple[object, ...], make: Callable[[], Fragment], person_id: int | None = None) -> Markup:
    """The fragment of this key, made if it is not there or not for this person.

    The key must name everything that the fragment shows: version, language, day. What is made for one
    person in particular is kept for that person only.
    """
    shared = "\n".join(map(str, key))
    own = f"{shared}\nperson {person_id}"
    found = _kept.get(shared)
    if found is None or person_id in found.not_for:
        found = _kept.get(own)
    if found is None:
        found = make()
        _kept.put(own if person_id in found.not_for else shared, found)
    return found.html
