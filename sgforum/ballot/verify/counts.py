"""Checks that add up: envelopes, papers and people."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..board import Kind
from ..bundle import (
    BALLOTS,
    ENVELOPES,
    EXPORTS,
    NAMES,
    ROLL_CALL,
    STATISTIC,
    write_envelopes,
    write_names,
    write_papers,
    write_profile,
    write_roll_call,
)
from ..commitments import slip_of
from ..exports import export
from ..merkle import root_of_hashes
from ..shapes import HASH
from ..tally import BLANK, SMALLEST_SHOWN, is_telling
from .contents import Bundle, PollPart
from .trial import Malformed, Trial

CHANNELS = ("online", "paper", "desk", "spoiled")


def check_envelopes(bundle: Bundle, trial: Trial) -> None:
    """The list of envelopes has the number and the Merkle root that the board was given at the closing."""
    for poll in bundle.polls:
        opened, closing = poll.entry(Kind.OPENED), poll.entry(Kind.CLOSING)
        _check_daily(poll, trial)
        if opened["secrecy"] == "open":
            trial.note(f"{poll.reference} is an open poll: it has no envelopes")
            trial.hold(
                closing["root"] is None and not poll.has(ENVELOPES),
                f"{poll.reference} is open and has envelopes",
            )
        elif opened["receipt"] != "inclusion" or poll.ballots is None:
            trial.note(f"the envelopes of {poll.reference} are not published; their root stands on the board")
            trial.hold(
                closing["root"] is not None, f"{poll.reference} has no root of its envelopes on the board"
            )
            trial.hold(not poll.has(ENVELOPES), f"{poll.folder}{ENVELOPES} should not be published")
        else:
            _check_list(poll, closing["root"], trial)


def _check_daily(poll: PollPart, trial: Trial) -> None:
    """Daily lines: a number never goes down, and never stands where it would show the first voters."""
    last = 0
    for entry in poll.entries(Kind.ENVELOPES):
        number, root = entry.content["number"], entry.content["root"]
        trial.hold((number is None) == (root is None), f"line {entry.number} has a number or a root alone")
        if number is not None:
            trial.hold(
                number >= max(last, SMALLEST_SHOWN),
                f"line {entry.number}: the box holds fewer than before, or than 10",
            )
            last = number
    if poll.turnout is not None:
        online = poll.turnout["online"]
        trial.hold(
            last <= online, f"{poll.reference} had {last} envelopes on the board and {online} at the closing"
        )


def _check_list(poll: PollPart, root: Any, trial: Trial) -> None:
    name = poll.folder + ENVELOPES
    digests = [digest for _, digest in poll.envelopes]
    if not all(HASH.fits(digest) for digest in digests):
        raise Malformed(f"{name}: a line is not {HASH.name}")
    trial.note(f"{len(digests)} envelopes of {poll.reference}: number and Merkle root with the board")
    for slip, digest in poll.envelopes:
        trial.hold(slip == slip_of(digest), f"{name}: {slip} is not the number of {digest}")
    trial.hold(poll.bundle.files[name] == write_envelopes(digests).encode(), f"{name} is not sorted")
    trial.equal("distinct envelopes", len(digests), len(set(digests)))
    trial.equal("Merkle root of the envelopes", root, root_of_hashes(digests))
    trial.equal("envelopes and ballots cast online", (poll.turnout or {}).get("online"), len(digests))


def check_papers(bundle: Bundle, trial: Trial) -> None:
    """Ballots published, ballots counted and ballots cast are the same number, and exports say the same."""
    for poll in bundle.polls:
        if poll.ballots is None:
            _check_withheld(poll, trial)
            continue
        outcome = poll.outcome
        trial.note(f"{poll.ballots} ballots of {poll.reference}: cast = counted = valid + blank + unreadable")
        trial.equal(f"ballots counted of {poll.reference}", poll.ballots, outcome["ballots"])
        _check_shown(poll, trial)
        trial.equal(
            "valid + blank + unreadable",
            outcome["ballots"],
            outcome["valid"] + outcome["blank"] + outcome["invalid"],
        )
        if trial.hold(
            poll.has(BALLOTS) != poll.has(STATISTIC),
            f"{poll.folder} must have {BALLOTS} or {STATISTIC}, and not both",
        ):
            (_check_ballots if poll.has(BALLOTS) else _check_statistic)(poll, trial)
        if poll.entry(Kind.OPENED)["secrecy"] == "open":
            _check_roll_call(poll, trial)


def _check_shown(poll: PollPart, trial: Trial) -> None:
    """Numbers of a secret box tell of nobody."""
    turnout = poll.result["turnout"]
    if poll.entry(Kind.OPENED)["secrecy"] == "secret":
        trial.hold(
            not is_telling(turnout["online"], turnout["paper"] + turnout["desk"]),
            f"{poll.reference} shows numbers though too few voted, or too few online beside papers",
        )


def _check_withheld(poll: PollPart, trial: Trial) -> None:
    trial.note(
        f"{poll.reference} had fewer than 10 ballots, or fewer than 10 online beside papers: only the winner is published"
    )
    trial.equal("secrecy of a poll without numbers", "secret", poll.entry(Kind.OPENED)["secrecy"])
    for name in (BALLOTS, STATISTIC, *EXPORTS):
        trial.hold(not poll.has(name), f"{poll.folder}{name} should not be published")


def _check_ballots(poll: PollPart, trial: Trial) -> None:
    profile, name = poll.profile, poll.folder + BALLOTS
    opened = poll.entry(Kind.OPENED)
    trial.equal(f"ballots in {name}", poll.ballots, sum(profile.values()))
    again = write_profile(profile) if poll.papers is None else write_papers(poll.papers)
    trial.hold(poll.bundle.files[name] == again.encode(), f"{name} is not sorted as its format says")
    trial.equal(
        f"codes beside the ballots in {name}", opened["receipt"] == "content", poll.papers is not None
    )
    codes = [code for code, _ in poll.papers or () if code]
    trial.equal("distinct codes", len(codes), len(set(codes)))
    if opened["secrecy"] == "secret" and opened["receipt"] != "content":
        rare = sum(
            1 for ballot, many in profile.items() if ballot not in ("", BLANK) and many < SMALLEST_SHOWN
        )
        trial.hold(not rare, f"{name} shows {rare} ballots that fewer than 10 people cast")
    made = dict([found]) if (found := export(poll.rules, profile)) else {}
    for other in EXPORTS:
        given, wanted = poll.bundle.files.get(poll.folder + other), made.get(other)
        trial.hold(
            given == (None if wanted is None else wanted.encode()),
            f"{poll.folder}{other} is not what {name} gives",
        )


def _check_statistic(poll: PollPart, trial: Trial) -> None:
    for name in ("ballots", "valid", "blank", "invalid"):
        trial.equal(f"{name} in {poll.folder}{STATISTIC}", poll.outcome[name], poll.statistic[name])
    for other in EXPORTS:
        trial.hold(not poll.has(other), f"{poll.folder}{other} should not be published")


def _check_roll_call(poll: PollPart, trial: Trial) -> None:
    """Everyone stands once in the open list, with a name, and their choices are the ballots."""
    name = poll.folder + ROLL_CALL
    rows, names = (
        [(voter, ballot) for voter, ballot in poll.roll_call],
        [(voter, called) for voter, called in poll.names],
    )
    voters = [voter for voter, _ in rows]
    trial.note(f"{len(rows)} lines of {name} with {BALLOTS} and {NAMES}")
    trial.equal(f"ballots in {name}", poll.profile, dict(Counter(ballot for _, ballot in rows)))
    trial.equal(f"distinct voters in {name}", len(voters), len(set(voters)))
    trial.equal(f"voters in {poll.folder}{NAMES}", voters, [voter for voter, _ in names])
    trial.hold(
        poll.bundle.files[name] == write_roll_call(rows).encode(), f"{name} is not sorted as its format says"
    )
    trial.hold(
        poll.bundle.files[poll.folder + NAMES] == write_names(names).encode(),
        f"{poll.folder}{NAMES} is not as its format says",
    )


def check_people(bundle: Bundle, trial: Trial) -> None:
    """Nobody voted twice over: channels, paper batches and the roll add up as on the board."""
    for poll in bundle.polls:
        closing, turnout = poll.entry(Kind.CLOSING), poll.turnout
        shown = {name: closing[name] for name in CHANNELS}
        trial.note(f"ballots of {poll.reference} by channel, its paper batches and its roll, with the board")
        trial.equal(f"ballots of {poll.reference} at the closing", shown, turnout or dict.fromkeys(CHANNELS))
        if turnout is None:
            continue
        electors = poll.result["electors"]
        if electors is not None:
            trial.hold(
                (poll.ballots or 0) <= electors,
                f"{poll.reference} has {poll.ballots} ballots of {electors} electors",
            )
        batches = [entry.content for entry in poll.entries(Kind.BATCH)]
        told = all(one[name] is not None for one in batches for name in ("papers", "spoiled"))
        if not trial.hold(
            told, f"a paper batch of {poll.reference} tells no numbers, though its closing does"
        ):
            continue
        for channel in ("paper", "desk"):
            handed_in = sum(one["papers"] for one in batches if one["channel"] == channel)
            trial.equal(f"papers of {poll.reference} by {channel}", handed_in, turnout[channel])
        trial.equal(
            f"spoiled papers of {poll.reference}", sum(one["spoiled"] for one in batches), turnout["spoiled"]
        )
        if not poll.entry(Kind.OPENED)["paper"]:
            trial.equal(f"papers of {poll.reference}, which has none", 0, turnout["paper"] + turnout["desk"])
