"""What the house needs to know of the participation score."""

from __future__ import annotations

from flask import current_app

from ..accounts.events import PersonErased
from ..component import Component
from ..core import bus
from . import method_views as method_views  # its pages register themselves on the same blueprint
from . import side_views as side_views
from .cli import metrics
from .index_cli import index
from .jobs import JOBS
from .services import forget_person
from .views import pages


def _wire() -> None:
    bus.subscribe(PersonErased, _on_person_erased)


def _on_person_erased(fact: PersonErased) -> None:
    """The key goes at once, frozen counts stay (score.md 5.8)."""
    forget_person(person_id=fact.person_id, keys=current_app.extensions["sgforum_config"].keys)


component = Component(
    name="metrics", pages=(pages,), commands=(metrics,), tools=(index,), jobs=JOBS, wire=_wire
)
