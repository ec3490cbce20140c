"""Opening a poll: freeze its rules, take the snapshot of the roll, make its key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, or_, select

from ...accounts.models import Person
from ...core import audit
from ...core.db import db, lock
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, Level
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from .. import keys as key_files
from ..commitments import hash_of_sorted, roll_line
from ..envelope import STEP_BYTES, ballot_bytes, new_key
from ..models import Elector, Electorate, Option, Poll, Receipt, Rule, Secrecy, SplitKey
from ..queries import rules_hash_of
from ..tallies.marks import BLANK, CODE
from ..tallies.parameters import ParameterError, effective

OPENED_ALREADY = N_("Pemungutan suara ini sudah dibuka.")
NO_SPLIT_KEY = N_("Kunci kotak suara belum dibagikan kepada para pemegangnya.")
MOST_OPTIONS = 50
_SIGNS_PER_OPTION = 4  # ">" or "," and at most ":nn" beside each code


@dataclass(frozen=True, slots=True)
class Terms:
    """How votes are kept: all frozen at opening. Defaults are a secret poll that a worker opens and closes.

    split: the key was divided among holders before (services.keyholding.divide_key); opening needs it.
    """

    secrecy: Secrecy = Secrecy.SECRET
    electorate: Electorate = Electorate.ROLL
    receipt: Receipt = Receipt.INCLUSION
    paper: bool = False
    ceremony: bool = False
    split: bool = False


SECRET_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class _Entry:
    elector_id: str
    person_id: int
    public_id: str


def open_poll(  # noqa: PLR0913 - a poll is frozen in one call, and each of these is part of what is frozen
    *,
    actor: Actor,
    reference: str,
    place_code: str,
    title: str,
    options: Sequence[tuple[str, str]],
    parameters: Mapping[str, Any],
    opens_at: datetime,
    closes_at: datetime,
    keys: Path,
    at: datetime,
    rule: str = Rule.PLURALITY,
    terms: Terms = SECRET_TERMS,
) -> Poll:
    """Open the one poll of `reference` for the verified residents of a place, as they are at this moment.

    options: (code, text) in order; a code is 1 to 32 of a-z, 0-9, "-" and "_". parameters: those of the rule
    (tallies/parameters.py), defaults filled in. keys: the folder of the private keys. Works in the caller's
    transaction; the permission is the caller's to ask. Raises InvalidInput by field, and Conflict if the
    reference has a poll already or a split key is missing.
    """
    frozen = _check(place_code, options, rule, parameters)
    _check_terms(terms)
    if not at < closes_at or not opens_at < closes_at:
        raise InvalidInput(
            {"closes_at": N_("Waktu penutupan harus sesudah waktu pembukaan dan belum lewat.")}
        )
    lock(f"ballot:{reference}")
    if db.session.scalar(select(Poll.id).where(Poll.reference == reference)) is not None:
        raise Conflict(OPENED_ALREADY)
    roll = _draw_roll(place_code, at) if terms.electorate is Electorate.ROLL else []
    poll = Poll(
        reference=reference, place_code=place_code, title=title, rule=Rule(rule), parameters=frozen,
        opens_at=opens_at, closes_at=closes_at, ends_at=closes_at, snapshot_at=at, secrecy=terms.secrecy,
        electorate=terms.electorate, receipt=terms.receipt, paper=terms.paper,
        ceremony=terms.ceremony or terms.paper or terms.split, envelope_bytes=_envelope_bytes(options),
        options=[Option(code=code, position=n, text=text) for n, (code, text) in enumerate(options, 1)],
        roll_size=len(roll), roll_hash=hash_of_sorted(roll_line(one.elector_id, one.public_id) for one in roll),
    )  # fmt: skip
    private = _give_key(poll, terms)
    poll.rules_hash = rules_hash_of(poll)
    db.session.add(poll)
    db.session.flush()
    _write_roll(poll.id, roll)
    _record(actor, poll, at)
    if private is not None and poll.key_name is not None:
        key_files.keep(keys, poll.key_name, private)
    return poll


def _check(
    place_code: str, options: Sequence[tuple[str, str]], rule: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters with their defaults, once everything that is frozen is in order."""
    errors = {}
    if get_place(place_code).level not in FORUM_LEVELS:
        errors["place_code"] = N_("Pemungutan suara dibuka untuk kelurahan, kecamatan atau kota.")
    codes = [code for code, _ in options]
    if not 2 <= len(codes) <= MOST_OPTIONS or len(set(codes)) != len(codes):
        errors["options"] = N_("Siapkan 2 sampai 50 pilihan yang berbeda.")
    elif any(code == BLANK or not CODE.fullmatch(code) or not text.strip() for code, text in options):
        errors["options"] = N_("Setiap pilihan memerlukan kode dan teks.")
    if errors:
        raise InvalidInput(errors)
    return _freeze(rule, parameters, codes)


def _freeze(rule: str, parameters: Mapping[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """All parameters of the rule with their defaults, fit for these options and for JSON."""
    try:
        frozen = effective(rule, parameters)
    except ParameterError as error:
        raise InvalidInput({error.name: error.sentence}, **error.params) from None
    if "costs" in frozen:
        amounts = [frozen["budget"], *frozen["costs"].values()]
        if set(frozen["costs"]) != set(codes) or not all(
            isinstance(each, int) and each > 0 for each in amounts
        ):
            raise InvalidInput({"costs": N_("Tulis pagu dan biaya setiap usulan dalam rupiah, di atas 0.")})
        if not all(code in codes for group in frozen["exclusive"] for code in group):
            raise InvalidInput({"exclusive": N_("Usulan yang saling meniadakan harus ada dalam daftar.")})
    return frozen


def _check_terms(terms: Terms) -> None:
    secret = terms.secrecy is Secrecy.SECRET
    if not secret and (terms.paper or terms.split or terms.receipt is not Receipt.NONE):
        raise InvalidInput(
            {"secrecy": N_("Pemungutan suara terbuka tidak memakai amplop, kunci, bukti, atau surat kertas.")}
        )
    if secret and terms.electorate is Electorate.ANYONE:
        raise InvalidInput({"secrecy": N_("Suara rahasia memerlukan daftar pemilih.")})


def _envelope_bytes(options: Sequence[tuple[str, str]]) -> int:
    """One length for every ballot that these options allow, whatever the rule."""
    return ballot_bytes(sum(len(code) + _SIGNS_PER_OPTION for code, _ in options))


def _give_key(poll: Poll, terms: Terms) -> bytes | None:
    """Set the poll's public key; returns the private one if the server is to keep it."""
    if terms.secrecy is Secrecy.OPEN:
        poll.envelope_bytes = STEP_BYTES
        return None
    if terms.split:
        made = db.session.get(SplitKey, poll.board)
        if made is None:
            raise Conflict(NO_SPLIT_KEY)
        poll.public_key, poll.holders = made.public_key, list(made.holders)
        return None
    private, poll.public_key = new_key()
    poll.key_name = key_files.new_name()
    return private


def may_be_elector(place_code: str, at: datetime) -> Any:
    """The condition on a person to stand on the roll of a place at a moment."""
    return (
        (Person.level == Level.VERIFIED)
        & or_(Person.suspended_until.is_(None), Person.suspended_until <= at)
        & ((Person.home_code == place_code) | Person.home_code.startswith(place_code + ".", autoescape=True))
    )


def _draw_roll(place_code: str, at: datetime) -> list[_Entry]:
    """Everyone who may vote now, each under a fresh random id, in the order of those ids."""
    people = db.session.execute(select(Person.id, Person.public_id).where(may_be_elector(place_code, at)))
    drawn = [_Entry(secrets.token_hex(16), person_id, public_id) for person_id, public_id in people]
    return sorted(drawn, key=lambda entry: entry.elector_id)


def _write_roll(poll_id: int, roll: Sequence[_Entry]) -> None:
    if roll:
        rows = [
            {
                "elector_id": one.elector_id, "poll_id": poll_id, "person_id": one.person_id,
                "voted": False, "channel": None, "late": False,
            }
            for one in roll
        ]  # fmt: skip
        db.session.execute(insert(Elector), rows)


def _record(actor: Actor, poll: Poll, at: datetime) -> None:
    audit.record(
        actor=actor, act="ballot.poll.open", subject=poll.reference, at=at,
        details={"roll_size": poll.roll_size, "roll_hash": poll.roll_hash, "rules_hash": poll.rules_hash},
    )  # fmt: skip
