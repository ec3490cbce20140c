"""Who may cast a ballot, and the sentence for each who may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..core.errors import Refused
from ..core.marks import N_
from ..core.permissions import SUSPENDED, Level, covers

NOT_OPEN = N_("Pemungutan suara ini belum dibuka.")
CLOSED = N_("Pemungutan suara ini sudah ditutup. Suara tidak dapat lagi dikirim atau diubah.")
NOT_VERIFIED = N_(
    "Hanya warga terverifikasi yang dapat memberi suara. Temui ketua RT atau loket kelurahan Anda."
)
OTHER_PLACE = N_(
    "Pemungutan suara ini hanya untuk warga wilayah yang bersangkutan. Anda terdaftar di wilayah lain."
)
VERIFIED_LATE = N_(
    "Tempat tinggal Anda diverifikasi setelah daftar pemilih ditetapkan. Anda dapat ikut pemungutan suara berikutnya."
)
NOT_ON_ROLL = N_("Anda tidak tercantum dalam daftar pemilih yang ditetapkan saat pemungutan suara dibuka.")


@dataclass(frozen=True, slots=True)
class Window:
    """When and where a poll takes ballots; `is_open` is False from the moment that closing began."""

    place_code: str
    opens_at: datetime
    closes_at: datetime
    snapshot_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a person at the moment of the act; `elector_id` is None off the roll."""

    level: int
    home_code: str | None
    verified_at: datetime | None
    suspended: bool
    elector_id: str | None


def window_refusal(window: Window, at: datetime) -> str | None:
    """Why no one may cast at this moment, or None: opens_at <= at < closes_at and the box is not being opened."""
    if at < window.opens_at:
        return NOT_OPEN
    if at >= window.closes_at or not window.is_open:
        return CLOSED
    return None


def standing_refusal(window: Window, standing: Standing) -> str | None:
    """Why this person may not cast, or None. Denies by default: only who is on the roll may."""
    if standing.suspended:
        return SUSPENDED
    if standing.level < Level.VERIFIED:
        return NOT_VERIFIED
    if standing.elector_id is not None:
        return None
    if standing.home_code is None or not covers(window.place_code, standing.home_code):
        return OTHER_PLACE
    if standing.verified_at is not None and standing.verified_at > window.snapshot_at:
        return VERIFIED_LATE
    return NOT_ON_ROLL


def admit(window: Window, standing: Standing, at: datetime) -> str:
    """The elector id under which this person may cast now; raises Refused with the reason."""
    reason = window_refusal(window, at) or standing_refusal(window, standing)
    if reason is not None or standing.elector_id is None:
        raise Refused(reason or NOT_ON_ROLL)
    return standing.elector_id
