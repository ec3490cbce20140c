"""What the house needs to know of the forum."""

from __future__ import annotations

from ..accounts.events import PersonErased
from ..component import Component
from ..core import bus
from .jobs import POLLS
from .own_data import own_data
from .services import renew_pages_of
from .views import pages


def _wire() -> None:
    bus.subscribe(PersonErased, _on_person_erased)


def _on_person_erased(fact: PersonErased) -> None:
    """The name is gone from every page on which it stood."""
    renew_pages_of(person_id=fact.person_id)


component = Component(name="forum", pages=(pages,), jobs=(POLLS,), wire=_wire, own_data=own_data)
