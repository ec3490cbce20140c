"""Who may cast a ballot, and the sentence for each who may not; who keeps roll and paper ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..core.errors import Refused
from ..core.marks import N_
from ..core.permissions import SUSPENDED, Level, Role, covers, declare

RUN = declare(
    "ballot:poll:run",
    N_("Menjaga kotak suara: kunci, daftar pemilih, surat kertas, dan pembukaan kotak"),
    Role.OFFICIAL,
    Role.ADMIN,
)
NOT_OPEN = N_("Pemungutan suara ini belum dibuka.")
CLOSED = N_("Pemungutan suara ini sudah ditutup. Suara tidak dapat lagi dikirim atau diubah.")
NOT_VERIFIED = N_(
    "Hanya warga terverifikasi yang dapat memberi suara. Temui ketua RT atau loket kelurahan Anda."
)
NOT_CONFIRMED = N_("Konfirmasikan alamat e-mail Anda dahulu.")
OTHER_PLACE = N_(
    "Pemungutan suara ini hanya untuk warga wilayah yang bersangkutan. Anda terdaftar di wilayah lain."
)
VERIFIED_LATE = N_(
    "Tempat tinggal Anda diverifikasi setelah daftar pemilih ditetapkan. Anda dapat ikut pemungutan suara berikutnya."
)
NOT_ON_ROLL = N_("Anda tidak tercantum dalam daftar pemilih yang ditetapkan saat pemungutan suara dibuka.")
HAS_PAPER = N_("Anda sudah mengambil surat suara kertas, jadi tidak dapat lagi memberi suara di sini.")


@dataclass(frozen=True, slots=True)
class Window:
    """When, where and from whom a poll takes ballots; `is_open` is False from the moment that closing began.

    has_roll: whether only those on the roll may vote; else everyone whose address is confirmed.
    """

    place_code: str
    opens_at: datetime
    ends_at: datetime
    snapshot_at: datetime
    is_open: bool
    has_roll: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a person at the moment of the act; `elector_id` is None off the roll."""

    level: int
    home_code: str | None
    verified_at: datetime | None
    suspended: bool
    elector_id: str | None
    has_paper: bool = False


def window_refusal(window: Window, at: datetime) -> str | None:
    """Why no one may cast at this moment, or None: opens_at <= at < ends_at and the box is not being opened."""
    if at < window.opens_at:
        return NOT_OPEN
    if at >= window.ends_at or not window.is_open:
        return CLOSED
    return None


def standing_refusal(window: Window, standing: Standing) -> str | None:
    """Why this person may not cast, or None. Denies by default: only who is on the roll may."""
    if standing.suspended:
        return SUSPENDED
    if not window.has_roll:
        return None if standing.level >= Level.CONFIRMED else NOT_CONFIRMED
    return _off_the_roll(window, standing) or (HAS_PAPER if standing.has_paper else None)


def _off_the_roll(window: Window, standing: Standing) -> str | None:
    if standing.level < Level.VERIFIED:
        return NOT_VERIFIED
    if standing.elector_id is not None:
        return None
    if standing.home_code is None or not covers(window.place_code, standing.home_code):
        return OTHER_PLACE
    if standing.verified_at is not None and standing.verified_at > window.snapshot_at:
        return VERIFIED_LATE
    return NOT_ON_ROLL


def require_admission(window: Window, standing: Standing, at: datetime) -> None:
    """Raise Refused with the reason why this person may not cast now."""
    reason = window_refusal(window, at) or standing_refusal(window, standing)
    if reason is not None:
        raise Refused(reason)
