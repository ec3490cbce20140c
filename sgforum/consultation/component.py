"""What the house needs to know of consultations."""

from __future__ import annotations

from ..component import Component
from .jobs import TICK
from .views import pages

component = Component(name="consultation", pages=(pages,), jobs=(TICK,))
