"""People and their boxes: the key divided among three before voting, the box opened before witnesses after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete

from ...ballot import queries as ballots
from ...ballot.models import PollState
from ...ballot.rules import RUN
from ...ballot.services import Opening, divide_key
from ...core.db import db, transaction
from ...core.errors import Conflict, InvalidInput, SgforumError
from ...core.marks import N_
from ...core.permissions import Actor, require
from .. import queries
from ..lifecycle import State
from ..models import Ceremony, Consultation
from .closing import count, may_close, settle_voting
from .texts import HAS_NIK, TOO_LONG, clean_line, has_nik

FEWEST_WITNESSES = 2
MOST_WITNESSES = 10
NAME_LENGTH = 120
THROWS = (3, 30)
NOT_SPLIT = N_("Kunci kotak suara musyawarah ini tidak dibagi.")
TOO_LATE = N_("Kotak suara sudah dibuka atau musyawarahnya dibatalkan. Kunci tidak dapat dibagi lagi.")
BY_ITSELF = N_("Kotak suara musyawarah ini dihitung sendiri oleh aplikasi sesudah waktunya habis.")
NOT_ENDED = N_("Pemungutan suara belum berakhir atau hasilnya sudah diumumkan.")
PROLONGED = N_("Kuorum belum tercapai, jadi pemungutan suara diperpanjang sesuai aturannya.")


@dataclass(frozen=True, slots=True)
class CeremonyDraft:
    """What is typed when a box is opened; dice: the throws, 1 to 6 each; shares: two of them if the key was split."""

    dice: str
    witnesses: Sequence[str]
    shares: Sequence[str] = ()

    @property
    def throws(self) -> str:
        """The throws as digits, without what people write between them."""
        return "".join(self.dice.replace(",", " ").replace("-", " ").split())

    @property
    def named(self) -> list[str]:
        return [name for name in map(clean_line, self.witnesses) if name]


def divide_box_key(*, actor: Actor, public_id: str, at: datetime) -> list[tuple[str, str]]:
    """Make the box's key and give each holder their share, this once: (holder, words). Before opening only.

    Done again, the earlier shares are void. Raises Conflict where no holders are named or the box is open.
    """
    consultation = queries.lock_consultation(public_id)
    require(actor, RUN, consultation.place_code)
    if not consultation.holders:
        raise Conflict(NOT_SPLIT)
    if consultation.state not in (State.DRAFT, State.PUBLISHED) or consultation.opened_at is not None:
        raise Conflict(TOO_LATE)
    shares = divide_key(
        actor=actor, board=consultation.reference, place_code=consultation.place_code,
        holders=consultation.holders, at=at,
    )  # fmt: skip
    consultation.version += 1
    return list(zip(consultation.holders, shares, strict=True))


def open_box(*, actor: Actor, public_id: str, ceremony: CeremonyDraft, keys: Path, at: datetime) -> None:
    """Open the boxes of a consultation before witnesses, count them, and announce the result.

    Takes transactions of its own. What was killed on the way goes on with the same dice and witnesses at the
    next call. Raises InvalidInput by field for names, dice and shares, Conflict if it is not time, the
    application closes by itself, voting is prolonged now, or paper ballots are not agreed on.
    """
    with transaction():
        require(actor, RUN, queries.lock_consultation(public_id).place_code)
        prolonged = settle_voting(public_id=public_id, keys=keys, at=at)
    if prolonged:
        raise Conflict(PROLONGED)
    with transaction():
        consultation = queries.lock_consultation(public_id)
        if not consultation.ceremony:
            raise Conflict(BY_ITSELF)
        if not may_close(consultation, at):
            raise Conflict(NOT_ENDED)
        consultation_id, seed = consultation.id, _record(actor, consultation, ceremony, at)
    try:
        count(consultation, Opening(keys, list(ceremony.shares), seed), at)
    except SgforumError:
        with transaction():
            _forget(consultation_id, public_id, actor, at)
        raise


def _record(actor: Actor, consultation: Consultation, ceremony: CeremonyDraft, at: datetime) -> str:
    """Keep who saw what, before anything is opened; dice that were thrown stand. Returns those that hold."""
    kept = db.session.get(Ceremony, consultation.id)
    is_sealed = all(poll.state is PollState.OPEN for poll in ballots.list_polls(consultation.reference))
    if kept is None:
        _check(ceremony)
        kept = Ceremony(consultation_id=consultation.id, dice=ceremony.throws, witnesses=ceremony.named)
    if is_sealed:
        kept.officer_id, kept.held_at = actor.person_id or 0, at
    db.session.add(kept)
    db.session.flush()
    return kept.dice


def _forget(consultation_id: int, public_id: str, actor: Actor, at: datetime) -> None:
    """Nothing was opened: dice and witnesses of this try are void. Those of somebody who tries meanwhile stay."""
    board = queries.lock_consultation(public_id).reference
    if all(poll.state is PollState.OPEN for poll in ballots.list_polls(board)):
        db.session.execute(
            delete(Ceremony).where(
                Ceremony.consultation_id == consultation_id, Ceremony.held_at == at,
                Ceremony.officer_id == (actor.person_id or 0),
            )
        )  # fmt: skip


def _check(ceremony: CeremonyDraft) -> None:
    """Raise InvalidInput, by field."""
    throws = ceremony.throws
    if not THROWS[0] <= len(throws) <= THROWS[1] or set(throws) - set("123456"):
        raise InvalidInput({"dice": N_("Tulis sedikitnya tiga lemparan dadu, tiap angka 1 sampai 6.")})
    named = ceremony.named
    if not FEWEST_WITNESSES <= len(named) <= MOST_WITNESSES:
        raise InvalidInput({"witnesses": N_("Tulis nama sedikitnya dua saksi, paling banyak sepuluh.")})
    if len({name.casefold() for name in named}) < len(named):
        raise InvalidInput({"witnesses": N_("Tulis saksi yang berbeda-beda.")})
    for name in named:
        if len(name) > NAME_LENGTH:
            raise InvalidInput({"witnesses": TOO_LONG}, most=NAME_LENGTH)
        if has_nik(name):
            raise InvalidInput({"witnesses": HAS_NIK})
