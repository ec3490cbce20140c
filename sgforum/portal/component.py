"""What the house needs to know of the portal."""

from __future__ import annotations

from ..component import Component
from .views import pages

component = Component(name="portal", pages=(pages,))
