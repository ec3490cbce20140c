"""Who may do what in a forum, and the numbers that bound it."""

from __future__ import annotations

from datetime import timedelta

from ..core.marks import N_
from ..core.permissions import Actor, Role, covers, declare
from .models import Area, Kind, Outcome, Status

ANSWER = declare("forum:topic:answer", N_("Memberi jawaban resmi atas topik di wilayahnya"), Role.OFFICIAL)
READ_DESK = declare(
    "forum:desk:read",
    N_("Melihat topik yang harus dijawab dan janji yang berjalan"),
    *ANSWER.roles,
    Role.AUDITOR,
)
MODERATE = declare(
    "forum:post:moderate", N_("Menyembunyikan tulisan dan menutup topik dengan alasan"), Role.MODERATOR
)
POLL = declare(
    "forum:topic:poll",
    N_("Membuka jajak pendapat pada topik orang lain di wilayahnya"),
    Role.OFFICIAL,
    Role.MODERATOR,
    Role.ADMIN,
)

TITLE_LENGTH = (8, 150)
TEXT_LENGTH = (2, 20_000)
TOPIC_TEXT_LENGTH = (20, 20_000)
REASON_LENGTH = (10, 2_000)
COMMITMENT_LENGTH = (5, 300)
QUESTION_LENGTH = (8, 200)
POLL_OPTIONS = (2, 10)
OPTION_LENGTH = (1, 120)
POLL_DAYS = (1, 30)  # how many days ahead a poll may close
EDIT_WINDOW = timedelta(minutes=30)  # an edit within it leaves no revision
REPEAT_WINDOW = timedelta(minutes=5)  # the same text again within it is a double click or spam
LINKS_UNVERIFIED = 2  # links in a text of somebody whose residency is not verified

# score.md 5.1 (TGP) and 5.7: what becomes due, how fast it must be answered, and what cannot be flooded
DUE_SUPPORTERS = 3
DUE_WORKING_DAYS = 14
DUE_PER_MONTH = 3
DISPUTE_WINDOW = timedelta(days=7)
DISPUTE_SUPPORTERS = 3
# score.md 5.1 (PNG): a proposal counts when it has this many verified supporters, from this many RT
ELIGIBLE_SUPPORTERS = 5
ELIGIBLE_RT = 2

DUTY_ROLES = (Role.OFFICIAL, Role.MODERATOR, Role.ADMIN, Role.AUDITOR)

AREA_NAMES = {
    Area.DRAINAGE: N_("Drainase dan banjir"),
    Area.WASTE: N_("Sampah"),
    Area.LIGHTING: N_("Penerangan jalan"),
    Area.ROADS: N_("Jalan"),
    Area.WATER: N_("Air bersih"),
    Area.HEALTH: N_("Kesehatan"),
    Area.SAFETY: N_("Keamanan"),
    Area.PARKING: N_("Parkir"),
    Area.PERMITS: N_("Perizinan"),
    Area.ECONOMY: N_("Ekonomi warga"),
    Area.ENVIRONMENT: N_("Lingkungan hidup"),
    Area.EDUCATION: N_("Pendidikan"),
    Area.SERVICE: N_("Layanan kantor"),
    Area.OTHER: N_("Lainnya"),
}
KIND_NAMES = {
    Kind.PROPOSAL: N_("Usulan"),
    Kind.QUESTION: N_("Pertanyaan"),
    Kind.DISCUSSION: N_("Obrolan warga"),
}
OUTCOME_NAMES = {
    Outcome.ANSWERED: N_("Dijawab"),
    Outcome.ACCEPTED: N_("Disetujui"),
    Outcome.PARTLY: N_("Disetujui sebagian"),
    Outcome.REJECTED: N_("Tidak dapat dilaksanakan"),
    Outcome.REFERRED: N_("Diteruskan ke instansi lain"),
}
STATUS_NAMES = {
    Status.DISCUSSED: N_("Dibahas"),
    Status.ANSWERED: N_("Sudah dijawab"),
    Status.ACCEPTED: N_("Disetujui"),
    Status.PARTLY: N_("Disetujui sebagian"),
    Status.REJECTED: N_("Tidak dapat dilaksanakan"),
    Status.REFERRED: N_("Diteruskan"),
    Status.DONE: N_("Selesai"),
}
STATUS_OF = {
    Outcome.ANSWERED: Status.ANSWERED,
    Outcome.ACCEPTED: Status.ACCEPTED,
    Outcome.PARTLY: Status.PARTLY,
    Outcome.REJECTED: Status.REJECTED,
    Outcome.REFERRED: Status.REFERRED,
}


def is_on_duty(actor: Actor) -> bool:
    """Whether the person works for the site or the government: their acts are never a resident's.

    An RT or RW officer who only verifies neighbours is a resident like any other.
    """
    return any(grant.role in DUTY_ROLES for grant in actor.grants)


def is_official_of(actor: Actor, place: str) -> bool:
    return any(grant.role is Role.OFFICIAL and covers(grant.place, place) for grant in actor.grants)


def is_disputed(*, asker_disputes: bool, dispute_count: int) -> bool:
    """Whether an answer (or a report of work done) stands as "belum menjawab" (score.md 5.1, TGP)."""
    return asker_disputes or dispute_count >= DISPUTE_SUPPORTERS
