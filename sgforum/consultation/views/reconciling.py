"""The reconciliation of a poll in words: for the opening of its box, its result and its minutes."""

from __future__ import annotations

from typing import NamedTuple

from ...ballot import queries as ballots
from ...ballot.models import BatchState, Channel, Poll
from ...ballot.services.batches import NOT_AGREED, TOO_MANY
from ...ballot.tally import Tally
from ...web import i18n
from ...web.i18n import gettext
from ..reconciliation import Reconciliation


class Reconciled(NamedTuple):
    """What the macro `reconciliation` draws.

    rows: (label, number as text), from the roll to the sum in the box. verdict: a sentence that says whether it
    adds up; kind: of its alert, "ok", "info", "warn" or "err".
    """

    rows: list[tuple[str, str]]
    kind: str
    verdict: str


def reconciliation_of(poll: Poll, tally: Tally | None = None) -> Reconciled:
    """The numbers of a poll; tally: its result once it is out, None before the box is opened.

    Before that nothing is told of votes cast here; of fewer than ten secret ballots nothing but the roll.
    """
    numbers = _numbers_of(poll, tally)
    kind, verdict = _verdict(numbers)
    return Reconciled(_rows(poll, numbers), kind, verdict)


def _numbers_of(poll: Poll, tally: Tally | None) -> Reconciliation:
    batches = ballots.list_batches([poll.id]) if poll.paper else []
    of_channel = {
        channel: sum(batch.papers for batch in batches if batch.channel is channel) for channel in Channel
    }
    return Reconciliation(
        roll=poll.roll_size, added=poll.added, taken=sum(ballots.count_taken(poll.id).values()) if poll.paper else 0,
        paper=of_channel[Channel.PAPER], desk=of_channel[Channel.DESK], spoiled=sum(one.spoiled for one in batches),
        agreed=all(one.state is BatchState.AGREED for one in batches), tally=tally,
    )  # fmt: skip


def _rows(poll: Poll, numbers: Reconciliation) -> list[tuple[str, str]]:
    rows = [(gettext("Daftar pemilih saat dibuka"), i18n.number(numbers.roll))]
    if numbers.added:
        rows.append((gettext("Ditambahkan kemudian"), i18n.number(numbers.added)))
    if numbers.is_withheld:
        return rows
    secret = gettext("rahasia sampai kotak dibuka")
    online = secret if numbers.online is None else i18n.number(numbers.online)
    rows.append((gettext("Suara daring"), online))
    if poll.paper:
        rows += _paper_rows(numbers)
    box = secret if numbers.box is None else i18n.number(numbers.box)
    return [*rows, (gettext("Jumlah dalam kotak"), box)]


def _paper_rows(numbers: Reconciliation) -> list[tuple[str, str]]:
    rows = [
        (gettext("Pemilih yang mengambil surat suara"), numbers.taken),
        (gettext("Surat suara dari kotak di tempat"), numbers.paper),
        (gettext("Surat suara dari loket"), numbers.desk),
        (gettext("Surat suara rusak, di luar kotak"), numbers.spoiled),
    ]
    if numbers.not_returned >= 0:
        rows.append((gettext("Surat suara yang tidak kembali"), numbers.not_returned))
    return [(label, i18n.number(number)) for label, number in rows]


def _verdict(numbers: Reconciliation) -> tuple[str, str]:
    if numbers.is_withheld:
        return "info", gettext(
            "Angka lain tidak diumumkan karena suara yang masuk, atau yang daring, kurang dari sepuluh."
        )
    if numbers.not_returned < 0:
        return "err", gettext(TOO_MANY)
    if not numbers.agreed:
        return "warn", gettext(NOT_AGREED)
    if not numbers.adds_up:
        return "err", gettext("Angkanya tidak cocok. Hubungi pengelola server sebelum hasilnya dipakai.")
    if numbers.tally is None:
        return "ok", gettext("Sejauh yang dapat diperiksa sekarang, angkanya cocok.")
    return "ok", gettext("Angkanya cocok: daring, kertas, dan loket sama dengan jumlah dalam kotak.")
