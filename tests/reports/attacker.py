"""Somebody who has downloaded everything and asks how far each hidden count is pinned down.

Reads published tables only, and the published method. Every count of people of every place is an integer variable;
what is printed bounds it: cells, totals, raw values, scores, dimensions, the score itself, sentences, the revision
before, the months around it, and the tables of who took part in a consultation. Least and greatest value of each
hidden count are found by integer programming (HiGHS, in scipy).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sgforum.reports.participation import HIDDEN

PEOPLE = ("participants", "readers", "cohort", "returning")
SHARES = {"JGK": ("readers", "adults"), "PAR": ("participants", "adults"), "KMB": ("returning", "cohort")}
FAR = 10**6
HALF = 0.05  # what is printed to one decimal may be off by so much


class Attack:
    def __init__(self):
        self.at = {}  # (edition, code, column) -> number of the variable
        self.low, self.high, self.rows = [], [], []
        self.hidden, self.adults = [], {}

    # --- What was read ---------------------------------------------------------------------------------------

    def read(self, edition, tables, same_as=None):
        """Take in one edition of a month. same_as: the edition before; places with the same seal did not change."""
        held = {
            table.name: [dict(zip(table.names, row, strict=True)) for row in table.rows] for table in tables
        }
        for row in held["counts"]:
            if row["level"] == "kelurahan":
                self._cells(edition, row)
        self._totals(edition, held["counts"])
        for row in held["scores"]:
            self._sentence(edition, row)
        self._indicators(edition, held)
        seals = {row["code"]: row["seal"] for row in held["scores"]}
        for code in seals if same_as else ():
            if same_as[1].get(code) == seals[code]:
                for name in PEOPLE:
                    self._row({(edition, code, name): 1, (same_as[0], code, name): -1}, 0, 0)
        return edition, seals

    def read_split(self, edition, groups):
        """Voters of a consultation by kelurahan, as its result page shows them: all of them took part that month."""
        for code, group in groups.items():
            if group is not None:
                self._row({(edition, code, "participants"): 1}, group[1], FAR)

    def read_months(self, before, now, codes):
        """The cohort of a month are the participants of the three before, each once."""
        for code in codes:
            for edition in before:
                self._row({(now, code, "cohort"): 1, (edition, code, "participants"): -1}, 0, FAR)
            each = {(edition, code, "participants"): 1 for edition in before}
            self._row(each | {(now, code, "cohort"): -1}, 0, FAR)

    def _cells(self, edition, row):
        self.adults[row["code"]] = most = row["adults"] or FAR
        for name in PEOPLE:
            key, value = (edition, row["code"], name), row[name]
            self.at[key] = len(self.low)
            self.low.append(0 if value is None else value)
            self.high.append(most if value is None else value)
            if value is None:
                assert name in row["hidden"]
                self.hidden.append(key)
        of = {name: (edition, row["code"], name) for name in PEOPLE}
        self._row({of["returning"]: 1, of["cohort"]: -1}, -FAR, 0)
        self._row({of["returning"]: 1, of["participants"]: -1}, -FAR, 0)
        if row["rt_covered"] is not None:
            self._row({of["participants"]: 1}, row["rt_covered"], FAR)

    def _totals(self, edition, rows):
        places = [row["code"] for row in rows if row["level"] == "kelurahan"]
        for row in rows:
            inside = [code for code in places if code.startswith(row["code"] + ".")]
            for name in PEOPLE if row["level"] != "kelurahan" else ():
                if row[name] is not None:
                    self._row({(edition, code, name): 1 for code in inside}, row[name], row[name])

    def _sentence(self, edition, row):
        told = re.search(r"yang ikut (\d+) orang", row["why_not"] or "")
        if told:
            self._row({(edition, row["code"], "participants"): 1}, int(told[1]), int(told[1]))

    # --- What the score tells --------------------------------------------------------------------------------

    def _indicators(self, edition, held):
        method = {row["indicator"]: row for row in held["method"]}
        by_place = defaultdict(dict)
        for row in held["indicators"]:
            by_place[row["code"]][row["indicator"]] = row
        places = {row["code"]: row for row in held["scores"]}
        for code, rows in by_place.items():
            self._of_place(edition, places[code], rows, method)

    def _of_place(self, edition, place, rows, method):
        for code, (part, whole) in SHARES.items():
            row = rows[code]
            key = (edition, place["code"], part)
            wide = {(edition, place["code"], whole): 1} if whole != "adults" else None
            if row["raw"] is not None:
                self._share(key, wide, place["adults"], row["raw"] - 5e-7, row["raw"] + 5e-7)
            if row["score"] is None and row["reason"] != HIDDEN:
                continue  # missing, not hidden
            low, high = self._score_bounds(code, place, rows, method)
            self._share(key, wide, place["adults"], *_raw_bounds(method[code], low, high))
        if rows["SEF"]["raw"] is not None:  # effective voices are at most as many as people
            self._row(
                {(edition, place["code"], "participants"): 1},
                (rows["SEF"]["raw"] - 5e-5) * place["adults"],
                FAR,
            )

    def _score_bounds(self, code, place, rows, method):
        row = rows[code]
        if row["score"] is not None:
            return row["score"] - HALF, row["score"] + HALF
        low, high = self._dimension_bounds(row["dimension"], place, method)
        others = [each for each in rows.values() if each["dimension"] == row["dimension"] and each is not row]
        known = [each for each in others if each["score"] is not None]
        unknown = sum(each["weight"] for each in others if each["score"] is None and each["reason"] == HIDDEN)
        weight = sum(each["weight"] for each in known) + row["weight"] + unknown
        rest = sum(each["weight"] * each["score"] for each in known)
        slack = sum(each["weight"] * HALF for each in known)
        least = low * weight - rest - slack - 100 * unknown
        return least / row["weight"], (high * weight - rest + slack) / row["weight"]

    def _dimension_bounds(self, code, place, method):
        """From the printed dimension, or from the score with whatever D4 may be (floor 1 to 100)."""
        value = place[code.lower()]
        if value is not None:
            return value - HALF, value + HALF
        weights = {"D1": 0.15, "D2": 0.30, "D3": 0.35, "D4": 0.20}
        known = {d: place[d.lower()] for d in weights if d != code and place[d.lower()] is not None}
        if set(weights) - set(known) - {code} != {"D4"} and set(weights) - set(known) - {code}:
            return 0, 100
        ends = []
        for ippk, d4, sign in ((place["ippk"], 100.0, 1), (place["ippk"] + 0.1, 1.0, -1)):
            log = math.log(max(ippk, 1))
            log -= sum(weights[d] * math.log(max(v + sign * HALF, 1)) for d, v in known.items())
            if "D4" not in known and code != "D4":
                log -= weights["D4"] * math.log(d4)
            ends.append(math.exp(log / weights[code]))
        return max(0, ends[0]), min(100, ends[1])

    def _share(self, part, wide, adults, low, high):
        """Low <= part / whole <= high, whole being another variable or the printed number of adults."""
        if wide is None:
            self._row({part: 1}, low * adults, high * adults if high < 1 else FAR)
        else:
            (whole,) = wide
            self._row({part: 1, whole: -low}, 0, FAR)
            if high < 1:
                self._row({part: 1, whole: -high}, -FAR, 0)

    # --- How far each is pinned down -------------------------------------------------------------------------

    def _row(self, coefficients, low, high):
        self.rows.append((coefficients, low - 1e-7, high + 1e-7))

    def widths(self):
        """{(edition, code, column): greatest - least} of every hidden count."""
        matrix = np.zeros((len(self.rows), len(self.low)))
        for number, (coefficients, _, _) in enumerate(self.rows):
            for key, value in coefficients.items():
                matrix[number, self.at[key]] += value
        bounds = Bounds(self.low, self.high)
        constraints = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        return {key: self._extent(self.at[key], bounds, constraints) for key in self.hidden}

    def _extent(self, variable, bounds, constraints):
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(self.low))
            aim[variable] = sign
            found = milp(aim, integrality=np.ones(len(self.low)), bounds=bounds, constraints=constraints)
            assert found.success, f"what is published contradicts itself: {found.message}"
            ends.append(round(found.x[variable]))
        return ends[1] - ends[0]

    def pinned(self, width=5):
        """Hidden counts that are known to less than `width`; where fewer people live, to less than all of them."""
        return {key: found for key, found in self.widths().items() if found < min(width, self.adults[key[1]])}


def _raw_bounds(method, low, high):
    """The raw values that have a score between two bounds."""

    def raw(score):
        if method["scale"] == "li":
            return method["low"] + score / 100 * (method["high"] - method["low"])
        return method["low"] * (method["high"] / method["low"]) ** (score / 100)

    return (0.0 if low <= 0 else raw(min(low, 100)), 1.0 if high >= 100 else raw(max(high, 0)))
