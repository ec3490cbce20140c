"""Dividing a key among three holders before the box is opened; the server keeps the public half alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...core import audit
from ...core.db import db, lock
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, require
from ..envelope import new_key
from ..models import SplitKey
from ..queries import list_polls
from ..rules import RUN
from ..shares import HOLDERS, fingerprint, split

IN_USE = N_("Kotak suara sudah dibuka dengan kunci ini. Kunci tidak dapat dibagi lagi.")


def divide_key(
    *, actor: Actor, board: str, place_code: str, holders: Sequence[str], at: datetime
) -> list[str]:
    """Make the key of a board's polls and return its three shares, in the order of the holders, this once.

    Neither key nor shares are kept. Before opening it may be done again; the earlier shares are then void.
    Raises InvalidInput for the field "holders", Conflict once a poll of the board is open.
    """
    require(actor, RUN, place_code)
    names = [" ".join(name.split()) for name in holders]
    if len(names) != HOLDERS or len({name.casefold() for name in names}) < HOLDERS or not all(names):
        raise InvalidInput({"holders": N_("Sebutkan tiga pemegang kunci yang berbeda.")})
    if any(len(name) > 120 for name in names):
        raise InvalidInput({"holders": N_("Nama pemegang kunci paling panjang 120 huruf.")})
    lock(f"ballot:{board}")
    if list_polls(board):
        raise Conflict(IN_USE)
    private, public = new_key()
    shares = split(private)
    made = db.session.get(SplitKey, board) or SplitKey(board=board)
    made.public_key, made.holders, made.made_by_id, made.made_at = public, names, actor.person_id, at
    made.fingerprints = [fingerprint(share) for share in shares]
    db.session.add(made)
    db.session.flush()
    audit.record(
        actor=actor, act="ballot.key.divide", subject=board, at=at,
        details={"holders": names, "fingerprints": made.fingerprints},
    )  # fmt: skip
    return shares
