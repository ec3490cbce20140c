"""The blueprint that all pages of the forum register on, and what they have in common."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app

from ...config import Config
from ...core import clock
from ...core.errors import Conflict, InvalidInput, Refused
from ...core.permissions import Actor
from ...web import i18n
from ...web.answers import form_page
from ...web.formkit import Form
from ...web.guards import actor
from ...web.pages import Pages
from ..queries.topic import find_version

pages = Pages("forum", __name__.removesuffix(".views.blueprint"), template_folder="templates")

TOPIC_LIMIT = "5/hour;20/day"
POST_LIMIT = "60/hour"
SUPPORT_LIMIT = "120/hour"
POLL_LIMIT = "10/hour"
CHOICE_LIMIT = "60/hour"
STAFF_LIMIT = "240/hour"


def reader() -> Actor:
    """The signed-in person; the guard let only people in."""
    person = actor()
    if person is None:
        raise RuntimeError("this page has no guard")
    return person


def public_id_of(ref: str) -> str:
    """The public id in an address of the form ID or ID-slug."""
    return ref.partition("-")[0]


def dated(version: str) -> str:
    """A version that ends with the day: words such as "kemarin" are true for one day."""
    return f"{version}:{clock.local_date(clock.now(), i18n.zone())}"


def topic_version(ref: str) -> str | None:
    """The version of a topic's page; None for one that not everybody may see."""
    version = find_version(public_id_of(ref))
    return None if version is None else dated(str(version))


def key_folder() -> Path:
    """Where the installation keeps its keys."""
    config: Config = current_app.extensions["sgforum_config"]
    return config.keys


def refused(
    template: str, form: Form, error: InvalidInput | Refused | Conflict, **context: object
) -> Response:
    """The form again with the reason and all that was typed; the status is the refusal's own."""
    form.take(error if isinstance(error, InvalidInput) else InvalidInput(error.message, **error.params))
    response = form_page(template, form, **context)
    response.status_code = error.status
    return response
