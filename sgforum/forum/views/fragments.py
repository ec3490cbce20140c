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
    person in particular is not kept.
    """
    name = "\n".join(map(str, key))
    found = _kept.get(name)
    if found is not None and person_id not in found.not_for:
        return found.html
    fragment = make()
    if person_id not in fragment.not_for:
        _kept.put(name, fragment)
    return fragment.html
