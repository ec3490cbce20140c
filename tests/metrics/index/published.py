"""Specs of published indices."""

from __future__ import annotations

import json

HDI = """
[index]
name = "Human Development Index"
version = "HDR 2021/22"
unit = "iso3"
scale = 1
aggregate = "geometric"
zero = "zero"
missing = 1

[[dimension]]
code = "health"
[[dimension]]
code = "education"
aggregate = "arithmetic"
[[dimension]]
code = "income"

[[indicator]]
code = "le"
dimension = "health"
unit = "years"
normalise = { method = "goalposts", low = 20, high = 85, clip = true }
[[indicator]]
code = "eys"
dimension = "education"
unit = "years"
normalise = { method = "goalposts", low = 0, high = 18 }
[[indicator]]
code = "mys"
dimension = "education"
unit = "years"
normalise = { method = "goalposts", low = 0, high = 15 }
[[indicator]]
code = "gnipc"
dimension = "income"
unit = "2017 PPP $"
normalise = { method = "goalposts", low = 100, high = 75000, scale = "log" }
"""

EGDI = """
[index]
name = "E-Government Development Index"
version = "2018"
unit = "iso3"
aggregate = "arithmetic"

[[indicator]]
code = "osi"
[[indicator]]
code = "hci"
[[indicator]]
code = "tii"
"""


def asem(structure_file) -> dict:
    """COINr's ASEM example as plain tables: min-max 0-100, equal weights, arithmetic at every level."""
    found = json.loads(structure_file.read_text(encoding="utf-8"))
    parents = {pillar: sub for sub, pillars in found["sub_index"].items() for pillar in pillars}
    return {
        "index": {"name": "ASEM", "unit": "unit", "scale": 100, "normalise": "minmax"},
        "dimension": [
            *({"code": sub} for sub in found["index"]),
            *({"code": pillar, "parent": sub} for pillar, sub in parents.items()),
        ],
        "indicator": [
            {"code": code, "dimension": pillar, "direction": found["direction"].get(code, 1)}
            for pillar, codes in found["structure"].items()
            for code in codes
        ],
    }
