"""Names, badges and deadlines in the reader's language, for the portal's templates."""

from __future__ import annotations

from datetime import date, datetime

from ..core import clock
from ..forum.models import Area, Kind, Status
from ..forum.rules import AREA_NAMES, KIND_NAMES, STATUS_NAMES
from ..territory.models import place_title
from ..web import i18n
from ..web.i18n import gettext, ngettext

_LOOKS = {
    Status.DISCUSSED: ("", "messages-square"),
    Status.ANSWERED: ("info", "badge-check"),
    Status.ACCEPTED: ("ok", "circle-check"),
    Status.PARTLY: ("ok", "circle-check"),
    Status.REJECTED: ("err", "x"),
    Status.REFERRED: ("info", "send"),
    Status.DONE: ("ok", "hammer"),
}


place = place_title


def area(code: Area) -> str:
    return str(gettext(AREA_NAMES[code]))


def kind(code: Kind) -> str:
    return str(gettext(KIND_NAMES[code]))


def status(code: Status) -> str:
    return str(gettext(STATUS_NAMES[code]))


def status_look(code: Status) -> tuple[str, str]:
    """The badge's colour and icon."""
    return _LOOKS[code]


def closes(at: datetime) -> str:
    """Tutup hari ini, tutup 3 hari lagi."""
    days = (clock.local_date(at, i18n.zone()) - clock.local_date(clock.now(), i18n.zone())).days
    if days <= 0:
        return str(gettext("Tutup hari ini"))
    return str(ngettext("Tutup %(num)s hari lagi", "Tutup %(num)s hari lagi", days))


def days_left(due_on: date | None, today: date, is_disputed: bool) -> tuple[str, str, str]:  # noqa: FBT001 - called from templates
    """A badge: text, colour, icon."""
    if is_disputed:
        return str(gettext("Dinilai belum menjawab")), "err", "flag"
    if due_on is None:
        return str(gettext("Belum wajib")), "", "clock"
    days = (due_on - today).days
    if days < 0:
        return str(ngettext("Terlambat %(num)s hari", "Terlambat %(num)s hari", -days)), "err", "clock"
    if days == 0:
        return str(gettext("Hari ini")), "warn", "clock"
    return (
        str(ngettext("%(num)s hari lagi", "%(num)s hari lagi", days)),
        "warn" if days <= 3 else "info",
        "clock",
    )
