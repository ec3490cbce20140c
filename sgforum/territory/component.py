"""What the house needs to know of territory."""

from __future__ import annotations

from ..component import Component
from .cli import territory
from .views import pages

component = Component(name="territory", pages=(pages,), commands=(territory,))
