"""What the house needs to know of accounts."""

from __future__ import annotations

from ..component import Component
from . import desk as desk  # its pages register themselves on the same blueprint
from .cli import people
from .own_data import own_data
from .views import pages

component = Component(name="accounts", pages=(pages,), commands=(people,), own_data=own_data)
