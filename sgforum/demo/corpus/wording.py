"""How a written template becomes a sentence: one of several wordings, then the names of the place."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_CHOICE = re.compile(r"<([^<>]*)>")


def word(rng: random.Random, text: str, slots: Mapping[str, str]) -> str:
    """Pick one wording of every `<one|two|three>` and fill every `{slot}`; KeyError names an unknown slot."""
    chosen = _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), text)
    return chosen.format_map(slots)
