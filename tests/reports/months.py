"""Months made of given counts, without a database: what is published of them, and what was published before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sgforum.core.clock import Period
from sgforum.metrics.canonical import inputs_bytes, score_document, to_bytes
from sgforum.metrics.indicators import Group, Inputs
from sgforum.metrics.method import CURRENT
from sgforum.metrics.models import Snapshot, Status
from sgforum.metrics.queries import PlaceScore

PERIOD = "2026-03"
QUICK = replace(CURRENT, draws=20)  # the interval's width is not under test
FROZEN = datetime(2026, 4, 10, 4, tzinfo=UTC)
GROUPS = tuple(f"{sex}.{band}" for sex in "fm" for band in ("17-24", "25-44", "45-59", "60+"))


def inputs_of(code, participants, readers=0, cohort=0, returning=0, *, adults=3_000, **fields):
    """Counts that go together; sexes, ages, acts and RT follow from the number of participants."""
    groups = tuple(
        Group(key, participants // 8 + (number < participants % 8), -(-adults // 8))
        for number, key in enumerate(GROUPS)
    )
    often = participants // 5
    values = {
        "adults": adults, "adults_on": "2026-01", "rt_total": 20, "rt_covered": min(participants, 9), "groups": groups,
        "acts": ((1, participants - often), (3, often)), "opened": 2, "opened_complete": 1, "qualified_3_months": 1,
        "qualified_6_months": 2, "items_due": 9, "items_answered": 6, "closed": 2, "closed_recorded": 1,
        "proposals_decided": 6, "proposals_adopted": 2.5, "city_mean": 0.4, "city_kappa": 10.0, "commitments_due": 4,
        "commitments_done": 3,
    }  # fmt: skip
    return Inputs(
        kelurahan=code, period=fields.pop("period", PERIOD), participants=participants, readers=readers,
        cohort=cohort, returning=returning, **values | fields,
    )  # fmt: skip


def place(inputs, earlier=()):
    """A place's score as pages and exports read it. earlier: the inputs of its revisions before."""
    document = score_document(inputs, QUICK)
    interval = document["interval"] or {}
    code, text = inputs.kelurahan, inputs_bytes(inputs).decode()
    kecamatan = code.rpartition(".")[0]
    return PlaceScore(
        code=code, name=f"Kel {code[-4:]}", kecamatan=kecamatan, kecamatan_name=f"Kec {kecamatan[-2:]}", latitude=None,
        longitude=None, period=Period.parse(inputs.period), snapshot_id=1, revision=len(earlier) + 1,
        status=Status.PUBLISHED if document["published"] else Status.NOT_RATED, ippk=document["ippk"],
        low=interval.get("low"), high=interval.get("high"), category=document["category"],
        probability=document["category_probability"], comparable=document["comparable"], direction=None,
        probability_up=None, adults=inputs.adults, participants=inputs.participants,
        seal=Snapshot(salt="0" * 64, inputs=text).seal, frozen_at=FROZEN + timedelta(days=len(earlier)), reason="",
        hold=(), released_by=None, released_reason=None, released_at=None,
        score_text=to_bytes(document).decode(), inputs_text=text,
        earlier=tuple(inputs_bytes(each).decode() for each in earlier),
    )  # fmt: skip


def editions_of(*revisions):
    """Every state of a month: each element holds the inputs of the places that were frozen then, by code."""
    seen, states, made = {}, [], {}
    for inputs in revisions:
        for code, each in inputs.items():
            made[code] = place(each, tuple(seen.get(code, ())))
            seen.setdefault(code, []).append(each)
        states.append([made[code] for code in sorted(made)])
    return states


def document(score):
    return json.loads(score.score_text)
