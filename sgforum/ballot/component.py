"""What the house needs to know of ballot: no pages of its own, commands, and what the doctor asks of it."""

from __future__ import annotations

from ..component import Component
from .cli import opinions, tally, verify
from .health import check
from .jobs import DAILY
from .own_data import own_data

component = Component(
    name="ballot",
    tools=(opinions, tally, verify),
    jobs=(DAILY,),
    checks=(check,),
    own_data=own_data,
)
