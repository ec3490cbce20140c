"""Votes and groups as one document: what `sgforum opinions --json` prints (docs/data-formats.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from .groups import DEFAULT, Groups, Reason
from .statistics import Representative, Shared, consensus, group_informed, representative
from .votes import Counts, Votes, count_votes

SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.FEW_PEOPLE: f"No groups: they are searched for from {DEFAULT.people} people on "
        f"who have voted on {DEFAULT.votes} statements, or on all of them.",
        Reason.NO_DIFFERENCE: "No groups: everybody's votes lie at the same place.",
        Reason.NOT_DISTINCT: "No groups: opinions are not set apart "
        f"(silhouette below {DEFAULT.silhouette}).",
        Reason.NO_NUMPY: "Groups need numpy: pip install 'sgforum[analysis]'",
    }
)

WEAK = 0.45  # measured: votes at random reach 0.33 to 0.45, and 0.52 with 30 people (docs/opinions.md)
WEAK_SENTENCE = f"Weak: votes cast at random also reach a silhouette of up to {WEAK}."


def document(votes: Votes, groups: Groups) -> dict[str, Any]:
    """Counts, consensus, groups and what each stands for; names no person. The same votes give the same document."""
    counts = count_votes(votes)
    members = {group: groups.members(group) for group in groups.ids}
    by_group = [count_votes(votes, people) for people in members.values()]
    told = representative(votes.statements, by_group)
    return {
        "participants": len(votes.participants),
        "qualified": groups.qualified,
        "clustered": sum(map(len, members.values())),
        "k": len(members),
        "silhouette": groups.silhouette,
        "reason": groups.reason,
        "note": _note(groups),
        "groups": [
            {"id": group, "size": len(people), "centre": groups.frame.centres[group]}
            for group, people in members.items()
        ],
        "consensus": {
            "agree": [_shared(item) for item in consensus(votes.statements, counts, "agree")],
            "disagree": [_shared(item) for item in consensus(votes.statements, counts, "disagree")],
            "group_informed": _group_informed(votes.statements, by_group),
        },
        "representative": {
            str(group): [_representative(item) for item in items]
            for group, items in zip(members, told, strict=True)
        },
        "statements": [
            {"statement": name, "agree": count.agree, "disagree": count.disagree, "pass": count.passed}
            for name, count in zip(votes.statements, counts, strict=True)
        ],
    }


def _note(groups: Groups) -> str | None:
    if groups.reason:
        return SENTENCES[groups.reason]
    return WEAK_SENTENCE if groups.silhouette is not None and groups.silhouette <= WEAK else None


def _group_informed(statements: Sequence[str], by_group: Sequence[Sequence[Counts]]) -> list[dict[str, Any]]:
    """All statements, the one that every group agrees with most first; none without groups."""
    pairs = zip(statements, group_informed(by_group), strict=bool(by_group))
    ranked = sorted(pairs, key=lambda pair: -pair[1])
    return [{"statement": name, "value": value} for name, value in ranked]


def _shared(item: Shared) -> dict[str, Any]:
    return asdict(item)


def _representative(item: Representative) -> dict[str, Any]:
    values = asdict(item.standing)
    return {
        "statement": values.pop("statement"),
        "repful_for": values.pop("side"),
        **values,
        "best_agree": item.is_best_agree,
    }
