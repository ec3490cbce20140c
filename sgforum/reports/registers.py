"""What is known of a city's resources for one year, as typed records; every field may be missing.

Missing is None, never zero: zero is a statement that somebody counted and found nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sgforum.core.marks import N_
from sgforum.reports.achievement import Interval


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence that is data, in both languages of the product."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English sentence for `en` and its variants, the Indonesian one for all else."""
        return self.en if language.lower().startswith("en") else self.id


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from and which year it describes."""

    source: str
    year: int
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part and the whole it is held against, both zero or more."""

    part: Interval
    whole: Interval
    origin: Origin

    def __post_init__(self) -> None:
        """Raise ValueError for a negative part or whole."""
        _not_negative(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Measured:
    """A single quantity of zero or more, such as a median number of months."""

    value: Interval
    origin: Origin

    def __post_init__(self) -> None:
        """Raise ValueError for a negative value."""
        _not_negative(self.value)


class LinkClass(StrEnum):
    """What a check of an agency's website found; the classes of K1 in score.md section 6."""

    ACTIVE = "aktif"
    BACK_TO_INDEX = "kembali_ke_indeks"
    FAILING = "galat"
    UNREACHABLE = "tak_terjangkau"
    UNKNOWN = "belum_diperiksa"


@dataclass(frozen=True, slots=True)
class LinkCount:
    """How the links of one group of agencies fared; the classes of K1 in score.md section 6."""

    group: str
    origin: Origin
    active: int
    back_to_index: int = 0
    failing: int = 0
    unreachable: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a negative count."""
        if min(self.active, self.back_to_index, self.failing, self.unreachable) < 0:
            raise ValueError("a count of links is not negative")

    @property
    def listed(self) -> int:
        """All links on the list, whatever their state."""
        return self.active + self.back_to_index + self.failing + self.unreachable


@dataclass(frozen=True, slots=True)
class OwnLink:
    """Whether the ICT office's own link is live."""

    is_live: bool
    origin: Origin


class CentreState(StrEnum):
    """How far the command centre is."""

    NONE = "belum_ada"
    PLANNED = "direncanakan"
    OPERATING = "beroperasi"


@dataclass(frozen=True, slots=True)
class CommandCentre:
    """The state of the command centre."""

    state: CentreState
    origin: Origin


class Audience(StrEnum):
    """Whom an app is made for; residents and employees have different uptake targets."""

    RESIDENTS = "warga"
    EMPLOYEES = "pegawai"


AUDIENCE_NAMES: dict[Audience, str] = {
    Audience.RESIDENTS: N_("warga"),
    Audience.EMPLOYEES: N_("pegawai"),
}


@dataclass(frozen=True, slots=True)
class Uptake:
    """How many of a named group use an app.

    Either `users` with `group_size`, or a `share` (0..1) that a source printed without its parts. Store brackets and
    printed shares are shown but never counted as distinct users.
    """

    apps: tuple[str, ...]
    group: str
    audience: Audience
    origin: Origin
    users: Interval | None = None
    group_size: Interval | None = None
    share: Interval | None = None
    is_store_bracket: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError unless exactly one way of stating the uptake is used."""
        has_parts = self.users is not None and self.group_size is not None
        if has_parts == (self.share is not None):
            raise ValueError("uptake is stated by users and group size, or by a printed share")
        _not_negative(*(value for value in (self.users, self.group_size, self.share) if value is not None))


@dataclass(frozen=True, slots=True)
class Access:
    """Shares of the population, 0..1: with a phone, on social media, using the local apps."""

    phone: Interval
    use: Interval
    origin: Origin
    social_media: Interval | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a share outside 0..1."""
        for share in (self.phone, self.use, self.social_media):
            if share is not None and (share.lo < 0 or share.hi > 1):
                raise ValueError("a share of the population lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Awareness:
    """A campaign survey: how many respondents know the app."""

    know: int
    respondents: int
    is_sampled: bool
    origin: Origin

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 <= know <= respondents."""
        if not 0 <= self.know <= self.respondents:
            raise ValueError("those who know the app are among the respondents")


@dataclass(frozen=True, slots=True)
class Funnel:
    """Distinct people at each step: know, install, use, come back."""

    know: int
    install: int
    use: int
    come_back: int
    origin: Origin

    def __post_init__(self) -> None:
        """Raise ValueError for a negative count."""
        if min(self.know, self.install, self.use, self.come_back) < 0:
            raise ValueError("a count of people is not negative")


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The IKM of one app (9 unsur, 25..100) and how many answered."""

    app: str
    ikm: Interval
    respondents: int
    origin: Origin

    def __post_init__(self) -> None:
        """Raise ValueError for an IKM outside 25..100 or a negative number of respondents."""
        if self.ikm.lo < 25 or self.ikm.hi > 100 or self.respondents < 0:
            raise ValueError("an IKM lies between 25 and 100 and has respondents")


@dataclass(frozen=True, slots=True)
class Registers:
    """All that is known for one year; the comments name the indicator that reads a field."""

    year: int
    links: tuple[LinkCount, ...] = ()  # K1
    own_link: OwnLink | None = None  # K2
    command_centre: CommandCentre | None = None  # K3
    guideline: Share | None = None  # K4 agencies under the guideline / agencies
    catalogue: Share | None = None  # K5 complete entries / known apps
    ict_budget: Share | None = None  # A1 ICT budget / APBD
    ict_realised: Share | None = None  # A2 realised / ICT budget
    participation_spending: Share | None = None  # A3 / ICT budget
    kelurahan_budget: Share | None = None  # A4 / (APBD - DAK)
    staff: Share | None = None  # S1 IT staff / units
    complete_records: Share | None = None  # S2 / reported staff
    moved_out: Share | None = None  # S3 / mean headcount, 12 months
    months_in_task: Measured | None = None  # S4 median
    training_hours: Share | None = None  # S5 hours / staff-years
    days_without_successor: Measured | None = None  # S6 median
    functional_posts: Share | None = None  # S7 / IT staff
    uptake: tuple[Uptake, ...] = ()  # P1
    monthly_active: Share | None = None  # P2 / ever installed
    access: Access | None = None  # P3
    awareness: Awareness | None = None  # P4
    funnel: Funnel | None = None  # P5
    satisfaction: tuple[Satisfaction, ...] = ()  # P6

    def __post_init__(self) -> None:
        """Raise ValueError where a part that belongs to its whole is larger than it."""
        inside = ("guideline", "catalogue", "complete_records", "functional_posts", "monthly_active")
        for name in inside:
            share: Share | None = getattr(self, name)
            if share is not None and share.part.lo > share.whole.hi:
                message = f"{name}: the part is larger than the whole"
                raise ValueError(message)


def _not_negative(*values: Interval) -> None:
    if any(value.lo < 0 for value in values):
        raise ValueError("a quantity in a register is not negative")
