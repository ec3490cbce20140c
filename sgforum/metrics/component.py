"""What the house needs to know of the participation score."""

from __future__ import annotations

from ..component import Component
from .cli import metrics
from .index_cli import index
from .jobs import JOBS
from .views import pages

component = Component(name="metrics", pages=(pages,), commands=(metrics,), tools=(index,), jobs=JOBS)
