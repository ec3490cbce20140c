"""What the house needs to know of notify."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from flask import Blueprint, current_app
from flask_babel import force_locale

from ..component import Component, Job
from ..config import Config
from ..core import clock
from ..core.db import transaction
from .cli import mail
from .delivery import deliver_due
from .models import MOST_ATTEMPTS, OutboxMail
from .own_data import own_data
from .queries import count_stuck, find_given_up
from .services import wire, write_resets

STUCK = timedelta(hours=1)
templates = Blueprint("notify", __name__, template_folder="templates")


def compose(letter: OutboxMail) -> tuple[str, str]:
    """Subject (first line) and body of a mail in the reader's language."""
    base = current_app.config["BASE_URL"].rstrip("/")
    first = current_app.config["LANGUAGES"][0]
    prefix = base if letter.locale == first else f"{base}/{letter.locale}"
    with force_locale(letter.locale):
        # not render_template: what pages add to their context asks a request, and the worker has none
        template = current_app.jinja_env.get_template(f"mail/{letter.template}.txt")
        text = template.render(base=prefix, **_without_links(letter.values))
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def _without_links(values: dict[str, str]) -> dict[str, str]:
    """The values with a name that no mail program makes a link of: whoever registers an address chooses the name."""
    if "name" not in values:
        return values
    name = re.sub(r"\.(?=\S)", ". ", re.sub(r"[/:@\\]+", " ", values["name"]))
    return values | {"name": name}


def deliver(config: Config, at: datetime) -> int:
    with transaction():
        write_resets(at=at)
    return deliver_due(config, at, compose)


def check_mails(config: Config) -> list[str]:
    """Mails that wait too long and mails that were given up, with the mend."""
    found = []
    stuck = count_stuck(clock.now() - STUCK)
    if stuck:
        found.append(f"{stuck} mails wait for more than an hour. Is the worker running, and MAIL_URL right?")
    given_up = find_given_up()
    if given_up.mails:
        found.append(
            f"{given_up.mails} mails were given up after {MOST_ATTEMPTS} attempts, the last because of: "
            f"{given_up.last_error}. Mend that, then run: sgforum mail retry"
        )
    return found


component = Component(
    name="notify",
    pages=(templates,),
    commands=(mail,),
    jobs=(Job("notify.deliver", 5, deliver),),
    wire=wire,
    checks=(check_mails,),
    own_data=own_data,
)
