"""The blueprint, and what its pages share: who asks, and the consultation asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, current_app

from ...config import Config
from ...core import cache, clock
from ...core.errors import InvalidInput, NotFound, SgforumError
from ...core.permissions import Permission, require
from ...web import i18n
from ...web.answers import form_page
from ...web.guards import actor
from ...web.guards import signed_in as signed_in
from ...web.pages import Pages
from .. import queries
from ..models import Consultation
from ..rules import MANAGE

pages = Pages("consultation", "sgforum.consultation", template_folder="templates")
ADDRESS = "/konsultasi/<string(length=10):public_id>-<slug>"
MANAGED = "/petugas/konsultasi/<string(length=10):public_id>"


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


def get_managed(public_id: str, permission: Permission = MANAGE) -> Consultation:
    """The consultation, if this person may manage (or read) it; otherwise it is not there."""
    consultation = queries.find_consultation(public_id)
    if consultation is None:
        raise NotFound(queries.NO_CONSULTATION)
    require(signed_in(), permission, consultation.place_code)
    return consultation


def key_folder() -> Path:
    """Where the installation keeps its keys."""
    config: Config = current_app.extensions["sgforum_config"]
    return config.keys


def refused(template: str, form: Any, error: SgforumError, **context: Any) -> Response:
    """The form again with the reason above it and everything typed kept."""
    form.take(InvalidInput(error.message, **error.params))
    response = form_page(template, form, **context)
    response.status_code = error.status
    return response
