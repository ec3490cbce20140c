"""What the house needs to know of campaigns."""

from __future__ import annotations

from ..accounts.events import PersonErased, ResidencyVerified, ResidentMoved
from ..component import Component
from ..core import bus
from . import desk as desk  # its pages register themselves on the same blueprint
from . import short as short
from .cli import campaign
from .jobs import JOBS
from .own_data import own_data
from .services import renew_pages_of, withdraw_all
from .views import pages


def _wire() -> None:
    bus.subscribe(ResidencyVerified, _on_residency_verified)
    bus.subscribe(ResidentMoved, _on_resident_moved)
    bus.subscribe(PersonErased, _on_person_erased)


def _on_residency_verified(fact: ResidencyVerified) -> None:
    """A page shows how many of those who took part are verified residents."""
    renew_pages_of(person_id=fact.person_id)


def _on_resident_moved(fact: ResidentMoved) -> None:
    renew_pages_of(person_id=fact.person_id)


def _on_person_erased(fact: PersonErased) -> None:
    withdraw_all(person_id=fact.person_id)


component = Component(
    name="campaign", pages=(pages,), commands=(campaign,), jobs=JOBS, wire=_wire, own_data=own_data
)
