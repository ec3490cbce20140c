"""Published ballots in the formats that other people's counting programs read: ABIF and Pabulib."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from .tally import BLANK

Profile = Mapping[str, int]
RANKED = ("schulze", "irv")
BUDGET = ("greedy", "equal-shares")
_BARE = re.compile(r"[A-Za-z0-9_]+")  # other codes stand in brackets in ABIF
_NOT_IN_NAMES = re.compile(r"[\[\]\x00-\x1f\x7f]")
_RULE_NAMES = {"greedy": "greedy", "equal-shares": "equalshares"}


def export(rules: Mapping[str, Any], profile: Profile) -> tuple[str, str] | None:
    """(file name, content) for the rule's kind of ballot; None where `suara.csv` is what others read.

    rules: `commitments.rules_document`. Ballots that are blank or unreadable have no place in ABIF; in
    Pabulib a blank ballot is an empty vote.
    """
    if rules["rule"] in RANKED:
        return "suara.abif", _abif(rules, profile)
    if rules["rule"] in BUDGET:
        return "suara.pb", _pabulib(rules, profile)
    return None


def _abif(rules: Mapping[str, Any], profile: Profile) -> str:
    lines = [json.dumps({"title": rules["title"]}, ensure_ascii=False)]
    lines += [f"={_token(code)}:[{_NOT_IN_NAMES.sub(' ', text)}]" for code, text in rules["options"]]
    lines += [
        f"{profile[ballot]}:{_ranking(ballot)}" for ballot in sorted(profile) if ballot not in ("", BLANK)
    ]
    return "".join(f"{line}\n" for line in lines)


def _ranking(ballot: str) -> str:
    return ">".join("=".join(map(_token, tied.split("="))) for tied in ballot.split(">"))


def _token(code: str) -> str:
    return code if _BARE.fullmatch(code) else f"[{code}]"


def _pabulib(rules: Mapping[str, Any], profile: Profile) -> str:
    """One line a ballot, numbered in the order of the ballots' text: the number says nothing of the voter."""
    parameters, options = rules["parameters"], rules["options"]
    costs = parameters.get("costs") or {}
    ballots = [ballot for ballot in sorted(profile) if ballot for _ in range(profile[ballot])]
    chosen = [[] if ballot == BLANK else ballot.split(",") for ballot in ballots]
    votes = {code: sum(code in one for one in chosen) for code, _ in options}
    return "".join(
        [
            _section("META", ("key", "value"), [
                ("description", rules["title"]), ("country", "Indonesia"), ("unit", rules["place"]),
                ("num_projects", len(options)), ("num_votes", len(ballots)), ("budget", parameters.get("budget") or 0),
                ("vote_type", "approval"), ("rule", _RULE_NAMES[rules["rule"]]), ("date_begin", rules["opens_at"][:10]),
                ("date_end", rules["closes_at"][:10]), ("language", "id"),
            ]),
            _section("PROJECTS", ("project_id", "cost", "votes", "name"), [
                (code, costs.get(code, 0), votes[code], text) for code, text in options
            ]),
            _section("VOTES", ("voter_id", "vote"), [(number, ",".join(one)) for number, one in enumerate(chosen, 1)]),
        ]
    )  # fmt: skip


def _section(title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(head)
    writer.writerows([" ".join(str(cell).splitlines()) for cell in row] for row in rows)
    return f"{title}\n{text.getvalue()}"
