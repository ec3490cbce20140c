"""What the house needs to know of territory."""

from __future__ import annotations

from ..component import Component
from .cli import territory

component = Component(name="territory", commands=(territory,))
