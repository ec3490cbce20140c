"""How a written template becomes a sentence: one of several wordings, then the names of the place."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_CHOICE = re.compile(r"<(?:(\w+)=)?([^<>]*)>")


def word(
    rng: random.Random, text: str, slots: Mapping[str, str], picks: dict[str, float] | None = None
) -> str:
    """Pick one wording of every `<one|two|three>` and fill every `{slot}`; KeyError names an unknown slot.

    Choices of one name, `<k=KTP hilang|KTP rusak>` here and `<k=hilang di angkot|patah>` there, fall alike in all
    texts that share `picks` (name -> draw in [0, 1)), which grows as names are met.
    """
    drawn: dict[str, float] = {} if picks is None else picks

    def choose(found: re.Match[str]) -> str:
        name, wordings = found[1], found[2].split("|")
        draw = rng.random() if name is None else drawn.setdefault(name, rng.random())
        return wordings[int(draw * len(wordings))]

    return _CHOICE.sub(choose, text).format_map(slots)
