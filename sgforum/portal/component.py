"""What the house needs to know of the portal."""

from __future__ import annotations

from ..component import Component
from . import centre_views
from .views import pages

centre_views.register(pages)
component = Component(name="portal", pages=(pages,))
