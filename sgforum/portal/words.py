"""Names, badges and deadlines in the reader's language, for the portal's templates."""

from __future__ import annotations

from datetime import datetime

from ..core import clock
from ..forum.models import Area, Kind
from ..forum.rules import AREA_NAMES, KIND_NAMES
from ..territory.models import place_title
from ..web import i18n
from ..web.i18n import gettext, ngettext

place = place_title


def area(code: Area) -> str:
    return str(gettext(AREA_NAMES[code]))


def kind(code: Kind) -> str:
    return str(gettext(KIND_NAMES[code]))


def closes(at: datetime) -> str:
    """Tutup hari ini, tutup 3 hari lagi."""
    days = (clock.local_date(at, i18n.zone()) - clock.local_date(clock.now(), i18n.zone())).days
    if days <= 0:
        return str(gettext("Tutup hari ini"))
    return str(ngettext("Tutup %(num)s hari lagi", "Tutup %(num)s hari lagi", days))
