"""What the house needs to know of notify."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, current_app
from flask_babel import force_locale

from ..component import Component, Job
from ..config import Config
from .delivery import deliver_due
from .models import OutboxMail
from .services import wire

templates = Blueprint("notify", __name__, template_folder="templates")


def compose(mail: OutboxMail) -> tuple[str, str]:
    """Subject (first line) and body of a mail in the reader's language."""
    base = current_app.config["BASE_URL"].rstrip("/")
    first = current_app.config["LANGUAGES"][0]
    prefix = base if mail.locale == first else f"{base}/{mail.locale}"
    with force_locale(mail.locale):
        # not render_template: what pages add to their context asks a request, and the worker has none
        template = current_app.jinja_env.get_template(f"mail/{mail.template}.txt")
        text = template.render(base=prefix, **_without_links(mail.values))
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def _without_links(values: dict[str, str]) -> dict[str, str]:
    """The values with a name that no mail program makes a link of: whoever registers an address chooses the name."""
    if "name" not in values:
        return values
    name = re.sub(r"\.(?=\S)", ". ", re.sub(r"[/:@\\]+", " ", values["name"]))
    return values | {"name": name}


def deliver(config: Config, at: datetime) -> int:
    return deliver_due(config, at, compose)


component = Component(name="notify", pages=(templates,), jobs=(Job("notify.deliver", 5, deliver),), wire=wire)
