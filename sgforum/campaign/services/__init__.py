"""Acts on campaigns: those of officials, those of residents, and those on the catalogue of apps."""

from __future__ import annotations

from .catalogue import AppWords, check_app, edit_app
from .joining import (
    count_visit,
    declare_install,
    pledge,
    renew_pages_of,
    withdraw_all,
    withdraw_install,
    withdraw_pledge,
)
from .planning import (
    MOST_LINKS,
    POSTER_CHANNEL,
    SHARE_CHANNEL,
    add_link,
    create_campaign,
    edit_campaign,
    end_campaign,
    end_due_campaigns,
    publish_campaign,
)

__all__ = [
    "MOST_LINKS",
    "POSTER_CHANNEL",
    "SHARE_CHANNEL",
    "AppWords",
    "add_link",
    "check_app",
    "count_visit",
    "create_campaign",
    "declare_install",
    "edit_app",
    "edit_campaign",
    "end_campaign",
    "end_due_campaigns",
    "pledge",
    "publish_campaign",
    "renew_pages_of",
    "withdraw_all",
    "withdraw_install",
    "withdraw_pledge",
]
