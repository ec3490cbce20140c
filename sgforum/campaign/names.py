"""What the states, goals and audiences are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from .models import Audience, GoalKind

AUDIENCE_NAMES = {
    Audience.RESIDENTS: _l("Warga"),
    Audience.EMPLOYEES: _l("Pegawai pemerintah kota"),
    Audience.BUSINESSES: _l("Pelaku usaha"),
}
GOAL_NAMES = {
    GoalKind.VISITS: _l("Kunjungan"),
    GoalKind.PLEDGES: _l("Ikut"),
    GoalKind.INSTALLS: _l("Menyatakan memasang"),
}
