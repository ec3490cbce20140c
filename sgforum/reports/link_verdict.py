"""When a link is live: the rule of K1 over several checks on different days. Pure; score.md section 6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sgforum.reports.registers import LinkClass

DAYS, NEEDED = 3, 2
"""Live = live on at least two of the last three days on which the site was checked."""
REPEAT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """The last check of a site on one day."""

    on: date
    link_class: LinkClass


@dataclass(frozen=True, slots=True)
class Site:
    """A site's last checked days, the newest first, and when it was last asked, whatever came of it."""

    days: tuple[Day, ...] = ()
    last_at: datetime | None = None
    last_on: date | None = None

    @property
    def verdict(self) -> LinkClass | None:
        """What the days say together, or None while they do not decide."""
        return verdict([day.link_class for day in self.days])


def verdict(days: Sequence[LinkClass]) -> LinkClass | None:
    """Return the class of a link from the classes of its days, newest first; None while two days are still needed.

    Live needs two live days of three. Two days that are not live settle it the other way, with the class that
    occurs more often, the newer one of two.
    """
    last = list(days)[:DAYS]
    if last.count(LinkClass.ACTIVE) >= NEEDED:
        return LinkClass.ACTIVE
    dead = Counter(found for found in last if found is not LinkClass.ACTIVE)
    if dead.total() < NEEDED:
        return None
    return max(
        dead, key=lambda found: dead[found]
    )  # of equal ones the first that was counted, which is the newest


def is_due(site: Site, *, today: date, ordered_at: datetime | None) -> bool:
    """Say whether a site is to be checked now.

    At once where somebody asked for it after its last check; otherwise once a week, and on the next day too while the
    days do not decide or the newest one contradicts what they decided.
    """
    if site.last_at is None or site.last_on is None:
        return True
    if ordered_at is not None and site.last_at < ordered_at:
        return True
    if site.last_on >= today:
        return False
    if site.days and site.days[0].link_class is not site.verdict:
        return True
    return (today - site.last_on).days >= REPEAT_DAYS
