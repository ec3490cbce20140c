"""The blueprint, and what its pages share: who asks, and the consultation asked for."""

from __future__ import annotations

from ...core import cache, clock
from ...core.errors import NotFound
from ...web import i18n
from ...web.guards import actor
from ...web.guards import signed_in as signed_in
from ...web.pages import Pages
from .. import queries

pages = Pages("consultation", "sgforum.consultation", template_folder="templates")
ADDRESS = "/konsultasi/<string(length=10):public_id>-<slug>"


def get_sheet(public_id: str) -> queries.Sheet:
    """The consultation for whoever asks; a draft is not there for those who may not manage it."""
    sheet = queries.find_sheet(public_id, actor())
    if sheet is None:
        raise NotFound(queries.NO_CONSULTATION)
    return sheet


def page_version(public_id: str, slug: str) -> str | None:
    """Changes with the consultation, with each phase border, and at midnight ("3 hari lagi")."""
    at = clock.now()
    version = queries.find_page_version(public_id, at)
    return None if version is None else f"{version} {clock.local_date(at, i18n.zone())}"


def lists_version() -> str:
    at = clock.now()
    return f"{cache.versions(queries.INDEX_VERSION)} {queries.index_version(at)} {clock.local_date(at, i18n.zone())}"
