"""What the house needs to know of the forum."""

from __future__ import annotations

from ..component import Component
from .views import pages

component = Component(name="forum", pages=(pages,))
